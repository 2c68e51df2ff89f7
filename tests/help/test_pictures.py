"""The pictures of the help pages show what those pages say today.

`HELP_PICTURES=1 uv run pytest tests/help -n0` takes them anew, and writes beside each in `seen/`
what its page said. Without it the pages are made again, in the same world on the same day, and must
still say that. A change of colours alone is not seen.
"""

import io
import os
import re
from pathlib import Path

import pytest
from PIL import Image

from markets.help_pictures import PHONE, PICTURES, path_of
from tests.architecture import seen
from tests.architecture.source import ROOT, templates
from tests.help.world import World
from tests.plugins.browser import close

pytestmark = pytest.mark.django_db

SEEN = Path(__file__).parent / "seen"
MOST_BYTES = 16 * 1024
COLOURS = 16  # of a picture: pages are drawn in few, and letters stay sharp
# What is another one each time: the sign of a receipt that only the server can make.
CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b")
MAKE = "take them anew: HELP_PICTURES=1 uv run pytest tests/help -n0"
SITE = "http://mitra.example"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
VOICE = """Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [{ lang: "id-ID", localService: true }], cancel() {} } });"""


@pytest.fixture
def pages(client, at_noon) -> dict[str, str]:
    """Each page as the application answers it."""
    answered = {}
    for name, (user, address) in World().pages().items():
        if user:
            client.force_login(user)
        else:
            client.logout()
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, (name, answer.status_code)
        answered[name] = answer.text
    return answered


def said(page: str) -> str:
    """What a person reads above the foot of the page, a line each."""
    return CODE.sub("XXXX-XXXX", "\n".join(seen.texts(page.partition("<footer")[0]))) + "\n"


def test_each_page_says_what_its_picture_shows(pages) -> None:
    if "HELP_PICTURES" in os.environ:
        for name, page in pages.items():
            (SEEN / f"{name}.txt").write_text(said(page))
    aged = {
        name: said(page)
        for name, page in pages.items()
        if said(page) != (SEEN / f"{name}.txt").read_text()
    }
    assert aged == {}, MAKE


@pytest.mark.skipif("HELP_PICTURES" not in os.environ, reason=MAKE)
def test_take_the_pictures(pages, browser) -> None:
    (ROOT / "static/img/help").mkdir(exist_ok=True)
    for name, size in PICTURES.items():
        context = browser.new_context(
            viewport=size._asdict(), device_scale_factor=1.25 if size == PHONE else 1
        )
        context.add_init_script(VOICE)
        page = context.new_page()
        page.route("**/*", _serving(pages[name]))
        page.goto(f"{SITE}/")
        taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        few = taken.quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
        few.save(ROOT / "static" / path_of(name), lossless=True, method=4)
        close(context)


def test_each_picture_is_there_small_and_of_its_size() -> None:
    for name, size in PICTURES.items():
        path = ROOT / "static" / path_of(name)
        assert path.stat().st_size <= MOST_BYTES, (name, path.stat().st_size)
        with Image.open(path) as image:
            assert image.width * size.height == image.height * size.width, name
    drawn = {path.stem for path in (ROOT / "static/img/help").iterdir()}
    assert drawn == set(PICTURES) == {path.stem for path in SEEN.iterdir()}, MAKE


def test_each_picture_stands_on_a_help_page() -> None:
    shown = {
        name
        for path in templates()
        for name in re.findall(r'help_picture "([\w-]+)"', path.read_text())
    }
    assert shown == set(PICTURES)


def _serving(html: str):
    """Answers with the page, and with the files it asks for."""

    def serve(route) -> None:
        asked = route.request.url.removeprefix(SITE)
        if asked == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
            return
        path = ROOT / asked.lstrip("/")
        if asked.startswith("/static/") and path.is_file():
            route.fulfill(body=path.read_bytes(), content_type=TYPES[path.suffix])
        else:
            route.abort()

    return serve
