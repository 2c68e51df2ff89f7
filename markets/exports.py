"""Tables as CSV or XLSX for a spreadsheet, with which nobody can smuggle a formula into it."""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from markets.spreadsheets import DELIMITERS, FORMULA_SIGNS, Sheet, escaped, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_IN_MEMORY = 1024 * 1024
LONGEST_SHEET_NAME = 31  # of the format

BYTE_ORDER_MARK = "\ufeff"  # else Excel reads UTF-8 as something else

# Where a spreadsheet set to another language splits the file, a cell may begin within a cell.
SPLITS_AT = re.escape("".join((*DELIMITERS, "\r\n")))
BEGINS_WITHIN = re.compile(
    f'([{SPLITS_AT}])(?="*[{re.escape("".join(FORMULA_SIGNS))}].)', re.DOTALL
)


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


def wants_xlsx(request: HttpRequest) -> bool:
    """Whether the address asks for a spreadsheet, `?format=xlsx`; else a download is a CSV."""
    return request.GET.get("format") == "xlsx"


def table_response(
    request: HttpRequest,
    *,
    name: str,
    header: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    widths: Sequence[int] = (),
    made_at: dt.datetime | None = None,
) -> HttpResponseBase:
    """The table as a CSV download, or as XLSX where the address asks for it.

    Headings and cells speak the reader's language; what sponsors or BPJS get stays Indonesian.
    """
    if wants_xlsx(request):
        sheet = Sheet(name[:LONGEST_SHEET_NAME], header, rows, widths)
        return xlsx_response(filename=f"{name}.xlsx", sheets=[sheet], made_at=made_at)
    return csv_response(filename=f"{name}.csv", header=header, rows=rows)


def csv_response(
    *, filename: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """A CSV download, sent while it is read, so that long tables need no memory.

    Numbers stay numbers; texts that a spreadsheet would run as formulas are escaped, whichever
    sign it splits lines at. Nothing in between keeps a copy: such tables are about people.
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
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield BYTE_ORDER_MARK + writer.writerow([_cell(cell) for cell in header])
    for row in rows:
        yield writer.writerow([_cell(cell) for cell in row])


def _cell(cell: Any) -> Any:
    safe = escaped(cell)
    return BEGINS_WITHIN.sub(r"\1'", safe) if isinstance(safe, str) else safe
