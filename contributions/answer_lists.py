"""Recording BPJS's answers from a spreadsheet: looked over first, then recorded.

What a row means is worked out anew each time from how things stand now, so that the same file twice
records nothing twice. What is wrong with a row never keeps the others back.
"""

import datetime as dt
import json
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions import answer_rows, answers, rejections
from contributions.answer_rows import Given, Row, Verdict
from contributions.answers import UnableToAnswer
from contributions.models import AnswerList, Remittance
from markets import months, spreadsheets
from markets.models import User
from members import bulk_columns, sealing
from members.bulk_columns import Column

FORGOTTEN_AFTER = dt.timedelta(days=30)
MOST_ROWS = 50_000
MOST_FILE_NAME = 120
KIND = b"answer list"

COLUMNS = (
    bulk_columns.NIK,
    Column("month", "Bulan iuran", gettext_lazy("BB-TTTT"), "11-2026", width=14),
    Column("amount", "Jumlah", gettext_lazy("Rupiah, angka saja"), "8400", width=14),
    Column("status", "Status", gettext_lazy("Diterima atau Ditolak"), "Diterima", width=14),
    Column("reason", "Alasan", gettext_lazy("Wajib kalau ditolak"), "", required=False, width=40),
)


class UnableToReadAnswers(Exception):
    """The file is no list of answers; the text says what to do."""


@dataclass(frozen=True)
class LookedOver:
    """What would become of each row now."""

    rows: list[Row]
    counts: dict[Verdict, int] = field(default_factory=dict)

    @property
    def ready(self) -> int:
        """How many rows would be recorded."""
        return sum(self.counts[verdict] for verdict in answer_rows.READY)

    @property
    def failed(self) -> list[Row]:
        """The rows that stay behind, in the order of the file."""
        return [row for row in self.rows if row.verdict in answer_rows.FAILED]

    @property
    def rejected(self) -> list[Row]:
        """The rows that would be recorded as rejected: looked at before anything else."""
        return [row for row in self.rows if row.verdict == Verdict.REJECTED]


def upload(
    *, remittance: Remittance, data: bytes, file_name: str, by: User, at: dt.datetime
) -> AnswerList:
    """Keep the rows of an XLSX or CSV; nothing is recorded yet.

    Raises UnableToReadAnswers, UnableToAnswer.
    """
    answers.lock_posted(remittance=remittance, by=by)
    try:
        lines = spreadsheets.read(data=data, most_rows=MOST_ROWS + 1)
    except spreadsheets.UnableToRead as error:
        raise UnableToReadAnswers(str(error)) from None
    rows = _given(lines)
    row = AnswerList(
        remittance=remittance,
        partner_id=remittance.partner_id,
        file_name=spreadsheets.plain(file_name)[:MOST_FILE_NAME],
        rows=len(rows),
        uploaded_by=by,
        uploaded_at=at,
    )
    _seal(row, json.dumps([row.cells for row in rows]).encode())
    row.save(force_insert=True)
    return row


def look_over(*, answer_list: AnswerList) -> LookedOver:
    """What would be recorded of the list now, and what would not, and why."""
    found = answer_rows.judged(
        given(answer_list),
        remittance=answer_list.remittance,
        on=months.law_day(answer_list.uploaded_at),
    )
    counts = {verdict: sum(row.verdict == verdict for row in found) for verdict in Verdict}
    return LookedOver(found, counts)


def apply(*, answer_list: AnswerList, by: User, at: dt.datetime) -> int:
    """Record every row that is ready; answers how many that were. Raises UnableToAnswer.

    Stopped halfway it is called again: what is recorded stays, and is not recorded twice.
    """
    if by.pk != answer_list.uploaded_by_id:
        raise UnableToAnswer(
            _("Hanya yang mengunggah daftar ini yang dapat mencatatnya."), "not_yours"
        )
    return record(
        rows=look_over(answer_list=answer_list).rows,
        remittance=answer_list.remittance,
        answer_list=answer_list,
        by=by,
        at=at,
    )


def record(
    *,
    rows: list[Row],
    remittance: Remittance,
    answer_list: AnswerList | None,
    by: User,
    at: dt.datetime,
) -> int:
    """Record those of the rows that are ready; how many. Raises UnableToAnswer."""
    who = {"answer_list": answer_list, "by": by, "at": at}
    accepted = [row.line.pk for row in rows if row.line and row.verdict == Verdict.ACCEPTED]
    count = answers.accept(remittance=remittance, lines=accepted, **who)  # type: ignore[arg-type]
    rejected = {
        row.line.pk: rejections.Rejected(row.reason, row.note)
        for row in rows
        if row.line and row.verdict == Verdict.REJECTED
    }
    return count + rejections.reject_many(remittance=remittance, rejected=rejected, **who)  # type: ignore[arg-type]


def given(answer_list: AnswerList) -> list[Given]:
    """The rows as they stand in the file; none once it is forgotten, or its key is gone."""
    if answer_list.sealed is None:
        return []
    try:
        opened = _opened(answer_list)
    except sealing.UnableToOpen:
        return []
    return [Given(*row) for row in json.loads(opened)]


@transaction.atomic
def seal_some_anew(*, most: int = 20) -> int:
    """Seal some lists anew, as `sealing.seal_anew` does. Answers how many."""
    return sealing.seal_anew(AnswerList.objects.all(), most=most, kind=KIND)


def forget_old(*, at: dt.datetime) -> int:
    """Forget what stands in old lists; answers how many. What was recorded of them stays."""
    old = AnswerList.objects.filter(uploaded_at__lt=at - FORGOTTEN_AFTER, sealed__isnull=False)
    return old.update(sealed=None, key_id="")


def places(head: list[str]) -> dict[str, int]:
    """Where each column stands, by the titles in the first row. Raises UnableToReadAnswers."""
    titles = {column.title.casefold(): column.key for column in COLUMNS}
    found = {
        titles[cell.casefold()]: place
        for place, cell in enumerate(head)
        if cell.casefold() in titles
    }
    if not {column.key for column in COLUMNS if column.required} <= found.keys():
        raise UnableToReadAnswers(
            _(
                "Baris pertama harus berisi judul kolom: NIK, Bulan iuran, Jumlah, Status dan "
                "Alasan. Pakai daftar setoran yang diunduh dari halaman ini."
            )
        )
    return found


def row_of(number: int, cells: list[str], where: dict[str, int]) -> Given:
    """That row of a file whose columns stand there."""
    texts = []
    for column in COLUMNS:
        place = where.get(column.key, -1)
        texts.append(cells[place][:200] if 0 <= place < len(cells) else "")
    return Given(number, *texts)


def _seal(row: AnswerList, cells: bytes) -> None:
    row.sealed, row.key_id = sealing.seal(cells, kind=KIND, row=row.pk.bytes)


def _opened(row: AnswerList) -> bytes:
    sealed, bound_to = bytes(row.sealed or b""), row.pk.bytes
    return sealing.open_(sealed, key_id=row.key_id, kind=KIND, row=bound_to)


def _given(lines: list[spreadsheets.Line]) -> list[Given]:
    where = places(lines[0].cells if lines else [])
    rows = [row_of(line.number, line.cells, where) for line in lines[1:]]
    found = [row for row in rows if row.status]  # the others are not answered yet
    if not found:
        raise UnableToReadAnswers(_("Daftar ini kosong: tidak ada status di bawah judul kolomnya."))
    return found
