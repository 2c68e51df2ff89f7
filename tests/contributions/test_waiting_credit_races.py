"""What a new tariff gave back is booked while her death is confirmed: her family gets it once.

Booking reads whether the month goes back to her family, confirming whether the credit was booked:
each would miss what the other writes. Both take her row first.
"""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from contributions import books, credit_left, credits, deaths, refunds, repayments
from contributions.models import Claim, Contribution, Refund
from tests import factories
from tests.contributions.bereaved import reported
from tests.contributions.credit import make_credit
from tests.contributions.money import DUES_IDR, by_type, make_cast
from tests.factories import NOON, NOVEMBER, TODAY
from tests.plugins.threads import wait_until

DECEMBER = dt.date(2026, 12, 1)
GIVEN_BACK_IDR = 4_000


@pytest.fixture
def cast(scratch_database):
    return make_cast()


@pytest.fixture
def member(cast):
    """BPJS has her November and December."""
    member = cast.member()
    cast.pay(member, count=2)
    cast.hand_over()
    cast.remit()
    return member


def confirmation(cast, member, *, month):
    """She died in November; of that month of hers a part waits to be booked as her credit."""
    make_credit(
        contribution=Contribution.objects.get(contribution_month=month), amount_idr=GIVEN_BACK_IDR
    )
    death = reported(member, by=cast.collector)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    return lambda: deaths.confirm(death=death, by=reviewer, at=NOON)


def family_gets_idr(cast, member):
    return repayments.amount(member=member, partner=cast.partner.pk)


# ---- the month goes back to the family ----


def booked_while_confirmed(cast, member, at_once, meet):
    confirm = confirmation(cast, member, month=DECEMBER)
    meet((credits, "_move"), (refunds, "_refund"))
    return at_once(confirm, lambda: credits.book_waiting(at=NOON))


def test_a_month_goes_back_whole_or_less_its_booked_credit(cast, member, at_once, meet):
    outcomes = booked_while_confirmed(cast, member, at_once, meet)
    assert len(by_type(outcomes, Claim)) == 1
    assert len(by_type(outcomes, int)) == 1
    credits.book_waiting(at=NOON)
    assert family_gets_idr(cast, member) == DUES_IDR
    assert list(books.differences(on=TODAY)) == []


def test_without_the_locks_it_would_go_back_whole_and_as_credit(
    cast, member, at_once, meet, no_locks
):
    outcomes = booked_while_confirmed(cast, member, at_once, meet)
    assert by_type(outcomes, int) == [1]
    assert family_gets_idr(cast, member) == DUES_IDR + GIVEN_BACK_IDR
    assert list(books.differences(on=TODAY)) != []


# ---- the month stays, its credit goes to the family ----


def booked_in_between(cast, member, monkeypatch):
    """Booked, if it can be, between the looks for credit that waits and for credit that is left."""
    confirm = confirmation(cast, member, month=NOVEMBER)
    look = credit_left.of_members
    threads = ThreadPoolExecutor(1)

    def book():
        try:
            return credits.book_waiting(at=NOON)
        finally:
            connections.close_all()

    def booked_first(**whose):
        wait_until(threads.submit(book).done)
        return look(**whose)

    with threads, monkeypatch.context() as patched:
        patched.setattr(refunds.credit_left, "of_members", booked_first)
        confirm()
    return Refund.objects.get()


def test_credit_booked_meanwhile_is_counted_once(cast, member, monkeypatch):
    refund = booked_in_between(cast, member, monkeypatch)
    assert (refund.credit_idr, refund.amount_idr) == (GIVEN_BACK_IDR, GIVEN_BACK_IDR + DUES_IDR)
    assert list(books.differences(on=TODAY)) == []


def test_without_the_locks_it_would_be_counted_twice(cast, member, monkeypatch, no_locks):
    refund = booked_in_between(cast, member, monkeypatch)
    assert refund.credit_idr == 2 * GIVEN_BACK_IDR
    assert list(books.differences(on=TODAY)) != []
