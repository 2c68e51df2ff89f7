"""Sponsorships end in time, and then members pay for themselves: no month unbilled, none twice."""

import pytest

from contributions import sponsor_sweep
from contributions.models import Contribution, Sponsorship, SponsorStatementLine
from members import terms
from members.models import Member
from tests import factories
from tests.contributions.sponsored import (
    APBD_IDR,
    DECEMBER,
    FEBRUARY,
    JANUARY,
    bill,
    payers,
    sponsored_since_november,
    state,
    transfer,
)
from tests.factories import NOON, NOVEMBER, at

pytestmark = pytest.mark.django_db


def live_through(cast, programme, month):
    """The beat wakes on the first, bills, and the sponsor pays what he is billed."""
    moment = at(month.replace(day=2))
    sponsor_sweep.sweep(at=moment)
    bill(at=moment)
    if Contribution.objects.filter(payer_kind="apbd", status="open").exists():
        statement = state(cast, programme, month=month, at=moment)
        transfer(
            cast,
            programme.sponsor,
            amount_idr=statement.amount_idr,
            reference=f"{month}",
            received_on=month,
            at=moment,
        )


def billed(member):
    """Every standing month of hers, and who pays it."""
    rows = Contribution.objects.filter(member=member, status__in=Contribution.STANDING)
    return [
        (f"{row.contribution_month:%m}", row.payer_kind)
        for row in rows.order_by("contribution_month")
    ]


def test_when_the_term_is_over_she_pays_herself_without_a_gap(cast):
    programme = sponsored_since_november(cast, 1, last_month=DECEMBER)
    for month in (NOVEMBER, DECEMBER, JANUARY):
        live_through(cast, programme, month)
    row = Sponsorship.objects.get()
    assert row.end_reason == "finished"
    assert billed(row.member) == [("11", "apbd"), ("12", "apbd"), ("01", "self")]


def test_when_the_budget_does_not_do_who_was_taken_last_pays_herself_first(cast):
    # November and December for both, January for one.
    programme = sponsored_since_november(cast, 2, budget_idr=5 * APBD_IDR)
    first, last = (row.member for row in Sponsorship.objects.order_by("place"))
    for month in (NOVEMBER, DECEMBER, JANUARY, FEBRUARY):
        live_through(cast, programme, month)
    assert [payer for _month, payer in billed(first)] == ["apbd", "apbd", "apbd", "self"]
    # Who owes January herself is billed February too.
    assert [payer for _month, payer in billed(last)] == ["apbd", "apbd", "self", "self"]
    programme.refresh_from_db()
    assert programme.rest_idr == 0


def test_the_next_month_is_decided_a_month_ahead(cast):
    programme = sponsored_since_november(cast, 2, budget_idr=5 * APBD_IDR)
    live_through(cast, programme, NOVEMBER)
    live_through(cast, programme, DECEMBER)
    last = Sponsorship.objects.get(place=2)
    assert (last.last_month, last.end_reason) == (DECEMBER, "budget")
    assert payers(last.member)[-2] == ("2027-01", "2027-05", "self")


def test_the_month_in_which_the_budget_ends_is_foreseen(cast):
    programme = sponsored_since_november(cast, 2, budget_idr=7 * APBD_IDR)
    sponsor_sweep.sweep(at=NOON)
    programme.refresh_from_db()
    # November is billed; December and January do for both, February does not.
    assert programme.runs_out_month == FEBRUARY


def test_a_second_sweep_changes_nothing(cast):
    sponsored_since_november(cast, 2, budget_idr=4 * APBD_IDR)
    first = sponsor_sweep.sweep(at=NOON)
    again = sponsor_sweep.sweep(at=NOON)
    assert (again.ended, again.admitted, again.released) == (0, 0, 0)
    assert first.ended == 0


def test_sponsored_people_are_counted_and_ended_sponsorships_are_counted_off(cast):
    programme = sponsored_since_november(cast, 2)
    assert programme.people == 2
    Member.objects.filter(pk=Sponsorship.objects.get(place=1).member_id).update(
        market=factories.make_market()
    )
    sponsor_sweep.sweep(at=NOON)
    programme.refresh_from_db()
    assert programme.people == 1


def test_who_leaves_the_partner_leaves_the_sponsor(cast):
    sponsored_since_november(cast, 1)
    Member.objects.update(market=factories.make_market())
    assert sponsor_sweep.sweep(at=NOON).ended == 1
    row = Sponsorship.objects.get()
    assert (row.end_reason, row.programme.people) == ("left", 0)


def test_who_wants_jht_pays_herself_where_the_sponsor_does_not_pay_it(cast):
    sponsored_since_november(cast, 1)
    member = Sponsorship.objects.get().member
    term = terms.at_month(member=member, month=DECEMBER)
    terms.change(
        term=term, from_month=JANUARY, declared_income_idr=1_000_000, jht=True, sector=term.sector
    )
    assert sponsor_sweep.sweep(at=NOON).ended == 1
    row = Sponsorship.objects.get()
    assert (row.last_month, row.end_reason) == (DECEMBER, "term_changed")
    assert payers(member) == [
        ("2026-01", "2026-12", "apbd"),
        ("2027-01", "2027-05", "self"),
        ("2027-06", "", "self"),
    ]


def test_a_line_whose_month_is_cancelled_gives_its_budget_back(cast):
    programme = sponsored_since_november(cast, 2)
    state(cast, programme)
    Contribution.objects.filter(member=Sponsorship.objects.get(place=1).member).update(
        status="cancelled", status_reason="member_died"
    )
    assert sponsor_sweep.sweep(at=NOON).released == 1
    programme.refresh_from_db()
    assert programme.drawn_idr == APBD_IDR
    assert SponsorStatementLine.objects.filter(live=False).count() == 1
