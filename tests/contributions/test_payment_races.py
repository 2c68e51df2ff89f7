"""Two people take money at once: each race with its guard, and once with the guard taken away.

The races are not left to chance: see `meet` in conftest.py.
"""

import pytest

from contributions import payment_refusals, payments
from contributions.models import Contribution, LedgerEntry, Payment, PaymentLine
from contributions.payments import UnableToRecordPayment
from tests import factories
from tests.contributions.money import ask, by_type, make_cast
from tests.factories import NOON


@pytest.fixture
def cast(scratch_database):
    return make_cast()


# ---- one payment, sent many times ----


def send_eight_times(cast, at_once):
    asked = ask(cast.member(), count=2)
    return at_once(*[lambda: payments.record(asked=asked, by=cast.collector, at=NOON)] * 8)


def test_one_payment_sent_eight_times_at_once_is_one_payment(cast, at_once):
    outcomes = send_eight_times(cast, at_once)
    assert len({payment.receipt for payment in by_type(outcomes, Payment)}) == 1
    assert len(by_type(outcomes, Payment)) == 8
    assert (Payment.objects.count(), LedgerEntry.objects.count()) == (1, 1)


def test_without_the_lock_on_the_member_a_repeat_would_not_be_answered(
    cast, at_once, meet, no_locks
):
    meet((payment_refusals, "check_taker"), parties=8)
    outcomes = send_eight_times(cast, at_once)
    assert by_type(outcomes, Exception)
    assert Payment.objects.count() == 1  # the constraints are the second wall


# ---- two collectors, one month ----


def two_collectors(cast, at_once, meet):
    meet((payment_refusals, "check_contributions"))
    member = cast.member()
    factories.make_contribution(member=member)
    other = factories.make_collector(market=cast.market)
    return at_once(
        lambda: payments.record(asked=ask(member), by=cast.collector, at=NOON),
        lambda: payments.record(asked=ask(member), by=other, at=NOON),
    )


def test_of_two_collectors_taking_one_month_at_once_one_is_told_it_is_paid(cast, at_once, meet):
    outcomes = two_collectors(cast, at_once, meet)
    [payment] = by_type(outcomes, Payment)
    [refusal] = by_type(outcomes, UnableToRecordPayment)
    assert refusal.code == "already_paid"
    assert payment.receipt in str(refusal)
    assert PaymentLine.objects.filter(live=True).count() == 1


def test_without_locks_the_constraint_still_refuses_the_second_clearly(
    cast, at_once, meet, no_locks
):
    outcomes = two_collectors(cast, at_once, meet)
    assert len(by_type(outcomes, Payment)) == 1
    [refusal] = by_type(outcomes, UnableToRecordPayment)
    assert refusal.code == "already_paid"


def test_without_locks_and_constraint_the_month_would_be_paid_twice(
    cast, at_once, meet, no_locks, scratch_database
):
    scratch_database.execute_as_owner("DROP INDEX one_live_payment_line_per_contribution")
    outcomes = two_collectors(cast, at_once, meet)
    assert len(by_type(outcomes, Payment)) == 2
    assert PaymentLine.objects.filter(live=True).count() == 2
    assert Contribution.objects.count() == 1


# ---- many payments of one collector ----


def test_numbers_taken_at_once_have_no_gap_and_no_double(cast, at_once):
    people = [cast.member() for _ in range(8)]
    outcomes = at_once(
        *[
            lambda member=member: payments.record(asked=ask(member), by=cast.collector, at=NOON)
            for member in people
        ]
    )
    assert sorted(payment.number for payment in outcomes) == list(range(1, 9))


def test_families_paid_in_another_order_at_once_do_not_block_each_other(cast, at_once):
    family = [cast.member() for _ in range(5)]
    other = factories.make_collector(market=cast.market)

    def pay(people, by):
        return payments.record_several(asked=[ask(one) for one in people], by=by, at=NOON)

    outcomes = at_once(lambda: pay(family, cast.collector), lambda: pay(family[::-1], other))
    assert len(by_type(outcomes, list)) == 1
    assert [refusal.code for refusal in by_type(outcomes, UnableToRecordPayment)] == [
        "already_paid"
    ]
