"""The language of the pages: chosen at the foot of each, and kept in the browser."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

COOKIE = settings.LANGUAGE_COOKIE_NAME


@pytest.fixture
def client():
    """Refuses what has no token, as a browser's requests are: this form needs none."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def choose(client):
    def send(language, to="/masuk/"):
        return client.post(reverse("choose_language"), {"language": language, "next": to})

    return send


def test_the_login_offers_the_other_language_in_its_own_words(client, db):
    page = client.get(reverse("login")).content.decode()
    assert '<html lang="id">' in page
    assert 'name="language" value="en" lang="en">English</button>' in page
    client.cookies[COOKIE] = "en"
    page = client.get(reverse("login")).content.decode()
    assert '<html lang="en">' in page
    assert 'value="id" lang="id">Bahasa Indonesia</button>' in page
    assert "<h1>Log in</h1>" in page


def test_what_is_chosen_holds_on_the_page_it_was_chosen_on(client, choose, db):
    answer = choose("en", to="/periksa-kuitansi/?a=b")
    assert (answer.status_code, answer.url) == (302, "/periksa-kuitansi/?a=b")
    cookie = answer.cookies[COOKIE]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("en", "Lax", True)
    assert client.get(reverse("login"))["Content-Language"] == "en"
    choose("id")
    assert client.get(reverse("login"))["Content-Language"] == "id"


@pytest.mark.parametrize("to", ["https://example.com/", "//example.com/", "", "javascript:1"])
def test_nobody_is_sent_elsewhere(choose, to):
    assert choose("en", to=to).url == reverse("home")


@pytest.mark.parametrize("to", [f"/?a={'b' * 20_000}", f"/{' ' * 20_000}", "nama", "receipt"])
def test_an_address_that_cannot_be_gone_back_to_is_left_for_the_first_page(choose, to):
    answer = choose("en", to=to)
    assert (answer.status_code, answer.url) == (302, reverse("home"))


def test_a_language_we_do_not_speak_changes_nothing(choose):
    assert COOKIE not in choose("fr").cookies


def test_it_is_chosen_by_sending_the_form_of_a_page_only(client, db):
    assert client.get(reverse("choose_language")).status_code == 405


def test_its_form_carries_no_token_that_would_make_each_page_another(client, db):
    first, again = (client.get(reverse("check_receipt")).content for _each in range(2))
    form = first.partition(b'class="language"')[2].partition(b"</form>")[0]
    assert form and b"csrf" not in form and form in again


def test_an_answer_to_what_was_sent_offers_no_change_that_would_lose_it(db):
    page = Client().post(reverse("login"), {"username": "x", "password": "y"}).content.decode()
    assert reverse("choose_language") not in page


def test_a_page_that_is_not_there_speaks_the_language_too(client, db):
    client.cookies[COOKIE] = "en"
    page = client.get("/tidak-ada/").content.decode()
    assert '<html lang="en">' in page
    assert "This page does not exist" in page
