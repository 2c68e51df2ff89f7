"""People of imported lists who have not agreed yet: found by who meets them, sent once they agree.

Nothing of what a list says about them lies readable; names are opened to be shown and searched.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from markets.models import Market, User
from members import bulk_columns, import_cells, nik, nik_vault
from members import import_seals as seals
from members.applications import Application
from members.import_places import Place
from members.models import ImportedPerson

WAITING = ImportedPerson.Status.WAITING
log = logging.getLogger("mitra.imports")


@dataclass(frozen=True, repr=False)
class Listed:
    """One of them as a list shows her."""

    person: ImportedPerson
    name: str
    occupation: str


def waiting(*, markets: QuerySet[Market]) -> QuerySet[ImportedPerson]:
    """Those of these markets who wait for their consent, as a round comes by them."""
    found = ImportedPerson.objects.filter(market__in=markets, status=WAITING)
    return found.select_related("bulk_import", "market", "block", "stall").order_by(
        "market__name", "block__walking_order", "stall__walking_order", "bulk_import", "number"
    )


def texts(person: ImportedPerson) -> dict[str, str]:
    """What her row says, by the keys of its columns. Raises sealing.UnableToOpen."""
    keys = [column.key for column in bulk_columns.of(person.bulk_import.kind)]
    return dict(zip(keys, seals.cells(person), strict=True))


def listed(people: Iterable[ImportedPerson]) -> list[Listed]:
    """These with their names."""
    return [_listed(person) for person in people]


def named(*, people: QuerySet[ImportedPerson], text: str) -> list[Listed]:
    """Those whose name holds that text: all their names have to be opened for it."""
    wanted = text.casefold()
    return [found for found in listed(people.iterator(500)) if wanted in found.name.casefold()]


def numbered(*, people: QuerySet[ImportedPerson], text: str, on: dt.date) -> ImportedPerson | None:
    """The one of them whose NIK that is. Raises nik.InvalidNik."""
    return people.filter(nik_index=nik_vault.index(nik.parse(text, on=on))).first()


def application(person: ImportedPerson) -> Application:
    """What her row asks for, without consent; read as the check read it."""
    place = Place(market=person.market, block=person.block, stall=person.stall)
    read, _cells = import_cells.application(
        texts=texts(person), place=place, kind=person.bulk_import.kind
    )
    return read


def drop(*, person: ImportedPerson, by: User) -> bool:
    """She does not agree, or is not there: her row is not asked for any more. False if it was
    sent meanwhile."""
    mine = ImportedPerson.objects.filter(pk=person.pk, status=WAITING)
    dropped = bool(mine.update(status=ImportedPerson.Status.DROPPED))
    if dropped:
        log.info("an imported person was taken off: user=%s person=%s", by.pk, person.pk)
    return dropped


def _listed(person: ImportedPerson) -> Listed:
    said = texts(person)
    return Listed(person, said["name"], said["occupation"])
