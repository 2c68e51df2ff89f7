"""Two people at once: each race with its guard, and once with the guard taken away.

The races are not left to chance: a meeting point between reading and writing lets both go on
together, if nothing holds one of them back. With the guard one waits there in vain and goes on
alone; without it both write, which is what the guard is for.
"""

import threading
from contextlib import suppress

import pytest
from django.db.models import QuerySet

from contributions import handovers, ledger, payment_refusals, payments, receipts, remittances
from contributions.handovers import UnableToHandOver
from contributions.models import (
    Contribution,
    Handover,
    LedgerEntry,
    Payment,
    PaymentLine,
    Place,
    Remittance,
)
from contributions.payments import UnableToRecordPayment
from contributions.remittances import UnableToRemit
from tests import factories
from tests.contributions.money import ask, make_cast
from tests.factories import NOON

PATIENCE = 0.7  # seconds for which one waits for the other


@pytest.fixture
def cast(scratch_database):
    return make_cast()


@pytest.fixture
def no_locks(monkeypatch):
    """Rows are read without being locked."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self.all())


@pytest.fixture
def meet(monkeypatch):
    """`meet(module, name)`: both threads meet before they go on into that function."""

    def meet(module, name, parties=2):
        barrier, function = threading.Barrier(parties), getattr(module, name)

        def together(*args, **fields):
            with suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=PATIENCE)
            return function(*args, **fields)

        monkeypatch.setattr(module, name, together)

    return meet


def by_type(outcomes, kind):
    return [outcome for outcome in outcomes if isinstance(outcome, kind)]


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
    meet(payment_refusals, "check_taker", parties=8)
    outcomes = send_eight_times(cast, at_once)
    assert by_type(outcomes, Exception)
    assert Payment.objects.count() == 1  # the constraints are the second wall


# ---- two collectors, one month ----


def two_collectors(cast, at_once, meet):
    meet(payment_refusals, "check_contributions")
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


# ---- a hand-over while payments arrive ----


def hand_over_while_paying(cast, at_once, monkeypatch):
    """A payment arrives after the receipts were listed and before the cash was added up."""
    cast.pay(cast.member())
    member = cast.member()
    listed, paid = threading.Event(), threading.Event()
    balance = ledger.balance

    def balance_after_the_payment(place, id):
        listed.set()
        paid.wait(timeout=PATIENCE)
        return balance(place, id)

    def pay():
        listed.wait(timeout=20)
        payment = cast.pay(member)
        paid.set()
        return payment

    monkeypatch.setattr(ledger, "balance", balance_after_the_payment)
    handover, payment = at_once(lambda: handovers.ask(by=cast.collector, at=NOON), pay)
    monkeypatch.undo()
    return handover, payment


def test_a_handover_takes_exactly_its_own_list_while_payments_arrive(cast, at_once, monkeypatch):
    handover, payment = hand_over_while_paying(cast, at_once, monkeypatch)
    assert handover.lines.count() == 1
    assert handover.receipts_idr == handover.expected_idr == 8_400
    assert list(handovers.receipts_in_hand(collector=cast.collector)) == [payment]


def test_without_the_lock_on_the_series_cash_would_be_expected_without_its_receipt(
    cast, at_once, monkeypatch
):
    monkeypatch.setattr(receipts, "lock", lambda **_: None)
    handover, _ = hand_over_while_paying(cast, at_once, monkeypatch)
    assert (handover.receipts_idr, handover.expected_idr) == (8_400, 16_800)


# ---- two treasurers, one hand-over ----


def two_treasurers(cast, at_once, meet):
    meet(handovers, "_move_cash")
    cast.pay(cast.member())
    handover = handovers.ask(by=cast.collector, at=NOON)
    other = factories.make_treasurer(partner=cast.partner)

    def accept(by):
        return handovers.accept(handover=handover, counted_idr=8_400, by=by, at=NOON)

    return at_once(lambda: accept(cast.treasurer), lambda: accept(other))


def test_of_two_treasurers_accepting_at_once_one_is_told_who_was_first(cast, at_once, meet):
    outcomes = two_treasurers(cast, at_once, meet)
    [accepted] = by_type(outcomes, Handover)
    [refusal] = by_type(outcomes, UnableToHandOver)
    assert refusal.code == "decided"
    assert accepted.decided_by.name in str(refusal)
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == 0


def test_without_lock_and_triggers_the_cash_would_be_taken_over_twice(
    cast, at_once, meet, no_locks, scratch_database
):
    scratch_database.execute_as_owner("ALTER TABLE contributions_handover DISABLE TRIGGER USER")
    assert len(by_type(two_treasurers(cast, at_once, meet), Handover)) == 2
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == -8_400


# ---- two remittances at once ----


def two_remittances(cast, at_once, meet):
    cast.pay(cast.member())
    cast.hand_over()
    meet(remittances, "_made")

    def finalise():
        return remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)

    return at_once(finalise, finalise)


def test_of_two_remittances_made_at_once_the_second_finds_nothing_left(cast, at_once, meet):
    outcomes = two_remittances(cast, at_once, meet)
    assert len(by_type(outcomes, Remittance)) == 1
    assert [refusal.code for refusal in by_type(outcomes, UnableToRemit)] == ["nothing_to_remit"]


def test_without_lock_and_constraint_a_month_would_be_remitted_twice(
    cast, at_once, meet, no_locks, scratch_database
):
    scratch_database.execute_as_owner("DROP INDEX payment_line_is_remitted_once")
    outcomes = two_remittances(cast, at_once, meet)
    assert len(by_type(outcomes, Remittance)) == 2
