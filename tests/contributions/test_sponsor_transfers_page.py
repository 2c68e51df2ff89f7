"""Booking a sponsor's transfer on the page: the sum to find on the statement, and its reference."""

import datetime as dt

import pytest
from django.urls import reverse

from contributions.models import Contribution, Payment
from tests import factories
from tests.factories import NOVEMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_treasurer")]
OCTOBER = dt.date(2026, 10, 1)


@pytest.fixture
def sweepers(cast):
    """Three street sweepers whose October and November the city pays."""
    members = [factories.make_member(market=cast.market) for _ in range(3)]
    for member in members:
        factories.make_term(member=member, first_month=OCTOBER, payer_kind="apbd")
        for month in (OCTOBER, NOVEMBER):
            factories.make_contribution(member=member, month=month, payer_kind="apbd")
    return members


def book(client, *, month="2026-10", **fields):
    return client.post(reverse("book_transfer", args=["apbd", month]), fields, follow=True)


def test_what_a_sponsor_owes_is_listed_and_the_oldest_is_booked_first(client, sweepers):
    text = client.get(reverse("sponsor_transfers")).text
    assert "APBD · Oktober 2026" in text
    assert reverse("book_transfer", args=["apbd", "2026-10"]) in text
    assert reverse("book_transfer", args=["apbd", "2026-11"]) not in text


def test_a_booked_transfer_pays_everybodys_month_and_is_listed(client, sweepers):
    answer = book(client, reference="BRI-0042", shown_total="25200")
    assert "Transfer dicatat: 3 peserta, Rp25.200." in answer.text
    assert "BRI-0042" in answer.text
    assert Payment.objects.filter(reference="BRI-0042").count() == 3
    paid = Contribution.objects.filter(status="paid")
    assert set(paid.values_list("contribution_month", flat=True)) == {OCTOBER}


def test_a_sum_that_moved_is_shown_anew_and_nothing_is_written(client, sweepers):
    answer = book(client, reference="BRI-0042", shown_total="16800")
    assert "Jumlah iuran berubah dari Rp16.800 menjadi Rp25.200." in answer.text
    assert 'value="BRI-0042"' in answer.text
    assert 'name="shown_total" value="25200"' in answer.text
    assert not Payment.objects.exists()


def test_without_reference_nothing_is_written(client, sweepers):
    assert "Isi nomor referensi transfer." in book(client, shown_total="25200").text
    assert not Payment.objects.exists()


def test_a_reference_longer_than_the_book_keeps_is_refused(client, sweepers):
    page = book(client, reference="9" * 61)
    assert page.status_code == 200
    assert "60" in page.text
    assert not Payment.objects.exists()


def test_sent_twice_it_is_booked_once(client, sweepers):
    for _ in range(2):
        book(client, reference="BRI-0042", shown_total="25200")
    assert Payment.objects.count() == 3


@pytest.mark.parametrize("where", [("self", "2026-10"), ("kota", "2026-10"), ("apbd", "2026-13")])
def test_what_is_no_sponsor_or_month_is_not_found(client, cast, where):
    assert client.get(reverse("book_transfer", args=where)).status_code == 404
