"""Cash that was short or too much: what can go to BPJS, and out of whose hands."""

import datetime as dt

import pytest

from contributions import books, handovers, ledger, remittances, repayments
from contributions.models import LineShare, Place
from contributions.remittance_page import COLUMNS, remittance_page
from tests import factories
from tests.contributions.deposits import held, withdrawn
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db

LATER = NOON + dt.timedelta(days=3)


def finalise(cast):
    return remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)


def settle_with(cast, treasurer):
    """The collector brings what was missing to that treasurer."""
    handover = handovers.ask(by=cast.collector, at=NOON)
    handovers.accept(handover=handover, counted_idr=handover.expected_idr, by=treasurer, at=NOON)


def test_a_shortage_made_good_to_another_treasurer_pays_for_the_waiting_month(cast):
    other = factories.make_treasurer(partner=cast.partner)
    cast.pay(cast.member(), count=2)
    cast.hand_over(counted_idr=8_400)
    settle_with(cast, other)
    preview = remittances.preview(partner=cast.partner)
    assert (preview.months, preview.waiting) == (2, [])
    assert {(part.holder, part.amount_idr) for part in preview.holders} == {
        (cast.treasurer.name, 8_400),
        (other.name, 8_400),
    }
    cast.remit()
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 0
    assert ledger.balance(Place.TREASURER, other.pk) == 0
    assert books.differences(on=TODAY) == []


def test_a_month_is_paid_out_of_two_hands_where_neither_holds_all_of_it(cast):
    other = factories.make_treasurer(partner=cast.partner)
    cast.pay(cast.member(), count=2)
    cast.hand_over(counted_idr=10_000)
    settle_with(cast, other)
    preview = remittances.preview(partner=cast.partner)
    assert (preview.months, preview.amount_idr, preview.waiting) == (2, 16_800, [])
    remittance = finalise(cast)
    assert remittances.preview(partner=cast.partner).months == 0
    assert LineShare.objects.get().line.remittance == remittance
    shown = remittance_page(
        remittance=remittance, text="", answer="", order=COLUMNS.order(), page=None
    ).holders
    assert {(holder.name, holder.amount_idr) for holder in shown} == {
        (cast.treasurer.name, 10_000),
        (other.name, 6_800),
    }
    remittances.post(remittance=remittance, payment_code="B-1", by=cast.treasurer, at=LATER)
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 0
    assert ledger.balance(Place.TREASURER, other.pk) == 0
    assert books.differences(on=TODAY) == []


def test_nobody_pays_more_than_she_holds_while_shares_are_reserved(cast):
    other = factories.make_treasurer(partner=cast.partner)
    cast.pay(cast.member(), count=2)
    cast.hand_over(counted_idr=10_000)
    settle_with(cast, other)
    finalise(cast)
    cast.pay(cast.member())
    cast.hand_over(counted_idr=1_000)
    assert remittances.preview(partner=cast.partner).months == 0


def test_surplus_pays_for_nobodys_shortage(cast):
    colleague = factories.make_collector(market=cast.market)
    cast.pay(cast.member(), by=colleague)
    over = handovers.ask(by=colleague, at=NOON)
    fields = {"counted_idr": 16_800, "difference_reason": "Lebih", "by": cast.treasurer}
    handovers.accept(handover=over, at=NOON, **fields)
    cast.pay(cast.member())
    cast.hand_over(counted_idr=1_000)
    preview = remittances.preview(partner=cast.partner)
    assert (preview.months, preview.waiting_idr) == (1, 8_400)
    cast.remit()
    cast.hand_over()
    cast.remit(payment_code="BPJS-2")
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 8_400, "the surplus is kept"


def test_held_first_dues_pay_for_nobodys_shortage_and_can_be_given_back(cast):
    cast.pay(cast.member())
    deposit = held(cast)
    cast.hand_over(counted_idr=8_400)
    preview = remittances.preview(partner=cast.partner)
    assert (preview.months, [part.waits_for for part in preview.waiting]) == (0, ["shortage"])
    assert withdrawn(deposit).status == "credited"
    assert repayments.amount(member=deposit.member, partner=cast.partner.pk) == 8_400
    cast.hand_over()
    assert remittances.preview(partner=cast.partner).months == 1
    assert books.differences(on=TODAY) == []


def test_held_first_dues_with_another_treasurer_do_not_make_up_for_a_shortage(cast):
    other = factories.make_treasurer(partner=cast.partner)
    held(cast)
    settle_with(cast, other)
    cast.pay(cast.member())
    cast.hand_over(counted_idr=1_000)
    assert remittances.preview(partner=cast.partner).months == 0


def test_a_month_that_waits_for_a_shortage_says_whose(cast):
    cast.pay(cast.member(), count=2)
    cast.hand_over(counted_idr=10_000)
    [part] = remittances.preview(partner=cast.partner).waiting
    assert (part.waits_for, part.short) == ("shortage", (cast.collector.name,))
    assert f"kekurangan {cast.collector.name}" in part.reason
