"""The first page a browser opens brings its stylesheet; every later one names the file it keeps."""

import base64
import hashlib
import re

import pytest
from django.urls import reverse

from config import stylesheet
from config.first_visit import COOKIE
from tests import factories

pytestmark = pytest.mark.django_db
LINK = '<link rel="stylesheet" href="/static/css/mitra'
OPENED = {"Sec-Fetch-Dest": "document", "Accept-Encoding": "identity"}


@pytest.fixture
def look(client):
    """A browser that opens the list of a collector, and what it gets."""
    client.force_login(factories.make_collector())
    return lambda **headers: client.get(reverse("worklist"), headers=OPENED | headers)


def test_a_first_page_holds_the_stylesheet_that_its_policy_allows(look):
    page = look()
    (text,) = re.findall(r"<style>(.+?)</style>", page.content.decode(), re.S)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{digest}'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert LINK not in page.content.decode()
    assert LINK.replace("stylesheet", "prefetch") in page.content.decode()
    assert int(page.headers["Content-Length"]) == len(page.content)


def test_the_next_page_names_the_file_the_browser_keeps(look):
    first, then = look(), look()
    assert LINK in then.content.decode() and "<style>" not in then.content.decode()
    assert len(first.content) - len(then.content) > 20_000
    assert "Cookie" in first.headers["Vary"] and "Cookie" in then.headers["Vary"]
    assert first.cookies[COOKIE].value == stylesheet.VERSION and COOKIE not in then.cookies


def test_a_new_version_is_brought_again(look, client):
    client.cookies[COOKIE] = "an older one"
    assert "<style>" in look().content.decode()


def test_a_page_that_brought_its_stylesheet_and_is_still_the_same_is_not_sent_again(look):
    again = look(**{"If-None-Match": look().headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("asked_for", ["empty", "iframe", ""])
def test_what_no_browser_opens_as_a_page_gets_the_link_alone(look, asked_for):
    page = look(**{"Sec-Fetch-Dest": asked_for})
    assert LINK in page.content.decode() and COOKIE not in page.cookies


def test_what_has_no_stylesheet_stays_as_it_is(client):
    assert COOKIE not in client.get("/api/v1/schema/", headers=OPENED).cookies


def test_the_browser_wears_it_and_keeps_the_file(page, web):
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    sizes = """performance.getEntriesByType('resource')
        .filter(file => file.name.endsWith('.css')).map(file => file.transferSize)"""
    for visit, over_the_wire in (("first", True), ("next", False)):
        page.goto(web + reverse("simulation"))
        page.wait_for_load_state("networkidle")
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px", visit
        (size,) = page.evaluate(sizes)
        assert (size > 0) == over_the_wire, visit
    assert refused == []
