"""A database that is down: a plain page soon, and no restart when it is back."""

import time

import psycopg2
import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from config import outage
from tests.factories import make_collector


@pytest.fixture
def down(scratch_database, monkeypatch):
    """Call it, and the database is out of reach; call what it answers, and it is back."""

    def take_down():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "PORT", "1")

        def bring_back():
            monkeypatch.undo()
            connection.close()

        return bring_back

    yield take_down
    monkeypatch.undo()
    connection.close()


@pytest.fixture
def member_of_staff(scratch_database, client):
    collector = make_collector()
    client.force_login(collector)
    return collector


def test_people_get_a_plain_page_within_seconds_and_the_site_recovers(
    member_of_staff, client, down
):
    page = reverse("account")
    assert client.get(page).status_code == 200
    bring_back = down()
    began = time.monotonic()
    answer = client.get(page)
    assert time.monotonic() - began < 5
    assert answer.status_code == 503
    assert "Sistem sedang terganggu" in answer.text
    assert answer.headers["Retry-After"] == "15"
    bring_back()
    assert client.get(page).status_code == 200


def test_who_sent_something_is_told_to_check_first(member_of_staff, client, down):
    down()
    answer = client.post(reverse("components"), {"name": "Siti"})
    assert answer.status_code == 503
    assert "anggap belum tersimpan" in answer.text


def test_the_health_check_says_that_the_database_is_down(client, down):
    bring_back = down()
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    bring_back()
    assert client.get(reverse("health")).status_code == 200


@pytest.mark.django_db
def test_an_outage_outside_a_view_gets_the_same_page(monkeypatch):
    def lost(*args):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(SessionMiddleware, "process_response", lost)
    page = Client(raise_request_exception=False).get(reverse("login"))
    assert page.status_code == 503
    assert "Sistem sedang terganggu" in page.text


def test_the_api_gets_json(rf):
    answer = outage.unavailable(rf.get("/api/v1/quote/"), OperationalError())
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/json"


def test_other_errors_go_their_usual_way(rf):
    middleware = outage.OutageMiddleware(lambda request: None)
    assert middleware.process_exception(rf.get("/"), ValueError()) is None


def caused_by(kind):
    error = OperationalError()
    error.__cause__ = kind()
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("could not connect"), True),
        (InterfaceError("connection already closed"), True),
        (caused_by(psycopg2.OperationalError), True),
        (ValueError(), False),
        (None, False),
    ],
)
def test_only_a_database_out_of_reach_is_an_outage(error, expected):
    assert outage.is_outage(error) is expected


@pytest.mark.parametrize(("code", "expected"), [("57P01", True), ("53300", True), ("40P01", False)])
def test_a_shutdown_is_an_outage_and_a_deadlock_is_a_mistake_of_ours(code, expected):
    error = OperationalError()
    error.__cause__ = type("Coded", (Exception,), {"pgcode": code})()
    assert outage.is_outage(error) is expected


@pytest.mark.django_db
def test_an_address_that_does_not_exist_gets_a_plain_page(client):
    page = client.get("/tidak-ada/")
    assert page.status_code == 404
    assert "Halaman ini tidak ada" in page.text
    assert client.get("/api/tidak-ada/").json() == {"detail": "Tidak ditemukan."}


@pytest.mark.django_db
def test_a_form_that_was_open_too_long_says_that_nothing_was_saved():
    page = Client(enforce_csrf_checks=True).post(reverse("login"), {"username": "siti"})
    assert page.status_code == 403
    assert "belum tersimpan" in page.text
    assert "Muat ulang halaman itu." in page.text


@pytest.mark.django_db
def test_our_own_mistakes_get_a_plain_page_too(monkeypatch):
    def mistake(*args, **kwargs):
        raise ValueError

    monkeypatch.setattr("markets.views.health.JsonResponse", mistake)
    page = Client(raise_request_exception=False).get(reverse("health"))
    assert page.status_code == 500
    assert "Ini kesalahan kami" in page.text
