"""Loads tariff files: a new regulation is a file and a command, never code.

The form of a file is in `contributions/tariffs/README.md`. A loaded row keeps its figures and its
first month for ever; a later regulation may only end it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pghistory
from django.db import IntegrityError, connection, transaction

from contributions import tariff, tariff_format
from contributions.models import IncomeBand, Rate, Regulation, Relief
from contributions.models.tariff import InForce
from contributions.tariff_format import Ending, TariffFile
from markets import months
from markets.models import User

OFFICIAL = Path(__file__).parent / "tariffs"
LOCK = 4_420_150  # one load at a time; the number says PP 44/2015

# What tells the rows of one regulation apart, and what a loaded row never changes.
IDENTITY: dict[type[InForce], tuple[str, ...]] = {
    IncomeBand: ("income_from_idr", "first_month"),
    Rate: ("programme", "first_month"),
    Relief: ("programme", "sector", "first_month"),
}
FIGURES: dict[type[InForce], tuple[str, ...]] = {
    IncomeBand: ("base_idr",),
    Rate: ("per_mille", "flat_idr"),
    Relief: ("name", "multiplier_numerator", "multiplier_denominator", "excluded_payers"),
}
WORDS = ("title", "source", "certainty")


class UnableToLoad(Exception):
    """The file was refused and nothing of it was written; the sentence says why."""


@dataclass(frozen=True)
class Loaded:
    """What loading one file did: rows added, rows it ended, and rows described anew."""

    regulation: str
    added: int
    ended: int
    described: int

    @property
    def changed(self) -> bool:
        return bool(self.added or self.ended or self.described)


def official_files() -> list[Path]:
    """The files this project comes with, earlier regulations first."""
    return sorted(OFFICIAL.glob("*.toml"))


def load(*, paths: Sequence[Path], by: User | None, at: dt.datetime) -> list[Loaded]:
    """Load the files in this order, all or none. What is loaded already changes nothing.

    `by` is None where the machine's owner loads them from the command line. Raises UnableToLoad.
    """
    files = [(path.name, _read(path)) for path in paths]
    who = {"job": "load tariff", "by": by and by.pk, "at": at.isoformat()}
    with transaction.atomic(), pghistory.context(**who):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        loaded = [_load_one(name, file) for name, file in files]
        if any(result.changed for result in loaded):
            _check_every_price()
    return loaded


def _read(path: Path) -> TariffFile:
    try:
        return tariff_format.read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UnableToLoad(f"{path.name} cannot be read: {error}.") from error
    except tariff_format.UnableToRead as error:
        raise UnableToLoad(f"{path.name}: {error}") from error


def _load_one(name: str, file: TariffFile) -> Loaded:
    known = Regulation.objects.filter(name=file.regulation.name).first()
    try:
        if known is None:
            file.regulation.save(force_insert=True)
            # Ended first, so that the new rows find the months after the end free.
            ended = sum(_end(order, file.regulation) for order in file.endings)
            _add(file)
            return Loaded(file.regulation.name, len(file.rows), ended, 0)
        ended = sum(_end(order, known) for order in file.endings)
        if ended:
            raise UnableToLoad(f"{known} is loaded already and ended other rows then.")
        return Loaded(known.name, 0, 0, _describe(known, file))
    except IntegrityError as error:
        raise UnableToLoad(f"{name}: the database refuses it: {error}") from error
    except UnableToLoad as error:
        raise UnableToLoad(f"{name}: {error}") from error


def _add(file: TariffFile) -> None:
    for kind in IDENTITY:
        rows = [row for row in file.rows if isinstance(row, kind)]
        standing = list(kind._default_manager.select_related("regulation"))
        for row in rows:
            row.regulation = file.regulation
            _refuse_overlap(row, standing)
            standing.append(row)
        kind._default_manager.bulk_create(rows)


def _refuse_overlap(row: InForce, standing: Iterable[InForce]) -> None:
    for other in standing:
        same = all(
            getattr(row, name) == getattr(other, name)
            for name in IDENTITY[type(row)]
            if name != "first_month"
        )
        mixes = isinstance(row, IncomeBand) and row.regulation != other.regulation
        if (same or mixes) and row.overlaps(other):
            raise UnableToLoad(
                f"{_called(row)} ({_months(row)}) overlaps that of {other.regulation} "
                f"({_months(other)})."
            )


def _end(order: Ending, by: Regulation) -> int:
    """End the rows the order names; how many were not yet ended so early."""
    named = order.kind._default_manager.filter(
        regulation__name=order.regulation, **order.narrowed
    ).exclude(regulation=by)
    if not named:
        raise UnableToLoad(f"{order.regulation} has no such rows to end.")
    later = [row for row in named if row.last_month is None or row.last_month > order.last_month]
    for row in later:
        if row.first_month > order.last_month:
            raise UnableToLoad(
                f"{_called(row)} of {order.regulation} begins in {row.first_month:%Y-%m} and "
                f"cannot end in {order.last_month:%Y-%m}."
            )
        row.last_month, row.ended_by = order.last_month, by
        row.save(update_fields=["last_month", "ended_by"])
    if not later and not any(row.ended_by_id for row in named):
        raise UnableToLoad(
            f"the rows of {order.regulation} end before {order.last_month:%Y-%m} by themselves."
        )
    return len(later)


def _describe(known: Regulation, file: TariffFile) -> int:
    """Compare a loaded regulation with its file; take over words and certainty, nothing else."""
    described = _take_over(known, file.regulation, WORDS)
    for kind, identity in IDENTITY.items():
        there = {_key(row, identity): row for row in kind._default_manager.filter(regulation=known)}
        rows = {_key(row, identity): row for row in file.rows if isinstance(row, kind)}
        if len(rows) < sum(isinstance(row, kind) for row in file.rows):
            raise UnableToLoad(f"it states a row of {kind._meta.model_name} twice.")
        for key in there.keys() ^ rows.keys():
            row = there.get(key) or rows[key]
            raise UnableToLoad(_altered(known, f"{_called(row)} is in only one of the two"))
        for key, row in rows.items():
            _refuse_other_figures(known, there[key], row)
            described += _take_over(there[key], row, ("certainty",))
    return described


def _refuse_other_figures(known: Regulation, there: InForce, row: InForce) -> None:
    for name in FIGURES[type(row)]:
        was, says = getattr(there, name), getattr(row, name)
        if was != says:
            raise UnableToLoad(
                _altered(known, f"{_called(row)} has {name} {was} there and {says} here")
            )
    if there.last_month != row.last_month and there.ended_by_id is None:
        raise UnableToLoad(
            _altered(known, f"{_called(row)} holds {_months(there)} there and {_months(row)} here")
        )


def _altered(known: Regulation, difference: str) -> str:
    return (
        f"{known} is loaded already, with other figures: {difference}. A loaded row stays as it "
        "is; to change it from a month on, write a new file that ends it."
    )


def _take_over(there: Regulation | InForce, row: Regulation | InForce, names: Sequence[str]) -> int:
    changed = [name for name in names if getattr(there, name) != getattr(row, name)]
    for name in changed:
        setattr(there, name, getattr(row, name))
    if changed:
        there.save(update_fields=changed)
    return len(changed) > 0


def _check_every_price() -> None:
    """Price everything in every month from which on something is different.

    Raises UnableToLoad where a price is not whole rupiah, or where a gap follows a full tariff.
    """
    borders: set[dt.date] = set()
    for kind in IDENTITY:
        for row in kind._default_manager.only("first_month", "last_month"):
            borders.add(row.first_month)
            if row.last_month:
                borders.add(months.add(row.last_month, 1))
    begun = False
    for month in sorted(borders):
        try:
            tariff.price_list(month)
            begun = True
        except tariff.BrokenRupiah as error:
            raise UnableToLoad(f"In {month:%Y-%m} {error}.") from error
        except tariff.UnableToPrice as error:
            if begun:
                raise UnableToLoad(f"It leaves no tariff for {month:%Y-%m}.") from error


def _key(row: InForce, names: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in names)


def _called(row: InForce) -> str:
    if isinstance(row, Relief):
        return f"The relief of {row.programme} for {row.sector}"
    if isinstance(row, Rate):
        return f"The rate of {row.programme}"
    assert isinstance(row, IncomeBand)
    return f"The income band from Rp{row.income_from_idr}"


def _months(row: InForce) -> str:
    last = f"to {row.last_month:%Y-%m}" if row.last_month else "on"
    return f"from {row.first_month:%Y-%m} {last}"
