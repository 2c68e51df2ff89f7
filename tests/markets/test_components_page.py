"""The page of components shows every piece there is, so that nobody builds one a second time."""

import re

import pytest
from django.urls import reverse

from tests.architecture.source import ROOT
from tests.factories import make_admin

pytestmark = pytest.mark.django_db
CSS = (ROOT / "static/css/mitra.css").read_text()
CLASS = re.compile(r'class="([^"]*)"')
# Parts of the stylesheet that are not on the page, each with the reason.
ELSEWHERE = {
    "the frame of a whole page, or its letters": {
        "has-tabs",
        "still",
        "text-large",
        "text-largest",
        "wide",
    },
    "on paper, seen where it is printed": {
        "a4-sheet",
        "poster",
        "sheet",
        "signatures",
        "slip-foot",
        "steps",
    },
    "around a picture of a person, a document, a signature, a code or a page": {
        "frame",
        "is-live",
        "label",
        "pad",
        "photo",
        "picture",
        "qr",
        "qr-pay",
        "shot",
        "shot-wide",
    },
    "made by a script while a form is filled in": {"reveal"},
    "on the page of one task": {"codes", "pieces"},
}


@pytest.fixture
def pages(client):
    """As it opens, and with the errors of its form."""
    client.force_login(make_admin())
    address = reverse("components")
    return [client.get(address), client.post(address, {"name": "Siti"})]


def classes_of_the_stylesheet():
    screen = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL).partition("@media print")[0]
    selectors = re.findall(r"([^{}]+)\{", screen)
    return {name for each in selectors for name in re.findall(r"\.([a-z][\w-]*)", each)}


def test_every_shared_template_is_on_it(pages):
    used = {template.name for template in pages[0].templates}
    shared = {f"_components/{path.name}" for path in (ROOT / "templates/_components").iterdir()}
    assert len(shared) > 10
    assert shared - used == set()


def test_every_part_of_the_stylesheet_is_on_it_or_has_its_reason(pages):
    shown = {name for page in pages for found in CLASS.findall(page.text) for name in found.split()}
    listed = {name for names in ELSEWHERE.values() for name in names}
    assert classes_of_the_stylesheet() - shown == listed
