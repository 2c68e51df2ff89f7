"""Taking payments: what is written, what is refused, and that a repeat writes nothing."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions import ledger, payments, tariff
from contributions.models import (
    Contribution,
    LedgerEntry,
    Payment,
    Place,
)
from contributions.payments import AskedPayment
from members.models import Member, PayerKind
from tests import factories
from tests.contributions.money import DUES_IDR, ask, make_cast, refuse_payment
from tests.factories import NOON, NOVEMBER

OCTOBER, SEPTEMBER = dt.date(2026, 10, 1), dt.date(2026, 9, 1)

pytestmark = pytest.mark.django_db

DECEMBER, JANUARY = dt.date(2026, 12, 1), dt.date(2027, 1, 1)


def test_a_month_in_cash_is_paid_with_a_receipt_and_the_money_is_with_the_collector(cast):
    member = cast.member()
    contribution = factories.make_contribution(member=member)
    payment = cast.pay(member)
    contribution.refresh_from_db()
    assert contribution.status == Contribution.Status.PAID
    assert contribution.status_at == NOON
    assert (payment.amount_idr, payment.number, payment.market) == (8_400, 1, cast.market)
    assert payment.business_day == dt.date(2026, 11, 10)
    assert len(payment.token) == 22
    line = payment.lines.get()
    assert (line.contribution, line.contribution_month, line.amount_idr, line.live) == (
        contribution,
        NOVEMBER,
        8_400,
        True,
    )
    entry = LedgerEntry.objects.get()
    assert (entry.from_place, entry.from_id) == (Place.MEMBER, member.pk)
    assert (entry.to_place, entry.to_id) == (Place.COLLECTOR, cast.collector.pk)
    assert (entry.document, entry.document_id) == ("payment", str(payment.pk))
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == 8_400
    assert member.cover.paid_until == dt.date(2026, 11, 30)
    assert member.cover.covered_until is None


def test_paying_ahead_over_the_end_of_the_relief_costs_each_month_its_own_tariff(cast):
    payment = cast.pay(cast.member(), count=3)
    amounts = list(payment.lines.values_list("contribution_month", "amount_idr"))
    assert amounts == [(NOVEMBER, 8_400), (DECEMBER, 8_400), (JANUARY, 16_800)]
    assert payment.amount_idr == 33_600


def test_twelve_months_ahead_can_be_paid_and_no_more(cast):
    member = cast.member()
    sentence = refuse_payment(ask(member, count=14), code="not_payable_month", by=cast.collector)
    assert "12 bulan ke depan" in sentence
    assert cast.pay(member, count=13).lines.count() == 13


def test_receipts_of_a_collector_are_numbered_without_gaps_in_a_series_of_her_own(cast):
    other = factories.make_collector(market=cast.market)
    mine = [cast.pay(cast.member()).receipt for _ in range(3)]
    theirs = cast.pay(cast.member(), by=other).receipt
    code = f"MITRA{cast.partner.code.removeprefix('mitra-')}"[:8] + f"-{cast.collector.pk}"
    assert mine == [f"{code}-000001", f"{code}-000002", f"{code}-000003"]
    assert theirs.endswith(f"-{other.pk}-000001")


def test_a_refused_payment_gives_its_number_back(cast):
    paying, paid = cast.member(), cast.member()
    cast.pay(paid)
    refuse_payment(ask(paying), ask(paid), code="already_paid", by=cast.collector)
    assert cast.pay(paying).number == 2


def test_a_relative_pays_for_three_with_one_confirmation_and_a_receipt_each(cast):
    people = [cast.member() for _ in range(3)]
    asked = [ask(member, count=number) for number, member in enumerate(people, start=1)]
    found = payments.record_several(asked=asked, by=cast.collector, at=NOON)
    assert [payment.pk for payment in found] == [one.id for one in asked]
    assert [payment.amount_idr for payment in found] == [8_400, 16_800, 33_600]
    assert [payment.number for payment in found] == [1, 2, 3]


def test_of_several_all_are_taken_or_none_and_the_sentence_names_who_stands_in_the_way(cast):
    good, paid = cast.member(name="Aminah"), cast.member(name="Budi")
    cast.pay(paid)
    sentence = refuse_payment(ask(good), ask(paid), code="already_paid", by=cast.collector)
    assert sentence.startswith("Budi: November 2026 sudah dibayar")


def test_a_month_paid_already_is_refused_and_the_receipt_named(cast):
    member = cast.member()
    payment = cast.pay(member)
    sentence = refuse_payment(ask(member), code="already_paid", by=cast.collector)
    assert payment.receipt in sentence
    assert "10 November 2026" in sentence


def test_the_oldest_month_comes_first(cast):
    member = cast.member()
    sentence = refuse_payment(
        ask(member, first=DECEMBER), code="not_payable_month", by=cast.collector
    )
    assert sentence == "Bayar mulai November 2026: itu bulan tertua yang belum dibayar."


def test_arrears_come_before_the_current_month(cast):
    member = factories.make_member(market=cast.market)
    factories.make_term(member=member)
    factories.make_paid_month(member=member, month=dt.date(2026, 8, 1))
    september = dt.date(2026, 9, 1)
    refuse_payment(ask(member), code="not_payable_month", by=cast.collector)
    payment = cast.pay(member, first=september, count=3)
    assert payment.lines.count() == 3


@pytest.mark.parametrize(
    "run",
    [
        (NOVEMBER, JANUARY),
        (DECEMBER, NOVEMBER),
        (NOVEMBER, NOVEMBER),
        (dt.date(2026, 11, 2),),
    ],
)
def test_months_must_follow_each_other(cast, run):
    asked = AskedPayment(factories.new_id(), cast.member(), run, 2 * DUES_IDR)
    refuse_payment(asked, code="not_consecutive", by=cast.collector)


def test_months_beyond_all_reckoning_are_refused(cast):
    for run in ((dt.date(9999, 12, 1),) * 2, (dt.date(9999, 12, 1),), (NOVEMBER,) * 40):
        asked = AskedPayment(factories.new_id(), cast.member(), run, DUES_IDR)
        refuse_payment(asked, code="not_payable_month", by=cast.collector)


def test_nothing_asked_is_refuse_payment(cast):
    asked = AskedPayment(factories.new_id(), cast.member(), (), 0)
    refuse_payment(asked, code="nothing_asked", by=cast.collector)
    refuse_payment(code="nothing_asked", by=cast.collector)


def test_the_same_member_twice_is_refuse_payment(cast):
    member = cast.member()
    refuse_payment(ask(member), ask(member), code="same_member_twice", by=cast.collector)


def test_an_unknown_member_is_refuse_payment(cast):
    unknown = Member(pk=10**9, name="Tidak Ada")
    refuse_payment(ask(unknown), code="unknown_member", by=cast.collector)


def test_a_total_that_moved_since_it_was_shown_is_asked_again_with_both_amounts(cast):
    asked = ask(cast.member(), count=2, shown_total_idr=33_600)
    sentence = refuse_payment(asked, code="tariff_moved", by=cast.collector)
    assert "dari Rp33.600 menjadi Rp16.800" in sentence


def test_without_a_tariff_nothing_is_taken(cast, monkeypatch):
    monkeypatch.setattr(tariff, "ahead", lambda *_: tariff.TariffsAhead({}))
    sentence = refuse_payment(ask(cast.member()), code="not_payable", by=cast.collector)
    assert "Belum ada tarif iuran" in sentence


@pytest.mark.parametrize("status", [Member.Status.APPLYING, Member.Status.ENDED])
def test_who_is_not_a_member_yet_or_any_more_cannot_pay(cast, status):
    sentence = refuse_payment(
        ask(cast.member(status=status)), code="not_payable", by=cast.collector
    )
    assert sentence


def test_cash_is_refused_for_a_month_that_a_sponsor_pays(cast):
    member = factories.make_member(market=cast.market)
    factories.make_term(member=member, first_month=NOVEMBER, payer_kind=PayerKind.APBD)
    asked = ask(member, shown_total_idr=16_800)
    sentence = refuse_payment(asked, code="sponsored", by=cast.collector)
    assert "dibayar oleh APBD" in sentence


def test_a_sponsors_open_month_does_not_stand_in_the_way_of_her_own(cast):
    member = cast.member()
    factories.make_paid_month(member=member, month=SEPTEMBER)
    sponsors = factories.make_contribution(member=member, month=OCTOBER, payer_kind="apbd")
    factories.make_contribution(member=member)
    payment = cast.pay(member, count=2)
    months_paid = payment.lines.values_list("contribution_month", flat=True)
    assert list(months_paid) == [NOVEMBER, dt.date(2026, 12, 1)]
    sponsors.refresh_from_db()
    assert sponsors.status == "open"


def test_her_own_months_are_paid_oldest_first_behind_a_sponsors(cast):
    member = cast.member()
    factories.make_paid_month(member=member, month=dt.date(2026, 8, 1))
    factories.make_contribution(member=member, month=SEPTEMBER, payer_kind="apbd")
    factories.make_contribution(member=member, month=OCTOBER)
    factories.make_contribution(member=member)
    sentence = refuse_payment(ask(member), code="not_payable_month", by=cast.collector)
    assert "Oktober 2026" in sentence


def test_only_a_collector_takes_cash_and_only_a_treasurer_books_a_transfer(cast):
    member = cast.member()
    refuse_payment(ask(member), code="wrong_taker", by=cast.treasurer)
    refuse_payment(
        ask(member), code="wrong_taker", by=cast.collector, method=Payment.Method.TRANSFER
    )


def test_money_is_taken_for_members_of_the_own_partner_only(cast):
    stranger = make_cast().collector
    refuse_payment(ask(cast.member()), code="wrong_partner", by=stranger)


def test_a_transfer_goes_to_the_bank_of_the_partner_with_its_reference(cast):
    payment = cast.pay(
        cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER, reference="TRF-1"
    )
    assert (payment.method, payment.reference) == ("transfer", "TRF-1")
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 8_400
    assert ledger.balance(Place.COLLECTOR, cast.treasurer.pk) == 0


def test_when_money_changed_hands_is_kept_beside_when_it_was_stored(cast):
    evening = NOON - dt.timedelta(days=2)
    payment = cast.pay(cast.member(), collected_at=evening)
    assert (payment.collected_at, payment.received_at) == (evening, NOON)
    assert payment.business_day == dt.date(2026, 11, 8)


def test_a_clock_that_runs_ahead_is_not_believed(cast):
    payment = cast.pay(cast.member(), collected_at=NOON + dt.timedelta(days=400))
    assert payment.collected_at == NOON


def test_the_business_day_is_the_day_in_jakarta(cast):
    late = dt.datetime(2026, 11, 10, 17, 30, tzinfo=dt.UTC)  # half past midnight in Jakarta
    assert cast.pay(cast.member(), at=late).business_day == dt.date(2026, 11, 11)


def test_who_lapsed_is_active_again_by_paying_the_current_month(cast):
    member = factories.make_member(market=cast.market, status=Member.Status.LAPSED)
    factories.make_term(member=member)
    factories.make_paid_month(member=member, month=dt.date(2026, 7, 1))
    cast.pay(member)
    member.refresh_from_db()
    assert member.status == Member.Status.ACTIVE


def test_a_member_who_moved_pays_where_she_is_now(cast):
    member = cast.member()
    old = factories.make_contribution(member=member)
    other = factories.make_market(partner=cast.partner)
    member.market = other
    member.save()
    payment = cast.pay(member)
    assert payment.market == other
    assert (old.market, payment.lines.get().market) == (cast.market, other)


def test_the_number_of_queries_does_not_grow_with_months_or_members(cast):
    def queries(people, count):
        for member in people:
            for month in (NOVEMBER, DECEMBER)[:count]:
                factories.make_contribution(member=member, month=month)
        asked = [ask(member, count=count) for member in people]
        with CaptureQueriesContext(connection) as captured:
            payments.record_several(asked=asked, by=cast.collector, at=NOON)
        return len(captured)

    queries([cast.member()], 1)  # makes the series
    one = queries([cast.member()], 1)
    # Seven of them are what she can pay, one what is held for her, two the test's savepoint.
    assert one <= 22
    assert queries([cast.member()], 2) == one
    # Each further receipt takes its number one by one.
    assert queries([cast.member() for _ in range(5)], 2) == one + 4
