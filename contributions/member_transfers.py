"""Booking what a member transferred to the partner's bank account for herself.

The treasurer finds it on the bank's statement. Months and amounts are those of any payment; the
reference of the statement, in capitals, is booked once, so that one transfer pays once. It stays
booked where its receipt is put right or BPJS rejects the month: the money is the member's credit.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from contributions import bank_references, payments, sheet_transfers, tariff
from contributions.models import Payment
from contributions.payments import AskedPayment, UnableToRecordPayment
from contributions.void_receipts import never_arrived
from markets.models import Partner, User
from markets.refusals import Refusal


class UnableToBookMemberTransfer(Refusal):
    """The transfer cannot be booked so; nothing is written. `str()` says what to do.

    `code` is needs_reference or reference_used, or that of the refused payment.
    """


def record(
    *,
    asked: AskedPayment,
    reference: str,
    by: User,
    at: dt.datetime,
    device: UUID | None = None,
) -> Payment:
    """Book one member's transfer as the treasurer of her partner, with a receipt.

    The same request sent again is answered with the payment that stands. Raises
    UnableToBookMemberTransfer.
    """
    reference = bank_references.written_as(reference)
    if not reference:
        raise UnableToBookMemberTransfer(
            _("Isi nomor referensi transfer seperti pada rekening koran."), "needs_reference"
        )
    try:
        with transaction.atomic():
            tariff.hold()
            # Two bookings of one reference come one after the other.
            Partner.objects.select_for_update(no_key=True).filter(pk=by.partner_id or 0).first()
            _check_reference(asked, reference, by)
            return payments.record(
                asked=asked,
                method=Payment.Method.TRANSFER,
                reference=reference,
                by=by,
                at=at,
                device=device,
            )
    except UnableToRecordPayment as refusal:
        raise UnableToBookMemberTransfer(str(refusal), refusal.code) from refusal


def _check_reference(asked: AskedPayment, reference: str, by: User) -> None:
    booked = (
        Payment.objects.filter(
            ~never_arrived(),
            partner=by.partner_id,
            method=Payment.Method.TRANSFER,
            reference=reference,
        )
        .exclude(pk=asked.id)
        .select_related("series")
        .first()
    )
    if sheet_transfers.is_promised(partner=by.partner_id, reference=reference):
        raise UnableToBookMemberTransfer(
            _("Referensi %(reference)s sedang dicatat untuk banyak peserta. Tunggu hasilnya.")
            % {"reference": reference},
            "reference_used",
        )
    if bank_references.is_own(by.partner_id, reference) or bank_references.is_sponsors(
        by.partner_id, reference
    ):
        raise UnableToBookMemberTransfer(
            _("Referensi %(reference)s sudah tercatat sebagai uang lain. Periksa bukti bank.")
            % {"reference": reference},
            "reference_used",
        )
    if booked is not None:
        raise UnableToBookMemberTransfer(
            _("Referensi %(reference)s sudah dicatat dengan kuitansi %(receipt)s.")
            % {"reference": reference, "receipt": booked.receipt},
            "reference_used",
        )
