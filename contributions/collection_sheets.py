"""Collection sheets: many people of one place pay at once, and every line has its own result.

A sheet is stored with all its lines first. Then each line is taken in a transaction of its own,
under an id made from the sheet's and the member's: what one line is refused for keeps no other
back, and the same sheet sent again takes up what was not answered and answers all the rest as
before. A line is locked before anything else, so of many senders one answers it.

A sheet is paid in cash, or by one transfer for all of it (`sheet_transfers.py`).
"""

import datetime as dt
import hashlib
import json
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from contributions import payments, sheet_refusals, sheet_transfers
from contributions.models import CollectionSheet, Payment, SheetLine
from contributions.payments import AskedPayment, UnableToRecordPayment
from contributions.sheet_refusals import AT_MOST_LINES, AskedLine, UnableToUseSheet
from contributions.sheet_transfers import Transfer
from markets import indonesian
from markets.models import User
from members.models import Member

__all__ = ["AT_MOST_LINES", "AskedLine", "UnableToUseSheet", "finish", "line_id", "submit"]


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
    transfer: Transfer | None = None,
) -> CollectionSheet:
    """Store the sheet and take its lines one by one; a repeat takes only what has no answer yet.

    They are paid in cash, or by that transfer, which a treasurer books. Raises UnableToUseSheet
    where nothing is stored. What is wrong with one line stands in it.
    """
    sheet_refusals.check(asked)
    made = CollectionSheet(
        id=id,
        by=by,
        place=place,
        at=at,
        fingerprint=_fingerprint(asked, transfer),
        device=device,
        **_of_transfer(transfer, by),
    )
    sheet = _stored(made, asked, transfer)
    finish(sheet=sheet, at=at)
    return sheet


def finish(*, sheet: CollectionSheet, at: dt.datetime) -> None:
    """Answer the lines that have no answer yet, each in a transaction of its own.

    The money changed hands when the sheet was sent, or when its transfer came, however late a line
    is taken.
    """
    waiting = sheet.lines.filter(answered_at=None).order_by("number").values_list("pk", flat=True)
    for pk in list(waiting):
        _answer(pk, at)
    sheet_transfers.settle(sheet=sheet, at=at)


def _of_transfer(transfer: Transfer | None, by: User) -> dict[str, Any]:
    if transfer is None:
        return {}
    return {
        "method": Payment.Method.TRANSFER,
        "partner_id": by.partner_id,
        "reference": transfer.reference,
        "transfer_idr": transfer.amount_idr,
        "transferred_on": transfer.on,
        "statement_line": transfer.line,
    }


@transaction.atomic
def _stored(
    made: CollectionSheet, asked: list[AskedLine], transfer: Transfer | None
) -> CollectionSheet:
    if transfer is not None:
        sheet_transfers.hold(transfer=transfer, by=made.by)
        if not CollectionSheet.objects.filter(pk=made.pk).exists():
            total_idr = sum(one.cash_idr for one in asked)
            sheet_transfers.check(transfer=transfer, total_idr=total_idr, by=made.by, at=made.at)
    # Who comes second waits here for the first, and finds the row of the first.
    CollectionSheet.objects.bulk_create([made], ignore_conflicts=True)
    sheet = CollectionSheet.objects.select_related("statement_line").get(pk=made.pk)
    if (sheet.fingerprint, sheet.by_id) != (made.fingerprint, made.by_id):
        raise sheet_refusals.other_body()
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


def _fingerprint(asked: list[AskedLine], transfer: Transfer | None) -> str:
    """A hash of what was asked for, in whatever order it came."""
    body: list[list[Any]] = sorted(
        [one.member.pk, [f"{m:%Y-%m-%d}" for m in one.months], one.shown_total_idr, one.credit_idr]
        for one in asked
    )
    if transfer is not None:
        line = transfer.line.pk if transfer.line else None
        body.append([transfer.reference, transfer.amount_idr, f"{transfer.on:%Y-%m-%d}", line])
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()


@transaction.atomic
def _answer(pk: UUID, at: dt.datetime) -> None:
    line = SheetLine.objects.select_for_update(no_key=True).get(pk=pk)
    if line.answered_at is not None:
        return
    sheet = CollectionSheet.objects.select_related("by", "statement_line").get(pk=line.sheet_id)
    asked = AskedPayment(
        id=line.pk,
        member=Member.objects.get(pk=line.member_id),
        months=tuple(line.contribution_months),
        shown_total_idr=line.shown_total_idr,
        credit_idr=line.credit_idr,
    )
    transfer = sheet_transfers.of_sheet(sheet=sheet)
    try:
        with indonesian.spoken():  # a refusal is kept with the line
            line.payment = payments.record(
                asked=asked,
                method=sheet.method,
                by=sheet.by,
                at=at,
                collected_at=transfer.came_at if transfer else sheet.at,
                reference=sheet.reference,
                device=sheet.device,
            )
    except UnableToRecordPayment as refusal:
        line.refusal, line.refusal_code = str(refusal), refusal.code
    line.answered_at = at
    line.save(update_fields=["payment", "refusal", "refusal_code", "answered_at"])
