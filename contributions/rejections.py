"""What becomes of a month that BPJS rejected: its money is the member's, and the month is not paid.

The money comes back as her credit; what a sponsor had paid comes back to the sponsor. The payment
line is valid no longer, so that the receipt says so. The month itself:

- paid elsewhere: it is cancelled here, and counts for her cover as BPJS counts it;
- any other reason: it is open again, and what BPJS objected to is somebody's to settle (report the
  death, correct the NIK, ask the other partner). Until then no month of hers is sent: BPJS would
  reject it for the same reason. Where her death is reported, it is cancelled like any other.

A month that goes back to the family of one who died stays as it is: only its money comes back. Of
another month of hers, once her death is confirmed, the money is owed to the family as well.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from contributions import (
    answers,
    cover,
    credits,
    deaths,
    ledger,
    refunds,
    sponsored_months,
    unsent,
)
from contributions.answers import UnableToAnswer
from contributions.models import (
    AnswerList,
    Contribution,
    Credit,
    Document,
    LedgerEntry,
    LineAnswer,
    PaymentLine,
    Place,
    RefundLine,
    Remittance,
    RemittanceLine,
)
from contributions.payment_rows import lock_contributions, lock_members
from markets import indonesian, months
from markets.models import User

AT_ONCE = 1_000
Reason = LineAnswer.Reason


class Rejected(NamedTuple):
    """Why BPJS rejected a month; `note` in its own words, needed for another reason."""

    reason: str
    note: str = ""


def reject(
    *,
    line: RemittanceLine,
    rejected: Rejected,
    answer_list: AnswerList | None = None,
    by: User,
    at: dt.datetime,
) -> LineAnswer:
    """BPJS rejected that line. Raises UnableToAnswer."""
    recorded = _reject(line.remittance, {line.pk: rejected}, answer_list, by, at)
    if not recorded:
        raise answered_already()
    return recorded[0]


def reject_many(
    *,
    remittance: Remittance,
    rejected: Mapping[int, Rejected],
    answer_list: AnswerList | None = None,
    by: User,
    at: dt.datetime,
) -> int:
    """BPJS rejected these lines (ids) of it; how many had no answer yet. Raises UnableToAnswer.

    The others stay as they are answered. Many lines go in portions, each in its own transaction:
    stopped halfway, it is called again.
    """
    lines, count = sorted(rejected), 0
    for begin in range(0, len(lines), AT_ONCE):
        portion = {line: rejected[line] for line in lines[begin : begin + AT_ONCE]}
        count += len(_reject(remittance, portion, answer_list, by, at))
    return count


def settle(*, answer: LineAnswer, settlement: str, by: User, at: dt.datetime) -> LineAnswer:
    """What BPJS objected to is mended: her months can be sent again. Raises UnableToAnswer."""
    settlement = " ".join(settlement.split())
    if not settlement:
        raise UnableToAnswer(_("Tulis apa yang sudah dibereskan."), "needs_settlement")
    with transaction.atomic():
        answers.lock_posted(remittance=answer.remittance, by=by)
        row = LineAnswer.objects.select_for_update(no_key=True).get(pk=answer.pk)
        if row.outcome != LineAnswer.Outcome.REJECTED:
            raise UnableToAnswer(_("Bulan ini diterima BPJS."), "not_rejected")
        if row.is_settled:
            raise UnableToAnswer(_("Penolakan ini sudah dibereskan."), "settled")
        row.settled_by, row.settled_at, row.settlement = by, at, settlement
        row.save(update_fields=["settled_by", "settled_at", "settlement"])
    return row


def answered_already() -> UnableToAnswer:
    """What to say where BPJS has answered about the line."""
    return UnableToAnswer(
        _("Jawaban BPJS untuk bulan ini sudah dicatat dan tidak berubah lagi."), "answered"
    )


@transaction.atomic
def _reject(
    remittance: Remittance,
    rejected: Mapping[int, Rejected],
    answer_list: AnswerList | None,
    by: User,
    at: dt.datetime,
) -> list[LineAnswer]:
    """The answers written now, in as few statements for many lines as for one."""
    told = {line: _told(one) for line, one in rejected.items()}
    # Whoever answers holds the partner: what has no answer now has none when it is written.
    posted = answers.lock_posted(remittance=remittance, by=by)
    lines = _locked_lines(posted, told)
    never_sent = unsent.given_back(
        remittance=posted, amounts_idr=[line.amount_idr for line in lines]
    )
    if never_sent is None:
        raise UnableToAnswer(unsent.not_sent(remittance=posted), "not_sent")
    written = [
        LineAnswer(
            line=line,
            remittance=posted,
            member=line.contribution.member,
            outcome=LineAnswer.Outcome.REJECTED,
            reason=told[line.pk].reason,
            note=told[line.pk].note,
            was_never_sent=was_never_sent,
            answer_list=answer_list,
            by=by,
            at=at,
        )
        for line, was_never_sent in zip(lines, never_sent, strict=True)
    ]
    LineAnswer.objects.bulk_create(written)
    owed = set(
        RefundLine.objects.filter(
            payment_line__in=[line.payment_line_id for line in lines], live=True
        ).values_list("payment_line", flat=True)
    )
    open_again = [answer for answer in written if answer.line.payment_line_id not in owed]
    _open_again(open_again, at)
    credit = _give_back(written, posted, by, at)
    refunds.owe_credits(
        credits=[one for one in credit if one.payment_line_id not in owed], by=by, at=at
    )
    members = {answer.member_id for answer in written}
    deaths.cancel_months(members=members, at=at)
    cover.refresh(members=members, on=months.law_day(at), are_locked=True)
    return written


def _told(rejected: Rejected) -> Rejected:
    reason, note = Reason(rejected.reason), " ".join(rejected.note.split())
    if reason == Reason.OTHER and not note:
        raise UnableToAnswer(_("Tulis alasan BPJS menolaknya."), "needs_note")
    return Rejected(reason, note)


def _locked_lines(posted: Remittance, pks: Iterable[int]) -> list[RemittanceLine]:
    """Those of its lines without an answer, with their members and months locked."""
    found = RemittanceLine.objects.filter(remittance=posted, pk__in=pks, answers=None)
    found = found.select_related("contribution", "payment_line__payment").order_by("pk")
    lines = list(found)
    members = lock_members(pks={line.contribution.member_id for line in lines})
    locked = lock_contributions(pks=[line.contribution_id for line in lines])
    contributions = {contribution.pk: contribution for contribution in locked}
    for line in lines:
        line.contribution = contributions[line.contribution_id]
        line.contribution.member = members[line.contribution.member_id]
    return lines


def _open_again(written: list[LineAnswer], at: dt.datetime) -> None:
    lines = [answer.line for answer in written]
    PaymentLine.objects.filter(pk__in=[line.payment_line_id for line in lines]).update(live=False)
    rows = Contribution.objects.filter(pk__in=[line.contribution_id for line in lines])
    rows.update(status=Contribution.Status.OPEN, status_at=at)
    elsewhere = [
        answer.line.contribution_id for answer in written if answer.reason == Reason.PAID_ELSEWHERE
    ]
    Contribution.objects.filter(pk__in=elsewhere).update(
        status=Contribution.Status.CANCELLED,
        status_reason=Contribution.StatusReason.PAID_AT_BPJS,
    )


def _give_back(
    written: list[LineAnswer], posted: Remittance, by: User, at: dt.datetime
) -> list[Credit]:
    """The members' credit; what a sponsor had paid goes back to him."""
    paid = [(answer.line.payment_line.payment, answer.line.contribution) for answer in written]
    gifts, moves = [], []
    for answer, owner in zip(written, sponsored_months.sources(paid=paid), strict=True):
        if owner.place == Place.MEMBER:
            gifts.append(_gift(answer, _source(answer, posted)))
        else:
            moves.append(_move_back(answer, _source(answer, posted), owner))
    LedgerEntry.objects.bulk_create(moves)
    return credits.give_all(gifts=gifts, by=by, at=at)


def _source(answer: LineAnswer, posted: Remittance) -> ledger.Account:
    if answer.was_never_sent:
        return ledger.on_its_way(posted.pk)
    return ledger.bpjs(posted.partner.branch_id)


@indonesian.always
def _gift(answer: LineAnswer, source: ledger.Account) -> credits.Gift:
    return credits.Gift(
        member=answer.member,
        reason=Credit.Reason.REJECTED_BY_BPJS,
        amount_idr=answer.line.amount_idr,
        source=source,
        remittance_line=answer.line,
        explanation=answer.note or str(answer.get_reason_display()),
    )


def _move_back(answer: LineAnswer, source: ledger.Account, owner: ledger.Account) -> LedgerEntry:
    payment = answer.line.payment_line.payment
    return ledger.entry(
        source=source,
        target=owner,
        amount_idr=answer.line.amount_idr,
        founded=ledger.Founded(
            document=Document.REMITTANCE,
            document_id=f"{answer.remittance_id}/{answer.line_id}",
            partner_id=payment.partner_id,
            market_id=payment.market_id,
            by=answer.by,
            at=answer.at,
        ),
    )
