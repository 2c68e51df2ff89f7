"""What came of a collection sheet: every line with its receipt or its refusal, and the sums."""

from dataclasses import dataclass

from contributions.models import CollectionSheet, SheetLine


@dataclass(frozen=True)
class SheetResult:
    """A sheet and its lines. Sums in rupiah of cash: recorded, refused, not answered yet."""

    sheet: CollectionSheet
    lines: list[SheetLine]
    taken_idr: int
    refused_idr: int
    waiting_idr: int
    taken: int
    refused: int
    waiting: int


def result_of(*, sheet: CollectionSheet) -> SheetResult:
    """The result of that sheet, in one query."""
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
    )
