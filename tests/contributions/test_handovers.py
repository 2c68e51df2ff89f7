"""Handing cash over: exactly its receipts, counted by another person, differences explained."""

import datetime as dt

import pytest

from contributions import handovers, ledger, voids
from contributions.handovers import UnableToHandOver
from contributions.models import Handover, HandoverLine, LedgerEntry, Payment, Place
from tests import factories
from tests.contributions.money import make_cast
from tests.factories import NOON

pytestmark = pytest.mark.django_db

LATER = NOON + dt.timedelta(hours=3)


def holds(cast):
    """What the collector, the treasurer and surplus hold."""
    return (
        ledger.balance(Place.COLLECTOR, cast.collector.pk),
        ledger.balance(Place.TREASURER, cast.treasurer.pk),
        ledger.balance(Place.SURPLUS, cast.partner.pk),
    )


def refused(job, *, code, **fields):
    """The sentence of a refusal with that code, which has written nothing."""
    before = _written()
    with pytest.raises(UnableToHandOver) as refusal:
        job(at=LATER, **fields)
    assert refusal.value.code == code
    assert _written() == before
    return str(refusal.value)


def _written():
    return (
        list(Handover.objects.order_by("pk").values_list("pk", "status", "counted_idr")),
        list(HandoverLine.objects.order_by("pk").values_list("pk", "live")),
        LedgerEntry.objects.count(),
    )


def test_a_handover_lists_exactly_the_receipts_not_handed_over_yet(cast):
    earlier = cast.pay(cast.member())
    cast.hand_over()
    mine = {cast.pay(cast.member()).pk for _ in range(3)}
    cast.pay(cast.member(), by=factories.make_collector(market=cast.market))
    cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    undone = cast.pay(cast.member())
    voids.grant(void=cast.void(undone), by=cast.treasurer, at=NOON)
    handover = handovers.ask(by=cast.collector, at=LATER)
    listed = set(handover.lines.values_list("payment", flat=True))
    assert listed == mine
    assert not listed & {earlier.pk, undone.pk}
    assert (handover.receipts_idr, handover.expected_idr) == (25_200, 25_200)
    assert handover.status == Handover.Status.ASKED


def test_what_was_counted_moves_to_the_treasurer(cast):
    cast.pay(cast.member(), count=2)
    handover = cast.hand_over()
    assert holds(cast) == (0, 16_800, 0)
    assert (handover.status, handover.counted_idr) == (Handover.Status.ACCEPTED, 16_800)
    assert handover.decided_by == cast.treasurer
    assert handover.difference_idr == 0


def test_what_is_short_stays_on_the_collectors_account_and_is_expected_next_time(cast):
    cast.pay(cast.member(), count=2)
    handover = cast.hand_over(counted_idr=10_000)
    assert handover.difference_idr == -6_800
    assert holds(cast) == (6_800, 10_000, 0)
    cast.pay(cast.member())
    following = handovers.ask(by=cast.collector, at=LATER)
    assert (following.receipts_idr, following.expected_idr) == (8_400, 15_200)


def test_a_shortage_can_be_brought_alone(cast):
    cast.pay(cast.member())
    cast.hand_over(counted_idr=8_000)
    made_good = cast.hand_over()
    assert (made_good.receipts_idr, made_good.expected_idr) == (0, 400)
    assert not made_good.lines.exists()
    assert holds(cast) == (0, 8_400, 0)


def test_an_excess_is_booked_as_surplus(cast):
    cast.pay(cast.member())
    handover = cast.hand_over(counted_idr=10_000)
    assert handover.difference_idr == 1_600
    assert holds(cast) == (0, 10_000, -1_600)


def test_a_difference_needs_a_reason_and_the_sentence_says_both_sums(cast):
    cast.pay(cast.member())
    handover = handovers.ask(by=cast.collector, at=NOON)
    for counted_idr in (8_000, 9_000):
        sentence = refused(
            handovers.accept,
            code="needs_reason",
            handover=handover,
            counted_idr=counted_idr,
            difference_reason="  ",
            by=cast.treasurer,
        )
        assert "Seharusnya Rp8.400" in sentence


def test_nothing_counted_is_no_acceptance(cast):
    cast.pay(cast.member())
    refused(
        handovers.accept,
        code="nothing_counted",
        handover=handovers.ask(by=cast.collector, at=NOON),
        counted_idr=0,
        difference_reason="Kosong",
        by=cast.treasurer,
    )


def test_a_refused_handover_frees_its_receipts(cast):
    payment = cast.pay(cast.member())
    handover = handovers.ask(by=cast.collector, at=NOON)
    handovers.refuse(handover=handover, reason="Uang belum dibawa", by=cast.treasurer, at=NOON)
    assert holds(cast) == (8_400, 0, 0)
    again = handovers.ask(by=cast.collector, at=LATER)
    assert [line.payment for line in again.lines.all()] == [payment]


def test_a_refusal_gives_its_reason(cast):
    cast.pay(cast.member())
    refused(
        handovers.refuse,
        code="needs_reason",
        handover=handovers.ask(by=cast.collector, at=NOON),
        reason=" ",
        by=cast.treasurer,
    )


def test_a_receipt_under_a_void_request_is_set_aside_with_its_cash(cast):
    kept, doubted = cast.pay(cast.member()), cast.pay(cast.member())
    void = cast.void(doubted)
    handover = handovers.ask(by=cast.collector, at=NOON)
    assert [line.payment for line in handover.lines.all()] == [kept]
    assert handover.expected_idr == 8_400
    handovers.accept(handover=handover, counted_idr=8_400, by=cast.treasurer, at=NOON)
    refused(handovers.ask, code="nothing_to_hand_over", by=cast.collector)
    voids.refuse(void=void, by=cast.treasurer, at=NOON)
    assert [line.payment for line in handovers.ask(by=cast.collector, at=LATER).lines.all()] == [
        doubted
    ]


def test_one_handover_waits_at_a_time(cast):
    cast.pay(cast.member())
    handovers.ask(by=cast.collector, at=NOON)
    cast.pay(cast.member())
    refused(handovers.ask, code="already_waiting", by=cast.collector)


def test_without_money_there_is_nothing_to_hand_over(cast):
    refused(handovers.ask, code="nothing_to_hand_over", by=cast.collector)


def test_only_a_collector_hands_over(cast):
    refused(handovers.ask, code="not_a_collector", by=cast.treasurer)


def test_only_a_treasurer_of_the_partner_decides_and_only_once(cast):
    cast.pay(cast.member())
    handover = handovers.ask(by=cast.collector, at=NOON)
    accept = {"handover": handover, "counted_idr": 8_400}
    refused(handovers.accept, code="not_yours", by=cast.collector, **accept)
    refused(handovers.accept, code="not_yours", by=make_cast().treasurer, **accept)
    refused(
        handovers.refuse,
        code="not_yours",
        handover=handover,
        reason="Bukan saya",
        by=make_cast().treasurer,
    )
    handovers.accept(by=cast.treasurer, at=NOON, **accept)
    sentence = refused(handovers.accept, code="decided", by=cast.treasurer, **accept)
    assert cast.treasurer.name in sentence
    refused(handovers.refuse, code="decided", handover=handover, reason="Telat", by=cast.treasurer)


def test_who_became_treasurer_does_not_accept_her_own_cash(cast):
    cast.pay(cast.member())
    handover = handovers.ask(by=cast.collector, at=NOON)
    cast.collector.role = "treasurer"
    cast.collector.save()
    refused(
        handovers.accept, code="own_cash", handover=handover, counted_idr=8_400, by=cast.collector
    )


def test_cash_taken_after_the_handover_was_asked_is_not_part_of_it(cast):
    cast.pay(cast.member())
    handover = handovers.ask(by=cast.collector, at=NOON)
    cast.pay(cast.member())
    handovers.accept(handover=handover, counted_idr=8_400, by=cast.treasurer, at=LATER)
    assert holds(cast) == (8_400, 8_400, 0)
