"""The digest of a day: made once, when the day is over and all that was written on it is there.

What belongs to it are the rows that the database took on that day, by its own clock, whatever day
they are about. What may change in a row by rule is not part of that: what is decided about it
belongs to the day of the decision (digest_decisions.py), and its effect on money is a row of the
ledger.
"""

import datetime as dt
import time
from collections.abc import Iterable
from hashlib import sha256

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet, Subquery

from contributions import digest_decisions, digest_sql
from contributions.digest_sql import Days, TableDay
from contributions.models import MONEY, DailyDigest
from markets import months
from markets.models import Partner

# By then clocks that differ a little agree that the day is over.
DUE_AFTER = dt.timedelta(minutes=10)
PATIENCE, PAUSE = dt.timedelta(seconds=30), dt.timedelta(milliseconds=200)
ONE_DAY = dt.timedelta(days=1)

# A row's moment is taken while its transaction holds this lock, and the lock is let go of when the
# row can be seen. So once these are gone, nothing of an earlier day can appear any more.
WRITERS = """
    SELECT DISTINCT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND relation = ANY(%s::text[]::regclass[])
"""
DATABASE_CLOCK = "SELECT clock_timestamp() AT TIME ZONE 'UTC'"


def make_due(*, at: dt.datetime) -> int:
    """Make the digest of each day that is over and has none; how many were made.

    Zero also while somebody who wrote before is not done yet: the next beat looks again.
    """
    days = list(_due(at))
    if not days or not _all_is_written():
        return 0
    return sum(_made(day, at) for day in days)


def latest() -> DailyDigest | None:
    """The last digest there is: what paper printed now shows."""
    return DailyDigest.objects.defer("tables").first()


def beside(partners: QuerySet[Partner], *, until: dt.date) -> QuerySet[Partner]:
    """The partners, each with `digest_day` and `digest_sha256` of its last digest by then."""
    last = DailyDigest.objects.filter(day__lte=until).order_by("-day")
    return partners.annotate(
        digest_day=Subquery(last.values("day")[:1]),
        digest_sha256=Subquery(last.values("sha256")[:1]),
    )


def digest_of(*, day: dt.date, previous: str, tables: Iterable[TableDay]) -> str:
    """The day's digest: over its day, the digest before it, and those of its tables."""
    lines = [day.isoformat(), previous]
    lines += [
        " ".join((table.table, ",".join(table.columns), str(table.rows), table.sha256))
        for table in sorted(tables, key=lambda table: table.table)
    ]
    return sha256("\n".join(lines).encode()).hexdigest()


def tables_of(digest: DailyDigest) -> list[TableDay]:
    """How that day's digest was made."""
    return [
        TableDay(digest.day, table, tuple(columns), rows, sha256)
        for table, columns, rows, sha256 in digest.tables
    ]


def _due(at: dt.datetime) -> Iterable[dt.date]:
    """The days after the last digest that are over by both clocks; at first, only the last one."""
    with connection.cursor() as cursor:
        cursor.execute(DATABASE_CLOCK)
        stored_by = cursor.fetchone()[0].replace(tzinfo=dt.UTC)
    last = months.law_day(min(at, stored_by) - DUE_AFTER) - ONE_DAY
    latest = DailyDigest.objects.first()
    day = latest.day + ONE_DAY if latest else last
    while day <= last:
        yield day
        day += ONE_DAY


def _all_is_written() -> bool:
    """Wait for everybody who is writing rows of money now; False where somebody takes too long."""
    tables = [model._meta.db_table for model in MONEY]
    until = time.monotonic() + PATIENCE.total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, [tables])
        awaited = set(cursor.fetchall())
        while awaited and time.monotonic() < until:
            time.sleep(PAUSE.total_seconds())
            cursor.execute(WRITERS, [tables])
            awaited &= set(cursor.fetchall())
    return not awaited


def _made(day: dt.date, at: dt.datetime) -> bool:
    """Make that day's digest from one state of the database; False where another worker has."""
    try:
        with transaction.atomic():
            _make(day, at)
    except IntegrityError as error:
        if "a_day_has_one_digest" in str(error) or "digests_form_one_chain" in str(error):
            return False
        raise
    return True


def _make(day: dt.date, at: dt.datetime) -> None:
    with connection.cursor() as cursor:
        if len(connection.savepoint_ids) == 0:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        previous = DailyDigest.objects.filter(day=day - ONE_DAY).first()
        days = Days(day, day, with_before=previous is None)
        tables = [
            found
            for table, columns in digest_decisions.digested().items()
            for found in digest_sql.digests(cursor, table=table, columns=columns, days=days)
        ]
    DailyDigest.objects.create(
        day=day,
        previous=previous,
        sha256=digest_of(day=day, previous=previous.sha256 if previous else "", tables=tables),
        rows=sum(table.rows for table in tables if digest_sql.AT not in table.table),
        tables=[[table.table, table.columns, table.rows, table.sha256] for table in tables],
        made_at=at,
    )
