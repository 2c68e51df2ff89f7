"""A reviewer decides while somebody takes her first dues or records that she withdraws."""

import pytest
from django.db import OperationalError

from contributions import held_dues
from contributions.models import HeldDues
from members import clean_cases, consent_withdrawals, enrolment_locks, review, together
from members.models import ConsentWithdrawal, Decision, Enrolment
from tests.contributions.money import by_type, make_cast
from tests.factories import NOON, TODAY, make_enrolment, make_reviewer, new_id
from tests.members.activations import make_drive, make_met
from tests.withdrawals import make_withdrawal


@pytest.fixture
def cast(scratch_database):
    return make_cast()


@pytest.fixture
def both_hold_a_row(meet):
    """Each waits, with its first row held, until the other holds one too, if it ever can."""
    meet(
        (review, "sent_it"),
        (clean_cases, "doubts"),
        (consent_withdrawals, "_check"),
        (held_dues, "_check_may_take"),
    )


@pytest.fixture
def enrolment_first(monkeypatch):
    """The negative control: the enrolment is held before its member, with its key."""

    def lock(*, enrolment):
        rows = Enrolment.objects.select_for_update(of=("self",))
        return rows.select_related("member", "market__partner").get(pk=enrolment.pk)

    def lock_all(*, found):
        rows = found.select_for_update(of=("self",))
        return list(rows.select_related("member").order_by("pk"))

    monkeypatch.setattr(enrolment_locks, "lock", lock)
    monkeypatch.setattr(enrolment_locks, "lock_all", lock_all)


def approve(row):
    by = make_reviewer(branch=row.market.partner.branch)
    return lambda: review.approve(enrolment=row, by=by, at=NOON)


def approve_together(row):
    by = make_reviewer(branch=row.market.partner.branch)
    listed = {row.pk: row.submitted_at}
    return lambda: together.approve(group=row.drive, listed=listed, by=by, at=NOON)


def withdraw_consent(row, cast):
    return lambda: make_withdrawal(member=row.member, by=cast.collector)


def take_dues(row, cast):
    total = held_dues.expected(enrolment=row, on=TODAY).total_idr
    return lambda: held_dues.take(
        id=new_id(), enrolment=row, shown_total_idr=total, by=cast.collector, at=NOON
    )


@pytest.mark.parametrize("other", [withdraw_consent, take_dues])
class TestRace:
    def test_an_approval_and_the_other_come_one_after_the_other(
        self, cast, at_once, both_hold_a_row, other
    ):
        row = make_enrolment(market=cast.market)
        outcomes = at_once(approve(row), other(row, cast))
        assert by_type(outcomes, OperationalError) == []
        assert_one_came_first(row, outcomes)

    def test_so_does_an_approval_of_a_whole_list(self, cast, at_once, both_hold_a_row, other):
        row = make_met(drive=make_drive(market=cast.market))
        outcomes = at_once(approve_together(row), other(row, cast))
        assert by_type(outcomes, OperationalError) == []

    def test_with_the_enrolment_held_first_they_wait_for_each_other(
        self, cast, at_once, both_hold_a_row, enrolment_first, other
    ):
        row = make_enrolment(market=cast.market)
        outcomes = at_once(approve(row), other(row, cast))
        assert len(by_type(outcomes, OperationalError)) == 1


def assert_one_came_first(row, outcomes) -> None:
    """Both stand, or the later one was told in words what had happened."""
    row.refresh_from_db()
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    if row.status == Enrolment.Status.WITHDRAWN:
        assert [refusal.code for refusal in refused] == ["already_decided"]
    elif refused:
        assert [refusal.code for refusal in refused] == ["decided"]
        assert not HeldDues.objects.exists()
    else:
        assert HeldDues.objects.count() + ConsentWithdrawal.objects.count() == 1
    assert Decision.objects.filter(enrolment=row).exclude(to_status="submitted").count() == 1
