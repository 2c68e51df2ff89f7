"""BPJS's word about a month said to be paid elsewhere, written down by another person.

Confirmed: the month is settled as BPJS counts it, from the day BPJS said so; it covers, and is
never billed again. Where she had paid it here as well, her money becomes her credit: by the
rejection of its line where BPJS was sent it (`rejections.py`), else from where it lies; where she
died, her family is owed it. Denied: it is owed again. An answer stays.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contributions import answers, cash_lies, cover, credits, refunds, rejections, wording
from contributions.elsewhere_refusals import UnableToRecordElsewhere, decided, needs_word
from contributions.models import (
    Contribution,
    Credit,
    ElsewhereAnswer,
    ElsewhereMonth,
    LineAnswer,
    PaidElsewhere,
    PaymentLine,
    RefundLine,
    Remittance,
    RemittanceLine,
    Void,
)
from contributions.paid_elsewhere import locked, settle
from contributions.payment_rows import lock_rows
from markets import indonesian, months
from markets.models import User
from members import membership
from members.models import Member

Status = ElsewhereMonth.Status


def may_answer(*, record: PaidElsewhere, user: User) -> bool:
    """Treasurers of the partner and its branch; never who recorded it."""
    if user.pk == record.recorded_by_id:
        return False
    return user.is_treasurer_of(record.partner_id) or user.is_reviewer_of(record.partner)


def answer(*, outcome: str, **told: Any) -> list[ElsewhereAnswer]:
    """Write down that BPJS confirmed or denied it, as these do. Raises UnableToRecordElsewhere."""
    return (confirm if outcome == Status.CONFIRMED else deny)(**told)


def confirm(
    *,
    record: PaidElsewhere,
    wanted: Sequence[dt.date],
    answered_on: dt.date,
    note: str = "",
    by: User,
    at: dt.datetime,
) -> list[ElsewhereAnswer]:
    """BPJS has these months since she paid them there. Raises UnableToRecordElsewhere."""
    with transaction.atomic():
        row, chosen = _chosen(record, wanted, answered_on, by, at)
        found = _write(chosen, Status.CONFIRMED, answered_on, note, by, at)
        for month in chosen:
            _count(row, month, answered_on, by, at)
        cover.refresh(members=[row.member_id], on=months.law_day(at))
        _revive(row.member, at)
    return found


def deny(
    *,
    record: PaidElsewhere,
    wanted: Sequence[dt.date],
    answered_on: dt.date,
    note: str,
    by: User,
    at: dt.datetime,
) -> list[ElsewhereAnswer]:
    """BPJS knows of no such payment: the months are owed again. Raises UnableToRecordElsewhere."""
    if not note.strip():
        raise needs_word()
    with transaction.atomic():
        row, chosen = _chosen(record, wanted, answered_on, by, at)
        found = _write(chosen, Status.DENIED, answered_on, note, by, at)
        settle(record=row)
    return found


def _chosen(
    record: PaidElsewhere,
    wanted: Sequence[dt.date],
    answered_on: dt.date,
    by: User,
    at: dt.datetime,
) -> tuple[PaidElsewhere, list[ElsewhereMonth]]:
    row = locked(record=record)
    if by.pk == row.recorded_by_id:
        raise UnableToRecordElsewhere(
            _("Anda sendiri yang mencatatnya. Jawaban BPJS dicatat oleh orang lain."), "same_person"
        )
    if not may_answer(record=row, user=by):
        raise UnableToRecordElsewhere(
            _("Jawaban BPJS dicatat oleh bendahara mitra ini atau kantor cabangnya."), "not_yours"
        )
    if not row.paid_on <= answered_on <= months.law_day(at):
        raise UnableToRecordElsewhere(
            _("Tanggal jawaban BPJS antara tanggal bayar dan hari ini."), "bad_day"
        )
    if not wanted:
        raise UnableToRecordElsewhere(_("Pilih sedikitnya satu bulan."), "nothing_asked")
    waiting = row.months.filter(status=Status.WAITING, contribution_month__in=wanted)
    chosen = list(waiting.order_by("contribution_month"))
    if len(chosen) < len(set(wanted)):
        raise decided()
    return row, chosen


def _write(
    chosen: list[ElsewhereMonth],
    outcome: str,
    answered_on: dt.date,
    note: str,
    by: User,
    at: dt.datetime,
) -> list[ElsewhereAnswer]:
    found = ElsewhereAnswer.objects.bulk_create(
        ElsewhereAnswer(
            month=month,
            outcome=outcome,
            answered_on=answered_on,
            note=" ".join(note.split()),
            by=by,
            at=at,
        )
        for month in chosen
    )
    ElsewhereMonth.objects.filter(pk__in=[month.pk for month in chosen]).update(
        status=Status(outcome)
    )
    return found


def _count(
    record: PaidElsewhere, month: ElsewhereMonth, answered_on: dt.date, by: User, at: dt.datetime
) -> None:
    """Her month as it stands now counts as BPJS counts it."""
    rows = lock_rows(
        Contribution.objects.filter(
            member=record.member_id, contribution_month=month.contribution_month
        )
    )
    row = _standing(rows, month)
    if row.status == Contribution.Status.PAID:
        if _is_rejected(row, by, at):
            return
        _give_back(record, row, by, at)
    Contribution.objects.filter(pk=row.pk).update(
        status=Contribution.Status.CANCELLED,
        status_reason=Contribution.StatusReason.PAID_AT_BPJS,
        status_at=months.midnight_before(answered_on),
    )


def _standing(rows: list[Contribution], month: ElsewhereMonth) -> Contribution:
    """The row that stands for the month, or the last one that was cancelled: as when she died."""
    for statuses in (Contribution.STANDING, (Contribution.Status.CANCELLED,)):
        found = [row for row in rows if row.status in statuses]
        if found:
            return max(found, key=lambda row: row.pk)
    raise UnableToRecordElsewhere(
        _("%(month)s tidak ditagih lagi kepadanya. Tarik catatan ini, lalu catat lagi.")
        % {"month": wording.month(month.contribution_month)},
        "not_recordable",
    )


def _is_rejected(row: Contribution, by: User, at: dt.datetime) -> bool:
    """Whether the month was sent to BPJS by us too, whose line is rejected now."""
    if row.remitted_on is not None:
        raise UnableToRecordElsewhere(
            _("%(month)s sudah diterima BPJS lewat setoran kita. Tanyakan lagi ke BPJS.")
            % {"month": wording.month(row.contribution_month)},
            "accepted_here",
        )
    line = (
        RemittanceLine.objects.filter(contribution=row, live=True)
        .select_related("remittance__partner", "contribution", "payment_line__payment")
        .first()
    )
    if line is None:
        return False
    if line.remittance.status != Remittance.Status.POSTED:
        raise UnableToRecordElsewhere(
            _(
                "Bulannya juga dibayar di sini dan ada dalam setoran nomor %(number)s yang "
                "menunggu dibayar. Batalkan setoran itu lebih dahulu."
            )
            % {"number": line.remittance_id},
            "remitting",
        )
    rejected = rejections.Rejected(LineAnswer.Reason.PAID_ELSEWHERE)
    try:
        rejections.reject(line=line, rejected=rejected, by=by, at=at)
    except answers.UnableToAnswer as refusal:
        code = "decided" if refusal.code == "answered" else refusal.code
        raise UnableToRecordElsewhere(str(refusal), code) from refusal
    return True


def _give_back(record: PaidElsewhere, row: Contribution, by: User, at: dt.datetime) -> None:
    """What she paid here for it becomes her credit, and the line is valid no longer."""
    line = PaymentLine.objects.select_related("payment__series", "market").get(
        contribution=row, live=True
    )
    if RefundLine.objects.filter(payment_line=line, live=True).exists():
        raise UnableToRecordElsewhere(
            _("Uang bulan ini sedang dikembalikan kepada keluarganya. Selesaikan itu dahulu."),
            "refunding",
        )
    if Void.objects.filter(payment=line.payment_id, status=Void.Status.ASKED).exists():
        raise UnableToRecordElsewhere(
            _("Pembatalan kuitansinya diminta. Putuskan itu dahulu."), "void_asked"
        )
    if line.cash_idr:
        needed = {line.payment: line.cash_idr}
        partner = line.payment.partner_id
        source = cash_lies.sources(partner=partner, needed=needed)[line.payment_id]
        if source is None:
            raise UnableToRecordElsewhere(
                _(
                    "Bulan ini juga dibayar di sini (kuitansi %(receipt)s), dan uangnya belum "
                    "dihitung bendahara atau belum cair dari penyedia QRIS. Terima uangnya dahulu."
                )
                % {"receipt": line.payment.receipt},
                "with_collector",
            )
        credit = credits.give(
            member=record.member,
            reason=Credit.Reason.PAID_TWICE,
            amount_idr=line.cash_idr,
            source=source,
            payment_line=line,
            explanation=_why(record),
            by=by,
            at=at,
        )
        refunds.owe_credit(credit=credit, by=by, at=at)
    PaymentLine.objects.filter(pk=line.pk).update(live=False)
    Contribution.objects.filter(pk=row.pk).update(status=Contribution.Status.OPEN, status_at=at)


@indonesian.always
def _why(record: PaidElsewhere) -> str:
    return _("Dibayar di tempat lain: %(channel)s, %(day)s") % {
        "channel": record.channel_name,
        "day": wording.day(record.paid_on),
    }


def _revive(member: Member, at: dt.datetime) -> None:
    """Who had lapsed only because we did not know of it is active again."""
    if member.status != Member.Status.LAPSED:
        return
    until = cover.paid_until_of(members=[member.pk]).get(member.pk)
    ends = cover.grace_end(until)
    if ends is not None and ends >= months.law_day(at):
        membership.revive(member=member, at=at)
