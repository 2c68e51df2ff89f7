"""Undoing a payment: who asks, who decides, what moves back, and what can go back no more."""

import datetime as dt

import pytest

from contributions import handovers, ledger, remittances, voids
from contributions.models import (
    Contribution,
    LedgerEntry,
    Payment,
    PaymentLine,
    Place,
    Void,
)
from contributions.voids import UnableToVoid
from tests import factories
from tests.contributions.credit import make_credit
from tests.contributions.money import make_cast
from tests.factories import NOON, NOVEMBER

pytestmark = pytest.mark.django_db

DECEMBER = dt.date(2026, 12, 1)
LATER = NOON + dt.timedelta(hours=3)


def refused(job, *, code, **fields):
    """The sentence of a refusal with that code, which has written nothing."""
    before = _written()
    with pytest.raises(UnableToVoid) as refusal:
        job(at=LATER, **fields)
    assert refusal.value.code == code
    assert _written() == before
    return str(refusal.value)


def _written():
    return (
        list(Void.objects.order_by("pk").values_list("pk", "status")),
        LedgerEntry.objects.count(),
        PaymentLine.objects.filter(live=True).count(),
        Contribution.objects.filter(status="paid").count(),
    )


def ask(payment, *, code, by, reason=Void.Reason.WRONG_MEMBER, **fields):
    return refused(voids.ask, code=code, payment=payment, reason=reason, by=by, **fields)


def test_a_granted_void_opens_the_months_and_moves_the_money_back(cast):
    member = cast.member()
    payment = cast.pay(member, count=2)
    voids.grant(void=cast.void(payment), note="Benar", by=cast.treasurer, at=LATER)
    assert not payment.lines.filter(live=True).exists()
    months = Contribution.objects.filter(member=member)
    assert {(row.status, row.status_at) for row in months} == {("open", LATER)}
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == 0
    entry = LedgerEntry.objects.get(document="void")
    assert (entry.from_place, entry.to_place, entry.amount_idr) == ("collector", "member", 16_800)
    assert member.cover.paid_until is None
    void = payment.voids.get()
    assert (void.decided_by, void.decided_at, void.decision_note) == (
        cast.treasurer,
        LATER,
        "Benar",
    )


def test_the_months_can_be_paid_again_with_a_new_receipt(cast):
    member = cast.member()
    first = cast.pay(member)
    voids.grant(void=cast.void(first), by=cast.treasurer, at=LATER)
    second = cast.pay(member)
    assert second.number == first.number + 1
    assert second.lines.get().contribution == first.lines.get().contribution


def test_a_transfer_goes_back_from_the_bank_of_the_partner(cast):
    payment = cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    void = cast.void(payment)
    another = factories.make_treasurer(partner=cast.partner)
    voids.grant(void=void, by=another, at=LATER)
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 0


def test_a_refused_void_leaves_the_payment_and_it_can_be_asked_again(cast):
    payment = cast.pay(cast.member())
    voids.refuse(void=cast.void(payment), note="Uangnya ada", by=cast.treasurer, at=LATER)
    assert payment.lines.get().live
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == 8_400
    assert cast.void(payment).status == Void.Status.ASKED


def test_only_who_took_the_money_or_a_treasurer_of_the_partner_asks(cast):
    payment = cast.pay(cast.member())
    ask(payment, code="not_yours", by=factories.make_collector(market=cast.market))
    ask(payment, code="not_yours", by=make_cast().treasurer)
    assert voids.ask(payment=payment, reason=Void.Reason.NO_MONEY, by=cast.treasurer, at=NOON)


def test_another_reason_is_explained(cast):
    payment = cast.pay(cast.member())
    ask(payment, code="needs_explanation", by=cast.collector, reason=Void.Reason.OTHER)
    assert (
        voids.ask(
            payment=payment,
            reason=Void.Reason.OTHER,
            explanation=" Uang palsu ",
            by=cast.collector,
            at=NOON,
        ).explanation
        == "Uang palsu"
    )


def test_a_payment_is_asked_and_undone_once(cast):
    payment = cast.pay(cast.member())
    void = cast.void(payment)
    ask(payment, code="already_asked", by=cast.collector)
    voids.grant(void=void, by=cast.treasurer, at=LATER)
    ask(payment, code="already_void", by=cast.collector)
    refused(voids.grant, code="decided", void=void, by=cast.treasurer)
    refused(voids.refuse, code="decided", void=void, by=cast.treasurer)


def test_another_person_decides_a_treasurer_of_the_same_partner(cast):
    void = voids.ask(
        payment=cast.pay(cast.member()),
        reason=Void.Reason.NO_MONEY,
        by=cast.treasurer,
        at=NOON,
    )
    refused(voids.grant, code="own_request", void=void, by=cast.treasurer)
    refused(voids.grant, code="not_yours", void=void, by=cast.collector)
    refused(voids.grant, code="not_yours", void=void, by=make_cast().treasurer)
    refused(voids.refuse, code="own_request", void=void, by=cast.treasurer)


def test_a_receipt_in_a_waiting_handover_cannot_go_back_until_it_is_refused(cast):
    payment = cast.pay(cast.member())
    handover = handovers.ask(by=cast.collector, at=NOON)
    sentence = ask(payment, code="handing_over", by=cast.collector)
    assert "minta bendahara menolaknya" in sentence
    handovers.refuse(handover=handover, reason="Dibatalkan", by=cast.treasurer, at=NOON)
    assert cast.void(payment)


def test_months_in_a_remittance_cannot_go_back(cast):
    payment = cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    remittance = remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    sentence = ask(payment, code="remitting", by=cast.treasurer)
    assert f"setoran nomor {remittance.pk}" in sentence
    remittances.post(remittance=remittance, payment_code="B-1", by=cast.treasurer, at=NOON)
    ask(payment, code="remitted", by=cast.treasurer)


def test_months_that_went_into_a_remittance_after_the_request_are_looked_at_again(cast):
    """A request keeps a month out of remittances; this is the second wall behind that one."""
    payment = cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    another = factories.make_treasurer(partner=cast.partner)
    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    void = Void.objects.create(
        payment=payment,
        market=cast.market,
        partner=cast.partner,
        reason=Void.Reason.NO_MONEY,
        asked_by=cast.treasurer,
        asked_at=NOON,
    )
    refused(voids.grant, code="remitting", void=void, by=another)


def test_a_month_that_gave_a_credit_cannot_go_back(cast):
    payment = cast.pay(cast.member())
    contribution = payment.lines.get().contribution
    make_credit(contribution=contribution, amount_idr=4_200)
    ask(payment, code="credited", by=cast.collector)


def test_later_months_are_undone_first(cast):
    member = cast.member()
    first = cast.pay(member)
    second = cast.pay(member, first=DECEMBER)
    sentence = ask(first, code="later_month_paid", by=cast.collector)
    assert "Desember 2026" in sentence
    assert second.receipt in sentence
    voids.grant(void=cast.void(second), by=cast.treasurer, at=LATER)
    voids.grant(void=cast.void(first), by=cast.treasurer, at=LATER)
    assert Contribution.objects.filter(member=member, status="open").count() == 2


def test_a_month_paid_after_the_request_stops_it(cast):
    member = cast.member()
    void = cast.void(cast.pay(member))
    cast.pay(member, first=DECEMBER)
    refused(voids.grant, code="later_month_paid", void=void, by=cast.treasurer)


def test_where_the_member_lapsed_meanwhile_the_months_stand_open(cast):
    member = cast.member()
    void = cast.void(cast.pay(member))
    member.status = member.Status.LAPSED
    member.save()
    voids.grant(void=void, by=cast.treasurer, at=LATER)
    assert Contribution.objects.get(member=member, contribution_month=NOVEMBER).status == "open"
    member.refresh_from_db()
    assert member.status == member.Status.LAPSED


def test_who_asked_may_withdraw_and_ask_again(cast):
    payment = cast.pay(cast.member())
    void = voids.withdraw(void=cast.void(payment), by=cast.collector, at=LATER)
    assert (void.status, void.decided_by, void.decided_at) == ("withdrawn", None, LATER)
    assert payment.lines.filter(live=True).count() == 1
    refused(voids.grant, code="decided", void=void, by=cast.treasurer)
    assert cast.void(payment).status == "asked"


def test_only_the_asker_withdraws_and_only_what_waits(cast):
    void = cast.void(cast.pay(cast.member()))
    refused(voids.withdraw, code="not_yours", void=void, by=cast.treasurer)
    voids.refuse(void=void, by=cast.treasurer, at=LATER)
    refused(voids.withdraw, code="decided", void=void, by=cast.collector)


def transfer_asked(cast):
    """The only treasurer booked a transfer by mistake and asks to undo it."""
    fields = {"method": Payment.Method.TRANSFER, "reference": "SP2D-1"}
    return cast.void(cast.pay(cast.member(), by=cast.treasurer, **fields))


def test_a_reviewer_of_the_branch_decides_where_no_other_treasurer_can(cast):
    void = transfer_asked(cast)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    refused(voids.grant, code="own_request", void=void, by=cast.treasurer)
    refused(voids.grant, code="not_yours", void=void, by=factories.make_reviewer())
    factories.make_treasurer(partner=cast.partner, is_active=False)
    voids.grant(void=void, by=reviewer, at=LATER)
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 0


def test_with_another_treasurer_at_work_a_reviewer_decides_nothing(cast):
    void = transfer_asked(cast)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    factories.make_treasurer(partner=cast.partner)
    refused(voids.grant, code="not_yours", void=void, by=reviewer)
    void = cast.void(cast.pay(cast.member()))
    refused(voids.refuse, code="not_yours", void=void, by=reviewer)


def test_a_sponsors_month_can_go_back_although_she_paid_a_later_one_herself(cast):
    member = cast.member()
    october = dt.date(2026, 10, 1)
    factories.make_paid_month(member=member, month=dt.date(2026, 9, 1))
    factories.make_contribution(member=member, month=october, payer_kind="apbd")
    fields = {"method": Payment.Method.TRANSFER, "reference": "SP2D-1"}
    wrong = cast.pay(member, first=october, by=cast.treasurer, **fields)
    cast.pay(member)
    other = factories.make_treasurer(partner=cast.partner)
    voids.grant(void=cast.void(wrong), by=other, at=LATER)
    assert not wrong.lines.filter(live=True).exists()
