"""Asking for dues by QRIS: a code with the exact amount, which is no money until it is confirmed.

The id of a charge is made by the form; the same id with the same body from the same user is
answered with the charge that stands. A member has one pending charge at a time. What nobody
confirmed in time expires in sight of all, and still finds its payment if it comes late.
"""

import datetime as dt
import secrets
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions import dues, payment_refusals, qris, qris_codes, wording
from contributions.models import QrisCharge, QrisCode
from contributions.payment_refusals import AskedPayment, UnableToRecordPayment
from contributions.payment_rows import lock_members
from markets import guards, months
from markets.models import Role, User
from markets.refusals import Refusal
from members.models import Member, PayerKind

# How long a code is shown for. Providers' statements come the next working day, so that what was
# paid in time is normally confirmed within it. Our own policy; no law says so.
VALID_FOR = dt.timedelta(hours=48)
PREFIX, LENGTH = "MP", 8
# No 0 and O, 1 and I: people read references aloud.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
TRIES = 5

Status = QrisCharge.Status


class UnableToCharge(Refusal):
    """No code can be shown for this, or this cannot be done with it; `str()` says what to do.

    `code` is one of: not_a_collector, unknown_member, no_code, other_body, pending, sponsored,
    tariff_moved, unreadable, closed, or one of UnableToRecordPayment.
    """

    def __init__(self, sentence: str, code: str, charge: QrisCharge | None = None) -> None:
        super().__init__(sentence, code)
        self.charge = charge


def ask(*, asked: AskedPayment, by: User, at: dt.datetime) -> QrisCharge:
    """Make a code for these months of one member. Raises UnableToCharge."""
    if by.role != Role.COLLECTOR:
        raise UnableToCharge(_("QRIS ditunjukkan oleh kolektor."), "not_a_collector")
    try:
        payment_refusals.check_shape([asked])
        with transaction.atomic():
            return _ask(asked, by, at)
    except UnableToRecordPayment as refusal:
        raise UnableToCharge(str(refusal), refusal.code) from refusal


def cancel(*, charge: QrisCharge, by: User, at: dt.datetime) -> QrisCharge:
    """The payer will not pay by it. Cancelled already, it stays so. Raises UnableToCharge."""
    with transaction.atomic():
        charge = QrisCharge.objects.select_for_update(no_key=True).get(pk=charge.pk)
        if charge.status == Status.CANCELLED:
            return charge
        if charge.status != Status.PENDING:
            raise UnableToCharge(
                _("QRIS ini sudah %(status)s.")
                % {"status": str(charge.get_status_display()).lower()},
                "closed",
            )
        charge.status, charge.closed_by, charge.closed_at = Status.CANCELLED, by, at
        charge.save(update_fields=["status", "closed_by", "closed_at"])
    return charge


def sweep(*, at: dt.datetime) -> int:
    """Mark what nobody confirmed in time; answers how many. Safe to run twice and at once."""
    late = QrisCharge.objects.filter(status=Status.PENDING, expires_at__lte=at)
    return late.update(status=Status.EXPIRED, closed_at=at)


def pending_of(*, members: Iterable[int]) -> dict[int, QrisCharge]:
    """The charge each of these members may be paying just now, by member."""
    found = QrisCharge.objects.filter(member__in=members, status=Status.PENDING)
    return {charge.member_id: charge for charge in found}


def unpaid_of(*, member: Member) -> list[QrisCharge]:
    """What she was shown and did not pay as far as we know: pending, or the last one if expired."""
    latest = QrisCharge.objects.filter(member=member).order_by("-asked_at")[:1]
    return [charge for charge in latest if charge.status in (Status.PENDING, Status.EXPIRED)]


def _ask(asked: AskedPayment, by: User, at: dt.datetime) -> QrisCharge:
    member = lock_members(pks=[asked.member.pk]).get(asked.member.pk)
    if member is None or member.market.partner_id != by.partner_id:
        raise UnableToCharge(_("Peserta tidak ditemukan."), "unknown_member")
    if stored := QrisCharge.objects.filter(pk=asked.id).first():
        return _same(stored, asked, by)
    if standing := pending_of(members=[member.pk]).get(member.pk):
        raise UnableToCharge(
            _(
                "Masih ada QRIS %(reference)s sebesar %(amount)s yang menunggu konfirmasi untuk "
                "peserta ini. Tunjukkan kode itu, atau batalkan dahulu."
            )
            % {"reference": standing.reference, "amount": wording.rupiah(standing.amount_idr)},
            "pending",
            standing,
        )
    code = qris_codes.of(markets=[member.market_id]).get(member.market_id)
    if code is None:
        raise UnableToCharge(_("Pasar ini belum menerima QRIS. Terima tunai saja."), "no_code")
    _check_dues(asked, member, months.law_day(at))
    return _store(asked, member, code, by, at)


def _same(stored: QrisCharge, asked: AskedPayment, by: User) -> QrisCharge:
    body = (
        stored.member_id,
        stored.contribution_months,
        stored.amount_idr + stored.credit_idr,
        stored.asked_by_id,
    )
    if body != (asked.member.pk, list(asked.months), asked.shown_total_idr, by.pk):
        raise UnableToCharge(str(payment_refusals.other_body()), "other_body")
    return stored


def _check_dues(asked: AskedPayment, member: Member, today: dt.date) -> None:
    """The months are those she can pay herself now, and cost what was shown."""
    payable = dues.payable_of(members=[member], on=today)[member.pk]
    found = payment_refusals.check_months(asked, payable)
    if any(due.payer_kind != PayerKind.SELF for due in found):
        raise UnableToCharge(
            _("Bulan itu dibayar oleh sponsor, bukan oleh peserta. Jangan terima uang."),
            "sponsored",
        )
    total_idr = sum(due.amount_idr for due in found)
    if total_idr != asked.shown_total_idr:
        raise UnableToCharge(
            _("Jumlah iuran berubah dari %(old)s menjadi %(new)s. Pilih lagi bulannya.")
            % {
                "old": wording.rupiah(asked.shown_total_idr),
                "new": wording.rupiah(total_idr),
            },
            "tariff_moved",
        )


def _store(
    asked: AskedPayment, member: Member, code: QrisCode, by: User, at: dt.datetime
) -> QrisCharge:
    amount_idr = asked.shown_total_idr - asked.credit_idr
    for _try in range(TRIES):
        reference = PREFIX + "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
        try:
            payload = qris.with_amount(
                qris.read(code.payload),
                amount_idr=amount_idr,
                reference=reference,
            )
        except qris.UnreadableQris as problem:
            raise UnableToCharge(str(problem), "unreadable") from problem
        charge = QrisCharge(
            id=asked.id,
            member=member,
            market=member.market,
            partner_id=member.market.partner_id,
            code=code,
            contribution_months=list(asked.months),
            amount_idr=amount_idr,
            credit_idr=asked.credit_idr,
            reference=reference,
            payload=payload,
            asked_by=by,
            asked_at=at,
            expires_at=at + VALID_FOR,
        )
        try:
            with transaction.atomic():
                charge.save(force_insert=True)
        except IntegrityError as error:
            if "reference" not in guards.broken(error):
                raise _refusal(error) from error
        else:
            return charge
    raise UnableToCharge(_("Coba sekali lagi."), "pending")


def _refusal(error: IntegrityError) -> Exception:
    """An id used for another member, in the same moment or before; else the error itself."""
    if guards.broken(error) == "contributions_qrischarge_pkey":
        return UnableToCharge(str(payment_refusals.other_body()), "other_body")
    return error
