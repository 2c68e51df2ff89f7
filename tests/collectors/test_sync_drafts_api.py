"""An enrolment begun on a phone without a signal goes on where it stopped."""

import pytest
from django.urls import reverse

from members import drafts
from members.forms.enrolment_steps import TOLD_BY_PHONES
from members.models import EnrolmentDraft
from tests import factories
from tests.collectors.phone_api import draft, make_sending
from tests.factories import make_nik

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def sending(cast, client):
    return make_sending(cast, client)


def kept() -> dict[str, str]:
    return drafts.typed(EnrolmentDraft.objects.get())


def test_it_stands_among_the_begun_enrolments(sending, client) -> None:
    entry = draft({"name": "Dewi Contoh", "phone": "0812 3456 7890"})
    (result,) = sending.results(entry)
    assert (result["status"], result["state"], result["payment"]) == (201, "stored", None)
    page = client.get(reverse("enrolments_mine")).content.decode()
    assert "Dewi Contoh" in page
    assert reverse("continue_enrolment", args=[entry["id"]]) in page


def test_the_page_goes_on_where_the_phone_stopped(sending, client, cast) -> None:
    typed = {
        "nik": str(make_nik()),
        "name": "Dewi Contoh",
        "birth_place": "Bogor",
        "birth_date_day": "17",
    }
    entry = draft(typed)
    sending.results(entry)
    page = client.get(reverse("continue_enrolment", args=[entry["id"]])).content.decode()
    assert "<h1>Data diri</h1>" in page
    assert 'value="Bogor"' in page
    assert 'name="name" value="Dewi Contoh"' in page


def test_what_no_page_asks_a_phone_is_left_out(sending) -> None:
    sending.results(draft({"name": "Dewi", "consent_how": "signed", "drive": "1", "x": "y"}))
    assert kept() == {"name": "Dewi"}


def test_every_box_but_pictures_and_consent_may_be_told(sending) -> None:
    typed = dict.fromkeys(TOLD_BY_PHONES, "1")
    sending.results(draft(typed))
    assert kept() == typed
    assert {"nik", "name", "place", "stall_number", "jht", "family_name_1"} <= TOLD_BY_PHONES
    assert not {"photo", "without_photo", "consent_how", "drive"} & TOLD_BY_PHONES


@pytest.mark.parametrize("typed", [{"x": "y"}, {"name": ""}, {"name": " "}])
def test_one_that_says_nothing_is_refused(sending, typed) -> None:
    (result,) = sending.results(draft(typed))
    assert result["status"] == 422
    assert not EnrolmentDraft.objects.exists()


@pytest.mark.parametrize("typed", ["x", ["x"], {"name": ["x"]}, {"name": "x" * 251}, 5])
def test_one_that_cannot_be_understood_is_refused(sending, typed) -> None:
    (result,) = sending.results(draft(typed))
    assert result["status"] == 422
    assert "isian" in result["sentence"]
    assert not EnrolmentDraft.objects.exists()


def test_the_later_one_of_the_same_user_counts(sending) -> None:
    entry = draft({"name": "Dewi", "address": "Jalan 1"})
    later = {**entry, "typed": {"name": "Dewi Contoh"}}
    assert [sending.results(sent)[0]["status"] for sent in (entry, later, later)] == [201, 200, 200]
    assert kept() == {"name": "Dewi Contoh"}


def test_the_id_of_another_user_is_refused(sending, cast, client) -> None:
    entry = draft({"name": "Dewi"})
    sending.results(entry)
    client.force_login(factories.make_collector(market=cast.market))
    (result,) = sending.results({**entry, "typed": {"name": "Lain"}}, phone=None)
    assert (result["status"], result["state"]) == (409, "refused")
    assert "oleh orang lain" in result["sentence"]
    assert kept() == {"name": "Dewi"}
