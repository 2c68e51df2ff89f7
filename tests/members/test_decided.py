"""What the branch decided: counts, reasons, and the time from sending to deciding."""

import datetime as dt

import pytest

from markets.models import Market
from members import decided, enrolment, review
from members.decided import Period
from members.models import Enrolment
from tests.factories import (
    NOON,
    NOVEMBER,
    make_application,
    make_enrolment,
    make_market,
    make_nik,
)

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
OCTOBER = dt.date(2026, 10, 1)
THIS_MONTH = Period(NOVEMBER, NOVEMBER)


def found(market, period=THIS_MONTH):
    return decided.decided(markets=Market.objects.filter(pk=market.pk), period=period)


def approve_after(hours, market, reviewer, *, at=NOON) -> Enrolment:
    sent = make_enrolment(market=market, at=at - hours * HOUR)
    return review.approve(enrolment=sent, by=reviewer, at=at)


def test_the_times_are_the_median_and_the_ninetieth_percentile(market, reviewer):
    for hours in range(1, 12):
        approve_after(hours, market, reviewer)
    decisions = found(market).decisions
    assert (decisions.median, decisions.ninetieth) == (6 * HOUR, 10 * HOUR)
    assert (decisions.approved, decisions.all, decisions.within_percent) == (11, 11, 100)


def test_a_day_is_within_a_day_and_the_share_is_never_rounded_up(market, reviewer):
    for hours in (24, 24, 25):
        approve_after(hours, market, reviewer)
    decisions = found(market).decisions
    assert (decisions.within, decisions.within_percent) == (2, 66)


def test_what_was_sent_back_counts_anew_from_when_it_was_sent_again(market, reviewer):
    number = make_nik()
    sent = make_enrolment(market=market, nik=number, at=NOON - 100 * HOUR)
    review.return_(enrolment=sent, codes=["name_differs"], by=reviewer, at=NOON - 98 * HOUR)
    application = make_application(market=market, nik=number, name="Siti Lain")
    again = NOON - 4 * HOUR
    enrolment.resubmit(enrolment=sent, application=application, by=sent.entered_by, at=again)
    review.approve(enrolment=sent, by=reviewer, at=NOON)
    decisions = found(market).decisions
    assert (decisions.returned, decisions.approved) == (1, 1)
    assert (decisions.median, decisions.within) == (3 * HOUR, 2)


def test_reasons_are_counted_by_code_the_most_frequent_first(market, reviewer):
    for codes in (["income"], ["income", "phone"], ["phone"], ["phone"]):
        sent = make_enrolment(market=market)
        review.return_(enrolment=sent, codes=codes, by=reviewer, at=NOON)
    refused = make_enrolment(market=market)
    review.reject(enrolment=refused, code="duplicate", reason="Ganda.", by=reviewer, at=NOON)
    answer = found(market)
    given = [(str(label), count) for label, count in answer.return_reasons]
    assert given == [("Nomor HP", 3), ("Penghasilan", 2)]
    given = [(str(label), count) for label, count in answer.rejection_reasons]
    assert given == [("Sudah terdaftar", 1)]
    assert answer.decisions.all == 5


def test_months_are_those_of_wib(market, reviewer):
    last_moment = dt.datetime(2026, 10, 31, 16, 59, tzinfo=dt.UTC)
    approve_after(1, market, reviewer, at=last_moment)
    approve_after(1, market, reviewer, at=last_moment + dt.timedelta(minutes=1))
    assert found(market).decisions.all == 1
    by_month = found(market, Period(OCTOBER, NOVEMBER)).by_month
    assert {month: one.all for month, one in by_month.items()} == {OCTOBER: 1, NOVEMBER: 1}


def test_other_markets_other_months_and_withdrawals_do_not_count(market, reviewer):
    sent = make_enrolment(market=market)
    enrolment.withdraw(enrolment=sent, reason="Batal", by=sent.entered_by, at=NOON)
    other = make_market(partner=market.partner)
    approve_after(1, other, reviewer)
    answer = found(market)
    assert answer.decisions.all == 0 and answer.by_month == {}
    assert answer.decisions.median is answer.decisions.within_percent is None


def test_a_period_knows_its_months():
    period = Period(dt.date(2025, 12, 1), dt.date(2026, 2, 1))
    assert [f"{month:%m}" for month in period.months] == ["12", "01", "02"]
    begins, ends = period.moments
    assert (begins.isoformat(), ends.isoformat()) == (
        "2025-12-01T00:00:00+07:00",
        "2026-03-01T00:00:00+07:00",
    )
