"""How fast an uploaded list is checked and saved, beside a plain COPY of the same rows.

The list is an XLSX as a partner would upload it: most rows sound, some with a warning, some wrong.
The floor copies the rows of the dry run and the saved people, as they came to lie in their tables,
into twins with the same columns, indexes, constraints, foreign keys and triggers.
"""

import datetime as dt
import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connections
from django.utils import timezone

from config.bench.scratch import (
    database,
    forget_peak,
    make_twin,
    peak_mb,
    settle,
    timed,
)
from markets import spreadsheets
from markets.models import Block, Branch, Market, Partner, Role, Stall, User
from markets.spreadsheets import Sheet, write_xlsx
from members import bulk_columns, import_work, imports
from members.models import BulkImport

BLOCKS, STALLS_A_BLOCK = 40, 50
WARNED_EVERY, WRONG_EVERY = 20, 33
TABLES = ("members_bulkimportrow", "members_importedperson")
PEOPLE_A_DAY = 99
MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def run(*, rows: int, report: Callable[[str], None]) -> dict[str, Any]:
    """Check and save so many rows; the figures, seconds and rows per second."""
    with database():
        treasurer, market = _territory()
        data = _list(market, rows)
        report(f"A list of {rows} rows: {len(data) // 1024} KiB.")
        forget_peak()
        before = peak_mb()
        now = timezone.now()
        received, uploaded = timed(lambda: _receive(data, treasurer, now))
        _done, checked = timed(lambda: import_work.work_all(at=now))
        peak = peak_mb()
        copies = {TABLES[0]: _copied(TABLES[0])}
        imports.save(bulk_import=received, by=treasurer, at=now)
        forget_peak()
        _done, saved = timed(lambda: import_work.work_all(at=now))
        peak = max(peak, peak_mb())
        copies[TABLES[1]] = _copied(TABLES[1])
        floor = sum(_floor(table, copied) for table, copied in copies.items())
        reader = _reader_peak(data)
        received.refresh_from_db()
        assert received.status == BulkImport.Status.SAVED, received.error
    seconds = uploaded + checked + saved
    return {
        "rows": rows,
        "valid": received.valid,
        "warned": received.warned,
        "invalid": received.invalid,
        "saved": received.saved,
        "seconds": round(seconds, 2),
        "upload_seconds": round(uploaded, 2),
        "check_seconds": round(checked, 2),
        "save_seconds": round(saved, 2),
        "rows_per_second": round(rows / seconds),
        "floor_seconds": round(floor, 2),
        "ratio_to_floor": round(floor / seconds, 3),
        "save_ratio_to_floor": round(floor / (seconds - checked), 3),
        "peak_memory_mb": round(peak + reader),
        "reader_memory_mb": round(reader),
        "memory_before_mb": round(before),
    }


def _territory() -> tuple[User, Market]:
    branch = Branch.objects.create(code="bench", name="Bench")
    partner = Partner.objects.create(
        code="bench", name="Bench", kind=Partner.Kind.MARKET_OPERATOR, branch=branch
    )
    market = Market.objects.create(code="bench", name="Pasar Bench", partner=partner)
    blocks = Block.objects.bulk_create(
        Block(market=market, name=f"Blok {number}", walking_order=number)
        for number in range(BLOCKS)
    )
    Stall.objects.bulk_create(
        Stall(block=block, kind=Stall.Kind.KIOSK, number=str(number), walking_order=number)
        for block in blocks
        for number in range(STALLS_A_BLOCK)
    )
    treasurer = User.objects.create(
        username="bench", name="Bench", role=Role.TREASURER, partner=partner
    )
    return treasurer, market


def _list(market: Market, rows: int) -> bytes:
    columns = bulk_columns.of(BulkImport.Kind.NEW_WORKERS)
    cells = ([person.get(column.key, "") for column in columns] for person in _people(rows))
    file = io.BytesIO()
    write_xlsx(file=file, sheets=[Sheet("Data", bulk_columns.titles(columns), cells)])
    return file.getvalue()


def _people(rows: int) -> Iterator[dict[str, str]]:
    """Invented people: NIKs of a real area with serials that nobody has."""
    for number in range(rows):
        born = dt.date(1970, 1, 1) + dt.timedelta(days=number // PEOPLE_A_DAY)
        serial = 9901 + number % PEOPLE_A_DAY
        wrong = number % WRONG_EVERY == 1
        yield {
            "nik": f"320101{born.day + 40:02}{born:%m%y}{0 if wrong else serial:04}",
            "name": f"SITI CONTOH {number}",
            "birth_place": "Bogor",
            "birth_date": f"{born:%d-%m-%Y}",
            "sex": "Perempuan",
            "mother_name": "IBU CONTOH",
            "address": f"Jalan Contoh {number}",
            "phone": "" if number % WARNED_EVERY == 0 else f"0812{number:08}",
            "occupation": "Pedagang sayur",
            "sector": "Bukan transportasi",
            "employs_others": "Tidak",
            "declared_income_idr": "1500000",
            "jht": "Tidak",
            "market": "Pasar Bench",
            "block": f"Blok {number % BLOCKS}",
            "stall_kind": "Kios",
            "stall_number": str(number // BLOCKS % STALLS_A_BLOCK),
        }


def _receive(data: bytes, by: User, at: dt.datetime) -> BulkImport:
    kind = BulkImport.Kind.NEW_WORKERS
    return imports.receive(kind=kind, file_name="bench.xlsx", data=data, by=by, at=at)


def _copied(table: str) -> bytes:
    """The rows as they lie in the table, and an empty twin of it."""
    out = io.BytesIO()
    with connections["owner"].cursor() as cursor:
        cursor.copy_expert(f"COPY {table} TO STDOUT (FORMAT binary)", out)
    make_twin(table)
    return out.getvalue()


def _floor(table: str, copied: bytes) -> float:
    """Seconds to copy the rows into the twin."""
    settle()
    with connections["owner"].cursor() as cursor:
        statement = f"COPY twin_of_{table} FROM STDIN (FORMAT binary)"
        _nothing, seconds = timed(lambda: cursor.copy_expert(statement, io.BytesIO(copied)))
    return seconds


def _reader_peak(data: bytes) -> float:
    """The most memory of the program that reads the XLSX, in MB.

    Started from a small process: the kernel counts what a program's parent had as the program's.
    """
    command = [sys.executable, "-c", MEASURED, *spreadsheets.reader_command(imports.MOST_ROWS + 1)]
    done = subprocess.run(command, input=data, capture_output=True, check=True)  # noqa: S603 - ours
    return int(done.stdout) / 1024
