"""Steps that journeys in a real browser share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from config.bench.hostile import encoded
from config.bench.hostile import photo as hostile_photo
from markets.models import User
from tests.factories import PASSWORD

EYES = Path(__file__).parent.parent / "eyes"
ON_A_PHONE = {"target": 48, "inTables": 48, "small": 16}
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]

# What floats over the end of the page hides a button by chance, until somebody scrolls.
PUT_DOWN = "document.querySelectorAll('.actions, .nav').forEach(e => e.style.position = 'static')"
LIFT_AGAIN = PUT_DOWN.replace("'static'", "''")
# Not innerWidth: on a phone it grows with what is too wide.
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
IN_LETTERS = "size => { document.documentElement.className = size && `text-${size}`; }"


def log_in(page: Any, web: str, user: User) -> None:
    """Whoever was logged in before is forgotten; the user's first page opens."""
    page.context.clear_cookies()
    page.goto(f"{web}/masuk/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(lambda url: "masuk" not in url)


def held(asking: Any, addresses: str) -> list[Any]:
    """What a page, or all of a browser's, asks of these addresses, until each is let go on."""
    underway: list[Any] = []

    def hold(route: Any) -> None:
        underway.append(route)  # an answer of its own would be taken for a promise

    asking.route(addresses, hold)
    return underway


def looking(
    page: Any, screenshot: Callable[[Any, str], Path], *, strictly: bool = False
) -> Callable[[str], None]:
    """Keeps a picture of the page and finds what keeps people from using it.

    `strictly`: with our own checks, on the narrowest phone and in the largest letters too, for
    pages that tests/eyes does not come to.
    """

    def look(name: str) -> None:
        page.wait_for_load_state()  # a click waits only until the next page begins to arrive
        screenshot(page, name)
        page.evaluate(PUT_DOWN)
        found = Axe().run(page, options={"runOnly": RULES})
        page.evaluate(LIFT_AGAIN)
        assert found.violations_count == 0, found.generate_report()
        width = page.evaluate(TOO_WIDE)
        assert width <= 0, f"{name} is {width} pixels wider than the screen"
        if strictly:
            found_by_us = strict_findings(page)
            assert found_by_us == [], (name, found_by_us)

    return look


def strict_findings(page: Any) -> list[str]:
    """What our own checks say of the open page, also at 320 px and in the largest letters."""
    found = page.evaluate((EYES / "checks.js").read_text(), ON_A_PHONE)
    found += page.evaluate((EYES / "focus.js").read_text())
    usual = page.viewport_size
    for size in ("", "largest"):
        page.evaluate(IN_LETTERS, size)
        for width in (320, usual["width"]):
            page.set_viewport_size({**usual, "width": width})
            more = page.evaluate(TOO_WIDE)
            found += [f"{more} px too wide at {width} px {size}"] if more > 0 else []
    page.evaluate(IN_LETTERS, "")
    return found


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
