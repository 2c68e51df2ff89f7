"""Lists that come and go as spreadsheets, for one side of the addresses."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from markets.models import Role, User
from members.models import BulkImport, ImportedPerson, NumberList, WorkerExport
from tests import numbered
from tests.contributions.money import Cast
from tests.members import uploaded


class Sheets:
    """One of each, with one person on it."""

    mark: str
    cast: Cast
    users: dict[str, User]

    @cached_property
    def bulk_import(self) -> BulkImport:
        """She waits for her consent."""
        row = uploaded.person(market=self.cast.market, name=f"Siti {self.mark}")
        treasurer = self.users[Role.TREASURER]
        return uploaded.saved([row], by=treasurer, file_name=f"{self.mark}.csv")

    @cached_property
    def imported_person(self) -> ImportedPerson:
        return self.bulk_import.people.get()

    @cached_property
    def number_list(self) -> NumberList:
        return numbered.make_number_list(by=self.users[Role.REVIEWER], name=f"{self.mark}.csv")

    @cached_property
    def worker_export(self) -> WorkerExport:
        numbered.make_approved(market=self.cast.market, name=f"Siti {self.mark}")
        return numbered.make_worker_export(partner=self.cast.partner, by=self.cast.treasurer)


# What fills in their addresses.
ARGUMENTS: dict[str, Callable[[Any], list[Any]]] = {
    "import_template": lambda side: ["new_workers"],
    "bulk_import": lambda side: [side.bulk_import.pk],
    "save_import": lambda side: [side.bulk_import.pk],
    "throw_away_import": lambda side: [side.bulk_import.pk],
    "failed_rows": lambda side: [side.bulk_import.pk],
    "signed_sheets": lambda side: [side.bulk_import.pk],
    "sheets_to_sign": lambda side: [side.bulk_import.pk],
    "enrol_imported": lambda side: [side.imported_person.pk],
    "decline_imported": lambda side: [side.imported_person.pk],
    "number_list": lambda side: [side.number_list.pk],
    "failed_numbers": lambda side: [side.number_list.pk],
    "new_worker_export": lambda side: [side.cast.partner.pk],
    "worker_export": lambda side: [side.worker_export.pk],
    "worker_export_file": lambda side: [side.worker_export.pk],
}
