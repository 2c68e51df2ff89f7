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
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions import answers, cover, credits, deaths, ledger, refunds, sponsored_months
from contributions.answers import UnableToAnswer
from contributions.models import (
    AnswerList,
    Contribution,
    Credit,
    Document,
    LineAnswer,
    PaymentLine,
    Place,
    RefundLine,
    Remittance,
    RemittanceLine,
)
from contributions.payment_rows import lock_contributions, lock_members
from markets import months
from markets.models import User
from members.models import Member

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
    reason, note = Reason(rejected.reason), " ".join(rejected.note.split())
    if reason == Reason.OTHER and not note:
        raise UnableToAnswer(_("Tulis alasan BPJS menolaknya."), "needs_note")
    with transaction.atomic():
        remittance = answers.lock_posted(remittance=line.remittance, by=by)
        [member] = lock_members(pks=[line.contribution.member_id]).values()
        [contribution] = lock_contributions(pks=[line.contribution_id])
        answer = LineAnswer(
            line=line,
            remittance=remittance,
            member=member,
            outcome=LineAnswer.Outcome.REJECTED,
            reason=reason,
            note=note,
            answer_list=answer_list,
            by=by,
            at=at,
        )
        try:
            with transaction.atomic():
                answer.save(force_insert=True)
        except IntegrityError as error:
            raise answered_already() from error
        going_back = RefundLine.objects.filter(payment_line=line.payment_line_id, live=True)
        is_owed = going_back.exists()
        if not is_owed:
            _open_again(line, contribution, reason, at)
        credit = _give_back(answer, contribution, remittance, member)
        if credit is not None and not is_owed:
            refunds.owe_credit(credit=credit, by=by, at=at)
        deaths.cancel_months(member=member, at=at)
        cover.refresh(members=[member.pk], on=months.law_day(at))
    return answer


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


def _open_again(
    line: RemittanceLine, contribution: Contribution, reason: Reason, at: dt.datetime
) -> None:
    PaymentLine.objects.filter(pk=line.payment_line_id).update(live=False)
    row = Contribution.objects.filter(pk=contribution.pk)
    row.update(status=Contribution.Status.OPEN, status_at=at)
    if reason == Reason.PAID_ELSEWHERE:
        row.update(
            status=Contribution.Status.CANCELLED,
            status_reason=Contribution.StatusReason.PAID_AT_BPJS,
        )


def _give_back(
    answer: LineAnswer, contribution: Contribution, remittance: Remittance, member: Member
) -> Credit | None:
    """Her credit; None where the money went to a sponsor."""
    source = ledger.bpjs(remittance.partner.branch_id)
    payment = answer.line.payment_line.payment
    owner = sponsored_months.source(payment=payment, contribution=contribution)
    if owner.place == Place.MEMBER:
        return credits.give(
            member=member,
            reason=Credit.Reason.REJECTED_BY_BPJS,
            amount_idr=answer.line.amount_idr,
            source=source,
            remittance_line=answer.line,
            explanation=answer.note or str(answer.get_reason_display()),
            by=answer.by,
            at=answer.at,
        )
    ledger.move(
        source=source,
        target=owner,
        amount_idr=answer.line.amount_idr,
        founded=ledger.Founded(
            document=Document.REMITTANCE,
            document_id=f"{remittance.pk}/{answer.line_id}",
            partner_id=payment.partner_id,
            market_id=payment.market_id,
            by=answer.by,
            at=answer.at,
        ),
    )
    return None
