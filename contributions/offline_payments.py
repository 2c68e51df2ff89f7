"""Cash that a collector took where there was no signal, told by her phone later.

The money changed hands and a slip was given: so it is never refused and never dropped. What fits
pays its months like any payment. What does not (paid meanwhile, another tariff, another partner) is
stored with its receipt and without months, flagged for the treasurer, and becomes the member's
credit once the cash was counted (`offline_release.py`). Refused is only what cannot be understood,
and an id or a number that stands for something else: nothing is written then, and the phone keeps
it.

Locks as in `payments.py`; the phone's series is locked where a number is taken elsewhere.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from contributions import (
    cash_limits,
    offline_holding,
    offline_times,
    payment_refusals,
    payment_rows,
    payments,
    phones,
    slip_code,
    tariff,
)
from contributions.models import OfflinePayment, Payment, Phone
from contributions.payment_refusals import AskedPayment, UnableToRecordPayment
from contributions.payment_rows import Taking
from contributions.receipts import ReceiptNumber
from markets import access, indonesian
from markets.models import User
from markets.refusals import Refusal
from members.models import Member, PartnerChange

Flag = OfflinePayment.Flag
LONGEST = 500
# What was right when the cash was taken and is not now; anything else is a fault of who sent it.
HELD = {
    "already_paid": Flag.PAID_ALREADY,
    "paid_elsewhere": Flag.PAID_ALREADY,
    "tariff_moved": Flag.TARIFF_MOVED,
    "credit_moved": Flag.TARIFF_MOVED,
    "wrong_partner": Flag.OTHER_PARTNER,
    "not_payable": Flag.NOT_PAYABLE,
    "not_payable_month": Flag.NOT_PAYABLE,
    "sponsored": Flag.NOT_PAYABLE,
    "mixed_payers": Flag.NOT_PAYABLE,
}


@dataclass(frozen=True)
class AskedOffline:
    """What the phone tells: for whom, which months, the total in rupiah, and what the slip says.

    `credit_idr` of the total was to come from her credit. `number` and `code` stand on the slip;
    without a number none was promised. `told_at` is of the phone's clock.
    """

    id: UUID
    member_id: int
    months: tuple[dt.date, ...]
    total_idr: int
    number: int | None
    code: str
    told_at: dt.datetime
    credit_idr: int = 0


class Taken(NamedTuple):
    """The payment, whether it was stored just now, and what the treasurer must settle of it."""

    payment: Payment
    is_new: bool
    flag: str


class Doubt(NamedTuple):
    """What a treasurer should settle: its kind, and in words that stay."""

    flag: str = Flag.NONE
    explanation: str = ""


class UnableToTakeOffline(Refusal):
    """It cannot be stored as told, and nothing was; the phone keeps it. `str()` is for the user.

    `code` is one of: other_body, other_number, unknown_member, not_your_phone, number_not_given,
    wrong_taker, nothing_asked, not_consecutive.
    """


def take(
    *,
    asked: AskedOffline,
    phone: Phone | None,
    sent_at: dt.datetime | None,
    by: User,
    device: UUID | None,
    at: dt.datetime,
    rebuilt_by: User | None = None,
) -> Taken:
    """Store what a collector took. Raises UnableToTakeOffline.

    The same id, or the same number of a slip, from the same user with the same body is answered
    with the payment that stands, for ever. `rebuilt_by` is the treasurer who enters it from a slip.
    """
    one = _understood(asked, phone, by)
    with transaction.atomic():
        tariff.hold()
        payment_rows.lock_members(pks=[one.member.pk])
        since = phone.registered_at if phone else None
        moment = offline_times.believed(told_at=asked.told_at, sent_at=sent_at, since=since, at=at)
        taking = Taking(
            by,
            Payment.Method.CASH,
            at,
            moment or at,
            device=device,
            is_in_hand=True,
            promised=_promised(asked, phone),
        )
        standing = _standing(one, taking)
        if standing is not None:
            return Taken(standing, False, _flag_of(standing))
        payment, doubt = _stored(one, taking)
        if doubt is None:
            found = _doubts(asked, taking, phone, payment, is_believed=bool(moment))
            # Whoever enters a slip knows the rest: it is of a lost phone, and its code is right.
            known = (one for one in found if rebuilt_by is None or one.flag == Flag.CLOCK)
            doubt = next(known, None)
        offline = OfflinePayment(
            payment=payment,
            phone=phone,
            told_at=asked.told_at,
            sent_at=sent_at,
            code=_code(asked, taking, phone),
            rebuilt_by=rebuilt_by,
        )
        _keep(offline, doubt or Doubt())
        return Taken(payment, True, _flag_of(payment))


def _understood(asked: AskedOffline, phone: Phone | None, by: User) -> AskedPayment:
    """What is asked, of a member we know and a phone of hers. Raises UnableToTakeOffline."""
    found = Member.objects.select_related("market").filter(_of_partner(by), pk=asked.member_id)
    member = found.first()
    if member is None:
        raise UnableToTakeOffline(_("Peserta tidak ditemukan."), "unknown_member")
    if phone is not None and phone.holder_id != by.pk:
        raise UnableToTakeOffline(_("Ponsel ini terdaftar atas nama lain."), "not_your_phone")
    one = AskedPayment(asked.id, member, asked.months, asked.total_idr, asked.credit_idr)
    try:
        payment_refusals.check_shape([one])
    except UnableToRecordPayment as refusal:
        raise UnableToTakeOffline(str(refusal), refusal.code) from refusal
    return one


def _of_partner(collector: User) -> Q:
    """A condition on members: this partner's, or they were once. Others are nobody here."""
    paid = Payment.objects.filter(member=OuterRef("pk"), partner=collector.partner_id)
    moved = PartnerChange.objects.filter(
        member=OuterRef("pk"), from_market__partner=collector.partner_id
    )
    return Q(market__partner=collector.partner_id) | Q(Exists(paid)) | Q(Exists(moved))


def _keep(offline: OfflinePayment, doubt: Doubt) -> None:
    """The row beside its payment: held where a line of it has no month."""
    payment = offline.payment
    offline.market_id, offline.partner_id = payment.market_id, payment.partner_id
    offline.flag, offline.explanation = doubt
    if payment.lines.filter(contribution=None).exists():
        offline.status = OfflinePayment.Status.HELD
    offline.save(force_insert=True)


def _flag_of(payment: Payment) -> str:
    offline = OfflinePayment.objects.filter(payment=payment, settled_at=None).exclude(flag="")
    return "".join(str(row.get_flag_display()) for row in offline)


def _promised(asked: AskedOffline, phone: Phone | None) -> ReceiptNumber | None:
    """The number on the slip, its series locked; None where none was promised."""
    if asked.number is None:
        return None
    promised = phones.promised(phone=phone, number=asked.number) if phone else None
    if promised is None:
        raise UnableToTakeOffline(
            _("Nomor kuitansi %(number)s bukan milik ponsel ini.") % {"number": asked.number},
            "number_not_given",
        )
    return promised


def _standing(one: AskedPayment, taking: Taking) -> Payment | None:
    """The payment that stands under this id or number. Raises UnableToTakeOffline for another."""
    rows = Payment.objects.select_related("series", "member")
    found = rows.filter(pk=one.id).first()
    if taking.promised is not None:
        series, number = taking.promised.series_id, taking.promised.number
        numbered = rows.filter(series=series, number=number).first()
        if found not in (None, numbered):
            raise _other("other_number")
        found = numbered
    if found is None:
        return None
    same = found.fingerprint == payments.fingerprint(one, taking)
    if not same or found.taken_by_id != taking.by.pk:
        raise _other("other_body")
    return found


def _stored(one: AskedPayment, taking: Taking) -> tuple[Payment, Doubt | None]:
    """The payment with its months; held, and why, where these cannot be paid."""
    try:
        return _booked(one, taking), None
    except UnableToRecordPayment as refusal:
        flag = HELD.get(refusal.code)
        if flag is None or one.credit_idr >= one.shown_total_idr:  # no cash changed hands
            raise UnableToTakeOffline(str(refusal), refusal.code) from refusal
        why = Doubt(flag, str(refusal)[:LONGEST])
    fingerprint = payments.fingerprint(one, taking)
    return offline_holding.hold(asked=one, taking=taking, fingerprint=fingerprint), why


@indonesian.always
def _booked(one: AskedPayment, taking: Taking) -> Payment:
    """Its refusal is kept in a row, in the language of rows."""
    return payments.take_all(asked=[one], taking=taking)[0]


@indonesian.always
def _doubts(
    asked: AskedOffline,
    taking: Taking,
    phone: Phone | None,
    payment: Payment,
    *,
    is_believed: bool,
) -> Iterator[Doubt]:
    """What a treasurer should look at although the months are paid."""
    found = [
        (
            phone is not None and phone.lost_at is not None,
            Flag.LOST_PHONE,
            _("Datang dari ponsel yang dinyatakan hilang. Tanyakan kolektornya."),
        ),
        (
            asked.code != _code(asked, taking, phone),
            Flag.CODE,
            _("Kode pada slip tidak cocok. Minta slipnya dan tanyakan kolektornya."),
        ),
        (
            not access.markets_of(taking.by).filter(pk=payment.market_id).exists(),
            Flag.MOVED,
            _("Pesertanya pindah pasar sesudah putaran disiapkan. Bulannya tetap dibayar."),
        ),
        (
            bool(
                cash_limits.refusal_of_taken(
                    holder=taking.by, partner=payment.partner, taken_idr=payment.cash_idr
                )
            ),
            Flag.CASH_LIMIT,
            _("Dengan uang ini kolektor memegang lebih dari batasnya."),
        ),
        (
            not is_believed,
            Flag.CLOCK,
            _("Waktunya tidak masuk akal; dicatat pada saat tersimpan. Tanyakan kapan diterima."),
        ),
    ]
    return iter([Doubt(flag, words) for applies, flag, words in found if applies])


def _code(asked: AskedOffline, taking: Taking, phone: Phone | None) -> str:
    if taking.promised is None or phone is None:
        return ""
    return slip_code.of(
        phone=phone.pk,
        receipt=taking.promised.written,
        member=asked.member_id,
        months=asked.months,
        total_idr=asked.total_idr,
    )


def _other(code: str) -> UnableToTakeOffline:
    return UnableToTakeOffline(
        _("Catatan ini sudah tersimpan dengan isi lain. Tunjukkan slipnya kepada bendahara."), code
    )
