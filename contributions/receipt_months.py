"""Where the money of each month of a receipt is, from the collector's pocket to BPJS."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from contributions import with_provider, wording
from contributions.models import (
    Handover,
    LineAnswer,
    Payment,
    PaymentLine,
    Remittance,
    RemittanceLine,
)
from members.models import PayerKind

GOOD, WAIT, BAD = "good", "wait", "bad"


@dataclass(frozen=True)
class ReceiptMonth:
    """One month of the receipt; `word` says where its money is, `tone` how good that is.

    `note` says it more exactly, and what happens next.
    """

    month: dt.date
    amount: int
    word: str
    tone: str
    note: str
    is_rejected: bool = False


def of_payment(payment: Payment, lines: list[PaymentLine]) -> list[ReceiptMonth]:
    """Each month of the payment; load `contribution` with the lines. Takes two queries."""
    place = _place(payment)
    listed = {
        row.payment_line_id: row
        for row in RemittanceLine.objects.filter(payment_line__payment=payment, live=True)
        .select_related("remittance")
        .annotate(outcome=F("answers__outcome"), reason=F("answers__reason"))
    }
    return [
        ReceiptMonth(
            line.contribution_month,
            line.amount_idr,
            *_standing(line, listed.get(line.pk), place),
            is_rejected=_is_rejected(listed.get(line.pk)),
        )
        for line in lines
    ]


def _standing(line: PaymentLine, listed: Any, place: str) -> tuple[str, str, str]:
    """Word, tone and note of one month; `listed` is its line of a remittance with the answer."""
    remitted_on = line.contribution.remitted_on if line.contribution else None
    if _is_rejected(listed):
        return _("Ditolak BPJS"), BAD, _rejected(line, LineAnswer.Reason(listed.reason))
    if not line.live:
        return _("Tidak berlaku"), BAD, ""
    if line.contribution is None:
        return _("Titipan"), WAIT, place
    if remitted_on:
        note = _("Disetor ke BPJS %(day)s") % {"day": wording.day(remitted_on)}
        return _("Sudah disetor"), GOOD, note
    return _on_its_way(listed, place)


def _is_rejected(listed: Any) -> bool:
    return listed is not None and listed.outcome == LineAnswer.Outcome.REJECTED


def _on_its_way(listed: Any, place: str) -> tuple[str, str, str]:
    if listed is not None and listed.remittance.status == Remittance.Status.POSTED:
        note = _("Sedang dibayarkan ke BPJS, menunggu jawaban BPJS")
        return _("Menunggu BPJS"), WAIT, note
    if listed is not None:
        return _("Belum disetor"), WAIT, _("Sudah didaftar mitra untuk dibayar ke BPJS")
    return _("Belum disetor"), WAIT, place


def _rejected(line: PaymentLine, reason: LineAnswer.Reason) -> str:
    """Why BPJS did not take the month, and where its money is."""
    words = {"reason": reason.label}
    if line.live:  # it goes back as a month paid after a death
        return _("%(reason)s. Uangnya dikembalikan kepada keluarga.") % words
    if line.contribution is not None and line.contribution.payer_kind != PayerKind.SELF:
        return _("%(reason)s. Uangnya kembali kepada sponsor.") % words
    return (
        _(
            "%(reason)s. Uangnya disimpan mitra sebagai kelebihan bayar: dipotong dari iuran "
            "berikutnya atau dikembalikan."
        )
        % words
    )


def _place(payment: Payment) -> str:
    """Where money of the payment is that is in no list for BPJS."""
    if payment.method == Payment.Method.CREDIT:
        return _("Uang ada pada mitra, dari kelebihan bayar")
    if with_provider.with_provider([payment]):
        return _("Uang ada pada penyedia pembayaran, belum cair ke rekening mitra")
    if payment.method != Payment.Method.CASH:
        return _("Uang ada di rekening mitra")
    handed = payment.handover_lines.filter(live=True).values_list("handover__status", flat=True)
    status = handed.first()
    if status == Handover.Status.ACCEPTED:
        return _("Uang sudah diterima bendahara")
    if status == Handover.Status.ASKED:
        return _("Uang ada pada kolektor, sedang diserahkan kepada bendahara")
    return _("Uang ada pada kolektor")
