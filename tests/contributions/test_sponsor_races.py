"""Two statements of a sponsor at once stay within the budget; without guards they do not."""

import datetime as dt

import pytest

from contributions import books, sponsor_statements
from contributions.models import SponsorProgramme, SponsorStatement
from contributions.sponsor_statements import UnableToBillSponsor
from tests.contributions.money import by_type, make_cast
from tests.contributions.sponsored import (
    APBD_IDR,
    DECEMBER,
    JANUARY,
    owes_apbd,
    sponsored_since_november,
    state,
)
from tests.factories import at

LATER = dt.date(2027, 1, 2)
BUDGET_IDR = 4 * APBD_IDR


@pytest.fixture
def cast(scratch_database):
    return make_cast()


def two_statements(cast, at_once, meet):
    """Two people owe three months; the budget does for four lines."""
    programme = sponsored_since_november(cast, 2, budget_idr=BUDGET_IDR)
    for row in programme.sponsorships.select_related("member"):
        owes_apbd(row.member, DECEMBER)
        owes_apbd(row.member, JANUARY)
    meet((sponsor_statements, "_within_budget"))
    return at_once(
        lambda: state(cast, programme, month=DECEMBER, at=at(LATER)),
        lambda: state(cast, programme, month=JANUARY, at=at(LATER)),
    )


def drawn_idr():
    return SponsorProgramme.objects.get().drawn_idr


def test_two_statements_at_once_stay_within_the_budget(cast, at_once, meet):
    outcomes = two_statements(cast, at_once, meet)
    [statement] = by_type(outcomes, SponsorStatement)
    [refusal] = by_type(outcomes, UnableToBillSponsor)
    assert (statement.amount_idr, refusal.code) == (BUDGET_IDR, "nothing_open")
    assert drawn_idr() == BUDGET_IDR
    assert books.differences(on=LATER) == []


def test_without_locks_the_database_still_refuses_the_second(cast, at_once, meet, no_locks):
    outcomes = two_statements(cast, at_once, meet)
    assert len(by_type(outcomes, SponsorStatement)) == 1
    assert drawn_idr() <= BUDGET_IDR


def test_without_locks_and_constraints_the_budget_would_be_exceeded(
    cast, at_once, meet, no_locks, scratch_database
):
    scratch_database.execute_as_owner(
        "ALTER TABLE contributions_sponsorprogramme"
        " DROP CONSTRAINT sponsor_budget_is_never_exceeded"
    )
    scratch_database.execute_as_owner("DROP INDEX month_is_billed_to_a_sponsor_once")
    outcomes = two_statements(cast, at_once, meet)
    assert len(by_type(outcomes, SponsorStatement)) == 2
    assert drawn_idr() > BUDGET_IDR
