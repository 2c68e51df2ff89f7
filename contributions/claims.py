"""Claims of families: opened when a death is confirmed, followed until BPJS has answered.

Documents come in one by one; when the last one needed is there, the claim is complete by itself.
Each step stays, with who and when.
"""

import datetime as dt

from django.db import transaction
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from contributions.models import Claim, ClaimMonth, ClaimStep, DocumentStep
from contributions.posted import posted
from markets import months
from markets.models import Role, User
from markets.refusals import Refusal
from members.models import Death

Document, State, Status = DocumentStep.Document, DocumentStep.State, Claim.Status
MOST_NOTE = 500
# While one of these holds, documents may come and go.
RUNNING = (Status.OPENED, Status.COMPLETE, Status.SENT, Status.REFUSED)
GOES_ON_TO = {
    Status.COMPLETE: (Status.SENT,),
    Status.SENT: (Status.PAID, Status.REFUSED),
    Status.REFUSED: (Status.SENT,),
}


class UnableToMoveClaim(Refusal):
    """The claim cannot go on so; the text says what to do.

    `code` is one of: not_yours, closed, not_next, no_reason, too_long, not_needed, day, no_amount;
    `field` is what to look at.
    """


def needed(death: Death) -> list[str]:
    """The documents of such a claim [policy]; the accident's only where it may be one."""
    may_be_accident = death.at_work != Death.AtWork.NO
    return [
        document
        for document in Document.values
        if document != Document.ACCIDENT_REPORT or may_be_accident
    ]


def open_(*, death: Death, by: User, at: dt.datetime) -> Claim:
    """The case of that death, with everything as it is known on this day.

    In the transaction that confirms the death.
    """
    today = months.law_day(at)
    known = posted(member=death.member, died_on=death.died_on, known_on=today)
    claim = Claim.objects.create(
        death=death,
        member_id=death.member_id,
        market_id=death.market_id,
        opened_by=by,
        opened_at=at,
        known_on=today,
        was_covered=known.was_covered,
        member_since=known.member_since,
        months_posted=len(known.paid_months),
        months_in_a_row=known.months_in_a_row,
        declared_income_idr=known.declared_income_idr,
    )
    ClaimMonth.objects.bulk_create(
        ClaimMonth(
            claim=claim,
            contribution=row,
            contribution_month=row.contribution_month,
            remitted_on=row.remitted_on,
            total_idr=row.total_idr,
        )
        for row in known.months
        if row.remitted_on is not None
    )
    ClaimStep.objects.create(claim=claim, to_status=Status.OPENED, by=by, at=at)
    return claim


@transaction.atomic
def note_document(*, claim: Claim, document: str, state: str, by: User, at: dt.datetime) -> None:
    """A document came in, went on, or is missing again; the same state again changes nothing.

    With the last one the claim is complete, without it no more. Raises UnableToMoveClaim.
    """
    row = _locked(claim, by)
    _check_running(row)
    if document not in needed(row.death) or state not in State.values:
        raise UnableToMoveClaim(_("Dokumen itu tidak diminta untuk klaim ini."), "not_needed")
    if state == State.SENT and by.role != Role.REVIEWER:
        raise UnableToMoveClaim(
            _("Dokumen dikirim ke BPJS oleh petugas kantor cabang."), "not_yours"
        )
    states = document_states(row)
    if states.get(document, State.MISSING) == state:
        return
    DocumentStep.objects.create(claim=row, document=document, state=state, by=by, at=at)
    complete = all(
        states.get(each, State.MISSING) != State.MISSING
        for each in needed(row.death)
        if each != document
    ) and (state != State.MISSING)
    if row.status == Status.OPENED and complete:
        _step(row, Status.COMPLETE, "", by, at)
    elif row.status == Status.COMPLETE and not complete:
        _step(row, Status.OPENED, "", by, at)


@transaction.atomic
def go_on(
    *,
    claim: Claim,
    to: str,
    happened_on: dt.date,
    amount_idr: int | None = None,
    note: str = "",
    by: User,
    at: dt.datetime,
) -> Claim:
    """Hand it in to BPJS, or note what BPJS answered, with the day on which that happened.

    A refusal gives its reason, a payment its amount in rupiah. The same again changes nothing.
    Raises UnableToMoveClaim.
    """
    row, note = _locked(claim, by), note.strip()
    if by.role != Role.REVIEWER:
        raise UnableToMoveClaim(_("Klaim diurus oleh petugas kantor cabang."), "not_yours")
    if row.status == to:
        return row
    if to not in GOES_ON_TO.get(Status(row.status), ()):
        raise UnableToMoveClaim(_not_next(row), "not_next")
    _check_answer(to, amount_idr, note)
    _check_day(row, happened_on, months.law_day(at))
    if to == Status.SENT:
        _send_documents(row, by, at)
    step = ClaimStep(note=note, happened_on=happened_on, by=by, at=at)
    step.amount_idr = amount_idr if to == Status.PAID else None
    _move(row, Status(to), step)
    return row


def withdraw(*, claim: Claim, note: str, by: User, at: dt.datetime) -> None:
    """Close the case: the report of the death was mistaken. In the transaction that reverses it."""
    row = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    _step(row, Status.WITHDRAWN, note.strip(), by, at)


def document_states(claim: Claim) -> dict[str, str]:
    """How it stands with each document of which something was noted."""
    steps = claim.document_steps.order_by("at", "pk")
    return dict(steps.values_list("document", "state"))


def _locked(claim: Claim, by: User) -> Claim:
    rows = Claim.objects.select_for_update(of=["self"], no_key=True)
    row = rows.select_related("death", "member", "market__partner").get(pk=claim.pk)
    partner = row.market.partner
    ours = (
        by.branch_id == partner.branch_id
        if by.role == Role.REVIEWER
        else by.role in (Role.COLLECTOR, Role.TREASURER) and by.partner_id == partner.pk
    )
    if not ours:
        raise UnableToMoveClaim(
            _("Klaim ini diurus oleh mitra dan kantor cabang pasarnya."), "not_yours"
        )
    return row


def _check_running(claim: Claim) -> None:
    if claim.status not in RUNNING:
        raise UnableToMoveClaim(
            _("Klaim ini sudah selesai: %(status)s.") % {"status": claim.get_status_display()},
            "closed",
        )


def _send_documents(claim: Claim, by: User, at: dt.datetime) -> None:
    """All that is there goes along."""
    states = document_states(claim)
    DocumentStep.objects.bulk_create(
        DocumentStep(claim=claim, document=document, state=State.SENT, by=by, at=at)
        for document in needed(claim.death)
        if states.get(document) == State.RECEIVED
    )


def _check_answer(to: str, amount_idr: int | None, note: str) -> None:
    if to == Status.REFUSED and not note:
        raise UnableToMoveClaim(_("Tulis alasan penolakan dari BPJS."), "no_reason", "note")
    if to == Status.PAID and not amount_idr:
        raise UnableToMoveClaim(
            _("Tulis jumlah yang dibayar BPJS kepada keluarga."), "no_amount", "amount"
        )
    if len(note) > MOST_NOTE:
        raise UnableToMoveClaim(_("Catatan paling banyak 500 huruf."), "too_long", "note")


def _check_day(claim: Claim, day: dt.date, today: dt.date) -> None:
    """Neither in the future, nor before the death, nor before what happened last."""
    last = claim.steps.filter(happened_on__isnull=False).order_by("-at", "-pk").first()
    earliest = (last and last.happened_on) or claim.death.died_on
    if not earliest <= day <= today:
        raise UnableToMoveClaim(
            _("Tanggalnya antara %(first)s dan hari ini. Periksa tanggalnya.")
            % {"first": format_date(earliest, "j F Y")},
            "day",
            "happened_on",
        )


def _step(claim: Claim, status: Claim.Status, note: str, by: User, at: dt.datetime) -> None:
    _move(claim, status, ClaimStep(note=note, by=by, at=at))


def _move(claim: Claim, status: Claim.Status, step: ClaimStep) -> None:
    step.claim, step.from_status, step.to_status = claim, claim.status, status
    step.save(force_insert=True)
    claim.status = status
    claim.save(update_fields=["status"])


def _not_next(claim: Claim) -> str:
    if claim.status == Status.OPENED:
        return _("Masih ada dokumen yang belum diterima. Lengkapi dahulu.")
    return _("Keadaan klaim ini sudah berubah: %(status)s. Buka lagi halamannya.") % {
        "status": claim.get_status_display()
    }
