"""A sponsor's transfer pays a month for many members at once, and only once."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions import ledger, sponsors, voids
from contributions.models import Contribution, LedgerEntry, Payment, Place
from contributions.sponsors import UnableToBookTransfer
from members.models import PayerKind
from tests import factories
from tests.contributions.money import make_cast
from tests.factories import NOON, NOVEMBER

pytestmark = pytest.mark.django_db

OCTOBER = dt.date(2026, 10, 1)
DUES_IDR = 16_800


def sweepers(cast, count, *, month=NOVEMBER, payer_kind=PayerKind.APBD):
    """Members whose dues for the month the city owes: the full Rp16.800."""
    people = [factories.make_member(market=cast.market) for _ in range(count)]
    for member in people:
        owes(member, month, payer_kind)
    return people


def owes(member, month, payer_kind=PayerKind.APBD):
    return factories.make_contribution(
        member=member,
        month=month,
        payer_kind=payer_kind,
        jkk_idr=10_000,
        jkm_idr=6_800,
        relief_jkk_idr=0,
        relief_jkm_idr=0,
        relief_name="",
    )


def book(cast, **fields):
    wanted = {
        "partner": cast.partner,
        "payer_kind": PayerKind.APBD,
        "month": NOVEMBER,
        "reference": "SP2D-0117",
        "by": cast.treasurer,
        "at": NOON,
    }
    return sponsors.record_transfer(**(wanted | fields))


def refused(cast, *, code, **fields):
    before = (Payment.objects.count(), LedgerEntry.objects.count())
    with pytest.raises(UnableToBookTransfer) as refusal:
        book(cast, **fields)
    assert refusal.value.code == code
    assert (Payment.objects.count(), LedgerEntry.objects.count()) == before
    return str(refusal.value)


def test_every_open_month_of_the_sponsor_is_paid_with_a_receipt_each(cast):
    people = sweepers(cast, 5)
    own = factories.make_contribution(member=factories.make_member(market=cast.market))
    payments = book(cast)
    assert {payment.member for payment in payments} == set(people)
    assert [payment.number for payment in payments] == [1, 2, 3, 4, 5]
    assert {(payment.reference, payment.method) for payment in payments} == {
        ("SP2D-0117", "transfer")
    }
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 5 * DUES_IDR
    assert ledger.balance(Place.SPONSOR, ledger.UNNAMED_SPONSOR) == -5 * DUES_IDR
    own.refresh_from_db()
    assert own.status == Contribution.Status.OPEN
    assert people[0].cover.paid_until == dt.date(2026, 11, 30)


def test_what_is_expected_is_known_before(cast):
    sweepers(cast, 3)
    sweepers(make_cast(), 2)
    found = sponsors.expected(partner=cast.partner, payer_kind=PayerKind.APBD, month=NOVEMBER)
    assert (found.members, found.amount_idr) == (3, 3 * DUES_IDR)


def test_the_same_reference_again_is_answered_with_what_was_booked(cast):
    sweepers(cast, 3)
    first = book(cast)
    again = book(cast, reference=" SP2D-0117 ")
    assert [payment.pk for payment in again] == [payment.pk for payment in first]
    assert Payment.objects.count() == 3


def test_a_true_repeat_is_answered_although_more_has_opened_since(cast):
    sweepers(cast, 2)
    first = book(cast, shown_total_idr=2 * DUES_IDR)
    sweepers(cast, 1)
    again = book(cast, shown_total_idr=2 * DUES_IDR)
    assert again == first


def test_the_same_reference_with_another_sum_is_refused(cast):
    sweepers(cast, 2)
    book(cast, shown_total_idr=2 * DUES_IDR)
    sweepers(cast, 1)
    sentence = refused(cast, code="reference_used", shown_total_idr=DUES_IDR)
    assert "SP2D-0117" in sentence
    assert "Rp33.600" in sentence
    assert len(book(cast, reference="SP2D-0118", shown_total_idr=DUES_IDR)) == 1


def test_another_reference_finds_nothing_open(cast):
    sweepers(cast, 3)
    book(cast)
    assert "November 2026" in refused(cast, code="nothing_open", reference="SP2D-0118")


def test_a_transfer_booked_by_mistake_can_be_booked_anew_after_the_void(cast):
    sweepers(cast, 1)
    first = book(cast)[0]
    another = factories.make_treasurer(partner=cast.partner)
    voids.grant(void=cast.void(first), by=another, at=NOON)
    second = book(cast)[0]
    assert second.pk != first.pk


def test_an_earlier_month_of_the_same_sponsor_comes_first(cast):
    member = sweepers(cast, 1)[0]
    owes(member, OCTOBER)
    assert "Oktober 2026" in refused(cast, code="earlier_month_open")
    book(cast, month=OCTOBER)
    assert len(book(cast)) == 1


def test_a_sum_that_is_not_what_was_shown_is_asked_again(cast):
    sweepers(cast, 2)
    sentence = refused(cast, code="tariff_moved", shown_total_idr=DUES_IDR)
    assert "dari Rp16.800 menjadi Rp33.600" in sentence
    assert len(book(cast, shown_total_idr=2 * DUES_IDR)) == 2


def test_who_and_what_is_asked_for_is_checked(cast):
    sweepers(cast, 1)
    refused(cast, code="not_yours", by=cast.collector)
    refused(cast, code="not_yours", by=make_cast().treasurer)
    refused(cast, code="not_a_sponsor", payer_kind=PayerKind.SELF)
    refused(cast, code="needs_reference", reference=" ")


def test_only_the_numbers_of_receipts_are_taken_one_by_one(cast):
    def queries(count, month):
        sweepers(cast, count, month=month)
        with CaptureQueriesContext(connection) as captured:
            book(cast, month=month)
        return len(captured)

    queries(1, dt.date(2026, 8, 1))  # makes the series
    few = queries(2, dt.date(2026, 9, 1))
    assert queries(40, OCTOBER) - few == 38
