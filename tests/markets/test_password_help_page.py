"""Handing out a code, and setting a new password with it: the pages."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.urls import reverse

from markets import password_codes
from markets.models import PasswordCode
from tests.factories import (
    NOON,
    PASSWORD,
    make_admin,
    make_collector,
    make_partner,
    make_treasurer,
)

pytestmark = pytest.mark.django_db
LIST, SPEND = reverse("people_i_help"), reverse("spend_password_code")
RESET = reverse("password_was_reset")
NEW = "pasar-pagi-cisarua"
SOON = NOON.replace(hour=13)


@pytest.fixture
def partner():
    return make_partner()


@pytest.fixture
def treasurer(partner, client):
    treasurer = make_treasurer(partner=partner)
    client.force_login(treasurer)
    return treasurer


@pytest.fixture
def collector(partner):
    return make_collector(partner=partner, name="Ujang Suryana", password=PASSWORD)


def issue_page(person):
    return reverse("issue_password_code", args=[person.pk])


def test_a_treasurer_sees_whom_she_may_help(client, treasurer, collector):
    stranger = make_collector(name="Orang Lain")
    page = client.get(LIST)
    assert collector.name in page.text
    assert stranger.name not in page.text


def test_the_code_is_asked_for_by_a_button_and_shown_once(client, treasurer, collector):
    assert "Buat kode" in client.get(issue_page(collector)).text
    assert not PasswordCode.objects.exists()
    page = client.post(issue_page(collector))
    code = page.context["code"]
    assert code in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert code not in client.get(issue_page(collector)).text


def test_other_peoples_people_are_not_to_be_found(client, treasurer):
    stranger = make_collector()
    assert client.get(issue_page(stranger)).status_code == 404
    assert client.post(issue_page(stranger)).status_code == 404
    assert client.post(issue_page(treasurer)).status_code == 404
    assert not PasswordCode.objects.exists()


def test_a_collector_has_no_such_page(client, collector):
    client.force_login(collector)
    assert client.get(LIST).status_code == 404


def test_from_code_to_login(client, treasurer, collector, time_machine):
    time_machine.move_to(NOON)
    code = client.post(issue_page(collector)).context["code"]
    client.logout()
    time_machine.move_to(SOON)
    form = {"username": collector.username, "code": code, "new_password": NEW, "repeated": NEW}
    page = client.post(SPEND, form, follow=True)
    assert "Kata sandi baru sudah tersimpan." in page.text
    login = {"username": collector.username, "password": NEW}
    assert client.post(reverse("login"), login).status_code == 302
    account = client.get(reverse("account"))
    assert f"dengan kode dari {treasurer.name}" in account.text


def test_each_login_begins_with_who_reset_the_password_until_that_was_seen(
    client, treasurer, collector, time_machine
):
    time_machine.move_to(NOON)
    code = password_codes.issue(user=collector, by=treasurer, at=NOON)
    password_codes.spend(username=collector.username, code=code, new_password=NEW, at=NOON)
    login = {"username": collector.username, "password": NEW, "next": reverse("account")}
    for _ in range(2):
        client.logout()
        notice = client.post(reverse("login"), login, follow=True)
        assert notice.redirect_chain == [(RESET, 302)]
        assert f"dengan kode dari <b>{treasurer.name}</b>" in notice.text
    assert client.post(RESET).headers["Location"] == reverse("home")
    assert client.get(RESET).headers["Location"] == reverse("home")
    client.logout()
    assert client.post(reverse("login"), login).headers["Location"] == reverse("account")


def test_a_code_that_nobody_used_is_no_news(client, treasurer, collector):
    password_codes.issue(user=collector, by=treasurer, at=NOON)
    client.logout()
    login = {"username": collector.username, "password": PASSWORD}
    assert client.post(reverse("login"), login).headers["Location"] == reverse("home")


def test_the_page_never_tells_whether_a_name_exists(client, collector):
    treasurer = make_treasurer(partner=collector.partner)
    password_codes.issue(user=collector, by=treasurer, at=NOON)
    form = {"code": "AAAA-AAAA", "new_password": "12345678", "repeated": "12345678"}
    known = client.post(SPEND, {**form, "username": collector.username})
    unknown = client.post(SPEND, {**form, "username": "tidak-ada"})
    assert known.context["form"].errors == unknown.context["form"].errors
    assert "tidak cocok" in known.text


def test_two_different_new_passwords_are_sent_back(client):
    form = {"username": "x", "code": "AAAA-AAAA", "new_password": NEW, "repeated": NEW + "1"}
    page = client.post(SPEND, form)
    assert "Kedua kata sandi baru tidak sama." in page.text
    assert NEW not in page.text


def test_who_was_locked_out_may_come_in_with_the_new_password(client, collector, time_machine):
    treasurer = make_treasurer(partner=collector.partner)
    time_machine.move_to(NOON)
    for _ in range(8):
        client.post(reverse("login"), {"username": collector.username, "password": "salah"})
    code = password_codes.issue(user=collector, by=treasurer, at=NOON)
    form = {"username": collector.username, "code": code, "new_password": NEW, "repeated": NEW}
    client.post(SPEND, form)
    answer = client.post(reverse("login"), {"username": collector.username, "password": NEW})
    assert answer.headers["Location"] == RESET


def test_who_guesses_codes_waits_and_spoils_nobody_elses(client, collector, time_machine):
    time_machine.move_to(NOON)
    treasurer = make_treasurer(partner=collector.partner)
    code = password_codes.issue(user=collector, by=treasurer, at=NOON)
    wrong = {"code": "AAAA-AAAA", "new_password": NEW, "repeated": NEW}
    names = [collector.username, "tidak-ada"] * 4
    pages = [client.post(SPEND, {**wrong, "username": name}) for name in names]
    assert [page.status_code for page in pages] == [200] * 7 + [429]
    assert "Terlalu banyak kode yang salah" in pages[-1].text
    right = {**wrong, "username": collector.username, "code": code}
    assert client.post(SPEND, right).status_code == 429
    # Nothing of what was typed is kept, and logging in has a count of its own.
    kept = AccessAttempt.objects.get()
    assert "AAAA" not in kept.post_data
    assert NEW not in kept.post_data
    login = {"username": collector.username, "password": "salah"}
    assert client.post(reverse("login"), login).status_code == 200
    # Her code is spent from where nobody guessed, and after 15 minutes from there too.
    elsewhere = client.post(SPEND, {**right, "new_password": "123"}, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 200
    time_machine.move_to(NOON + dt.timedelta(minutes=16))
    assert client.post(SPEND, right).headers["Location"] == reverse("login")


def test_an_admin_finds_one_among_many_with_few_queries(client, django_assert_max_num_queries):
    partner = make_partner()
    for number in range(60):
        make_collector(partner=partner, name=f"Kolektor {number:02}")
    make_collector(partner=partner, name="Ujang Suryana")
    client.force_login(make_admin())
    with django_assert_max_num_queries(6):
        page = client.get(LIST)
    assert "Halaman 1 dari 2" in page.text
    found = client.get(LIST, {"q": "ujang"})
    assert "Ujang Suryana" in found.text
    assert "Kolektor 01" not in found.text
    assert "Tidak ada yang cocok" in client.get(LIST, {"q": "tidak-ada"}).text
