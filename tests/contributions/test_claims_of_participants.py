"""Claims about who was insured before she came to us: what BPJS confirmed counts, no more."""

import datetime as dt

import pytest
from django.urls import reverse

from contributions.claim_case import case
from contributions.posted import posted
from members import earlier_memberships
from members.earlier_memberships import Earlier, Finding
from members.models import Member
from tests.contributions.bereaved import confirmed, reported
from tests.contributions.test_told_cover import approved
from tests.factories import NOVEMBER, TODAY, at, make_paid_month, make_reviewer

pytestmark = pytest.mark.django_db
SINCE, OCTOBER, AUGUST = dt.date(2021, 3, 1), dt.date(2026, 10, 1), dt.date(2026, 8, 1)
ENDED = dt.date(2021, 12, 1)
DIED_ON, KNOWN_ON = dt.date(2026, 11, 25), dt.date(2026, 11, 28)
BEFORE_REMITTED, REMITTED_ON = dt.date(2026, 11, 15), dt.date(2026, 11, 20)


def remitted(member: Member) -> Member:
    make_paid_month(member=member, month=NOVEMBER, remitted_on=REMITTED_ON)
    return member


def known(member: Member, *, died_on: dt.date = DIED_ON, known_on: dt.date = KNOWN_ON):
    """What the claim would freeze."""
    return posted(member=member, died_on=died_on, known_on=known_on)


def test_confirmed_months_paid_elsewhere_are_frozen_with_the_claim(client, cast) -> None:
    member = remitted(approved(cast, OCTOBER, confirmed=True))
    when, reviewer = at(KNOWN_ON), make_reviewer(branch=cast.partner.branch)
    death = reported(member, died_on=DIED_ON, by=cast.collector, at=when)
    claim = confirmed(death, by=reviewer, at=when)
    assert (claim.member_since, claim.was_covered) == (SINCE, True)
    assert (claim.months_in_a_row, claim.months_posted) == (69, 69)
    shown = case(claim, on=KNOWN_ON)
    assert (shown.jkm.most_idr, shown.jkm.is_clear, shown.has_changed) == (42_000_000, True, False)
    client.force_login(reviewer)
    page = client.get(reverse("claim", args=[claim.pk])).content.decode()
    assert "Sejak Maret 2021, dibayar sampai Oktober 2026" in page
    assert "dikonfirmasi BPJS" in page and "tidak dihitung" not in page


def test_what_she_only_told_is_named_and_does_not_count(client, cast) -> None:
    member = remitted(approved(cast, OCTOBER))
    found = known(member)
    assert (found.member_since, found.months_in_a_row) == (REMITTED_ON, 1)
    assert found.earlier is None and found.told.last_month_paid == OCTOBER
    when, reviewer = at(KNOWN_ON), make_reviewer(branch=cast.partner.branch)
    death = reported(member, died_on=DIED_ON, by=cast.collector, at=when)
    claim = confirmed(death, by=reviewer, at=when)
    client.force_login(reviewer)
    page = client.get(reverse("claim", args=[claim.pk])).content.decode()
    assert "belum dikonfirmasi BPJS; tidak dihitung" in page


def test_it_counts_from_the_day_it_was_confirmed(cast) -> None:
    member = remitted(approved(cast, OCTOBER))
    reviewer = make_reviewer(branch=cast.partner.branch)
    earlier_memberships.settle(
        told=earlier_memberships.of(member),
        finding=Finding(
            earlier=Earlier(member_since=SINCE, last_month_paid=OCTOBER), confirmed=True
        ),
        by=reviewer,
        at=at(KNOWN_ON),
    )
    assert known(member, known_on=KNOWN_ON - dt.timedelta(days=1)).months_in_a_row == 1
    assert known(member).months_in_a_row == 69


def test_she_who_died_before_our_first_month_was_covered_by_what_she_paid_elsewhere(cast) -> None:
    member = approved(cast, OCTOBER, confirmed=True)
    found = known(member, died_on=dt.date(2026, 10, 30), known_on=TODAY)
    assert (found.was_covered, found.months_in_a_row, found.months) == (True, 68, [])
    assert not known(member, died_on=dt.date(2026, 11, 5)).was_covered


@pytest.mark.parametrize(
    ("last_month_paid", "since", "covered"),
    [(AUGUST, SINCE, True), (dt.date(2026, 7, 1), REMITTED_ON, False), (ENDED, REMITTED_ON, False)],
)
def test_a_membership_that_had_run_out_covers_nothing_before_her_first_dues_reached_bpjs(
    cast, last_month_paid, since, covered
) -> None:
    member = remitted(approved(cast, last_month_paid, confirmed=True))
    found = known(member, died_on=BEFORE_REMITTED)
    assert (found.member_since, found.was_covered) == (since, covered)
    assert known(member, died_on=DIED_ON).was_covered
