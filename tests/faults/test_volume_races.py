"""The races over money again and again, with real threads, as chance has them.

What is refused is refused clearly, and afterwards the books agree. That each guard is what holds is
shown with threads that meet on purpose (`tests/contributions/test_*_races.py`) and, where it is
missing there, here. A few rounds by default, many by `uv run pytest -m by_hand tests/faults -n0`.
"""

import pytest

from contributions import (
    another_person,
    books,
    handovers,
    ledger,
    payments,
    remittances,
    void_refusals,
    voids,
)
from contributions.handovers import UnableToHandOver
from contributions.models import (
    Handover,
    HandoverLine,
    LedgerEntry,
    Payment,
    PaymentLine,
    Place,
    Remittance,
    RemittanceLine,
    Void,
)
from contributions.payments import UnableToRecordPayment
from contributions.remittances import UnableToRemit
from contributions.voids import UnableToVoid
from tests import factories
from tests.contributions.money import DUES_IDR, ask, by_type, make_cast
from tests.factories import NOON, TODAY

many = pytest.mark.by_hand


def rounds(few: int, more: int) -> pytest.MarkDecorator:
    """So many rounds always, and so many more by `-m by_hand`."""
    return pytest.mark.parametrize("count", [few, pytest.param(more, marks=many)])


@pytest.fixture
def cast(scratch_database):
    return make_cast()


def assert_the_books_agree():
    assert [str(difference) for difference in books.differences(on=TODAY)] == []


def assert_numbers_have_no_gap(count):
    numbers = sorted(Payment.objects.values_list("number", flat=True))
    assert numbers == list(range(1, count + 1))


# ---- one key, fifty times ----


@rounds(2, 200)
def test_a_key_sent_fifty_times_at_once_is_one_payment(cast, at_once, count):
    for _ in range(count):
        asked = ask(cast.member())
        send = lambda asked=asked: payments.record(asked=asked, by=cast.collector, at=NOON)  # noqa: E731
        answers = at_once(*[send] * 50)
        assert {type(answer) for answer in answers} == {Payment}
        assert {answer.pk for answer in answers} == {asked.id}
        assert len({answer.receipt for answer in answers}) == 1
    assert (Payment.objects.count(), LedgerEntry.objects.count()) == (count, count)
    assert_numbers_have_no_gap(count)
    assert_the_books_agree()


# ---- two phones, one month ----


@rounds(20, 1000)
def test_of_two_phones_that_pay_one_month_each_time_one_succeeds(cast, at_once, count):
    other = factories.make_collector(market=cast.market)
    refused = []
    for number in range(count):
        member = cast.member()
        if number % 2:  # a month that is billed, and one that is billed as it is paid
            factories.make_contribution(member=member)
        outcomes = at_once(lambda m=member: cast.pay(m), lambda m=member: cast.pay(m, by=other))
        assert len(by_type(outcomes, Payment)) == 1
        refused += by_type(outcomes, UnableToRecordPayment)
    assert len(refused) == count
    assert {refusal.code for refusal in refused} == {"already_paid"}
    assert Payment.objects.count() == PaymentLine.objects.filter(live=True).count() == count
    assert_the_books_agree()


# ---- one void, decided by two ----


def decided_twice(cast, at_once, other):
    void = cast.void(cast.pay(cast.member()))
    return at_once(
        lambda: voids.grant(void=void, by=cast.treasurer, at=NOON),
        lambda: voids.refuse(void=void, by=other, at=NOON),
        lambda: voids.grant(void=void, by=other, at=NOON),
    )


@rounds(15, 500)
def test_of_those_who_decide_a_void_at_once_each_time_one_does(cast, at_once, count):
    other = factories.make_treasurer(partner=cast.partner)
    for _ in range(count):
        outcomes = decided_twice(cast, at_once, other)
        assert len(by_type(outcomes, Void)) == 1
        assert [refusal.code for refusal in by_type(outcomes, UnableToVoid)] == ["decided"] * 2
    granted = Void.objects.filter(status=Void.Status.GRANTED).count()
    held_idr = (count - granted) * DUES_IDR
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == held_idr
    assert_the_books_agree()


def granted_twice(cast, at_once, meet):
    void = cast.void(cast.pay(cast.member()))
    meet((another_person, "decide"))
    other = factories.make_treasurer(partner=cast.partner)
    return at_once(
        lambda: voids.grant(void=void, by=cast.treasurer, at=NOON),
        lambda: voids.refuse(void=void, by=other, at=NOON),
    )


def test_of_two_who_meet_over_a_void_one_is_told_it_is_decided(cast, at_once, meet):
    outcomes = granted_twice(cast, at_once, meet)
    assert len(by_type(outcomes, Void)) == 1
    assert [refusal.code for refusal in by_type(outcomes, UnableToVoid)] == ["decided"]


def test_without_lock_and_triggers_a_void_would_be_granted_and_refused(
    cast, at_once, meet, no_locks, scratch_database
):
    scratch_database.execute_as_owner("ALTER TABLE contributions_void DISABLE TRIGGER USER")
    outcomes = granted_twice(cast, at_once, meet)
    assert {void.status for void in by_type(outcomes, Void)} == {"granted", "refused"}


# ---- a hand-over while payments arrive ----


@rounds(5, 100)
def test_cash_and_receipts_are_handed_over_together_while_payments_arrive(cast, at_once, count):
    for _ in range(count):
        people = [cast.member() for _ in range(4)]
        outcomes = at_once(
            *[lambda member=member: cast.pay(member) for member in people],
            lambda: handovers.ask(by=cast.collector, at=NOON),
        )
        assert len(by_type(outcomes, Payment)) == 4
        for handover in by_type(outcomes, Handover):
            assert handover.expected_idr == handover.receipts_idr
            accepted = {"handover": handover, "counted_idr": handover.expected_idr}
            handovers.accept(by=cast.treasurer, at=NOON, **accepted)
        assert {error.code for error in by_type(outcomes, UnableToHandOver)} <= {
            "nothing_to_hand_over"
        }
    assert HandoverLine.objects.filter(live=True).exists()
    in_hand = sum(row.cash_idr for row in handovers.receipts_in_hand(collector=cast.collector))
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == in_hand
    assert_numbers_have_no_gap(4 * count)
    assert_the_books_agree()


# ---- two treasurers, one hand-over ----


@rounds(10, 300)
def test_of_two_treasurers_who_accept_at_once_each_time_one_does(cast, at_once, count):
    other = factories.make_treasurer(partner=cast.partner)
    for _ in range(count):
        cast.pay(cast.member())
        handover = handovers.ask(by=cast.collector, at=NOON)
        fields = {"handover": handover, "counted_idr": DUES_IDR, "at": NOON}
        outcomes = at_once(
            lambda fields=fields: handovers.accept(by=cast.treasurer, **fields),
            lambda fields=fields: handovers.accept(by=other, **fields),
        )
        assert len(by_type(outcomes, Handover)) == 1
        assert [error.code for error in by_type(outcomes, UnableToHandOver)] == ["decided"]
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == 0
    held = ledger.balances(Place.TREASURER, [cast.treasurer.pk, other.pk])
    assert sum(held.values()) == count * DUES_IDR
    assert_the_books_agree()


# ---- a remittance made final while a void is decided ----


def undo(cast, payment, other):
    return voids.grant(void=cast.void(payment), by=other, at=NOON)


def make_transfer(cast):
    return cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)


@rounds(10, 300)
def test_a_month_is_either_void_or_remitted_while_a_remittance_is_made_final(cast, at_once, count):
    other = factories.make_treasurer(partner=cast.partner)
    for number in range(count):
        make_transfer(cast)
        payment = make_transfer(cast)
        outcomes = at_once(
            lambda payment=payment: undo(cast, payment, other),
            lambda: remittances.finalise(partner=cast.partner, by=other, at=NOON),
        )
        [remittance] = by_type(outcomes, Remittance)
        listed = remittance.lines.filter(payment_line__payment=payment).exists()
        assert len(by_type(outcomes, Void)) == (0 if listed else 1)
        assert [error.code for error in by_type(outcomes, Exception)] == ["remitting"] * listed
        remittances.post(remittance=remittance, payment_code=f"B-{number}", by=other, at=NOON)
    assert not RemittanceLine.objects.filter(payment_line__live=False).exists()
    assert_the_books_agree()


def ask_while_made_final(cast, at_once, meet):
    """Each has looked for the other's document before it writes its own."""
    payment = make_transfer(cast)
    meet((void_refusals, "_check_later_months"), (remittances, "_made"))
    return at_once(
        lambda: cast.void(payment),
        lambda: remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON),
    )


def test_a_month_is_either_made_final_or_under_a_void_request(cast, at_once, meet):
    [refusal] = by_type(ask_while_made_final(cast, at_once, meet), Exception)
    assert refusal.code in {"remitting", "nothing_to_remit"}
    assert Void.objects.count() + RemittanceLine.objects.count() == 1


def test_without_the_lock_on_the_partner_a_month_would_be_in_both(cast, at_once, meet, no_locks):
    assert by_type(ask_while_made_final(cast, at_once, meet), Exception) == []
    assert (Void.objects.count(), RemittanceLine.objects.count()) == (1, 1)


def decide_while_made_final(cast, at_once, meet):
    """The void is about to be granted, and the remittance to be answered."""
    void = cast.void(make_transfer(cast))
    other = factories.make_treasurer(partner=cast.partner)
    meet((another_person, "decide"), (remittances, "_made"))
    return at_once(
        lambda: voids.grant(void=void, by=other, at=NOON),
        lambda: remittances.finalise(partner=cast.partner, by=other, at=NOON),
    )


def test_a_month_whose_void_is_decided_is_not_made_final_meanwhile(cast, at_once, meet):
    outcomes = decide_while_made_final(cast, at_once, meet)
    assert [void.status for void in by_type(outcomes, Void)] == ["granted"]
    assert [error.code for error in by_type(outcomes, UnableToRemit)] == ["nothing_to_remit"]
    assert_the_books_agree()


def test_without_its_guards_a_month_would_be_made_final_while_its_void_is_decided(
    cast, at_once, meet, no_locks, monkeypatch
):
    blind = remittances.FINALISE.replace("void.status = 'asked'", "false")
    assert blind != remittances.FINALISE
    monkeypatch.setattr(remittances, "FINALISE", blind)
    outcomes = decide_while_made_final(cast, at_once, meet)
    assert [void.status for void in by_type(outcomes, Void)] == ["granted"]
    [remittance] = by_type(outcomes, Remittance)
    assert remittance.lines.filter(payment_line__live=False).count() == 1
