"""Undoing a payment: asked for by one person with a reason, decided by another.

Asks who took the money, or a treasurer of the partner; decides another treasurer or, where the
collector asked, any treasurer. A granted void makes the lines void and the months open again, and
moves the money back; nothing is erased. Where the member has lapsed meanwhile, the months stand
open until the next sweep decides.

Only money that is still where it was taken can go back: not once it is listed in a hand-over or a
remittance. And months are undone latest first, so that no paid month stands behind an open one.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from contributions import cover, ledger, receipts, wording
from contributions.models import (
    Contribution,
    Credit,
    Document,
    Handover,
    HandoverLine,
    Payment,
    PaymentLine,
    RemittanceLine,
    Void,
)
from contributions.payment_rows import lock_contributions
from markets import months
from markets.models import Partner, Role, User
from members.models import Member


class UnableToVoid(Exception):
    """The payment cannot be undone, or not by this person; `str()` says what to do.

    `code` is one of: not_yours, needs_explanation, already_void, already_asked, handing_over,
    handed_over, remitting, remitted, credited, later_month_paid, decided, own_request.
    """

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


def ask(*, payment: Payment, reason: str, explanation: str = "", by: User, at: dt.datetime) -> Void:
    """Ask that a payment be undone. Raises UnableToVoid."""
    if payment.taken_by_id != by.pk and not _is_treasurer_of(payment, by):
        raise UnableToVoid(
            _("Hanya yang menerima uangnya, atau bendahara, yang dapat meminta pembatalan."),
            "not_yours",
        )
    explanation = explanation.strip()
    if Void.Reason(reason) == Void.Reason.OTHER and not explanation:
        raise UnableToVoid(_("Tulis alasan pembatalannya."), "needs_explanation")
    with transaction.atomic():
        # Keeps hand-overs of the collector away until this request stands.
        receipts.lock(holder_id=payment.taken_by_id)
        _check_not_asked(payment)
        _check_can_go_back(payment)
        void = Void(
            payment=payment,
            market_id=payment.market_id,
            partner_id=payment.partner_id,
            reason=reason,
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
        _check_can_go_back(payment)
        PaymentLine.objects.filter(payment=payment).update(live=False)
        Contribution.objects.filter(pk__in=[row.pk for row in contributions]).update(
            status=Contribution.Status.OPEN, status_at=at
        )
        ledger.move(
            source=ledger.taker(payment=payment),
            target=ledger.payer(
                member_id=payment.member_id, payer_kind=contributions[0].payer_kind
            ),
            amount_idr=payment.amount_idr,
            founded=_founded(void, by, at),
        )
        cover.refresh(members=[payment.member_id], on=months.law_day(at))
        return _decided(void, Void.Status.GRANTED, note, by, at)


def refuse(*, void: Void, note: str = "", by: User, at: dt.datetime) -> Void:
    """Leave the payment as it is. Raises UnableToVoid."""
    with transaction.atomic():
        return _decided(_locked(void, by), Void.Status.REFUSED, note, by, at)


def _is_treasurer_of(payment: Payment, user: User) -> bool:
    return user.role == Role.TREASURER and user.partner_id == payment.partner_id


def _locked(void: Void, by: User) -> Void:
    """The request as it is now, if this person may decide it."""
    void = (
        Void.objects.select_for_update(of=("self",), no_key=True)
        .select_related("payment__series", "payment__member", "payment__taken_by")
        .get(pk=void.pk)
    )
    if not _is_treasurer_of(void.payment, by):
        raise UnableToVoid(_("Pembatalan diputuskan oleh bendahara mitra ini."), "not_yours")
    if by.pk == void.asked_by_id:
        raise UnableToVoid(
            _("Permintaan sendiri diputuskan oleh orang lain: minta bendahara yang lain."),
            "own_request",
        )
    if void.status != Void.Status.ASKED:
        raise UnableToVoid(
            _("Permintaan ini sudah diputuskan: %(status)s.")
            % {"status": void.get_status_display()},
            "decided",
        )
    return void


def _decided(void: Void, status: str, note: str, by: User, at: dt.datetime) -> Void:
    void.status = status
    void.decided_by = by
    void.decided_at = at
    void.decision_note = note.strip()
    void.save(update_fields=["status", "decided_by", "decided_at", "decision_note"])
    return void


def _check_not_asked(payment: Payment) -> None:
    standing = payment.voids.exclude(status=Void.Status.REFUSED).first()
    if standing is None:
        return
    if standing.status == Void.Status.GRANTED:
        raise UnableToVoid(_("Kuitansi ini sudah dibatalkan."), "already_void")
    raise UnableToVoid(
        _("Pembatalan kuitansi ini sudah diminta dan menunggu keputusan bendahara."),
        "already_asked",
    )


def _check_can_go_back(payment: Payment) -> None:
    _check_cash(payment)
    _check_remittance(payment)
    _check_credit(payment)
    _check_later_months(payment)


def _check_cash(payment: Payment) -> None:
    line = (
        HandoverLine.objects.filter(payment=payment, live=True).select_related("handover").first()
    )
    if line is None:
        return
    if line.handover.status == Handover.Status.ASKED:
        raise UnableToVoid(
            _(
                "Kuitansi ini ada dalam serah terima yang menunggu bendahara. Minta bendahara "
                "menolak serah terima itu lebih dahulu, lalu minta pembatalan lagi."
            ),
            "handing_over",
        )
    raise UnableToVoid(
        _(
            "Uang kuitansi ini sudah diterima bendahara, jadi kuitansi tidak dapat dibatalkan "
            "lagi. Sampaikan kekeliruannya kepada bendahara."
        ),
        "handed_over",
    )


def _check_remittance(payment: Payment) -> None:
    line = (
        RemittanceLine.objects.filter(payment_line__payment=payment, live=True)
        .select_related("remittance")
        .first()
    )
    if line is None:
        return
    if line.remittance.status == line.remittance.Status.POSTED:
        raise UnableToVoid(
            _(
                "Iuran kuitansi ini sudah disetor ke BPJS, jadi tidak dapat dibatalkan lagi. "
                "Hubungi kantor cabang."
            ),
            "remitted",
        )
    raise UnableToVoid(
        _(
            "Kuitansi ini ada dalam setoran nomor %(number)s yang menunggu dibayar. Batalkan "
            "setoran itu lebih dahulu."
        )
        % {"number": line.remittance_id},
        "remitting",
    )


def _check_credit(payment: Payment) -> None:
    credits = Credit.objects.filter(contribution__payment_lines__payment=payment)
    credit_idr = credits.aggregate(sum=Sum("amount_idr"))["sum"]
    if credit_idr:
        raise UnableToVoid(
            _(
                "Dari bulan pada kuitansi ini peserta mempunyai kelebihan bayar %(amount)s, yang "
                "akan diperhitungkan dan belum dikembalikan. Karena itu kuitansi tidak dapat "
                "dibatalkan. Hubungi kantor cabang."
            )
            % {"amount": wording.rupiah(credit_idr)},
            "credited",
        )


def _check_later_months(payment: Payment) -> None:
    last = payment.lines.order_by("-contribution_month").values_list(
        "contribution_month", flat=True
    )[0]
    later = (
        PaymentLine.objects.filter(member=payment.member_id, live=True, contribution_month__gt=last)
        .exclude(payment=payment)
        .select_related("payment__series")
        .order_by("-contribution_month")
        .first()
    )
    if later is not None:
        raise UnableToVoid(
            _(
                "%(month)s sudah dibayar sesudahnya, dengan kuitansi %(receipt)s. Batalkan "
                "kuitansi itu lebih dahulu."
            )
            % {
                "month": wording.month(later.contribution_month),
                "receipt": later.payment.receipt,
            },
            "later_month_paid",
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
