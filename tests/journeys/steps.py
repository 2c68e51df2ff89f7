"""Steps that journeys in a real browser share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from config.bench.hostile import encoded
from config.bench.hostile import photo as hostile_photo
from markets.models import User
from tests.factories import PASSWORD

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]

# What floats over the end of the page hides a button by chance, until somebody scrolls.
PUT_DOWN = "document.querySelectorAll('.actions, .nav').forEach(e => e.style.position = 'static')"
LIFT_AGAIN = PUT_DOWN.replace("'static'", "''")


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
        page.evaluate(PUT_DOWN)
        found = Axe().run(page, options={"runOnly": RULES})
        page.evaluate(LIFT_AGAIN)
        assert found.violations_count == 0, found.generate_report()
        # Not innerWidth: on a phone it grows with what is too wide.
        root = "document.documentElement"
        width = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        assert width <= 0, f"{name} is {width} pixels wider than the screen"

    return look


def card(size: tuple[int, int] = (4000, 3000)) -> dict[str, Any]:
    """A photo as a phone's camera makes it, for `set_input_files`."""
    photo = encoded(hostile_photo(size), "JPEG", quality=95)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": photo}


def sign(page: Any) -> None:
    """Draw a line into the box for the signature."""
    box = page.locator("canvas.pad")
    box.scroll_into_view_if_needed()
    shape = box.bounding_box()
    left, middle = shape["x"] + 30, shape["y"] + shape["height"] / 2
    page.mouse.move(left, middle)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(left + 25 * step, middle + (20 if step % 2 else -20))
    page.mouse.up()
