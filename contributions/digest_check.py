"""Whether the past is as it was: each day's digest made again and compared with the kept one."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import connection
from django.db.backends.utils import CursorWrapper

from contributions import digest_decisions, digest_sql
from contributions.daily_digests import digest_of, tables_of
from contributions.digest_sql import Days, TableDay
from contributions.models import DailyDigest

CHAIN = "contributions_dailydigest"
DIGESTS_AT_ONCE = 50
COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = %s"


@dataclass(frozen=True)
class ChangedPast:
    """The first day on which a table is not as its digest says: rows and digest, then and now."""

    day: dt.date
    table: str
    expected: str
    found: str


def changed_past() -> list[ChangedPast]:
    """Of each table whose past changed the first day, the earliest first; none where all is well.

    Reads every row of money once, up to the last digest.
    """
    past = _Past()
    for digest in DailyDigest.objects.order_by("day").iterator(chunk_size=DIGESTS_AT_ONCE):
        past.take(digest)
    if past.first is None or past.last is None:
        return []
    days = Days(past.first, past.last, with_before=True)
    found = list(past.broken)
    with connection.cursor() as cursor:
        for name, then in past.tables.items():
            found += _first_change(cursor, days, then, name, past.columns_now.get(name, ()))
    return sorted(found, key=lambda change: (change.day, change.table))


class _Past:
    """What the kept digests say, table by table; as few texts in memory as there are."""

    def __init__(self) -> None:
        self.columns_now = digest_decisions.digested()
        self.tables: dict[str, dict[dt.date, TableDay]] = {name: {} for name in self.columns_now}
        self.broken: list[ChangedPast] = []
        self.first: dt.date | None = None
        self.last: dt.date | None = None
        self._previous = ""
        self._columns: dict[tuple[str, ...], tuple[str, ...]] = {}

    def take(self, digest: DailyDigest) -> None:
        """The next day's digest; it must follow from its tables and from the one before it."""
        tables = tables_of(digest)
        expected = digest_of(day=digest.day, previous=self._previous, tables=tables)
        if digest.sha256 != expected and not self.broken:
            self.broken.append(ChangedPast(digest.day, CHAIN, expected, digest.sha256))
        self.first, self.last = self.first or digest.day, digest.day
        self._previous = digest.sha256
        for table in tables:
            columns = self._columns.setdefault(table.columns, table.columns)
            self.tables.setdefault(table.table, {})[table.day] = replace(table, columns=columns)


def _first_change(
    cursor: CursorWrapper,
    days: Days,
    then: dict[dt.date, TableDay],
    table: str,
    columns: tuple[str, ...],
) -> Iterator[ChangedPast]:
    """The first day on which that table differs; a day that is not in `then` had no rows of it.

    Decisions of the days before the first one that has any were not digested yet.
    """
    if digest_sql.AT in table and not then:
        return
    since = min(then) if digest_sql.AT in table else days.first
    now: dict[dt.date, TableDay] = {}
    latest = then[max(then)].columns if then else columns
    for written_as in {latest, *(one.columns for one in then.values())}:
        if not _are_there(cursor, table, written_as):
            lost = [day for day, one in then.items() if one.columns == written_as]
            if lost:
                yield ChangedPast(min(lost), table, ", ".join(written_as), "")
            return
        for one in digest_sql.digests(cursor, table=table, columns=written_as, days=days):
            before = then.get(one.day)
            if one.day >= since and (before.columns if before else latest) == written_as:
                now[one.day] = one
    differing = [day for day in then.keys() | now.keys() if then.get(day) != now.get(day)]
    if differing:
        day = min(differing)
        yield ChangedPast(day, table, _told(then.get(day)), _told(now.get(day)))


def _are_there(cursor: CursorWrapper, table: str, columns: tuple[str, ...]) -> bool:
    cursor.execute(COLUMNS, [digest_sql.table_of(table)])
    return {*columns, digest_sql.moment_of(table)} <= {name for (name,) in cursor.fetchall()}


def _told(one: TableDay | None) -> str:
    return f"{one.rows} rows, {one.sha256}" if one else "0 rows"
