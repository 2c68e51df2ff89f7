"""A real browser at the width of a small phone."""

import contextlib
import os
import shutil
import signal
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error

from tests.plugins.servers import HOME

BROWSERS = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
PHONE = {"width": 360, "height": 740}
SECONDS_TO_CLOSE = 60.0
_running: list[Any] = []
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium; without one browser tests skip, but fail where CI is set."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        notice = "no Chromium on this machine: the tests in a real browser cannot run"
        if os.environ.get("CI"):
            pytest.fail(notice)
        pytest.skip(notice)
    # The browser's library keeps an event loop in this thread, where Django then refuses queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {**browser_type_launch_args, "executable_path": found, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A small phone, in Indonesia."""
    return {
        **browser_context_args,
        "viewport": PHONE,
        "is_mobile": True,
        "has_touch": True,
        "device_scale_factor": 2,
        "locale": "id-ID",
        "timezone_id": "Asia/Jakarta",
    }


@pytest.fixture(scope="session")
def browsers(playwright: Any) -> Iterator[list[Any]]:
    """The one that serves this process's tests, if it runs and answers."""
    yield _running
    for browser in list(_running):
        close(browser)


@pytest.fixture
def browser(browsers: list[Any], launch_browser: Callable[[], Any]) -> Any:
    """The same for every test; a new one where it did not answer any more."""
    return running_one(browsers, launch_browser)


def running_one(browsers: list[Any], launch: Callable[[], Any]) -> Any:
    """The first of them while it runs; else one that is started now takes its place."""
    if not (browsers and browsers[0].is_connected()):
        browsers[:] = [launch()]
    return browsers[0]


@pytest.fixture
def new_context(new_context: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """`new_context(...)`: a phone of its own, besides the one of `page`."""
    opened = []

    def open_one(**different: Any) -> Any:
        opened.append(new_context(**different))
        return opened[-1]

    yield open_one
    for context in opened:
        close(context)


def close(opened: Any) -> None:
    """Close a context or a browser. Playwright waits for ever for a Chromium that does not."""
    try:
        with no_longer_than(SECONDS_TO_CLOSE):
            if hasattr(opened, "unroute_all"):
                with contextlib.suppress(Error):  # it has crashed
                    opened.unroute_all(behavior="ignoreErrors")
            opened.close()
    except TimeoutError:
        its_browser = getattr(opened, "browser", opened)
        _running[:] = [browser for browser in _running if browser is not its_browser]
        warnings.warn("Chromium did not close what a test had opened.", stacklevel=2)


@contextlib.contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Raise TimeoutError where what is done, in the main thread, takes longer.

    Each second again: an event loop that is just calling somebody back swallows it.
    """

    def give_up(_number: int, _frame: Any) -> None:
        raise TimeoutError(f"took longer than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def screenshot() -> Callable[[Any, str], Path]:
    """`screenshot(page, "worklist")` keeps what the page looks like, for people to look at."""

    def take(page: Any, name: str) -> Path:
        folder = HOME.parent / "screenshots"
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take
