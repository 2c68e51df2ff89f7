"""The token of a browser: given at the login, kept for long, written only by us."""

from uuid import UUID

import pytest
from django.test import RequestFactory
from django.urls import reverse

from markets.views import devices
from tests.factories import PASSWORD, make_collector

pytestmark = pytest.mark.django_db


def enter(client, user, password=PASSWORD):
    client.post(reverse("login"), {"username": user.username, "password": password})
    return client.cookies.get(devices.COOKIE)


def read(cookie):
    request = RequestFactory().get("/")
    request.COOKIES[devices.COOKIE] = cookie.value if hasattr(cookie, "value") else cookie
    return devices.device_of(request)


def test_who_enters_gets_a_random_token_that_no_script_and_no_other_site_sends(client):
    cookie = enter(client, make_collector(password=PASSWORD))
    assert isinstance(read(cookie), UUID)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == devices.KEPT_FOR.total_seconds()


def test_the_token_is_sent_over_https_only_where_sessions_are(client, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert enter(client, make_collector(password=PASSWORD))["secure"] is True


def test_a_browser_keeps_its_token_whoever_enters(client):
    first = read(enter(client, make_collector(password=PASSWORD)))
    client.post(reverse("logout"))
    assert read(enter(client, make_collector(password=PASSWORD))) == first


def test_a_token_that_we_did_not_write_is_none_and_is_replaced(client):
    forged = "6f1f5f0e-5d0b-4c57-9d2c-0d7b1a1c2a10:bukan-tanda-tangan"
    assert read(forged) is None
    client.cookies[devices.COOKIE] = forged
    assert isinstance(read(enter(client, make_collector(password=PASSWORD))), UUID)


def test_who_does_not_enter_gets_no_token(client):
    assert enter(client, make_collector(password=PASSWORD), "bukan itu") is None


def test_the_account_page_tells_about_the_token(client):
    client.force_login(make_collector())
    assert "kode acak" in client.get(reverse("account")).text
