"""Sending dues to BPJS: what goes, what waits and why, and that posting moves the money."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions import handovers, ledger, remittances
from contributions.models import (
    Contribution,
    LedgerEntry,
    Payment,
    Place,
    Remittance,
    RemittanceLine,
)
from contributions.remittances import UnableToRemit
from tests import factories
from tests.contributions.money import make_cast
from tests.factories import NOON, NOVEMBER

pytestmark = pytest.mark.django_db

LATER = NOON + dt.timedelta(days=3)


def finalise(cast):
    return remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)


def refused(job, *, code, **fields):
    """The sentence of a refusal with that code, which has written nothing."""
    before = _written()
    with pytest.raises(UnableToRemit) as refusal:
        job(at=LATER, **fields)
    assert refusal.value.code == code
    assert _written() == before
    return str(refusal.value)


def _written():
    return (
        list(Remittance.objects.order_by("pk").values_list("pk", "status")),
        list(RemittanceLine.objects.order_by("pk").values_list("pk", "live")),
        LedgerEntry.objects.count(),
        Contribution.objects.exclude(remitted_on=None).count(),
    )


def test_cash_goes_to_bpjs_once_its_handover_is_accepted_and_transfers_at_once(cast):
    member = cast.member()
    cast.pay(member, count=2)
    cast.hand_over()
    cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    cast.pay(cast.member())
    cast_aside = cast.pay(cast.member(), by=factories.make_collector(market=cast.market))
    handovers.ask(by=cast_aside.taken_by, at=NOON)
    preview = remittances.preview(partner=cast.partner)
    assert (preview.months, preview.amount_idr) == (3, 25_200)
    assert [(part.holder, part.months) for part in preview.holders] == [
        (cast.partner.name, 1),
        (cast.treasurer.name, 2),
    ]
    assert [(part.waits_for, part.holder, part.amount_idr) for part in preview.waiting] == [
        ("acceptance", cast_aside.taken_by.name, 8_400),
        ("handover", cast.collector.name, 8_400),
    ]
    assert all(part.reason for part in preview.waiting)
    assert not any(part.reason for part in preview.holders)
    remittance = finalise(cast)
    assert (remittance.months, remittance.amount_idr) == (3, 25_200)
    assert remittance.lines.count() == 3
    assert remittance.status == Remittance.Status.FINAL


def test_a_final_remittance_moves_neither_money_nor_cover(cast):
    member = cast.member()
    cast.pay(member)
    cast.hand_over()
    finalise(cast)
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 8_400
    assert member.cover.covered_until is None
    assert remittances.preview(partner=cast.partner).months == 0


def test_posting_moves_the_money_and_cover_waits_for_the_answer(cast):
    people = [cast.member() for _ in range(3)]
    for member in people:
        cast.pay(member, count=2)
    cast.hand_over()
    late = dt.datetime(2026, 11, 19, 20, 0, tzinfo=dt.UTC)  # the 20th in Jakarta
    remittance = remittances.post(
        remittance=finalise(cast), payment_code=" 8888-1 ", by=cast.treasurer, at=late
    )
    assert (remittance.status, remittance.payment_code) == (Remittance.Status.POSTED, "8888-1")
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 0
    assert ledger.balance(Place.BPJS, cast.partner.branch_id) == 0
    assert ledger.balance(Place.ON_ITS_WAY, remittance.pk) == 6 * 8_400
    moved = LedgerEntry.objects.filter(to_place=Place.ON_ITS_WAY)
    assert set(moved.values_list("business_day", flat=True)) == {dt.date(2026, 11, 20)}
    assert set(Contribution.objects.values_list("remitted_on", flat=True)) == {None}
    for member in people:
        member.cover.refresh_from_db()
        assert member.cover.covered_until is None


def test_each_holder_pays_her_own_part(cast):
    cast.pay(cast.member())
    cast.hand_over()
    cast.pay(cast.member(), count=2, by=cast.treasurer, method=Payment.Method.TRANSFER)
    remittance = cast.remit()
    moves = LedgerEntry.objects.filter(document="remittance", document_id=str(remittance.pk))
    assert sorted(moves.values_list("from_place", "from_id", "amount_idr")) == [
        ("partner_bank", cast.partner.pk, 16_800),
        ("treasurer", cast.treasurer.pk, 8_400),
    ]


def test_where_cash_was_short_the_last_months_wait_until_it_is_made_good(cast):
    cast.pay(cast.member(), count=2)
    cast.hand_over(counted_idr=10_000)
    preview = remittances.preview(partner=cast.partner)
    assert (preview.months, preview.waiting_months, preview.waiting_idr) == (1, 1, 8_400)
    assert preview.waiting[0].waits_for == "shortage"
    remittance = cast.remit()
    assert remittance.lines.get().contribution_month == NOVEMBER
    cast.hand_over()
    assert remittances.preview(partner=cast.partner).months == 1


def test_money_of_a_final_remittance_is_not_promised_twice(cast):
    cast.pay(cast.member())
    cast.hand_over()
    finalise(cast)
    cast.pay(cast.member())
    cast.hand_over(counted_idr=1_000)
    # The treasurer holds Rp9.400, of which Rp8.400 are reserved.
    assert remittances.preview(partner=cast.partner).months == 0
    refused(remittances.finalise, code="nothing_to_remit", partner=cast.partner, by=cast.treasurer)


def test_a_month_under_a_void_request_waits_for_the_decision(cast):
    payment = cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    cast.void(payment)
    preview = remittances.preview(partner=cast.partner)
    assert [part.waits_for for part in preview.waiting] == ["void_request"]
    assert preview.months == 0


def test_a_cancelled_remittance_frees_its_lines_and_money(cast):
    cast.pay(cast.member())
    cast.hand_over()
    first = finalise(cast)
    remittances.cancel(remittance=first, by=cast.treasurer, at=NOON)
    assert not first.lines.filter(live=True).exists()
    second = finalise(cast)
    assert second.lines.get().payment_line == first.lines.get().payment_line


def test_a_posted_remittance_never_opens_again(cast):
    cast.pay(cast.member())
    cast.hand_over()
    remittance = cast.remit()
    refused(remittances.cancel, code="not_final", remittance=remittance, by=cast.treasurer)
    refused(
        remittances.post,
        code="not_final",
        remittance=remittance,
        payment_code="B-2",
        by=cast.treasurer,
    )


def test_a_payment_code_is_given_and_used_once(cast):
    for _ in range(2):
        cast.pay(cast.member())
    cast.hand_over()
    cast.remit(payment_code="8888-1")
    cast.pay(cast.member())
    cast.hand_over()
    second = finalise(cast)
    fields = {"remittance": second, "by": cast.treasurer}
    sentence = refused(remittances.post, code="code_used", payment_code="8888-1 ", **fields)
    assert "8888-1" in sentence
    refused(remittances.post, code="needs_code", payment_code="  ", **fields)


def test_only_a_treasurer_of_the_partner_remits(cast):
    cast.pay(cast.member())
    cast.hand_over()
    stranger = make_cast().treasurer
    for by in (cast.collector, stranger):
        refused(remittances.finalise, code="not_yours", partner=cast.partner, by=by)
    remittance = finalise(cast)
    fields = {"remittance": remittance, "by": stranger}
    refused(remittances.post, code="not_yours", payment_code="B-1", **fields)
    refused(remittances.cancel, code="not_yours", **fields)


def test_another_partners_money_is_left_alone(cast):
    other = make_cast()
    other.pay(other.member())
    other.hand_over()
    assert remittances.preview(partner=cast.partner).waiting == []
    refused(remittances.finalise, code="nothing_to_remit", partner=cast.partner, by=cast.treasurer)


def test_oldest_months_go_first(cast):
    ahead, current = cast.member(), cast.member()
    cast.pay(ahead, count=2)
    cast.pay(current)
    cast.hand_over(counted_idr=20_000)
    listed = finalise(cast).lines.values_list("contribution_month", flat=True)
    assert list(listed) == [NOVEMBER, NOVEMBER]


def test_the_number_of_queries_does_not_grow_with_the_lines(cast):
    def queries(people):
        for _ in range(people):
            cast.pay(cast.member())
        cast.hand_over()
        with CaptureQueriesContext(connection) as captured:
            remittances.preview(partner=cast.partner)
            cast.remit(payment_code=f"B-{people}")
        return len(captured)

    assert queries(1) == queries(12)
