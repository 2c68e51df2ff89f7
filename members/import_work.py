"""Checks and saves uploaded lists, in portions, whatever happens meanwhile.

A worker claims a list with a lease; each portion and its count are one transaction, which stands
only while the list is still leased to this attempt. A worker that dies leaves it to the next one,
which goes on behind the last portion. That nobody is saved twice is held by unique keys.
"""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Sequence

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from markets import file_work, indonesian, months, spreadsheets
from markets.file_work import LEASE, LeaseLost
from markets.spreadsheets import Line, UnableToRead
from members import bulk_columns, import_stalls, imports
from members import import_seals as seals
from members.enrolment import MAY_APPLY_AGAIN
from members.import_checks import PeopleCheck
from members.import_stalls import StallsCheck
from members.models import BulkImport, BulkImportFile, BulkImportRow

HEADER_WITHIN = 10  # rows: a title may stand above the header

Status, Verdict = BulkImport.Status, BulkImportRow.Verdict
log = logging.getLogger("mitra.imports")

# The rows go on sealed as they are. In one order everywhere, so that two lists with the same people
# wait for each other instead of standing in each other's way.
SAVE_PEOPLE = """
    INSERT INTO members_importedperson (
        bulk_import_id, number, partner_id, market_id, block_id, stall_id, sealed, key_id,
        nik_index, warnings, status, saved_at)
    SELECT row.bulk_import_id, row.number, %(partner)s, row.market_id, row.block_id, row.stall_id,
           row.sealed, row.key_id, row.nik_index, row.warnings, 'waiting', %(at)s
    FROM members_bulkimportrow row
    WHERE row.bulk_import_id = %(import)s AND row.number = ANY(%(numbers)s)
      AND NOT EXISTS (
          SELECT FROM members_member member
          WHERE member.nik_index = row.nik_index AND member.status <> ALL(%(may_apply_again)s))
    ORDER BY row.nik_index
    ON CONFLICT DO NOTHING
    RETURNING number
"""


@indonesian.always
def work(*, at: dt.datetime, portion: int | None = None) -> BulkImport | None:
    """Claim a list that waits (or whose worker died) and carry it through; None where none waits.

    A file that cannot be read is marked failed with the reason, after which others go on.
    """
    claimed = _claim(at)
    if claimed is None:
        return None
    portion = portion or settings.IMPORT_ROWS_AT_ONCE
    try:
        if claimed.status == Status.WAITING:
            _check(claimed, at, portion)
        else:
            _save(claimed, at, portion)
    except UnableToRead as problem:
        _fail(claimed, error=str(problem), at=at)
    except LeaseLost:
        log.warning("another worker has taken over import %s", claimed.pk)
    return claimed


def work_all(*, at: dt.datetime) -> int:
    """Carry lists through until none waits; how many."""
    done = 0
    while work(at=at) is not None:
        done += 1
    return done


def _claim(at: dt.datetime) -> BulkImport | None:
    """The longest waiting list, leased to us; one tried too often is given up."""
    return file_work.claim(
        waiting=BulkImport.objects.select_related("partner", "uploaded_by").filter(
            status__in=BulkImport.UNFINISHED
        ),
        give_up=lambda found, error: _fail(found, error=error, at=at),
    )


def _check(bulk_import: BulkImport, at: dt.datetime, portion: int) -> None:
    lines = _lines(bulk_import)
    bulk_import.rows = len(lines)
    _advance(bulk_import, Status.WAITING)
    if bulk_import.kind == BulkImport.Kind.STALLS:
        check = StallsCheck(bulk_import).check
    else:
        check = PeopleCheck(bulk_import, on=months.law_day(at)).check
    for begin in range(bulk_import.checked, len(lines), portion):
        with transaction.atomic():
            rows = check(lines[begin : begin + portion])
            BulkImportRow.objects.bulk_create(rows)
            _count(bulk_import, rows)
            _advance(bulk_import, Status.WAITING)
    with transaction.atomic():
        bulk_import.status, bulk_import.finished_at = Status.CHECKED, at
        _advance(bulk_import, Status.WAITING)
        BulkImportFile.objects.filter(bulk_import=bulk_import).delete()


def _lines(bulk_import: BulkImport) -> list[Line]:
    """The rows below the header, their cells in the order of the layout. Raises UnableToRead."""
    columns = bulk_columns.of(bulk_import.kind)
    most = imports.MOST_ROWS + HEADER_WITHIN
    lines = spreadsheets.read(data=seals.file(bulk_import), most_rows=most)
    header, places = _header(lines, columns)
    if len(lines) - header - 1 > imports.MOST_ROWS:
        raise spreadsheets.too_many(imports.MOST_ROWS)
    if len(lines) == header + 1:
        raise UnableToRead(_("Berkas ini tidak berisi baris di bawah judul kolomnya."))
    return [
        Line(line.number, [_cell(line, place) for place in places]) for line in lines[header + 1 :]
    ]


def _cell(line: Line, place: int | None) -> str:
    return line.cells[place] if place is not None and place < len(line.cells) else ""


def _header(
    lines: list[Line], columns: Sequence[bulk_columns.Column]
) -> tuple[int, list[int | None]]:
    """Which line heads the columns, and where each column stands. Raises UnableToRead."""
    best, header = 0, 0
    for number, line in enumerate(lines[:HEADER_WITHIN]):
        titles = {_title(cell) for cell in line.cells}
        found = sum(_title(column.title) in titles for column in columns)
        if found > best:
            best, header = found, number
    titles_in_order = [_title(cell) for cell in lines[header].cells] if lines else []
    missing = [
        column.title
        for column in columns
        if column.required and _title(column.title) not in titles_in_order
    ]
    if missing:
        raise UnableToRead(
            _("Kolom ini tidak ada: %(titles)s. Pakai contoh yang disediakan.")
            % {"titles": ", ".join(missing)}
        )
    doubled = [c.title for c in columns if titles_in_order.count(_title(c.title)) > 1]
    if doubled:
        raise UnableToRead(
            _("Kolom ini ada dua kali: %(titles)s. Hapus salah satunya.")
            % {"titles": ", ".join(doubled)}
        )
    places = {title: place for place, title in enumerate(titles_in_order)}
    return header, [places.get(_title(column.title)) for column in columns]


def _title(text: str) -> str:
    return " ".join(text.casefold().split())


def _save(bulk_import: BulkImport, at: dt.datetime, portion: int) -> None:
    while True:
        with transaction.atomic():
            rows = list(
                BulkImportRow.objects.filter(
                    bulk_import=bulk_import,
                    number__gt=bulk_import.saved_up_to,
                    verdict__in=[Verdict.VALID, Verdict.WARNED],
                )
                .select_related("market")
                .order_by("number")[:portion]
            )
            if not rows:
                break
            saved = _save_rows(bulk_import, rows, at)
            _tell_apart(bulk_import, rows, saved)
            bulk_import.saved += len(saved)
            bulk_import.saved_up_to = rows[-1].number
            _advance(bulk_import, Status.SAVING)
    with transaction.atomic():
        bulk_import.status, bulk_import.finished_at = Status.SAVED, at
        _advance(bulk_import, Status.SAVING)


def _save_rows(bulk_import: BulkImport, rows: list[BulkImportRow], at: dt.datetime) -> set[int]:
    """The numbers of those rows that were not there yet."""
    if bulk_import.kind == BulkImport.Kind.STALLS:
        return import_stalls.make(bulk_import=bulk_import, rows=rows)
    with connection.cursor() as cursor:
        cursor.execute(
            SAVE_PEOPLE,
            {
                "import": bulk_import.pk,
                "partner": bulk_import.partner_id,
                "numbers": [row.number for row in rows],
                "may_apply_again": [str(status) for status in MAY_APPLY_AGAIN],
                "at": at,
            },
        )
        return {number for (number,) in cursor.fetchall()}


def _tell_apart(bulk_import: BulkImport, rows: list[BulkImportRow], saved: set[int]) -> None:
    """Rows that were saved go from the dry run; those that stood already since the check say so."""
    lines = BulkImportRow.objects.filter(bulk_import=bulk_import)
    lines.filter(number__in=saved).delete()
    late = [row for row in rows if row.number not in saved]
    if late:
        reasons = [_("Sudah ada ketika daftar ini disimpan.")]
        lines.filter(number__in=[row.number for row in late]).update(
            verdict=Verdict.REPEATED, reasons=reasons
        )
    for row in late:
        if row.verdict == Verdict.WARNED:
            bulk_import.warned -= 1
        else:
            bulk_import.valid -= 1
        bulk_import.repeated += 1


def _count(bulk_import: BulkImport, rows: Sequence[BulkImportRow]) -> None:
    verdicts = Counter(row.verdict for row in rows)
    bulk_import.checked += len(rows)
    bulk_import.valid += verdicts[Verdict.VALID]
    bulk_import.warned += verdicts[Verdict.WARNED]
    bulk_import.invalid += verdicts[Verdict.INVALID]
    bulk_import.repeated += verdicts[Verdict.REPEATED]


def _advance(bulk_import: BulkImport, claimed_as: str) -> None:
    """Write how far it has come, while it is ours as we claimed it. Raises LeaseLost."""
    ours = BulkImport.objects.filter(
        pk=bulk_import.pk, attempts=bulk_import.attempts, status=claimed_as
    )
    finished = bulk_import.status not in BulkImport.UNFINISHED
    moved = ours.update(
        status=bulk_import.status,
        rows=bulk_import.rows,
        checked=bulk_import.checked,
        valid=bulk_import.valid,
        warned=bulk_import.warned,
        invalid=bulk_import.invalid,
        repeated=bulk_import.repeated,
        saved=bulk_import.saved,
        saved_up_to=bulk_import.saved_up_to,
        finished_at=bulk_import.finished_at,
        claimed_until=None if finished else Now() + LEASE,
    )
    if not moved:
        raise LeaseLost


def _fail(bulk_import: BulkImport, *, error: str, at: dt.datetime) -> None:
    """Give it up, saying why; its file and its rows go. Another worker's list is left alone."""
    with transaction.atomic():
        ours = BulkImport.objects.filter(pk=bulk_import.pk, attempts=bulk_import.attempts)
        if not ours.update(status=Status.FAILED, error=error, finished_at=at, claimed_until=None):
            log.warning("another worker has taken over import %s", bulk_import.pk)
            return
        BulkImportFile.objects.filter(bulk_import=bulk_import).delete()
        BulkImportRow.objects.filter(bulk_import=bulk_import).delete()
    bulk_import.status, bulk_import.error = Status.FAILED, error
