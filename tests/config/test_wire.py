"""How files and pages are sent: compressed, kept for ever or asked for again with a few bytes."""

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import factories

YEAR = 365 * 24 * 3600


@pytest.fixture
def ask(web) -> Callable[..., Any]:
    """`ask("/path/", Header="value")` of the real web server, as a collector who is logged in."""
    market = factories.make_market()
    client = Client()
    client.force_login(factories.make_collector(market=market))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    def ask(path: str, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(web + path, headers={"Cookie": cookie, **named})
        try:
            return urllib.request.urlopen(request, timeout=10)
        except urllib.error.HTTPError as answer:
            return answer

    return ask


def test_files_are_named_by_what_they_hold_compressed_and_kept_for_ever(ask):
    page = ask(reverse("worklist")).read().decode()
    linked = re.findall(r'"(/static/[^"]+)"', page)
    assert len(linked) >= 3
    for path in linked:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", path), path
        answer = ask(path, Accept_Encoding="br, gzip")
        caching = answer.headers["Cache-Control"]
        assert "immutable" in caching
        assert int(re.search(r"max-age=(\d+)", caching)[1]) >= YEAR
        assert answer.headers["Content-Encoding"] in ("br", "gzip"), path


def test_a_page_is_compressed_and_private(ask):
    answer = ask(reverse("worklist"), Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Cookie" in answer.headers["Vary"]


def test_a_list_that_is_still_the_same_is_not_sent_again(ask):
    first = ask(reverse("worklist"), Accept_Encoding="gzip")
    again = ask(reverse("worklist"), Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
    assert again.status == 304 and again.read() == b""
    other = ask(reverse("my_receipts"), Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
    assert other.status == 200
