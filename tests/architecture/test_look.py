"""Budgets of the look: what goes over the wire, and what can be read in the sun."""

import gzip
import re

import pytest

from tests.architecture.source import ROOT, templates

CSS = ROOT / "static" / "css" / "mitra.css"
JS = ROOT / "static" / "js" / "mitra.js"
KIB = 1024

# Text and the ground it is written on, by the names in :root.
PAIRS = [
    *(("ink", ground) for ground in ("paper", "white", "good-tint", "wait-tint", "bad-tint")),
    *(("ink", ground) for ground in ("note-tint", "plain-tint")),
    *(("soft", ground) for ground in ("paper", "white", "plain-tint")),
    *(("brand", ground) for ground in ("paper", "white")),
    *(("brand-dark", ground) for ground in ("white", "good-tint")),
    ("white", "brand"),
    ("white", "brand-dark"),
    ("white", "bad"),
    *((tone, f"{tone}-tint") for tone in ("good", "wait", "bad", "note")),
    *(("bad", ground) for ground in ("paper", "white")),
]


def compressed(path):
    return len(gzip.compress(path.read_bytes(), 9))


def test_the_stylesheet_stays_within_its_budget():
    assert compressed(CSS) <= 8 * KIB


def test_the_script_of_every_page_stays_within_its_budget():
    assert compressed(JS) <= 3 * KIB


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_has_seven_to_one_contrast(text, ground):
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", CSS.read_text()))
    assert contrast(colours[text], colours[ground]) >= 7


def test_the_edge_of_a_field_can_be_seen():
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", CSS.read_text()))
    assert contrast(colours["edge"], colours["white"]) >= 3


def test_the_look_loads_nothing_from_elsewhere():
    assert not re.search(r"@import|@font-face|url\(|https?:", CSS.read_text())
    for script in JS.parent.glob("*.js"):
        assert not re.search(r"https?:|import\(", script.read_text()), script.name


def test_every_field_is_written_by_a_form_through_our_pack():
    written = re.compile(r"<(?:input(?![^>]*type=\"hidden\")|select|textarea)\b")
    by_hand = [
        str(path.relative_to(ROOT))
        for path in templates()
        if "mitra" not in path.parent.parts[-2:] and written.search(path.read_text())
    ]
    # An example of boxes with amounts; a box in each row of a table.
    assert sorted(by_hand) == [
        "templates/markets/components.html",
        "templates/members/review_together.html",
    ]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = (int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
