"""Many reviewers ask for the next case in the same moment."""

import datetime as dt
from collections import Counter

import pytest

from markets.models import Market
from members import leases, review_queue
from members.models import ReviewLease
from tests.factories import NOON, make_collector, make_enrolment, make_market, make_reviewer

REVIEWERS, CASES = 8, 10


@pytest.fixture
def branch(scratch_database):
    market = make_market()
    collector = make_collector(market=market)
    for number in range(CASES):
        make_enrolment(market=market, by=collector, at=NOON + dt.timedelta(seconds=number))
    return market.partner.branch


def claim_at_once(branch, at_once) -> Counter:
    """How many reviewers got each case, when all of them ask at once."""

    def claim(by) -> int:
        row = review_queue.claim_next(
            markets=Market.objects.all(), chosen=review_queue.Chosen(), by=by, at=NOON
        )
        assert row is not None
        return row.pk

    people = [make_reviewer(branch=branch) for _ in range(REVIEWERS)]
    got = at_once(*(lambda by=by: claim(by) for by in people))
    assert not [outcome for outcome in got if isinstance(outcome, Exception)], got
    return Counter(got)


@pytest.fixture
def all_have_seen_the_same(monkeypatch, meet):
    """Nobody locks a row, and each waits until all have found theirs, if they ever can."""
    monkeypatch.setattr(leases, "_first_unlocked", lambda free: free.first())
    meet((leases, "_first_unlocked"), parties=REVIEWERS)


def test_each_case_goes_to_one_reviewer(branch, at_once) -> None:
    got = claim_at_once(branch, at_once)
    assert len(got) == REVIEWERS
    assert ReviewLease.objects.count() == REVIEWERS


def test_who_found_a_case_that_another_just_claimed_gets_the_next(
    branch, at_once, all_have_seen_the_same
) -> None:
    assert len(claim_at_once(branch, at_once)) == REVIEWERS


def test_with_lock_and_guard_removed_several_get_the_same(
    branch, at_once, all_have_seen_the_same, monkeypatch
) -> None:
    """The negative control: without it the tests above could pass by luck."""
    unguarded = leases.TAKE.replace("WHERE held.by_id = excluded.by_id OR held.until <= %(at)s", "")
    assert unguarded != leases.TAKE
    monkeypatch.setattr(leases, "TAKE", unguarded)
    assert len(claim_at_once(branch, at_once)) < REVIEWERS
