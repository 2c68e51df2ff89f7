"""The digests of a table's rows by day, made where the rows are: in SQL, in bounded memory.

A row's text is a JSON object of the named columns in their order, times in UTC; a column that comes
later changes nothing about it. Rows go by their primary key, first of the columns; their digests
are digested in blocks, and the blocks' digests again, so that no sum grows with the rows.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.backends.utils import CursorWrapper

from contributions.models.stored import STORED_AT
from markets import months

BLOCK = 10_000
# Rows are of the day on which they were stored, or after this sign of that of another moment.
AT = "@"

# A session may be set to write times and bytes otherwise.
AS_WRITTEN = "SELECT set_config('TimeZone', 'UTC', true), set_config('bytea_output', 'hex', true)"
ROWS_OF_DAYS = """
    SELECT day, sum(rows)::bigint,
           encode(sha256(string_agg(digest, ''::bytea ORDER BY block)), 'hex')
    FROM (
        SELECT day, block, count(*) AS rows,
               sha256(string_agg(digest, ''::bytea ORDER BY place)) AS digest
        FROM (
            SELECT day, digest, place, (place - 1) / {block} AS block
            FROM (
                SELECT greatest((line.{moment} AT TIME ZONE %(zone)s)::date, %(first)s) AS day,
                       sha256(convert_to(written.line::text, 'UTF8')) AS digest,
                       row_number() OVER (
                           PARTITION BY
                               greatest((line.{moment} AT TIME ZONE %(zone)s)::date, %(first)s)
                           ORDER BY line.{key}) AS place
                FROM {table} line, LATERAL (
                    SELECT row_to_json(listed) AS line FROM (SELECT {columns}) listed) written
                WHERE line.{moment} < %(until)s
                  AND (%(since)s IS NULL OR line.{moment} >= %(since)s)
            ) placed
        ) blocked
        GROUP BY day, block
    ) digested
    GROUP BY day ORDER BY day
"""


@dataclass(frozen=True)
class Days:
    """From a day (WIB) until a day, both in; `with_before`: the first one takes all before it."""

    first: dt.date
    last: dt.date
    with_before: bool = False


@dataclass(frozen=True)
class TableDay:
    """The rows of one table that were stored on one day: how they were read, and their digest.

    `table` names another moment than that of storing after `AT`.
    """

    day: dt.date
    table: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The primary key, then in alphabetical order every other column that never changes."""
    key = str(model._meta.pk.column)
    changing = set(model.updatable_columns)  # type: ignore[attr-defined]
    fixed = {
        str(field.column) for field in model._meta.concrete_fields if field.name not in changing
    }
    return (key, *sorted(fixed - {key}))


def table_of(name: str) -> str:
    """The table that a digest's name is about."""
    return name.partition(AT)[0]


def moment_of(name: str) -> str:
    """The column that says to which day a row belongs there."""
    return name.partition(AT)[2] or STORED_AT


def digests(
    cursor: CursorWrapper, *, table: str, columns: Sequence[str], days: Days
) -> Iterator[TableDay]:
    """Of each of those days with rows in that table its digest, the earliest first."""
    cursor.execute(AS_WRITTEN)
    cursor.execute(_query(cursor, table, columns), _moments(days))
    for day, rows, sha256 in cursor.fetchall():
        yield TableDay(day, table, tuple(columns), rows, sha256)


def _query(cursor: CursorWrapper, table: str, columns: Sequence[str]) -> str:
    quote = cursor.db.ops.quote_name
    return ROWS_OF_DAYS.format(
        block=BLOCK,
        table=quote(table_of(table)),
        key=quote(columns[0]),
        moment=quote(moment_of(table)),
        columns=", ".join(f"line.{quote(column)}" for column in columns),
    )


def _moments(days: Days) -> dict[str, Any]:
    return {
        "zone": str(months.WIB),
        "first": days.first,
        "since": None if days.with_before else months.midnight_before(days.first),
        "until": months.midnight_after(days.last),
    }
