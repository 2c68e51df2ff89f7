"""The browser of the tests: what it never answers ends a test, and not the run."""

import pytest

from tests.plugins import browser as plugin

NEVER = "new Promise(() => {})"


class Browser:
    """One that runs, or does not, or never closes."""

    def __init__(self, *, runs: bool = True, page=None) -> None:
        self.runs, self.page = runs, page

    def is_connected(self) -> bool:
        return self.runs

    def close(self) -> None:
        self.page.evaluate(NEVER)


def test_a_page_that_never_answers_is_given_up_and_goes_on(page) -> None:
    with pytest.raises(TimeoutError), plugin.no_longer_than(0.5):
        page.evaluate(NEVER)
    assert page.evaluate("1 + 1") == 2


def test_one_that_does_not_close_is_given_up_and_no_other(page, monkeypatch) -> None:
    stuck, other = Browser(page=page), Browser()
    with monkeypatch.context() as patch:
        patch.setattr(plugin, "SECONDS_TO_CLOSE", 0.5)
        patch.setattr(plugin, "_running", [stuck, other])
        with pytest.warns(UserWarning, match="did not close"):
            plugin.close(stuck)
        assert plugin._running == [other]


@pytest.mark.parametrize("browsers", [[], [Browser(runs=False)]], ids=["none", "ended"])
def test_where_none_runs_one_is_started(browsers) -> None:
    started = Browser()
    assert plugin.running_one(browsers, lambda: started) is started
    assert plugin.running_one(browsers, lambda: pytest.fail("one runs")) is started
    assert browsers == [started]
