"""Recording many membership numbers (KPJ) from a spreadsheet: looked over first, then recorded.

Each row names a person by NIK or by our reference. What a row means is worked out anew each time
from how things stand now, so that the same list twice records nothing twice. What is wrong with a
row never keeps the others back.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from markets import spreadsheets
from markets.models import Role, User
from members import bulk_columns, number_rows, sealing
from members.bulk_columns import Column
from members.membership_numbers import UnableToRecordNumber
from members.models import NumberList, RecordedNumber
from members.number_rows import Given, Row, Verdict

FORGOTTEN_AFTER = dt.timedelta(days=30)
MOST_ROWS = 10_000
MOST_FILE_NAME = 120
KIND = b"number list"
KEYS = ("reference", "nik", "membership_number")

REFERENCE = Column("reference", "Referensi", "", "P1-95", required=False, width=14)
COLUMNS = (REFERENCE, bulk_columns.NIK, bulk_columns.KPJ)


class UnableToReadList(Exception):
    """The file is no list of numbers; the text says what to do."""


@dataclass(frozen=True)
class LookedOver:
    """What would become of each row now."""

    rows: list[Row]
    counts: dict[Verdict, int] = field(default_factory=dict)

    @property
    def ready(self) -> int:
        return self.counts[Verdict.READY]

    @property
    def failed(self) -> list[Row]:
        """The rows that stay behind, in the order of the file."""
        return [row for row in self.rows if row.verdict in number_rows.FAILED]


@transaction.atomic
def upload(*, data: bytes, file_name: str, by: User, at: dt.datetime) -> NumberList:
    """Keep the rows of an XLSX or CSV; nothing is recorded yet. Raises UnableToReadList."""
    if by.role != Role.REVIEWER or by.branch_id is None:
        raise UnableToReadList(_("Hanya petugas cabang yang mengunggah daftar nomor peserta."))
    try:
        lines = spreadsheets.read(data=data, most_rows=MOST_ROWS + 1)
    except spreadsheets.UnableToRead as error:
        raise UnableToReadList(str(error)) from None
    rows = _given(lines)
    row = NumberList(
        branch_id=by.branch_id,
        file_name=spreadsheets.plain(file_name)[:MOST_FILE_NAME],
        rows=len(rows),
        uploaded_by=by,
        uploaded_at=at,
    )
    row.sealed, row.key_id = _seal(row, rows)
    row.save(force_insert=True)
    return row


def look_over(*, number_list: NumberList) -> LookedOver:
    """What would be recorded of the list now, and what would not, and why."""
    return _looked_over(given(number_list), number_list, lock=False)


@transaction.atomic
def apply(*, number_list: NumberList, by: User, at: dt.datetime) -> int:
    """Record every row that is ready; answers how many that were.

    Raises UnableToRecordNumber: nothing is recorded then.
    """
    if by.pk != number_list.uploaded_by_id or by.branch_id != number_list.branch_id:
        raise UnableToRecordNumber(
            _("Hanya yang mengunggah daftar ini yang dapat mencatatnya."), "not_yours"
        )
    found = _looked_over(given(number_list), number_list, lock=True)
    ready = [row for row in found.rows if row.verdict == Verdict.READY and row.member is not None]
    try:
        with transaction.atomic():
            _write(ready, number_list, by, at)
    except IntegrityError as error:
        raise UnableToRecordNumber(
            _("Ada nomor yang baru saja dicatat orang lain. Periksa daftarnya, lalu ulangi."),
            "taken",
        ) from error
    return len(ready)


def recorded(*, lists: Sequence[NumberList]) -> dict[object, int]:
    """How many numbers each of the lists brought."""
    counted = RecordedNumber.objects.filter(number_list__in=lists).values("number_list")
    return dict(counted.annotate(count=Count("pk")).values_list("number_list", "count"))


def given(number_list: NumberList) -> list[Given]:
    """The rows as they stand in the file; none once it is forgotten.

    Raises sealing.UnableToOpen.
    """
    if number_list.sealed is None:
        return []
    opened = sealing.open_(
        bytes(number_list.sealed),
        key_id=number_list.key_id,
        kind=KIND,
        row=number_list.pk.bytes,
    )
    return [Given(*row) for row in json.loads(opened)]


def forget_old(*, at: dt.datetime) -> int:
    """Forget what stands in old lists; answers how many. What was recorded of them stays."""
    old = NumberList.objects.filter(uploaded_at__lt=at - FORGOTTEN_AFTER, sealed__isnull=False)
    return old.update(sealed=None, key_id="")


@transaction.atomic
def seal_some_anew(*, most: int = 50) -> int:
    """Seal some lists anew, as `sealing.seal_anew` does. Answers how many."""
    return sealing.seal_anew(NumberList.objects.all(), most=most, kind=KIND)


def _seal(row: NumberList, rows: list[Given]) -> tuple[bytes, str]:
    data = json.dumps([row.cells for row in rows]).encode()
    return sealing.seal(data, kind=KIND, row=row.pk.bytes)


def _given(lines: list[spreadsheets.Line]) -> list[Given]:
    """The rows below the line with the titles, by which the columns are found."""
    titles = {column.title.casefold(): column.key for column in COLUMNS}
    titles["kpj"] = bulk_columns.KPJ.key
    head = [titles.get(cell.casefold()) for cell in lines[0].cells] if lines else []
    places = {key: place for place, key in enumerate(head) if key}
    if "membership_number" not in places or not places.keys() & {"nik", "reference"}:
        raise UnableToReadList(
            _(
                "Baris pertama harus berisi judul kolom: Nomor peserta (KPJ), dan NIK atau "
                "Referensi. Pakai contoh yang disediakan."
            )
        )
    rows = [
        Given(
            line.number,
            *(_cell(line.cells, places.get(key)) for key in KEYS),
        )
        for line in lines[1:]
    ]
    found = [row for row in rows if row.number_cell]  # the others are not filled in yet
    if not found:
        raise UnableToReadList(_("Daftar ini kosong: tidak ada nomor di bawah judul kolomnya."))
    return found


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place][:60] if place is not None and place < len(cells) else ""


def _looked_over(rows: list[Given], number_list: NumberList, *, lock: bool) -> LookedOver:
    found = number_rows.judged(
        rows, branch=number_list.branch_id, at=number_list.uploaded_at, lock=lock
    )
    counts = {verdict: sum(row.verdict == verdict for row in found) for verdict in Verdict}
    return LookedOver(found, counts)


def _write(ready: list[Row], number_list: NumberList, by: User, at: dt.datetime) -> None:
    people = [(row.member, row.number) for row in ready if row.member is not None]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_member SET membership_number = listed.number"
            " FROM unnest(%s::bigint[], %s::text[]) AS listed (id, number)"
            " WHERE members_member.id = listed.id",
            [[member.pk for member, _number in people], [number for _member, number in people]],
        )
    RecordedNumber.objects.bulk_create(
        (
            RecordedNumber(
                member=member,
                market_id=member.market_id,
                number=number,
                number_list=number_list,
                by=by,
                at=at,
            )
            for member, number in people
        ),
        batch_size=2_000,
    )
