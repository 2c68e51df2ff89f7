"""Undoing a payment: asked for by one person with a reason, decided by another.

Asks who took the money, or a treasurer of the partner; decides another treasurer or, where the
collector asked, any treasurer. Where the partner has no other treasurer, a reviewer of its branch
decides. Until then who asked may withdraw.

A granted void makes the lines void and the months open again, and moves the money back; nothing is
erased. Where the member has lapsed meanwhile, the months stand open until the next sweep decides.

Money goes back from where it was taken, but once the partner has it, counted by a treasurer or in
the bank: then undoing is a correction, and the money becomes the member's credit
(`void_corrections.py`). None goes back while a hand-over waits with it, or once it is listed in a
remittance: then BPJS's answer decides. And months of one payer are undone latest first, so that no
paid month of his stands behind an open one.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from contributions import (
    another_person,
    cover,
    ledger,
    offline_holding,
    receipts,
    sponsored_months,
    void_corrections,
    void_refusals,
)
from contributions.models import (
    Contribution,
    Document,
    Payment,
    PaymentLine,
    Void,
)
from contributions.payment_rows import lock_contributions
from contributions.void_refusals import UnableToVoid
from markets import months
from markets.models import Partner, User
from members.models import Member, PayerKind

__all__ = ["UnableToVoid", "ask", "grant", "may_decide", "refuse", "withdraw"]


def ask(*, payment: Payment, reason: str, explanation: str = "", by: User, at: dt.datetime) -> Void:
    """Ask that a payment be undone. Raises UnableToVoid."""
    if payment.taken_by_id != by.pk and not by.is_treasurer_of(payment.partner_id):
        raise UnableToVoid(
            _("Hanya yang menerima uangnya, atau bendahara, yang dapat meminta pembatalan."),
            "not_yours",
        )
    explanation = explanation.strip()
    if Void.Reason(reason) == Void.Reason.OTHER and not explanation:
        raise UnableToVoid(_("Tulis alasan pembatalannya."), "needs_explanation")
    with transaction.atomic():
        # Keeps remittances of the money, and hand-overs of the collector, away until this stands.
        Partner.objects.select_for_update(no_key=True).get(pk=payment.partner_id)
        receipts.lock(holder_id=payment.taken_by_id)
        void_refusals.check_not_asked(payment)
        void_refusals.check_can_go_back(payment)
        void_corrections.check_reason(payment, reason)
        void = Void(
            payment=payment,
            market_id=payment.market_id,
            partner_id=payment.partner_id,
            reason=reason,
            is_correction=void_corrections.is_correction(payment, reason=reason),
            explanation=explanation,
            asked_by=by,
            asked_at=at,
        )
        void.save(force_insert=True)
    return void


def grant(*, void: Void, note: str = "", by: User, at: dt.datetime) -> Void:
    """Undo the payment: its months are open again and the money is back. Raises UnableToVoid."""
    with transaction.atomic():
        # A remittance of transfers being made must see the void, or the void the remittance.
        Partner.objects.select_for_update(no_key=True).get(pk=void.partner_id)
        void = _locked(void, by)
        payment = void.payment
        Member.objects.select_for_update(no_key=True).get(pk=payment.member_id)
        contributions = lock_contributions(pks=payment.lines.values_list("contribution", flat=True))
        receipts.lock(holder_id=payment.taken_by_id)
        void_refusals.check_can_go_back(payment)
        if void.is_correction:
            void_corrections.give_credit(void=void, by=by, at=at)
        else:
            void_corrections.check_bank(payment, reason=void.reason)
        PaymentLine.objects.filter(payment=payment).update(live=False)
        Contribution.objects.filter(pk__in=[row.pk for row in contributions]).update(
            status=Contribution.Status.OPEN, status_at=at
        )
        if not void.is_correction:
            _move_back(void, contributions, by, at)
        offline_holding.end(payment=payment)
        cover.refresh(members=[payment.member_id], on=months.law_day(at))
        return another_person.decide(row=void, status=Void.Status.GRANTED, note=note, by=by, at=at)


def refuse(*, void: Void, note: str = "", by: User, at: dt.datetime) -> Void:
    """Leave the payment as it is. Raises UnableToVoid."""
    with transaction.atomic():
        void = _locked(void, by)
        return another_person.decide(row=void, status=Void.Status.REFUSED, note=note, by=by, at=at)


def withdraw(*, void: Void, by: User, at: dt.datetime) -> Void:
    """Take an own request back: the payment stays, and can be asked about anew.

    Raises UnableToVoid.
    """
    with transaction.atomic():
        void = _row(void)
        if by.pk != void.asked_by_id:
            raise UnableToVoid(_("Hanya yang meminta yang dapat menarik permintaan."), "not_yours")
        another_person.check_waits(row=void, unable=UnableToVoid)
        void.status = Void.Status.WITHDRAWN
        void.decided_at = at
        void.save(update_fields=["status", "decided_at"])
    return void


def may_decide(*, void: Void, user: User) -> bool:
    """Whether that person may decide that request, if it still waits."""
    payment = void.payment
    return another_person.may_act(partner=payment.partner, user=user, involved={void.asked_by_id})


def _locked(void: Void, by: User) -> Void:
    """The request as it is now, if this person may decide it."""
    void = _row(void)
    another_person.check(row=void, by=by, may=may_decide(void=void, user=by), unable=UnableToVoid)
    return void


def _row(void: Void) -> Void:
    return (
        Void.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "payment__series", "payment__member", "payment__taken_by", "payment__partner"
        )
        .get(pk=void.pk)
    )


def _move_back(void: Void, contributions: list[Contribution], by: User, at: dt.datetime) -> None:
    """What came in goes back; her credit, which has not moved, is free again."""
    payment = void.payment
    if payment.cash_idr:
        ledger.move(
            source=ledger.taker(payment=payment),
            target=sponsored_months.source(payment=payment, contribution=contributions[0])
            if contributions
            else ledger.payer(member_id=payment.member_id, payer_kind=PayerKind.SELF),
            amount_idr=payment.cash_idr,
            founded=_founded(void, by, at),
        )


def _founded(void: Void, by: User, at: dt.datetime) -> ledger.Founded:
    return ledger.Founded(
        document=Document.VOID,
        document_id=str(void.pk),
        partner_id=void.partner_id,
        market_id=void.market_id,
        by=by,
        at=at,
    )
