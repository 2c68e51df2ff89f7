"""The browser of the tests: what it never answers ends a test, and not the run."""

import pytest

from tests.plugins import browser as plugin

NEVER = "new Promise(() => {})"


def test_a_page_that_never_answers_is_given_up_and_goes_on(page) -> None:
    with pytest.raises(TimeoutError), plugin.no_longer_than(0.5):
        page.evaluate(NEVER)
    assert page.evaluate("1 + 1") == 2


def test_after_a_browser_that_does_not_close_comes_another(page, monkeypatch) -> None:
    class Stuck:
        def close(self) -> None:
            page.evaluate(NEVER)

    monkeypatch.setattr(plugin, "SECONDS_TO_CLOSE", 0.5)
    monkeypatch.setattr(plugin, "_running", [Stuck()])
    with pytest.warns(UserWarning, match="did not close"):
        plugin.close(plugin._running[0])
    assert plugin._running == []
