"""Dues of a payer kind without a sponsor's name, transferred for many members at once.

What sponsors with a name pay is billed and booked elsewhere (`sponsor_statements.py`,
`sponsor_money.py`) and stands in nobody's way here.

The treasurer books the transfer when it is on the partner's bank statement. Every member gets her
own payment and receipt, all with the bank's reference. The same reference for the same month and
sum is answered with what was booked: nothing is booked twice. With another sum it is refused.
"""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contributions import bank_references, wording
from contributions.models import Contribution, Payment
from contributions.payment_rows import Paid, Taking, lock_contributions, lock_members, store
from contributions.sponsored_months import is_of_a_named_sponsor
from markets.models import Partner, User
from markets.refusals import Refusal
from members.models import Member, PayerKind


class UnableToBookTransfer(Refusal):
    """The transfer cannot be booked; nothing was written. `str()` says what to do.

    `code` is one of: not_yours, not_a_sponsor, needs_reference, nothing_open, earlier_month_open,
    tariff_moved, reference_used.
    """


@dataclass(frozen=True)
class Expected:
    """What a sponsor owes for one month: how many members, and how much in rupiah."""

    members: int
    amount_idr: int


def expected(*, partner: Partner, payer_kind: str, month: dt.date) -> Expected:
    """What is open for that month from this kind of payer, for all members of the partner."""
    amounts = list(_open(partner, payer_kind, month).values_list("total_idr", flat=True))
    return Expected(len(amounts), sum(amounts))


def record_transfer(
    *,
    partner: Partner,
    payer_kind: str,
    month: dt.date,
    reference: str,
    by: User,
    at: dt.datetime,
    shown_total_idr: int | None = None,
) -> list[Payment]:
    """Book a sponsor's transfer: every open month of that payer and month is paid.

    `reference` is what the bank's statement calls the transfer. With `shown_total_idr`, the sum
    must still be what was shown. Raises UnableToBookTransfer.
    """
    reference = bank_references.written_as(reference)
    _check(partner, payer_kind, reference, by)
    with transaction.atomic():
        members = _locked_members(partner, payer_kind, month)
        booked = list(
            standing(partner=partner, payer_kind=payer_kind, month=month, reference=reference)
        )
        if booked:
            if members:
                _check_repeat(booked, reference, shown_total_idr)
            return booked
        _check_earlier_months(partner, payer_kind, month)
        pks = _open(partner, payer_kind, month).values_list("pk", flat=True)
        contributions = [
            row
            for row in lock_contributions(pks=list(pks))
            if row.status == Contribution.Status.OPEN and row.member_id in members
        ]
        _check_sum(contributions, month, shown_total_idr)
        paid = [
            Paid(uuid.uuid4(), members[row.member_id], [row], _fingerprint(row, reference))
            for row in contributions
        ]
        return store(paid=paid, taking=Taking(by, Payment.Method.TRANSFER, at, at, reference))


def _check(partner: Partner, payer_kind: str, reference: str, by: User) -> None:
    if not by.is_treasurer_of(partner.pk):
        raise UnableToBookTransfer(
            _("Transfer sponsor dicatat oleh bendahara mitra ini."), "not_yours"
        )
    if PayerKind(payer_kind) == PayerKind.SELF:
        raise UnableToBookTransfer(
            _("Pilih sponsornya. Transfer dari peserta sendiri dicatat pada peserta itu."),
            "not_a_sponsor",
        )
    if not reference:
        raise UnableToBookTransfer(
            _("Isi nomor referensi transfer seperti pada rekening koran."), "needs_reference"
        )


def _open(partner: Partner, payer_kind: str, month: dt.date) -> QuerySet[Contribution]:
    return Contribution.objects.filter(
        ~is_of_a_named_sponsor(),
        member__market__partner=partner,
        payer_kind=payer_kind,
        contribution_month=month,
        status=Contribution.Status.OPEN,
    ).order_by("member_id")


def _locked_members(partner: Partner, payer_kind: str, month: dt.date) -> dict[int, Member]:
    """The members with that month open; a second booking at once waits here for the first."""
    Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    owing = _open(partner, payer_kind, month).values_list("member", flat=True)
    return lock_members(pks=list(owing))


def standing(
    *, partner: Partner, payer_kind: str, month: dt.date, reference: str
) -> QuerySet[Payment]:
    """What stands booked of that transfer for that month: its valid receipts."""
    return (
        Payment.objects.filter(
            partner=partner,
            method=Payment.Method.TRANSFER,
            reference=reference,
            lines__live=True,
            lines__contribution_month=month,
            lines__contribution__payer_kind=payer_kind,
        )
        .select_related("series", "member")
        .order_by("series", "number")
    )


def _check_repeat(booked: list[Payment], reference: str, shown_total_idr: int | None) -> None:
    """A true repeat shows the sum that is booked; another sum is another transfer."""
    booked_idr = sum(payment.amount_idr for payment in booked)
    if shown_total_idr != booked_idr:
        raise UnableToBookTransfer(
            _(
                "Referensi %(reference)s sudah dicatat untuk bulan ini dengan jumlah %(booked)s. "
                "Iuran yang masih terbuka memerlukan transfer lain dengan referensinya sendiri. "
                "Periksa rekening koran."
            )
            % {"reference": reference, "booked": wording.rupiah(booked_idr)},
            "reference_used",
        )


def _check_earlier_months(partner: Partner, payer_kind: str, month: dt.date) -> None:
    """Months are paid in order: what the same payer still owes from before comes first."""
    earlier = (
        Contribution.objects.filter(
            ~is_of_a_named_sponsor(),
            member__market__partner=partner,
            payer_kind=payer_kind,
            contribution_month__lt=month,
            status=Contribution.Status.OPEN,
        )
        .order_by("contribution_month")
        .values_list("contribution_month", flat=True)
        .first()
    )
    if earlier is not None:
        raise UnableToBookTransfer(
            _("%(earlier)s belum dibayar oleh sponsor ini. Catat bulan itu lebih dahulu.")
            % {"earlier": wording.month(earlier)},
            "earlier_month_open",
        )


def _check_sum(
    contributions: list[Contribution], month: dt.date, shown_total_idr: int | None
) -> None:
    if not contributions:
        raise UnableToBookTransfer(
            _("Tidak ada iuran %(month)s dari sponsor ini yang menunggu dibayar.")
            % {"month": wording.month(month)},
            "nothing_open",
        )
    total_idr = sum(row.total_idr for row in contributions)
    if shown_total_idr is not None and shown_total_idr != total_idr:
        raise UnableToBookTransfer(
            _(
                "Jumlah iuran berubah dari %(old)s menjadi %(new)s. Bandingkan lagi dengan "
                "rekening koran sebelum mencatat."
            )
            % {"old": wording.rupiah(shown_total_idr), "new": wording.rupiah(total_idr)},
            "tariff_moved",
        )


def _fingerprint(contribution: Contribution, reference: str) -> str:
    body = f"{contribution.member_id} {contribution.contribution_month} {reference}"
    return hashlib.sha256(body.encode()).hexdigest()
