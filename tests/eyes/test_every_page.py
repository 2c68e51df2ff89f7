"""Every page can be used by every eye and hand: on a small phone, at a desk, with large letters.

The normal run reads each page once, on the narrowest phone. `uv run pytest -m long tests/eyes -n0`
reads each in every state, with the keyboard and axe, on a phone and at a desk: some five minutes.
What each role sees, at every size of screen and letters, takes half an hour:
`uv run pytest -m by_hand tests/eyes -n0`
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.architecture.addresses import Side
from tests.eyes import shown
from tests.eyes.reader import AT_A_DESK, Reader, reading
from tests.eyes.shown import Shown
from tests.journeys.steps import ON_A_PHONE
from tests.plugins.browser import close

NARROW = {"viewport": {"width": 320, "height": 740}, "device_scale_factor": 1}
DESK = {"viewport": {"width": 1280, "height": 900}, "locale": "id-ID"}
ON_THE_PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 1}
TWICE_AS_LARGE = "--blink-settings=defaultFontSize=32"


def findings(pages: list[Shown], look: Any) -> dict[str, list[str]]:
    """What is wrong, page by page; `look` opens one and answers."""
    return {str(page): wrong for page in shown.unlike(pages) if (wrong := look(page))}


def on_a_phone(browser: Any, arguments: dict[str, Any], pages: list[Shown]) -> dict[str, list[str]]:
    """What is wrong with each of them there."""
    with reading(browser, {**arguments, **ON_THE_PHONE}) as reader:
        return findings(pages, lambda page: all_of(reader, page, ON_A_PHONE))


def at_a_desk(browser: Any, _arguments: dict[str, Any], pages: list[Shown]) -> dict[str, list[str]]:
    """What is wrong there with the pages of those who sit at one."""
    with reading(browser, DESK) as reader:
        desk = [page for page in pages if page.is_of_the_desk]
        return findings(desk, lambda page: all_of(reader, page, AT_A_DESK))


def all_of(reader: Reader, page: Shown, asked: dict[str, int]) -> list[str]:
    """Our checks, the keyboard and axe."""
    reader.open(page)
    return [*reader.wrong(asked), *reader.tabbed(), *reader.violations()]


LOOKS = (on_a_phone, at_a_desk)


@pytest.mark.django_db
def test_every_page_can_be_used_on_the_narrowest_phone(browser, browser_context_args):
    """As the first role sees it that may open it; the long test adds the keyboard and axe."""
    pages = list(shown.once_each(Side()))
    assert len(pages) > 150
    with reading(browser, {**browser_context_args, **NARROW}) as reader:

        def look(page: Shown) -> list[str]:
            reader.open(page)
            return reader.wrong(ON_A_PHONE)

        assert findings(pages, look) == {}


@pytest.fixture(scope="module")
def large_letters(browser_type: Any, browser_type_launch_args: dict[str, Any]) -> Iterator[Any]:
    """A browser whose user set letters twice as large."""
    arguments = [*browser_type_launch_args["args"], TWICE_AS_LARGE]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": arguments})
    yield browser
    close(browser)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_by_keyboard_and_with_axe(browser, browser_context_args, look):
    """Each in every state, as the first role sees it that may open it."""
    pages = list(shown.once_each(Side(), with_empty=True))
    assert look(browser, browser_context_args, pages) == {}


@pytest.mark.by_hand
@pytest.mark.django_db
def test_every_page_of_every_role(browser, browser_context_args, large_letters):
    """Every state at every size."""
    pages = list(shown.everything(Side()))
    on_phone = {**browser_context_args, **ON_THE_PHONE}
    narrow = {**browser_context_args, **NARROW}
    found = {look.__name__: look(browser, browser_context_args, pages) for look in LOOKS}
    for name, size in (("narrow", narrow), *((size, on_phone) for size in ("large", "largest"))):
        of_size = pages if name == "narrow" else [page.in_letters(name) for page in pages]
        with reading(browser, size) as reader:
            found[name] = findings(of_size, lambda page, reader=reader: width_of(reader, page))
    with reading(large_letters, on_phone) as reader:
        found["200 %"] = findings(pages, lambda page: width_of(reader, page))
        largest = [page.in_letters("largest") for page in pages]
        found["200 % of the largest"] = findings(largest, lambda page: width_of(reader, page))
    assert {size: wrong for size, wrong in found.items() if wrong} == {}


def width_of(reader: Reader, page: Shown) -> list[str]:
    """Whether it must be scrolled sideways."""
    reader.open(page)
    return reader.too_wide()


BROKEN = """<!doctype html><html lang="id"><title>Uji</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/css/mitra.css"><body class="has-tabs">
<header class="topbar"></header><main class="main"><h1>Uji</h1>{}</main>"""


@pytest.fixture
def phone(browser, browser_context_args) -> Iterator[Reader]:
    with reading(browser, browser_context_args) as reader:
        yield reader


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<p><a href="#">Lihat</a></p>', "small target: <a>"),
        ('<p class="lead pill">Pucat</p><p class="faint">Pucat</p>', "faint text: <p.faint>"),
        ('<p class="foot">Kecil</p>', "small text"),
        ("<h3>Lompat</h3>", "heading jumps from h1"),
        ('<p class="pill"></p>', "colour without a word"),
        ('<input class="btn" tabindex="3">', "a positive tabindex"),
        ('<p class="error">Salah</p>', "errors without a summary"),
        ('<p class="error">Salah</p>', "error of no field"),
        ('<div class="error-summary" tabindex="-1"></div>', "the summary has no focus"),
        ('<div class="error-summary"><a href="#x">Nama</a></div>', "summary leads to no field"),
        ('<div class="error-summary" tabindex="-1"></div>', "title names no error"),
        ('<p class="little">Kecil</p>', "body text below 18 px: <p.little>"),
        ('<p>Lihat <a class="bare" href="#">di sini</a> saja</p>', "link told by its colour alone"),
        ("<h1>Lagi</h1>", "2 h1"),
        ("</main><p>Di luar</p>", "outside of the landmarks: <p>"),
        ('<p id="kembar"></p><p id="kembar"></p>', "id twice: kembar"),
        ('<input aria-describedby="hilang">', "aria-describedby points nowhere"),
        ('<p inert><a href="#">Mati</a></p>', "takes no focus"),
        ('<button class="btn blind">Buta</button>', "focus is not seen"),
        ('<a class="away" href="#">Jauh</a>', "focus outside of the screen"),
        ('<nav class="nav over"></nav><a href="#">Di bawah</a>', "focus behind nav over"),
        ('<p class="wide-one">Lebar</p>', "pixels wider"),
    ],
)
def test_what_is_wrong_is_found(phone, html, told):
    """A negative control of each sentence the checks say; of the keyboard below; not of axe."""
    phone.open(Shown("broken", "/", "nobody", "broken", BROKEN.format(html)))
    phone.page.add_style_tag(
        content=".faint {color: #777} .foot {font-size: 12px} .wide-one {width: 500px}"
        " .little {font-size: 17px} .bare {text-decoration: none; font-weight: 400}"
        " .away {position: absolute; left: -500px} .nav.over {position: fixed; inset: 0}"
        " .blind:focus {outline: 0; box-shadow: none}"
    )
    assert [wrong for wrong in phone.wrong(ON_A_PHONE) if told in wrong]


@pytest.mark.parametrize(("turn", "is_wrong"), [("0", False), ("3", True)])
def test_the_keyboard_goes_in_the_order_of_the_page(phone, turn, is_wrong):
    links = f'<a href="#">1</a> <a href="#" tabindex="{turn}">2</a> <a href="#">3</a>'
    html = BROKEN.format(links)
    phone.open(Shown("turns", "/", "nobody", "broken", html))
    assert bool(phone.tabbed()) == is_wrong


def test_what_differs_by_its_token_alone_is_read_once():
    token = '<input name="csrfmiddlewaretoken" value="{}">'
    htmls = [token.format("a"), token.format("b"), token.format("a") + "lagi"]
    pages = [Shown("same", "/", "nobody", str(at), html) for at, html in enumerate(htmls)]
    assert list(shown.unlike(pages)) == [pages[0], pages[2]]
