"""Collection sheets: many people of one place pay at once, and every line has its own result.

A sheet is stored with all its lines first. Then each line is taken in a transaction of its own,
under an id made from the sheet's and the member's: what one line is refused for keeps no other
back, and the same sheet sent again takes up what was not answered and answers all the rest as
before. A line is locked before anything else, so of many senders one answers it.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from contributions import payments
from contributions.models import CollectionSheet, SheetLine
from contributions.payments import AskedPayment, UnableToRecordPayment
from markets.models import User
from members.models import Member

AT_MOST_LINES = 100


@dataclass(frozen=True)
class AskedLine:
    """Who pays which months, and what was shown for them in rupiah; part of it her credit."""

    member: Member
    months: tuple[dt.date, ...]
    shown_total_idr: int
    credit_idr: int = 0


class UnableToUseSheet(Exception):
    """The sheet cannot be used as sent; nothing was written. `str()` is for the user.

    `code` is one of: nothing_asked, too_many, same_member_twice, credit_exceeds_line, other_body.
    """

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


def line_id(*, sheet: UUID, member: int) -> UUID:
    """The id of that member's line on that sheet, and of its payment."""
    return uuid5(sheet, str(member))


def submit(
    *,
    id: UUID,
    place: str,
    asked: list[AskedLine],
    by: User,
    at: dt.datetime,
    device: UUID | None = None,
) -> CollectionSheet:
    """Store the sheet and take its lines one by one; a repeat takes only what has no answer yet.

    Raises UnableToUseSheet where nothing is stored. What is wrong with one line stands in it.
    """
    _check(asked)
    fingerprint = _fingerprint(asked)
    sheet = _stored(
        CollectionSheet(id=id, by=by, place=place, at=at, fingerprint=fingerprint, device=device),
        asked,
    )
    finish(sheet=sheet, at=at)
    return sheet


def finish(*, sheet: CollectionSheet, at: dt.datetime) -> None:
    """Answer the lines that have no answer yet, each in a transaction of its own.

    The money changed hands when the sheet was sent, however late a line is taken.
    """
    waiting = sheet.lines.filter(answered_at=None).order_by("number").values_list("pk", flat=True)
    for pk in list(waiting):
        _answer(pk, at)


def _check(asked: list[AskedLine]) -> None:
    if not asked:
        raise UnableToUseSheet(_("Centang sedikitnya satu orang."), "nothing_asked")
    if len(asked) > AT_MOST_LINES:
        raise UnableToUseSheet(
            _("Paling banyak %(count)d orang pada satu lembar. Bagi menjadi dua lembar.")
            % {"count": AT_MOST_LINES},
            "too_many",
        )
    if len({one.member.pk for one in asked}) < len(asked):
        raise UnableToUseSheet(
            _("Peserta yang sama ada dua kali di lembar ini. Buka lagi lembarnya."),
            "same_member_twice",
        )
    if any(one.credit_idr > one.shown_total_idr for one in asked):
        raise UnableToUseSheet(
            _("Kelebihan bayar melebihi iuran. Buka lagi lembarnya."), "credit_exceeds_line"
        )


@transaction.atomic
def _stored(made: CollectionSheet, asked: list[AskedLine]) -> CollectionSheet:
    # Who comes second waits here for the first, and finds the row of the first.
    CollectionSheet.objects.bulk_create([made], ignore_conflicts=True)
    sheet = CollectionSheet.objects.get(pk=made.pk)
    if (sheet.fingerprint, sheet.by_id) != (made.fingerprint, made.by_id):
        raise UnableToUseSheet(
            _(
                "Lembar ini sudah dikirim dengan isi lain. Lihat hasilnya di daftar lembar, lalu "
                "buka lembar baru untuk yang belum tercatat."
            ),
            "other_body",
        )
    SheetLine.objects.bulk_create(
        [_line(sheet, number, one) for number, one in enumerate(asked, start=1)],
        ignore_conflicts=True,
    )
    return sheet


def _line(sheet: CollectionSheet, number: int, one: AskedLine) -> SheetLine:
    return SheetLine(
        id=line_id(sheet=sheet.pk, member=one.member.pk),
        sheet=sheet,
        number=number,
        member=one.member,
        contribution_months=list(one.months),
        shown_total_idr=one.shown_total_idr,
        credit_idr=one.credit_idr,
    )


def _fingerprint(asked: list[AskedLine]) -> str:
    """A hash of what was asked for, in whatever order it came."""
    body = sorted(
        [one.member.pk, [f"{m:%Y-%m-%d}" for m in one.months], one.shown_total_idr, one.credit_idr]
        for one in asked
    )
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()


@transaction.atomic
def _answer(pk: UUID, at: dt.datetime) -> None:
    line = SheetLine.objects.select_for_update(no_key=True).get(pk=pk)
    if line.answered_at is not None:
        return
    sheet = CollectionSheet.objects.select_related("by").get(pk=line.sheet_id)
    asked = AskedPayment(
        id=line.pk,
        member=Member.objects.get(pk=line.member_id),
        months=tuple(line.contribution_months),
        shown_total_idr=line.shown_total_idr,
        credit_idr=line.credit_idr,
    )
    try:
        line.payment = payments.record(
            asked=asked, by=sheet.by, at=at, collected_at=sheet.at, device=sheet.device
        )
    except UnableToRecordPayment as refusal:
        line.refusal, line.refusal_code = str(refusal), refusal.code
    line.answered_at = at
    line.save(update_fields=["payment", "refusal", "refusal_code", "answered_at"])
