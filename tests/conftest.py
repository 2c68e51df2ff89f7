"""The fixtures every test may use; those of one folder stand in its own conftest."""

import pytest

pytest_plugins = [
    "tests.plugins.language",
    "tests.plugins.databases",
    "tests.plugins.people",
    "tests.plugins.processes",
    "tests.plugins.browser",
    "tests.plugins.threads",
]
SECONDS_FOR_LONG_ONES = 3600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long by intent is given up later than what pyproject.toml says for the others."""
    for item in items:
        if item.get_closest_marker("long") or item.get_closest_marker("by_hand"):
            item.add_marker(pytest.mark.timeout(SECONDS_FOR_LONG_ONES))
