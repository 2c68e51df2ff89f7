"""Hand-overs, voids and remittances at once: each race with its guard, and once without.

The races are not left to chance: see `meet` in conftest.py.
"""

import threading

import pytest

from contributions import cash_counts, handovers, ledger, receipts, remittances, void_refusals
from contributions.cash_counts import pieces_of
from contributions.handovers import UnableToHandOver
from contributions.models import (
    Handover,
    HandoverLine,
    Place,
    ReceiptSeries,
    Remittance,
    Void,
)
from contributions.remittances import UnableToRemit
from tests import factories
from tests.contributions.money import by_type, make_cast
from tests.factories import NOON
from tests.plugins.threads import wait_until


@pytest.fixture
def cast(scratch_database):
    return make_cast()


# ---- a hand-over while payments arrive ----


def hand_over_while_paying(cast, at_once, monkeypatch):
    """A payment arrives after the receipts were listed and before the cash was added up."""
    cast.pay(cast.member())
    member = cast.member()
    listed, paid = threading.Event(), threading.Event()
    balance = ledger.balance

    def balance_after_the_payment(place, id):
        listed.set()
        wait_until(paid.is_set)
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


# ---- a void asked for while the receipt is handed over ----


def ask_void_while_handing_over(cast, at_once, meet):
    """Each has looked for the other's document before either writes its own."""
    payment = cast.pay(cast.member())
    meet((ledger, "balance"), (void_refusals, "_check_later_months"))
    return at_once(lambda: cast.void(payment), lambda: handovers.ask(by=cast.collector, at=NOON))


def test_a_receipt_is_either_handed_over_or_under_a_void_request(cast, at_once, meet):
    outcomes = ask_void_while_handing_over(cast, at_once, meet)
    assert len(by_type(outcomes, Exception)) == 1
    assert Void.objects.count() + HandoverLine.objects.count() == 1


def test_without_the_lock_on_the_series_a_receipt_would_be_in_both(
    cast, at_once, meet, monkeypatch
):
    monkeypatch.setattr(receipts, "lock", lambda **_: None)
    assert by_type(ask_void_while_handing_over(cast, at_once, meet), Exception) == []
    assert (Void.objects.count(), HandoverLine.objects.count()) == (1, 1)


# ---- two hand-overs of one collector who never took money, and so has no series to lock ----


def two_handovers(cast, at_once, meet):
    """She brings cash that no receipt explains, from two tabs; both have looked what waits."""
    assert not ReceiptSeries.objects.filter(holder=cast.collector).exists()
    meet((ledger, "balance"))

    def ask():
        return handovers.ask(by=cast.collector, at=NOON, pieces=pieces_of(8_400))

    return at_once(ask, ask)


def test_of_two_first_handovers_at_once_one_waits_and_the_other_is_told_so(cast, at_once, meet):
    outcomes = two_handovers(cast, at_once, meet)
    [handover] = by_type(outcomes, Handover)
    [refusal] = by_type(outcomes, UnableToHandOver)
    assert refusal.code == "already_waiting"
    assert "masih menunggu bendahara" in str(refusal)
    assert Handover.objects.get() == handover
    assert handover.counts.count() == 1


def test_without_the_key_two_first_handovers_would_wait(cast, at_once, meet, scratch_database):
    scratch_database.execute_as_owner("DROP INDEX collector_has_one_waiting_handover")
    assert len(by_type(two_handovers(cast, at_once, meet), Handover)) == 2


# ---- two treasurers, one hand-over ----


def two_treasurers(cast, at_once, meet):
    meet((handovers, "_move_cash"))
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


# ---- a treasurer accepts what another counts again ----


def accept_and_count_again(cast, at_once, meet):
    """One treasurer, two tabs: one accepts her count, the other replaces it meanwhile."""
    cast.pay(cast.member())
    handover = handovers.ask(by=cast.collector, at=NOON, pieces=pieces_of(8_400))
    told = {"handover": handover, "by": cast.treasurer, "at": NOON}
    handovers.count(pieces=pieces_of(8_400), **told)
    meet((handovers, "_move_cash"), (cash_counts, "store"))
    outcomes = at_once(
        lambda: handovers.accept(counted_idr=8_400, **told),
        lambda: handovers.count(pieces=pieces_of(5_000), **told),
    )
    last = cash_counts.latest_of(handover=handover, by=cast.treasurer)
    return outcomes, Handover.objects.get(), last


def test_what_is_accepted_stays_what_was_counted_last(cast, at_once, meet):
    outcomes, handover, last = accept_and_count_again(cast, at_once, meet)
    assert len(by_type(outcomes, UnableToHandOver)) == 1
    assert handover.counted_idr in (None, last.total_idr)


def test_without_lock_and_trigger_the_count_would_change_behind_the_acceptance(
    cast, at_once, meet, no_locks, scratch_database
):
    scratch_database.execute_as_owner("ALTER TABLE contributions_cashcount DISABLE TRIGGER USER")
    _outcomes, handover, last = accept_and_count_again(cast, at_once, meet)
    assert (handover.counted_idr, last.total_idr) == (8_400, 5_000)


# ---- two remittances at once ----


def two_remittances(cast, at_once, meet):
    cast.pay(cast.member())
    cast.hand_over()
    meet((remittances, "_made"))

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
