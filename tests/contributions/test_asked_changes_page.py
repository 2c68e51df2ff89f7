"""The branch's list of asked changes, and deciding about one."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import asked
from tests import factories
from tests.asked import make_term_change
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LIST = "asked_changes"


@pytest.fixture
def reviewer(client, cast):
    user = factories.make_reviewer(branch=cast.partner.branch)
    client.force_login(user)
    return user


@pytest.fixture
def change(cast):
    member = cast.member(name="Siti Contoh")
    return make_term_change(member=member, by=cast.collector, explanation="Kiosnya ramai")


def address(change):
    return reverse("term_change", args=[change.pk])


def decide(client, change, decision, **fields):
    fields = {"shown": "2026-12", "note": "", **fields}
    return client.post(address(change), {"decision": decision, **fields}, follow=True)


def test_it_shows_what_holds_what_is_asked_and_what_it_costs(client, reviewer, change):
    assert "Siti Contoh" in client.get(reverse(LIST)).text
    page = client.get(address(change)).text
    for words in (
        "Rp1.000.000",
        "Rp2.000.000",
        "Iuran Desember 2026",
        "Rp8.400",
        "Kiosnya ramai",
        "Berlaku mulai Desember 2026",
    ):
        assert words in page


def test_approved_it_is_said_from_when_it_holds(client, reviewer, change):
    answer = decide(client, change, "approve")
    assert "Disetujui: iuran Siti Contoh berubah mulai Desember 2026." in answer.text
    assert "Tidak ada yang menunggu" in answer.text
    page = client.get(address(change)).text
    assert reviewer.name in page
    assert 'value="approve"' not in page


def test_a_refusal_needs_its_reason(client, reviewer, change):
    assert "Tulis alasannya" in decide(client, change, "refuse").text
    answer = decide(client, change, "refuse", note="Tanpa bukti.")
    assert "ditolak" in answer.text
    assert "Tanpa bukti." in client.get(reverse(LIST)).text


def test_a_page_that_showed_another_month_decides_nothing(client, cast, reviewer, change):
    cast.pay(change.member, count=2)
    answer = decide(client, change, "approve")
    assert "sekarang berlaku mulai Januari 2027" in answer.text
    assert "Diminta mulai Desember 2026, tetapi bulan itu sudah ditagih" in answer.text
    assert "Berlaku mulai" in decide(client, change, "approve", shown="x").text
    assert "berubah mulai Januari 2027" in decide(client, change, "approve", shown="2027-01").text


def test_a_second_decision_says_who_was_first(client, cast, reviewer, change):
    other = factories.make_reviewer(branch=cast.partner.branch)
    asked.refuse(row=change, note="Tidak.", by=other, at=NOON)
    assert f"Ditolak oleh {other.name}" in decide(client, change, "approve").text


def test_who_asked_sees_that_another_decides(client, cast, reviewer):
    own = make_term_change(member=cast.member(), by=reviewer)
    assert "petugas lain yang memutuskan" in client.get(address(own)).text
    assert "mintalah petugas lain" in decide(client, own, "approve").text


def test_the_list_takes_as_many_queries_with_many_as_with_few(client, cast, reviewer, change):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(LIST)).status_code == 200
        return len(captured)

    few = queries()
    for number in range(15):
        at = NOON + dt.timedelta(minutes=number)
        made = make_term_change(member=cast.member(), by=cast.collector, at=at)
        if number % 2:
            asked.refuse(row=made, note="Tidak.", by=reviewer, at=at)
    assert queries() == few <= 12
