"""The copy of her data that a member may ask for: everything, and that it was opened."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collectors import visits
from members import data_copy
from members.models import PersonalDataView
from tests import factories
from tests.asked import give_nik
from tests.factories import NOON
from tests.members.relatives import make_family

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]


@pytest.fixture
def member(cast):
    member = cast.member(
        name="Siti Contoh", phone="+6281234567890", membership_number="12345678901"
    )
    factories.make_consent(member=member, taken_by=cast.collector)
    return member


def url(member):
    return reverse("data_copy", args=[member.pk])


def test_she_is_asked_for_first_and_nothing_is_shown_or_kept_before(client, member):
    change = client.get(reverse("change_member", args=[member.pk])).text
    assert url(member) in change
    page = client.get(url(member)).text
    assert "Ia meminta; buka" in page and "12345678901" not in page
    assert not PersonalDataView.objects.exists()


def test_the_copy_says_everything_but_her_nik_and_who_opened_it(client, cast, member):
    digits = factories.make_nik()
    give_nik(member=member, digits=digits)
    make_family(member=member, name="Budi Contoh", by=cast.collector)
    cast.pay(member)
    by = cast.collector
    visits.record(id=factories.new_id(), member=member, outcome="not_there", by=by, at=NOON)
    answer = client.post(url(member))
    for said in (
        "Siti Contoh", "Jalan Contoh 1", "0812-3456-7890", "12345678901", "Budi Contoh",
        "Disimpan tersandi", "Rp1.000.000", "Naskah versi 1", "1 · Rp8.400", "salinan data ini",
        "10 November 2026", cast.collector.name, "120 bulan",
    ):  # fmt: skip
        assert said in answer.text, said
    assert digits not in answer.text
    assert "no-store" in answer["Cache-Control"]
    view = PersonalDataView.objects.get()
    assert (view.member, view.by, view.at, view.what) == (member, by, NOON, data_copy.WHAT)


def test_what_another_partner_wrote_down_is_not_in_it(client, cast, member):
    other = factories.make_market(name="Pasar Lain")
    factories.make_placement(
        member=member, market=other, find_here=False, last_day=dt.date(2025, 1, 1)
    )
    factories.make_contribution(member=member, market=other, month=dt.date(2026, 1, 1))
    page = client.post(url(member)).text
    assert "Pasar Lain" not in page
    assert "<dt>Bulan ditagih</dt><dd>0</dd>" in page


def test_the_copy_takes_as_many_queries_for_a_long_story(client, cast, member):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.post(url(member)).status_code == 200
        return len([query for query in found if "SAVEPOINT" not in query["sql"]])

    few = queries()
    make_family(member=member, by=cast.collector)
    for month in range(1, 9):
        factories.make_contribution(member=member, month=dt.date(2026, month, 1), status="paid")
    assert queries() == few <= 13  # one of them keeps that it was opened
