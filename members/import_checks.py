"""Whether the people of an uploaded list may be enrolled: whole portions of rows at a time.

The rules are those of a single enrolment (members/applications.py, enrolment_warnings.py). Who is
known already is asked once for a portion, and said in words that tell nothing about where.
"""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from markets.models import Market, User
from markets.spreadsheets import Line
from members import applications, bulk_columns, enrolment_warnings, import_cells, nik_vault
from members import import_seals as seals
from members.applications import Application, Checked
from members.enrolment import MAY_APPLY_AGAIN
from members.import_places import Territory
from members.models import BulkImport, BulkImportRow, ImportedPerson, Member
from members.repeats import KNOWN_ALREADY

log = logging.getLogger("mitra.imports")

Verdict = BulkImportRow.Verdict


@dataclass(repr=False)
class Looked:
    """A row while it is looked at: what is wrong so far, and what it would make."""

    line: Line
    refusals: dict[str, str]
    application: Application | None = None
    checked: Checked | None = None
    index: bytes | None = None


@dataclass(frozen=True, repr=False)
class Known:
    """Who of a portion is known: by the keyed hash of the NIK."""

    members: dict[bytes, Member]
    waiting: set[bytes]
    sent: set[bytes]


class PeopleCheck:
    """The check of one list of people, from its first portion to its last."""

    def __init__(self, bulk_import: BulkImport, *, on: dt.date) -> None:
        self.bulk_import, self.on = bulk_import, on
        self.columns = bulk_columns.of(bulk_import.kind)
        self.by: User = bulk_import.uploaded_by
        self.territory = Territory(bulk_import.partner)
        # The first row of each NIK in the file, those of the portions before included.
        rows = BulkImportRow.objects.filter(bulk_import=bulk_import, nik_index__isnull=False)
        self.first: dict[bytes, int] = {}
        self.refused_as_known = 0
        for index, number in rows.order_by("-number").values_list("nik_index", "number"):
            self.first[bytes(index or b"")] = number

    def check(self, lines: Sequence[Line]) -> list[BulkImportRow]:
        """The rows with their verdicts, not stored yet."""
        looked = [self._look(line) for line in lines]
        known = self._known([row.index for row in looked if row.index is not None])
        self.refused_as_known = 0
        rows = [self._row(row, known) for row in looked]
        if self.refused_as_known:
            log.warning(
                "NIKs that are known already were refused: user=%s import=%s count=%s",
                self.by.pk,
                self.bulk_import.pk,
                self.refused_as_known,
            )
        return rows

    def _look(self, line: Line) -> Looked:
        texts = dict(zip([column.key for column in self.columns], line.cells, strict=True))
        place = self.territory.find(texts)
        row = Looked(line, dict(place.refusals))
        if place.market is None:
            # Checked as if she were somewhere, so that all else that is wrong is said too.
            place.market = self._some_market()
        if place.market is None:
            return row
        row.application, cells = import_cells.application(
            texts=texts, place=place, kind=self.bulk_import.kind
        )
        row.refusals |= cells.refusals
        row.checked, refusals = applications.look_through(
            row.application, entered_by=self.by, on=self.on
        )
        for refusal in refusals:
            column, sentence = import_cells.said_of(refusal)
            row.refusals.setdefault(column, sentence)
        if row.checked and row.checked.nik and not row.refusals:
            row.index = nik_vault.index(row.checked.nik)
        return row

    def _some_market(self) -> Market | None:
        return next((found[0] for found in self.territory.markets.values()), None)

    def _known(self, indexes: list[bytes]) -> Known:
        members = Member.objects.filter(nik_index__in=indexes)
        imported = ImportedPerson.objects.filter(
            partner=self.bulk_import.partner_id, nik_index__in=indexes
        ).exclude(status=ImportedPerson.Status.DROPPED)
        statuses = list(imported.values_list("nik_index", "status"))
        return Known(
            members={bytes(member.nik_index): member for member in members},
            waiting={bytes(i) for i, status in statuses if status == ImportedPerson.Status.WAITING},
            sent={bytes(i) for i, status in statuses if status == ImportedPerson.Status.SUBMITTED},
        )

    def _row(self, looked: Looked, known: Known) -> BulkImportRow:
        number = looked.line.number
        sealed, key_id = seals.seal_row(self.bulk_import.pk, number, looked.line.cells)
        row = BulkImportRow(
            bulk_import=self.bulk_import, number=number, sealed=sealed, key_id=key_id
        )
        if looked.index is None:
            row.verdict, row.reasons = Verdict.INVALID, self._sentences(looked.refusals)
            return row
        assert looked.application and looked.checked and looked.checked.nik
        application = looked.application
        row.nik_index = looked.index
        row.market, row.block, row.stall = application.market, application.block, application.stall
        before = known.members.get(looked.index)
        row.verdict, reason = self._standing(looked.index, number, before, known)
        row.reasons = [reason] if reason else []
        if row.verdict == Verdict.VALID:
            row.warnings = enrolment_warnings.of(
                application,
                looked.checked,
                number=looked.checked.nik,
                on=self.on,
                before=before,
            )
            row.verdict = Verdict.WARNED if row.warnings else Verdict.VALID
        return row

    def _standing(
        self, index: bytes, number: int, before: Member | None, known: Known
    ) -> tuple[Verdict, str]:
        first = self.first.setdefault(index, number)
        if first != number:
            sentence = _("NIK: sama dengan NIK di baris %(number)s.") % {"number": first}
            return Verdict.INVALID, sentence
        if index in known.waiting:
            return Verdict.REPEATED, _("Sudah diimpor dan menunggu persetujuan orangnya.")
        if before is None or before.status in MAY_APPLY_AGAIN:
            return Verdict.VALID, ""
        if index in known.sent:
            return Verdict.REPEATED, _("Sudah diimpor dan dikirim ke cabang.")
        self.refused_as_known += 1
        return Verdict.INVALID, f"NIK: {KNOWN_ALREADY}"

    def _sentences(self, refusals: dict[str, str]) -> list[str]:
        """Each refusal headed by its column, in the order of the columns."""
        titles = {column.key: column.title for column in self.columns}
        order = {key: place for place, key in enumerate(titles)}
        found = sorted(refusals.items(), key=lambda item: order.get(item[0], len(order)))
        return [f"{titles[key]}: {text}" if key in titles else text for key, text in found]
