"""Steps that journeys in a real browser share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from markets.models import User
from tests.factories import PASSWORD

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


def log_in(page: Any, web: str, user: User) -> None:
    """Whoever was logged in before is forgotten; the user's first page opens."""
    page.context.clear_cookies()
    page.goto(f"{web}/masuk/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(lambda url: "masuk" not in url)


def looking(page: Any, screenshot: Callable[[Any, str], Path]) -> Callable[[str], None]:
    """Keeps a picture of the page and finds what keeps people from using it."""

    def look(name: str) -> None:
        page.wait_for_load_state()  # a click waits only until the next page begins to arrive
        screenshot(page, name)
        found = Axe().run(page, options={"runOnly": RULES})
        assert found.violations_count == 0, found.generate_report()
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{name} is {width} pixels wider than the screen"

    return look
