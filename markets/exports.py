"""Tables as CSV or XLSX for a spreadsheet, with which nobody can smuggle a formula into it."""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import Any

from django.http import FileResponse, StreamingHttpResponse

from markets.spreadsheets import Sheet, escaped, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_IN_MEMORY = 1024 * 1024

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


def xlsx_response(
    *, filename: str, sheets: Sequence[Sheet], made_at: dt.datetime | None = None
) -> FileResponse:
    """An XLSX download whose cells are all texts; large ones pass through a file, not memory.

    With `made_at` it is the same file each time.
    """
    file = SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    write_xlsx(file=file, sheets=sheets, made_at=made_at)
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX)
    response["Cache-Control"] = "no-store"
    return response


def _lines(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([escaped(cell) for cell in header])
    for row in rows:
        yield writer.writerow([escaped(cell) for cell in row])
