"""The order of a table: the columns it may be sorted by, and the one somebody asked for.

Offered are only columns that an index serves, or whose table a filter keeps short. The row's own
key comes last, so that no row stands on two pages, and none on neither.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

ASKED_AS = "urut"  # in the address: the column's name, with a minus for the last first
Row = TypeVar("Row")
Rows = TypeVar("Rows", bound=Model)


@dataclass(frozen=True)
class Order:
    """How a table stands: by one of its columns, the first or the last of it first."""

    fields: Mapping[str, tuple[str, ...]]
    column: str
    is_descending: bool

    def of(self, found: QuerySet[Rows]) -> QuerySet[Rows]:
        """The rows in this order."""
        fields = [*self.fields[self.column], "pk"]
        return found.order_by(*(map(_turned, fields) if self.is_descending else fields))

    def arranged(self, rows: Iterable[Row]) -> list[Row]:
        """Rows that a page has in memory, in this order; what is empty comes last."""
        found = list(rows)
        for field in reversed(self.fields[self.column]):
            path = field.lstrip("-").split("__")
            back = field.startswith("-") is not self.is_descending
            filled = [row for row in found if _value(row, path) is not None]
            empty = [row for row in found if _value(row, path) is None]
            found = sorted(filled, key=lambda row: _value(row, path), reverse=back) + empty
        return found

    def asked_by(self, column: str) -> str:
        """What the heading of that column asks for: itself, or the other way round."""
        return f"-{column}" if column == self.column and not self.is_descending else column

    def direction(self, column: str) -> str:
        """What `aria-sort` says of that column; nothing where the table stands by another."""
        if column != self.column:
            return ""
        return "descending" if self.is_descending else "ascending"


@dataclass(frozen=True)
class Columns:
    """The columns a table may be sorted by, each with its fields; `first` is how it begins."""

    first: str
    fields: Mapping[str, tuple[str, ...]]

    def asked(self, query: Mapping[str, str]) -> Order:
        """The order that the query of an address asks for."""
        return self.order(query.get(ASKED_AS, ""))

    def only(self, *names: str) -> "Columns":
        """Those of these names, where the table may be too long for the others."""
        return Columns(self.first, {name: self.fields[name] for name in names})

    def order(self, asked: str = "") -> Order:
        """The order asked for; that it begins with where it is none of these."""
        wanted = asked if asked.removeprefix("-") in self.fields else self.first
        return Order(self.fields, wanted.removeprefix("-"), wanted.startswith("-"))


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def _value(row: Any, path: list[str]) -> Any:
    return reduce(getattr, path, row)
