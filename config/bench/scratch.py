"""What benchmarks share: a database of their own, twins of its tables, time and memory."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections

ALIASES = ("default", "owner")


@contextmanager
def database() -> Iterator[None]:
    """Point both roles at a new database with rights and the official tariff; gone afterwards."""
    name = f"mitra_bench_{os.getpid()}"
    before = {alias: connections.settings[alias]["NAME"] for alias in ALIASES}
    with connections["owner"]._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        _point(dict.fromkeys(ALIASES, name))
        call_command("prepare_database", verbosity=0)
        yield
    finally:
        _point(before)
        with connections["owner"]._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def as_owner(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Run one statement as the owner of the tables and answer its rows, if it has any."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return list(cursor.fetchall()) if cursor.description else []


def make_twin(table: str) -> str:
    """An empty table with its columns, indexes, constraints, foreign keys and triggers."""
    twin = f"twin_of_{table}"
    as_owner(f"DROP TABLE IF EXISTS {twin}")
    as_owner(f"CREATE TABLE {twin} (LIKE {table} INCLUDING ALL)")
    for name, definition in as_owner(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        f" WHERE conrelid = '{table}'::regclass AND contype = 'f'"
    ):
        as_owner(f'ALTER TABLE {twin} ADD CONSTRAINT "twin_{name}" {definition}')
    for (definition,) in as_owner(
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger"
        f" WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal"
    ):
        as_owner(definition.replace(f"public.{table}", twin))
    return twin


@contextmanager
def without_triggers(*tables: str) -> Iterator[None]:
    """Invented rows have no history: their guards are lifted while they are written."""
    for table in tables:
        as_owner(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in tables:
        as_owner(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def settle() -> None:
    """Let no vacuum or late write of one round fall into the next."""
    as_owner("VACUUM ANALYZE")


def timed(job: Callable[[], Any]) -> tuple[Any, float]:
    """What the job answers, and the seconds it took."""
    begun = time.perf_counter()
    done = job()
    return done, time.perf_counter() - begun


def peak_mb() -> float:
    """The most memory our process had since it was forgotten, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def forget_peak() -> None:
    """Count our own memory anew: what preparing took is not the job's."""
    Path("/proc/self/clear_refs").write_text("5")


def _point(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        connections.settings[alias]["NAME"] = name
