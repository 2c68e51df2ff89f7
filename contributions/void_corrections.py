"""Undoing a receipt whose money the partner has already: it becomes the member's credit.

Cash the treasurer counted is there and cannot go back to the collector. So is a member's own
transfer, and what was paid by QRIS once its provider has paid it out: nobody pays it out of the
bank by undoing its receipt, unless a transfer proves never to have arrived. What a sponsor
transferred goes back to the sponsor's account. The money moves out of the cash of whoever holds it,
or out of the bank where it was brought since, into the member's credit: her next months are paid
from it, or it is refunded; where she died, to her family. Her credit that the receipt had used is
free again.
"""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions import cash_lies, credits, ledger, refunds
from contributions.models import (
    CollectionSheet,
    Credit,
    Handover,
    Payment,
    StatementMatch,
    Void,
)
from contributions.void_refusals import UnableToVoid
from markets import indonesian
from markets.models import User
from members.models import PayerKind


def is_correction(payment: Payment, *, reason: str = "") -> bool:
    """Whether the partner has the money of this receipt: counted as cash, or in the bank.

    A transfer is not in the bank where the reason is that it never arrived. What was paid by QRIS a
    provider has confirmed: it is.
    """
    if payment.method == Payment.Method.QRIS:
        return True
    if payment.method == Payment.Method.TRANSFER and reason != Void.Reason.NO_MONEY:
        others = payment.lines.exclude(contribution__payer_kind=PayerKind.SELF)
        return not others.exists()
    return payment.handover_lines.filter(
        live=True, handover__status=Handover.Status.ACCEPTED
    ).exists()


def check_reason(payment: Payment, reason: str) -> None:
    """Money that was counted, or that a statement shows, was received: it takes another reason."""
    if reason == Void.Reason.NO_MONEY:
        _check_statement(payment)
    if reason == Void.Reason.NO_MONEY and is_correction(payment, reason=reason):
        raise UnableToVoid(
            _(
                "Uang kuitansi ini sudah diterima mitra, jadi uangnya ada. Pilih alasan lain; "
                "kalau serah terimanya kurang, kekurangannya tetap pada kolektor."
            ),
            "money_counted",
        )


def give_credit(*, void: Void, by: User, at: dt.datetime) -> list[Credit]:
    """Move the cash of each month into the member's credit. Raises UnableToVoid.

    The partner, the member and her months are locked, and the request still stands: its money is
    reserved for it.
    """
    payment = void.payment
    lines = [line for line in payment.lines.order_by("contribution_month") if line.cash_idr]
    source = _source(payment)
    words = gettext_lazy("Pembetulan kuitansi %(receipt)s")
    explanation = indonesian.text(words, receipt=payment.receipt)
    given = [
        credits.give(
            member=payment.member,
            reason=Credit.Reason.CORRECTED,
            amount_idr=line.cash_idr,
            source=source,
            payment_line=line,
            explanation=explanation,
            by=by,
            at=at,
        )
        for line in lines
    ]
    for credit in given:
        refunds.owe_credit(credit=credit, by=by, at=at)
    return given


def check_bank(payment: Payment, *, reason: str) -> None:
    """Refuse to undo a transfer where the bank has paid out its money for something else.

    It never arrived, or was a sponsor's and goes back to his account; meanwhile it was counted on:
    a month whose provider kept a fee, or a cost, was paid with it. Raises UnableToVoid. The partner
    is locked, and the request still stands.
    """
    if reason == Void.Reason.NO_MONEY:
        _check_statement(payment)  # it may have been read since
    bank = ledger.partner_bank(payment.partner_id)
    if not payment.cash_idr or ledger.taker(payment=payment) != bank:
        return
    needed = {payment: payment.cash_idr}
    if cash_lies.sources(partner=payment.partner_id, needed=needed)[payment.pk] != bank:
        raise UnableToVoid(
            _(
                "Uang transfer ini sudah terpakai untuk yang lain di rekening mitra. Setor dahulu "
                "kekurangannya ke rekening, lalu putuskan lagi."
            ),
            "shortage",
        )


def _check_statement(payment: Payment) -> None:
    """Refuse to say of a transfer that never arrived what the bank's statement shows."""
    if payment.method != Payment.Method.TRANSFER or not payment.reference:
        return
    named = {"partner": payment.partner_id, "reference": payment.reference}
    matched = StatementMatch.objects.filter(
        undone_at=None,
        partner_id_of_reference=payment.partner_id,
        payment_reference=payment.reference,
    )
    on_a_line = CollectionSheet.objects.filter(**named, statement_line__isnull=False)
    if matched.exists() or on_a_line.exists():
        raise UnableToVoid(
            _(
                "Mutasi bank menunjukkan bahwa uang transfer ini masuk. Pilih alasan lain, dan "
                "uangnya menjadi kelebihan bayar; atau batalkan dahulu pencocokan yang keliru."
            ),
            "on_statement",
        )


def _source(payment: Payment) -> ledger.Account:
    sources = cash_lies.sources(partner=payment.partner_id, needed={payment: payment.cash_idr})
    source = sources[payment.pk]
    if source is None:
        raise UnableToVoid(
            _(
                "Uang kuitansi ini kurang: serah terimanya tidak penuh. Selesaikan kekurangannya "
                "dahulu, lalu putuskan lagi."
            ),
            "shortage",
        )
    return source
