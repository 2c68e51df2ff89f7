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

from markets.models import User
from tests import factories

YEAR = 365 * 24 * 3600


@pytest.fixture
def cookie(web) -> str:
    """Of a collector who is logged in."""
    return cookie_of(factories.make_collector(market=factories.make_market()))


@pytest.fixture
def ask(web, cookie) -> Callable[..., Any]:
    """`ask("/path/", Header="value")` of the real web server, as the collector or whom `Cookie`
    names."""

    def ask(path: str, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(web + path, headers={"Cookie": cookie, **named})
        try:
            return urllib.request.urlopen(request, timeout=10)
        except urllib.error.HTTPError as answer:
            return answer

    return ask


def cookie_of(user: User) -> str:
    """The cookie of that user's session."""
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(user)
    return f"{name}={client.cookies[name].value}"


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


def test_a_page_is_compressed_and_differs_by_who_asks(ask):
    answer = ask(reverse("worklist"), Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Cookie" in answer.headers["Vary"]


def test_a_list_that_is_still_the_same_is_not_sent_again(ask):
    first = ask(reverse("worklist"), Accept_Encoding="gzip")
    again = ask(reverse("worklist"), Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
    assert again.status == 304 and again.read() == b""
    other = ask(reverse("my_receipts"), Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
    assert other.status == 200


def test_whoever_comes_next_on_the_same_phone_gets_no_page_of_the_one_before(ask):
    seen = ask(reverse("my_receipts"), Accept_Encoding="gzip").headers["ETag"]
    other = cookie_of(factories.make_collector(market=factories.make_market(), name="Budi"))
    of_other = ask(reverse("my_receipts"), If_None_Match=seen, Cookie=other)
    assert of_other.status == 200 and "Budi" in of_other.read().decode()
    of_nobody = ask(reverse("my_receipts"), If_None_Match=seen, Cookie="")
    assert of_nobody.status == 200 and reverse("login") in of_nobody.url
