"""A real browser at the width of a small phone."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.servers import HOME

BROWSERS = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
PHONE = {"width": 360, "height": 740}
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
