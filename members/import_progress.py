"""How an uploaded list stands: how far it has come, what was found, who still waits."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from markets.models import Partner
from members import bulk_columns, enrolment_warnings
from members import import_seals as seals
from members.models import BulkImport, BulkImportRow, ImportedPerson

A_PAGE = 50
IMPORTS_A_PAGE = 30
Verdict = BulkImportRow.Verdict
# What is looked at first.
SHOWN = (Verdict.INVALID, Verdict.WARNED, Verdict.REPEATED)


@dataclass(frozen=True, repr=False)
class Row:
    """A row that is not simply valid: its number in the file, whose it is, and why."""

    number: int
    name: str
    verdict: str
    reasons: list[str]


@dataclass(frozen=True, repr=False)
class ImportProgress:
    """One list; `done` of `of` rows are checked, or saved where it is being saved."""

    row: BulkImport
    done: int
    of: int
    rows: list[Row]
    page: Page[Any]
    waiting: int
    sent: int

    @property
    def is_running(self) -> bool:
        """Whether a worker still has to do with it."""
        return self.row.status in BulkImport.UNFINISHED

    @property
    def savable(self) -> int:
        """How many rows would be saved now."""
        is_checked = self.row.status == BulkImport.Status.CHECKED
        return self.row.valid + self.row.warned if is_checked else 0

    @property
    def has_people(self) -> bool:
        """Whether it lists people, not places."""
        return self.row.kind != BulkImport.Kind.STALLS


def import_progress(
    *, bulk_import: BulkImport, verdict: str = "", page: str | None = None
) -> ImportProgress:
    """The list as it stands, with a page of the rows of that verdict, or all but the valid."""
    chosen = [verdict] if verdict in SHOWN else list(SHOWN)
    rows = BulkImportRow.objects.filter(bulk_import=bulk_import, verdict__in=chosen)
    shown = Paginator(rows.order_by("number"), A_PAGE).get_page(page)
    people = ImportedPerson.objects.filter(bulk_import=bulk_import).aggregate(
        waiting=Count("pk", filter=Q(status=ImportedPerson.Status.WAITING)),
        sent=Count("pk", filter=Q(status=ImportedPerson.Status.SUBMITTED)),
    )
    saves = bulk_import.status == BulkImport.Status.SAVING
    to_save = bulk_import.valid + bulk_import.warned
    return ImportProgress(
        row=bulk_import,
        done=bulk_import.saved if saves else bulk_import.checked,
        of=to_save if saves else bulk_import.rows or 0,
        rows=[_row(bulk_import.kind, row) for row in shown],
        page=shown,
        **people,
    )


def imports_of(*, partners: QuerySet[Partner], page: str | None) -> Page[BulkImport]:
    """The lists of these partners, the latest first."""
    found = BulkImport.objects.filter(partner__in=partners).select_related("uploaded_by")
    return Paginator(found, IMPORTS_A_PAGE).get_page(page)


def failed_rows(bulk_import: BulkImport) -> QuerySet[BulkImportRow]:
    """The rows that have to be mended, in the order of the file."""
    rows = BulkImportRow.objects.filter(bulk_import=bulk_import, verdict=Verdict.INVALID)
    return rows.order_by("number")


def _row(kind: str, row: BulkImportRow) -> Row:
    keys = [column.key for column in bulk_columns.of(kind)]
    texts = dict(zip(keys, seals.cells(row), strict=True))
    place = " ".join(filter(None, (texts.get("block"), texts.get("stall_number"))))
    return Row(
        number=row.number,
        name=texts.get("name", place),
        verdict=row.verdict,
        reasons=row.reasons or enrolment_warnings.sentences(row.warnings),
    )
