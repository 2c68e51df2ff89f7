"""The log names routes, never addresses: that of a receipt is its key."""

import logging

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.urls import resolve, reverse

from config import outage

TOKEN = "bukan-token-siapa-pun"
pytestmark = pytest.mark.django_db


def test_a_wrong_token_is_not_written_into_the_log(client, caplog):
    assert client.get(reverse("receipt", args=[TOKEN])).status_code == 404
    assert "Not Found: kuitansi/<str:token>/" in caplog.text
    assert TOKEN not in caplog.text


def test_nor_is_what_was_sent_to_an_address_that_does_not_take_it(caplog):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("receipt", args=[TOKEN])).status_code == 403
    assert strict.put(f"/kuitansi/{TOKEN}/lagi/").status_code == 404
    assert "(no such address)" in caplog.text
    assert TOKEN not in caplog.text


def test_nor_during_an_outage(rf, caplog):
    request = rf.get(reverse("receipt", args=[TOKEN]))
    request.resolver_match = resolve(request.path)
    outage.unavailable(request, OperationalError())
    assert "database out of reach: OperationalError kuitansi/<str:token>/" in caplog.text
    assert TOKEN not in caplog.text


def test_what_is_no_request_is_logged_as_it_is(caplog):
    logging.getLogger("django.request").warning("as it is: %s", "/kuitansi/")
    assert "as it is: /kuitansi/" in caplog.text


def test_each_log_in_which_paths_stand_is_cleaned():
    for name in ("django.request", "django.security.csrf"):
        assert settings.LOGGING["loggers"][name]["filters"] == ["routes_only"]
