"""The fixtures every test may use; those of one folder stand in its own conftest."""

pytest_plugins = [
    "tests.plugins.language",
    "tests.plugins.databases",
    "tests.plugins.people",
    "tests.plugins.processes",
    "tests.plugins.browser",
    "tests.plugins.threads",
]
