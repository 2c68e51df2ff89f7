"""A phone that is lost: its login ends, its numbers are closed, its round is rebuilt from slips.

What it took and did not send is known from the traders' slips only. Each carries a code that only
that phone could write, so a treasurer enters it as it stands; the collector owes that cash. Should
the phone turn up and send after all, what was rebuilt is known by its number.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import uuid5

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from contributions import offline_payments, receipt_code, slip_code, wording
from contributions.models import Phone
from contributions.offline_payments import AskedOffline, UnableToTakeOffline
from contributions.receipts import ReceiptNumber
from markets import months
from markets.models import User
from markets.refusals import Refusal
from members.models import Member

LONGEST_REASON = 300


class UnableToDeclareLost(Refusal):
    """Nothing was changed. `code` is one of: not_yours, no_reason, lost_already."""


class UnableToRebuild(Refusal):
    """The slip was not entered; nothing was written. `code` is one of: not_yours, not_lost,
    wrong_code, future, before_phone, or of UnableToTakeOffline."""


@dataclass(frozen=True)
class Slip:
    """What stands on a trader's slip: the number in the phone's series, the total in rupiah.

    `day` is the phone's; its code does not prove it.
    """

    number: int
    code: str
    member: Member
    months: tuple[dt.date, ...]
    total_idr: int
    day: dt.date


@transaction.atomic
def declare(*, phone: Phone, reason: str, by: User, at: dt.datetime) -> Phone:
    """The phone is lost: whoever is logged in on it is not any more. Raises UnableToDeclareLost.

    By its holder, or a treasurer of the partner.
    """
    row = Phone.objects.select_for_update(of=("self",), no_key=True).get(pk=phone.pk)
    reason = reason.strip()[:LONGEST_REASON]
    if row.holder_id != by.pk and not by.is_treasurer_of(row.partner_id):
        raise UnableToDeclareLost(
            _("Hanya pemegangnya atau bendahara yang menyatakan ponsel hilang."), "not_yours"
        )
    if row.lost_at is not None:
        raise UnableToDeclareLost(_("Ponsel ini sudah dinyatakan hilang."), "lost_already")
    if not reason:
        raise UnableToDeclareLost(_("Tulis apa yang terjadi dengan ponsel ini."), "no_reason")
    row.lost_reason, row.lost_by, row.lost_at = reason, by, at
    row.save(update_fields=["lost_reason", "lost_by", "lost_at"])
    Session.objects.filter(session_key__in=_logins(row)).delete()
    return row


def _logins(phone: Phone) -> set[str]:
    """Of everybody who prepared a round in that browser, as it was seen last."""
    in_it = Phone.objects.filter(device=phone.device) if phone.device else Phone.objects.none()
    return {phone.session_key, *in_it.values_list("session_key", flat=True)} - {""}


def rebuild(*, phone: Phone, slip: Slip, by: User, at: dt.datetime) -> offline_payments.Taken:
    """Enter what a trader's slip says as taken by the phone's holder. Raises UnableToRebuild.

    Once, whoever enters it.
    """
    if not by.is_treasurer_of(phone.partner_id):
        raise UnableToRebuild(_("Slip dimasukkan oleh bendahara mitra ini."), "not_yours")
    if phone.lost_at is None:
        raise UnableToRebuild(
            _("Ponsel ini tidak hilang: ia mengirim sendiri. Nyatakan hilang lebih dahulu."),
            "not_lost",
        )
    if receipt_code.plain(slip.code) != _code_of(phone, slip):
        raise UnableToRebuild(
            _(
                "Kode tidak cocok dengan nomor, peserta, bulan dan jumlah itu. Periksa slipnya "
                "sekali lagi; slip yang benar selalu cocok."
            ),
            "wrong_code",
            "code",
        )
    asked = AskedOffline(
        # The same for whoever enters that slip: two at once are one.
        id=uuid5(phone.pk, str(slip.number)),
        member_id=slip.member.pk,
        months=slip.months,
        total_idr=slip.total_idr,
        number=slip.number,
        code=receipt_code.plain(slip.code),
        told_at=_moment(phone, slip, at),
    )
    try:
        return offline_payments.take(
            asked=asked,
            phone=phone,
            sent_at=None,
            by=phone.holder,
            device=phone.device,
            at=at,
            rebuilt_by=by,
        )
    except UnableToTakeOffline as refusal:
        raise UnableToRebuild(str(refusal), refusal.code) from refusal


def _moment(phone: Phone, slip: Slip, at: dt.datetime) -> dt.datetime:
    """A moment of the slip's day at which the phone could give it. Raises UnableToRebuild."""
    if slip.day > months.law_day(at):
        raise UnableToRebuild(
            _(
                "Tanggal pada slip belum tiba. Periksa tanggalnya; kalau jam ponselnya salah, isi "
                "hari pedagang membayar."
            ),
            "future",
            "day",
        )
    registered = months.law_day(phone.registered_at)
    if slip.day < registered:
        raise UnableToRebuild(
            _(
                "Ponsel ini baru didaftarkan %(day)s, sesudah tanggal itu. Periksa tanggalnya; "
                "kalau jam ponselnya salah, isi hari pedagang membayar."
            )
            % {"day": wording.day(registered)},
            "before_phone",
            "day",
        )
    return min(max(months.noon(slip.day), phone.registered_at), at)


def _code_of(phone: Phone, slip: Slip) -> str:
    receipt = ReceiptNumber(phone.series_id, phone.series.code, slip.number)
    return slip_code.of(
        phone=phone.pk,
        receipt=receipt.written,
        member=slip.member.pk,
        months=slip.months,
        total_idr=slip.total_idr,
    )
