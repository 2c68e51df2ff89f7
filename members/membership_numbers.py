"""Recording the number (KPJ) that BPJS gave an approved member, and correcting a wrong one.

Each time leaves a row that stays: who recorded which number when. A number of another person pays
her family nothing, so a wrong one is corrected by somebody else than who recorded it, saying why.
"""

import datetime as dt
import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from markets.models import User
from markets.refusals import Refusal
from members.models import Member, RecordedNumber

LENGTH = 11
MOST_REASON = 500
# What people type or paste between the digits.
SEPARATORS = re.compile(r"[\s.\-‐-―\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")


class UnableToRecordNumber(Refusal):
    """The number cannot be recorded; the text says why and what to do."""


def read(text: str) -> str:
    """The eleven digits of a KPJ; spaces, dots and dashes are forgiven.

    Raises UnableToRecordNumber.
    """
    digits = SEPARATORS.sub("", text)
    if re.fullmatch(r"[0-9]*", digits) and len(digits) == LENGTH:
        return digits
    if not re.fullmatch(r"[0-9]*", digits):
        raise UnableToRecordNumber(_("Nomor peserta (KPJ) hanya berisi angka."), "letters")
    raise UnableToRecordNumber(
        _("Nomor peserta (KPJ) terdiri atas 11 angka; yang tertulis %(count)s angka.")
        % {"count": len(digits)},
        "wrong_length",
    )


@transaction.atomic
def record(*, member: Member, number: str, by: User, at: dt.datetime) -> Member:
    """Put down the first number of an approved member; the same number again changes nothing.

    Raises UnableToRecordNumber.
    """
    digits = read(number)
    member = _locked(member, by)
    if member.membership_number == digits:
        return member
    if member.membership_number:
        raise UnableToRecordNumber(
            _(
                "%(name)s sudah mempunyai nomor peserta %(number)s. Kalau nomor itu salah, "
                "betulkan dengan alasan."
            )
            % {"name": member.name, "number": member.membership_number},
            "has_another",
        )
    if not member.terms.exists():
        raise UnableToRecordNumber(not_approved(), "not_approved")
    _write(member, RecordedNumber(number=digits, by=by, at=at))
    return member


@transaction.atomic
def correct(
    *, member: Member, number: str, shown: str, reason: str, by: User, at: dt.datetime
) -> Member:
    """Put another number in the place of a wrong one, which was `shown` to who corrects it.

    Raises UnableToRecordNumber: it takes a reason, and another person than who recorded it.
    """
    digits, reason = read(number), reason.strip()
    if not reason or len(reason) > MOST_REASON:
        raise UnableToRecordNumber(
            _("Tulis mengapa nomor yang lama salah, paling banyak 500 huruf."), "no_reason"
        )
    member = _locked(member, by)
    if not member.membership_number or member.membership_number != shown:
        raise UnableToRecordNumber(
            _("Nomornya sudah berubah setelah Anda membukanya. Periksa yang sekarang."),
            "changed_meanwhile",
        )
    if member.membership_number == digits:
        raise UnableToRecordNumber(_("Nomor itulah yang sudah tercatat."), "same")
    last = member.recorded_numbers.select_related("by").last()
    if last is not None and last.by_id == by.pk:
        raise UnableToRecordNumber(
            _("Anda sendiri yang mencatat nomor ini; mintalah petugas lain membetulkannya."),
            "own_entry",
        )
    entry = RecordedNumber(number=digits, former=shown, reason=reason, by=by, at=at)
    entry.former_by = last.by if last else None
    _write(member, entry)
    return member


def not_approved() -> str:
    """The sentence about somebody who is not insured yet."""
    return _("Pendaftarannya belum disetujui, jadi belum dapat diberi nomor peserta.")


def taken() -> str:
    """The sentence about a number that stands with somebody else; it does not tell with whom."""
    return _("Nomor ini sudah tercatat untuk peserta lain. Bandingkan lagi dengan data BPJS.")


def _locked(member: Member, by: User) -> Member:
    """The row, locked until it is recorded: of two who record at once one comes after the other."""
    rows = Member.objects.select_for_update(of=["self"]).select_related("market__partner")
    member = rows.get(pk=member.pk)
    if not by.is_reviewer_of(member.market.partner):
        raise UnableToRecordNumber(
            _("Hanya petugas kantor cabang peserta ini yang boleh mencatat nomornya."),
            "other_branch",
        )
    return member


def _write(member: Member, entry: RecordedNumber) -> None:
    entry.member, entry.market_id = member, member.market_id
    member.membership_number = entry.number
    try:
        with transaction.atomic():
            member.save(update_fields=["membership_number"])
            entry.save(force_insert=True)
    except IntegrityError as error:
        others = Member.objects.exclude(pk=member.pk)
        if not others.filter(membership_number=entry.number).exists():
            raise
        raise UnableToRecordNumber(taken(), "taken") from error
