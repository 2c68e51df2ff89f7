"""Coming in, going out, and the page on which each role begins."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from markets import menu
from tests.factories import (
    NOON,
    PASSWORD,
    make_admin,
    make_auditor,
    make_collector,
    make_reviewer,
    make_treasurer,
)

pytestmark = pytest.mark.django_db
LOGIN = reverse("login")


@pytest.fixture
def collector():
    return make_collector(password=PASSWORD)


def log_in(client, user, password=PASSWORD, **data):
    return client.post(LOGIN, {"username": user.username, "password": password, **data})


def test_the_login_page_is_open_to_all_and_in_indonesian(client):
    page = client.get(LOGIN, headers={"accept-language": "en-US"})
    assert page.status_code == 200
    assert '<html lang="id">' in page.text
    assert "Kata sandi" in page.text
    assert page.headers["Content-Language"] == "id"


def test_the_right_password_leads_to_the_start(client, collector):
    assert log_in(client, collector).headers["Location"] == reverse("home")
    start = client.get(reverse("home"))
    assert start.headers["Location"] == menu.start_page(collector)


def test_the_login_leads_on_to_the_page_that_was_asked_for(client, collector):
    asked = client.get(reverse("account"))
    assert asked.headers["Location"] == f"{LOGIN}?next={reverse('account')}"
    assert log_in(client, collector, next=reverse("account")).headers["Location"] == reverse(
        "account"
    )


def test_the_login_never_leads_to_another_site(client, collector):
    answer = log_in(client, collector, next="https://palsu.example/")
    assert answer.headers["Location"] == reverse("home")


def test_a_wrong_password_is_told_kindly_and_the_name_is_kept(client, collector):
    page = log_in(client, collector, password="salah")
    assert page.status_code == 200
    assert "Nama pengguna atau kata sandi salah" in page.text
    assert f'value="{collector.username}"' in page.text
    assert "Kesalahan:" in page.text


def test_an_unknown_name_gets_the_same_answer_as_a_wrong_password(client, collector):
    wrong = log_in(client, collector, password="salah").context["form"].errors
    unknown = client.post(LOGIN, {"username": "x", "password": "salah"}).context["form"].errors
    assert wrong == unknown


def test_empty_fields_are_named(client):
    page = client.post(LOGIN, {})
    assert "Isi nama pengguna." in page.text
    assert "Isi kata sandi." in page.text


def test_guessing_is_stopped_with_a_page_that_says_how_long(client, collector):
    for _ in range(8):
        page = log_in(client, collector, password="salah")
    assert page.status_code == 429
    assert "Tunggu 15 menit" in page.text
    assert log_in(client, collector).status_code == 429


def test_who_waits_comes_in_whatever_was_tried_meanwhile(client, collector, time_machine):
    time_machine.move_to(NOON)
    for _ in range(8):
        page = log_in(client, collector, password="salah")
    assert "dari sambungan lain tetap bisa masuk" in page.text
    assert log_in(Client(REMOTE_ADDR="198.51.100.7"), collector).status_code == 302
    time_machine.move_to(NOON + dt.timedelta(minutes=10))
    assert log_in(client, collector, password="salah").status_code == 429
    time_machine.move_to(NOON + dt.timedelta(minutes=16))
    assert log_in(client, collector).headers["Location"] == reverse("home")


def test_who_is_in_already_is_led_on(client, collector):
    client.force_login(collector)
    assert client.get(LOGIN).headers["Location"] == reverse("home")


def test_going_out_needs_a_button_not_a_link(client, collector):
    client.force_login(collector)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).headers["Location"] == LOGIN
    assert client.get(reverse("account")).status_code == 302


@pytest.mark.parametrize(
    "make", [make_collector, make_treasurer, make_reviewer, make_auditor, make_admin]
)
def test_every_role_has_its_start_and_its_account_page(client, make):
    user = make()
    client.force_login(user)
    assert client.get(reverse("home")).status_code == 302
    page = client.get(reverse("account"))
    assert user.name in page.text
    assert str(user.get_role_display()) in page.text


def test_the_bar_shows_only_pages_that_exist(client, settings):
    settings.ROOT_URLCONF = "markets.urls"
    reviewer = make_reviewer()
    assert [page.label for page in menu.further_pages(reviewer)] == ["Kata sandi"]
    found = menu.entries(reviewer, path=reverse("people_i_help"))
    assert [(str(entry.label), entry.current) for entry in found] == [("Lainnya", "true")]


@pytest.mark.parametrize("make", [make_collector, make_treasurer, make_reviewer])
def test_pages_asked_for_less_often_are_listed_on_one_page(client, make):
    user = make()
    client.force_login(user)
    page = client.get(reverse("further_pages"))
    for further in menu.further_pages(user):
        assert f'href="{further.url}"' in page.text
        assert str(further.label) in page.text


def test_further_pages_are_marked_in_the_bar_below_their_list():
    treasurer = make_treasurer()
    found = menu.entries(treasurer, path=reverse("further_pages"))
    assert [str(entry.label) for entry in found if entry.current == "page"] == ["Lainnya"]


def test_who_has_no_start_page_yet_begins_at_the_account(settings):
    settings.ROOT_URLCONF = "markets.urls"
    assert menu.start_page(make_collector()) == reverse("account")


def test_the_page_of_components_is_for_admins_and_shows_its_errors(client, collector):
    client.force_login(collector)
    assert client.get(reverse("components")).status_code == 404
    client.force_login(make_admin())
    assert client.get(reverse("components")).status_code == 200
    page = client.post(reverse("components"), {"name": "Siti"})
    assert "Isi tanggal lahir." in page.text


def test_a_password_is_changed_by_who_knows_the_old_one(client, collector):
    client.force_login(collector)
    new = {"new_password1": "pasar-pagi-cisarua", "new_password2": "pasar-pagi-cisarua"}
    page = client.post(reverse("change_password"), {"old_password": "salah", **new})
    assert "Kata sandi lama salah." in page.text
    page = client.post(reverse("change_password"), {"old_password": PASSWORD, **new}, follow=True)
    assert "Kata sandi Anda sudah diganti." in page.text
    collector.refresh_from_db()
    assert collector.check_password("pasar-pagi-cisarua")


def test_the_site_says_that_it_is_well(client):
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
