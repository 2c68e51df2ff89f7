"""What came of a collection sheet: every line with its receipt or its refusal, and the sums."""

from dataclasses import dataclass, replace
from typing import Any

from contributions import sheet_transfers
from contributions.models import CollectionSheet, SheetLine, StatementLine


@dataclass(frozen=True)
class SheetResult:
    """A sheet and its lines. Sums in rupiah that came in: recorded, refused, not answered yet.

    Of a transfer, `left_idr` is what nobody has said of it yet, and `line` where a statement shows
    it: matched with it, or waiting for the rest.
    """

    sheet: CollectionSheet
    lines: list[SheetLine]
    taken_idr: int
    refused_idr: int
    waiting_idr: int
    taken: int
    refused: int
    waiting: int
    left_idr: int = 0
    line: StatementLine | None = None
    is_matched: bool = False


def result_of(*, sheet: CollectionSheet) -> SheetResult:
    """The result of that sheet, in one query; in three where it is of a transfer."""
    found = sheet.lines.select_related("member", "payment__series")
    lines = list(found.order_by("number"))
    taken = [line for line in lines if line.payment]
    waiting = [line for line in lines if line.answered_at is None]
    refused = [line for line in lines if line.refusal]
    return SheetResult(
        sheet=sheet,
        lines=lines,
        taken_idr=sum(line.payment.cash_idr for line in taken if line.payment),
        refused_idr=sum(line.cash_idr for line in refused),
        waiting_idr=sum(line.cash_idr for line in waiting),
        taken=len(taken),
        refused=len(refused),
        waiting=len(waiting),
        **_of_transfer(sheet),
    )


def _of_transfer(sheet: CollectionSheet) -> dict[str, Any]:
    transfer = sheet_transfers.of_sheet(sheet=sheet)
    if transfer is None or sheet.partner_id is None:
        return {}
    line, is_matched = sheet_transfers.shown_on(sheet=sheet)
    if line is not None:
        transfer = replace(transfer, amount_idr=line.amount_idr)
    left_idr = sheet_transfers.rest_idr(transfer=transfer, partner=sheet.partner_id)
    return {"left_idr": max(left_idr, 0), "line": line, "is_matched": is_matched}
