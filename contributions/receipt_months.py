"""Where the money of each month of a receipt is, from the collector's pocket to BPJS."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contributions import wording
from contributions.models import Handover, Payment, PaymentLine, Remittance, RemittanceLine

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


def of_payment(payment: Payment, lines: list[PaymentLine]) -> list[ReceiptMonth]:
    """Each month of the payment; load `contribution` with the lines. Takes two queries."""
    place = _place(payment)
    listed = {
        row.payment_line_id: row.remittance
        for row in RemittanceLine.objects.filter(
            payment_line__payment=payment, live=True
        ).select_related("remittance")
    }
    return [
        ReceiptMonth(
            line.contribution_month, line.amount_idr, *_standing(line, listed.get(line.pk), place)
        )
        for line in lines
    ]


def _standing(line: PaymentLine, remittance: Remittance | None, place: str) -> tuple[str, str, str]:
    """Word, tone and note of one month."""
    remitted_on = line.contribution.remitted_on if line.contribution else None
    if not line.live:
        return _("Tidak berlaku"), BAD, ""
    if line.contribution is None:
        return _("Titipan"), WAIT, place
    if remitted_on:
        note = _("Disetor ke BPJS %(day)s") % {"day": wording.day(remitted_on)}
        return _("Sudah disetor"), GOOD, note
    if remittance is not None:
        return _("Belum disetor"), WAIT, _("Sudah didaftar mitra untuk dibayar ke BPJS")
    return _("Belum disetor"), WAIT, place


def _place(payment: Payment) -> str:
    """Where money of the payment is that is in no list for BPJS."""
    if payment.method == Payment.Method.CREDIT:
        return _("Uang ada pada mitra, dari kelebihan bayar")
    if payment.method != Payment.Method.CASH:
        return _("Uang ada di rekening mitra")
    handed = payment.handover_lines.filter(live=True).values_list("handover__status", flat=True)
    status = handed.first()
    if status == Handover.Status.ACCEPTED:
        return _("Uang sudah diterima bendahara")
    if status == Handover.Status.ASKED:
        return _("Uang ada pada kolektor, sedang diserahkan kepada bendahara")
    return _("Uang ada pada kolektor")
