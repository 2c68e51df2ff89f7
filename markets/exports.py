"""Tables as CSV for a spreadsheet, with which nobody can smuggle a formula into it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

# A cell that begins so is run by spreadsheets; an apostrophe before it keeps it a text.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"  # else Excel reads UTF-8 as something else


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


def csv_response(
    *, filename: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """A CSV download, sent while it is read, so that long tables need no memory.

    Numbers stay numbers; texts that a spreadsheet would run as formulas are escaped. Nothing
    in between keeps a copy: such tables are about people.
    """
    response = StreamingHttpResponse(_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "no-store"
    return response


def escaped(cell: Any) -> Any:
    """The cell as it may stand in a spreadsheet: empty for None, texts without formulas."""
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _lines(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([escaped(cell) for cell in header])
    for row in rows:
        yield writer.writerow([escaped(cell) for cell in row])
