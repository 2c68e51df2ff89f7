"""Who is logged in, a phone and its key: asked before a round and before each flush."""

from base64 import b64decode

import pytest
from django.test import Client

from contributions import phones
from contributions.models import Phone
from tests import factories
from tests.collectors.phone_api import PHONES, ROUND, SESSION, SYNC, make_sending, visit
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
ASKED = {SESSION: "get", PHONES: "post", ROUND: "get", SYNC: "post"}
STRICT = "private, no-store"


def ask(client, address, body=None, **fields):
    ways = {"content_type": "application/json"} if ASKED[address] == "post" else {}
    return getattr(client, ASKED[address])(address, body or {}, **ways, **fields)


def test_the_session_names_the_user_and_gives_a_token_that_counts(cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.collector)
    session = ask(client, SESSION)
    assert session.json().keys() == {"user", "name", "csrf"}
    assert (session.json()["user"], session.json()["name"]) == (
        cast.collector.pk,
        cast.collector.name,
    )
    headers = {"X-CSRFToken": session.json()["csrf"]}
    assert ask(client, PHONES, headers=headers).status_code == 201


@pytest.mark.parametrize("address", [PHONES, SYNC])
@pytest.mark.parametrize("headers", [{}, {"X-CSRFToken": "x" * 64}])
def test_without_a_fresh_token_nothing_is_taken(cast, address, headers) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.collector)
    answer = ask(client, address, headers=headers)
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {"detail": "Kiriman ini belum tersimpan: muat ulang lalu kirim lagi."}
    assert answer["Cache-Control"] == STRICT
    assert not Phone.objects.exists()


def test_the_token_of_the_one_before_does_not_count_for_the_next(cast) -> None:
    """So nothing is stored in another user's name when she comes between asking and sending."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.collector)
    token = ask(client, SESSION).json()["csrf"]
    colleague = factories.make_collector(market=cast.market, password=factories.PASSWORD)
    signed = {"username": colleague.username, "password": factories.PASSWORD}
    client.post("/keluar/", {"csrfmiddlewaretoken": token})
    client.get("/masuk/")
    signed["csrfmiddlewaretoken"] = client.cookies["csrftoken"].value
    assert client.post("/masuk/", signed).status_code == 302
    assert ask(client, SESSION).json()["user"] == colleague.pk
    assert ask(client, SYNC, headers={"X-CSRFToken": token}).status_code == 403


@pytest.mark.parametrize("address", ASKED)
def test_an_expired_session_is_answered_in_json_and_never_redirected(client, address) -> None:
    answer = ask(client, address)
    assert answer.status_code == 401
    assert answer.json() == {"detail": "Anda belum masuk, atau sesi Anda berakhir. Masuk lagi."}
    assert answer["WWW-Authenticate"] == "Session"
    assert answer["Cache-Control"] == STRICT


@pytest.mark.parametrize("address", ASKED)
@pytest.mark.parametrize("role", ["treasurer", "reviewer", "auditor", "admin"])
def test_other_roles_find_nothing(client, address, role) -> None:
    client.force_login(getattr(factories, f"make_{role}")())
    answer = ask(client, address)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Tidak ditemukan."})


@pytest.mark.usefixtures("as_collector")
def test_nobody_on_the_way_keeps_an_answer(client) -> None:
    for address in ASKED:
        assert ask(client, address)["Cache-Control"] == STRICT


@pytest.mark.usefixtures("as_collector")
def test_a_phone_is_given_numbers_and_its_key(client, cast) -> None:
    answer = ask(client, PHONES)
    assert answer.status_code == 201
    phone = Phone.objects.get()
    given = phones.numbers(phone=phone, session_key="", at=NOON)
    assert b64decode(answer.json().pop("key")) == phones.signing_key(phone=phone)
    told = {"phone": str(phone.pk), **given._asdict()}
    assert {name: answer.json()[name] for name in told} == told
    assert (phone.holder, phone.session_key) == (cast.collector, client.session.session_key)


def test_it_is_known_by_the_token_of_its_browser(client, cast) -> None:
    cast.collector.set_password(factories.PASSWORD)
    cast.collector.save()
    client.post("/masuk/", {"username": cast.collector.username, "password": factories.PASSWORD})
    ask(client, PHONES)
    assert Phone.objects.get().device is not None


def test_what_is_known_is_told_in_the_language_of_the_user(client, cast) -> None:
    sending = make_sending(cast, client)
    client.cookies["django_language"] = "en"
    (result,) = sending.results(visit(cast.member(), outcome="promised"))
    assert (result["status"], result["sentence"]) == (422, "Choose the day.")
