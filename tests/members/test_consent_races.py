"""Two people record the same withdrawal, or two jobs erase the same data, in the same moment."""

import pytest
from django.db import IntegrityError

from members import consent_withdrawals, erasures
from members.asked import UnableToChange
from members.models import ConsentWithdrawal, Erasure, RetentionClock
from tests import factories
from tests.contributions.money import by_type, make_cast
from tests.factories import NOON
from tests.withdrawals import make_withdrawal


@pytest.fixture
def cast(scratch_database):
    return make_cast()


def withdraw_twice(cast, at_once):
    """The collector and the treasurer are told at once."""
    member = cast.member()
    return at_once(
        *(
            lambda by=by: make_withdrawal(member=member, by=by)
            for by in (cast.collector, cast.treasurer)
        )
    )


def test_of_two_withdrawals_at_once_one_stands(cast, at_once):
    outcomes = withdraw_twice(cast, at_once)
    [refusal] = by_type(outcomes, UnableToChange)
    assert refusal.code == "withdrawn_already"
    assert ConsentWithdrawal.objects.count() == Erasure.objects.count() == 1


def test_without_the_look_before_the_database_still_lets_one_stand(cast, at_once, monkeypatch):
    monkeypatch.setattr(consent_withdrawals, "_check", lambda row: None)
    outcomes = withdraw_twice(cast, at_once)
    assert len(by_type(outcomes, IntegrityError)) == 1
    assert ConsentWithdrawal.objects.count() == Erasure.objects.count() == 1


def test_without_the_unique_key_too_both_would_stand(cast, at_once, monkeypatch, scratch_database):
    """The negative control: the two guards above are what keeps it one."""
    monkeypatch.setattr(consent_withdrawals, "_check", lambda row: None)
    scratch_database.execute_as_owner("DROP INDEX member_withdraws_the_same_once_at_a_time")
    withdraw_twice(cast, at_once)
    assert ConsentWithdrawal.objects.count() == 2


def test_two_jobs_at_once_erase_everybody_once(cast, at_once):
    for _person in range(6):
        factories.make_term(member=factories.make_member(market=cast.market, status="ended"))
    erasures.sweep(at=NOON)
    later = NOON.replace(year=2032)
    done = at_once(lambda: erasures.sweep(at=later), lambda: erasures.sweep(at=later))
    assert sum(done) == Erasure.objects.count() == 12  # contact data and pictures of six
    assert RetentionClock.objects.count() == 6
