"""The form of a tariff file (see `contributions/tariffs/README.md`): text in, checked rows out."""

import datetime as dt
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from contributions.models import Certainty, IncomeBand, Programme, Rate, Regulation, Relief
from contributions.models.tariff import InForce
from markets import months
from markets.amounts import MOST_IDR
from members.models import PayerKind, Sector

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2099, 12, 1)
# Two reliefs of one month are named together in a column of 80 characters.
LONGEST_RELIEF_NAME = 36
KINDS: dict[str, type[InForce]] = {"income_bands": IncomeBand, "rates": Rate, "reliefs": Relief}

Reader = Callable[[Any], Any]


class UnableToRead(Exception):
    """The text is no tariff file. `problems` says what is wrong and where, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Ending:
    """An order of a file: rows of an earlier regulation hold no longer than `last_month`."""

    regulation: str
    kind: type[InForce]
    narrowed: dict[str, str]
    last_month: dt.date


@dataclass
class TariffFile:
    """What a file says: one regulation, its rows (not saved yet), and what it ends."""

    regulation: Regulation = field(default_factory=Regulation)
    rows: list[InForce] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)


def words(longest: int) -> Reader:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not 0 < len(text := " ".join(value.split())) <= longest:
            raise ValueError(f"must be a text of 1 to {longest} characters")
        return text

    return read


def whole(least: int, most: int) -> Reader:
    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return value

    return read


def month(value: Any) -> dt.date:
    try:
        read = months.parse(value)
    except (TypeError, ValueError):
        raise ValueError("must be a month in quotes, as in '2026-04'") from None
    if not EARLIEST <= read <= LATEST:
        raise ValueError(f"must lie between {EARLIEST:%Y-%m} and {LATEST:%Y-%m}")
    return read


def one_of(allowed: list[str]) -> Reader:
    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return value

    return read


def several_of(allowed: list[str]) -> Reader:
    def read(value: Any) -> list[str]:
        if not isinstance(value, list) or len(set(map(str, value))) < len(value):
            raise ValueError("must be a list that names nothing twice")
        return sorted(one_of(allowed)(item) for item in value)

    return read


CERTAINTY: dict[str, Reader] = {"certainty": one_of(Certainty.values)}
LAST_MONTH: dict[str, Reader] = {"last_month": month}
REGULATION: dict[str, Reader] = {
    "name": words(60),
    "title": words(250),
    "source": words(2000),
    **CERTAINTY,
}
STEP: dict[str, Reader] = {"income_from_idr": whole(0, MOST_IDR), "base_idr": whole(1, MOST_IDR)}
RATE: dict[str, Reader] = {"programme": one_of(Programme.values), "first_month": month}
RATE_MAY: dict[str, Reader] = (
    {"per_mille": whole(1, 1000), "flat_idr": whole(1, MOST_IDR)} | LAST_MONTH | CERTAINTY
)
RELIEF: dict[str, Reader] = {
    "name": words(LONGEST_RELIEF_NAME),
    "programme": one_of([Programme.JKK.value, Programme.JKM.value]),
    "sector": one_of(Sector.values),
    "first_month": month,
    "last_month": month,
    "multiplier_numerator": whole(1, MOST_IDR),
    "multiplier_denominator": whole(2, MOST_IDR),
    "excluded_payers": several_of(PayerKind.values),
}
END: dict[str, Reader] = {"regulation": words(60), "rows": one_of(list(KINDS)), "last_month": month}
END_MAY: dict[str, Reader] = {
    "programme": one_of(Programme.values),
    "sector": one_of(Sector.values),
}
NARROWED_BY: dict[str, set[str]] = {
    "income_bands": set(),
    "rates": {"programme"},
    "reliefs": {"programme", "sector"},
}


def read(text: str) -> TariffFile:
    """The file's regulation, rows and endings. Raises UnableToRead with every problem found."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnableToRead([f"It is not TOML: {error}."]) from None
    reading = _Reading()
    file = reading.file(content)
    if reading.problems:
        raise UnableToRead(reading.problems)
    return file


class _Reading:
    """One pass over a file's content, which gathers every problem instead of stopping at one."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def file(self, content: dict[str, Any]) -> TariffFile:
        self._refuse_unknown("The file", content, {"regulation", "ends", *KINDS})
        stated = self._keys("[regulation]", content.get("regulation"), REGULATION)
        default = {"certainty": stated.get("certainty")}
        bands = self._bands(content["income_bands"], default) if "income_bands" in content else []
        rates = [self._rate(*entry, default) for entry in self._tables(content, "rates")]
        reliefs = [self._relief(*entry, default) for entry in self._tables(content, "reliefs")]
        endings = [self._ending(*entry) for entry in self._tables(content, "ends")]
        if self.problems:
            return TariffFile()
        return TariffFile(Regulation(**stated), [*bands, *rates, *reliefs], endings)

    def _bands(self, value: Any, default: dict[str, Any]) -> list[InForce]:
        must = {"first_month": month, "steps": lambda steps: steps}
        shared = self._keys("[income_bands]", value, must, LAST_MONTH)
        self._check_order("[income_bands]", shared)
        steps = self._tables({"steps": shared.pop("steps", [])}, "steps")
        read = [self._keys(where, step, STEP, CERTAINTY) for where, step in steps]
        bounds = [step.get("income_from_idr", 0) for step in read]
        if bounds != sorted(set(bounds)) or bounds[:1] != [0]:
            self.problems.append("The steps of [income_bands] must begin at 0 and ascend.")
        return [IncomeBand(**(default | shared | step)) for step in read]

    def _rate(self, where: str, value: Any, default: dict[str, Any]) -> InForce:
        row = self._keys(where, value, RATE, RATE_MAY)
        if isinstance(value, dict) and ("per_mille" in value) == ("flat_idr" in value):
            self.problems.append(f"{where} must have either per_mille or flat_idr.")
        self._check_order(where, row)
        return Rate(**(default | row))

    def _relief(self, where: str, value: Any, default: dict[str, Any]) -> InForce:
        row = self._keys(where, value, RELIEF, CERTAINTY)
        self._check_order(where, row)
        if row.get("multiplier_numerator", 1) >= row.get("multiplier_denominator", 2):
            self.problems.append(f"{where}: the multiplier must be below 1.")
        return Relief(**(default | row))

    def _ending(self, where: str, value: Any) -> Ending:
        order = self._keys(where, value, END, END_MAY)
        kind, name = order.pop("rows", "rates"), order.pop("regulation", "")
        last_month = order.pop("last_month", dt.date.min)
        self._refuse_unknown(f"{where} for {kind}", order, NARROWED_BY[kind])
        return Ending(name, KINDS[kind], order, last_month)

    def _tables(self, content: dict[str, Any], key: str) -> list[tuple[str, Any]]:
        entries = content.get(key, [])
        if not isinstance(entries, list):
            self.problems.append(f"{key} must be a list of tables.")
            return []
        return [(f"{key} number {number}", entry) for number, entry in enumerate(entries, 1)]

    def _keys(
        self, where: str, value: Any, must: dict[str, Reader], may: dict[str, Reader] | None = None
    ) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.problems.append(f"{where} is missing or not a table.")
            return {}
        readers, found = must | (may or {}), {}
        self._refuse_unknown(where, value, set(readers))
        self.problems += [f"{where} lacks {key}." for key in must if key not in value]
        for key in (key for key in readers if key in value):
            try:
                found[key] = readers[key](value[key])
            except ValueError as error:
                self.problems.append(f"{where}: {key} {error}.")
        return found

    def _refuse_unknown(self, where: str, value: dict[str, Any], known: set[str]) -> None:
        unknown = sorted(value.keys() - known)
        self.problems += [f"{where} must not have {key}." for key in unknown]

    def _check_order(self, where: str, row: dict[str, Any]) -> None:
        last = row.get("last_month")
        if last and "first_month" in row and last < row["first_month"]:
            self.problems.append(f"{where}: last_month lies before first_month.")
