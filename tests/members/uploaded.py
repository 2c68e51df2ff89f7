"""Lists to upload: rows about people who do not exist, as CSV or XLSX."""

import csv
import datetime as dt
import io
from collections.abc import Sequence

from markets.models import Market, User
from markets.spreadsheets import Sheet, write_xlsx
from members import bulk_columns, import_work, imports
from members.models import BulkImport
from tests.factories import NOON, make_nik

BORN = dt.date(1975, 3, 17)
NEW, WITH_KPJ, STALLS = (
    BulkImport.Kind.NEW_WORKERS,
    BulkImport.Kind.WITH_KPJ,
    BulkImport.Kind.STALLS,
)


def person(*, market: Market, **cells: str) -> dict[str, str]:
    """A row with nothing to warn of, by the keys of its columns."""
    return {
        "nik": cells.pop("nik", "") or make_nik(birth_date=BORN),
        "name": "SITI CONTOH",
        "birth_place": "Bogor",
        "birth_date": "17-03-1975",
        "sex": "Perempuan",
        "mother_name": "IBU CONTOH",
        "address": "Jalan Contoh 1",
        "phone": "081234567890",
        "occupation": "Pedagang sayur",
        "second_occupation": "",
        "sector": "Bukan transportasi",
        "employs_others": "Tidak",
        "declared_income_idr": "1500000",
        "jht": "Tidak",
        "payer_kind": "",
        "membership_number": "01234567890",
        "member_since": "02-2025",
        "last_month_paid": "10-2026",
        "market": market.name,
        "block": "",
        "stall_kind": "",
        "stall_number": "",
        **cells,
    }


def grid(rows: Sequence[dict[str, str]], *, kind: str = NEW) -> list[list[str]]:
    """The header and the rows in the order of the layout."""
    columns = bulk_columns.of(kind)
    return [
        bulk_columns.titles(columns),
        *([row.get(column.key, "") for column in columns] for row in rows),
    ]


def as_csv(
    rows: Sequence[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    file = io.BytesIO()
    write_xlsx(file=file, sheets=[Sheet("Data", rows[0], rows[1:])])
    return file.getvalue()


def upload(
    rows: Sequence[dict[str, str]],
    *,
    by: User,
    kind: str = NEW,
    at: dt.datetime = NOON,
    file_name: str = "daftar.csv",
) -> BulkImport:
    """Received, not checked yet."""
    data = as_csv(grid(rows, kind=kind))
    return imports.receive(kind=kind, file_name=file_name, data=data, by=by, at=at)


def checked(
    rows: Sequence[dict[str, str]], *, by: User, at: dt.datetime = NOON, **fields: str
) -> BulkImport:
    """After the dry run; `kind` and `file_name` as in `upload`."""
    received = upload(rows, by=by, at=at, **fields)
    import_work.work_all(at=at)
    return BulkImport.objects.get(pk=received.pk)


def saved(
    rows: Sequence[dict[str, str]], *, by: User, at: dt.datetime = NOON, **fields: str
) -> BulkImport:
    """After the valid rows were saved."""
    received = checked(rows, by=by, at=at, **fields)
    imports.save(bulk_import=received, by=by, at=at)
    import_work.work_all(at=at)
    return BulkImport.objects.get(pk=received.pk)


def figures(row: BulkImport) -> tuple[int, int, int, int, int]:
    """Valid, warned, invalid, there already, saved."""
    return row.valid, row.warned, row.invalid, row.repeated, row.saved


def reasons(row: BulkImport) -> dict[int, list[str]]:
    """What is said of each row of the dry run, by its number in the file."""
    return {line.number: line.reasons for line in row.lines.order_by("number") if line.reasons}
