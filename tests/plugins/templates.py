"""Test databases, copied from a template that is made once for each state of the code."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from config import servers
from config.servers.folder import locked
from tests.plugins.servers import own

ROOT = Path(__file__).resolve().parent.parent.parent
# What a migrated database with rights and the official tariff is made of.
SOURCES = (
    "config/roles.py",
    "config/management/commands/prepare_database.py",
    "uv.lock",
    "*/migrations/*.py",
    "*/models.py",
    "*/models/*.py",
    "contributions/tariffs/**/*",
    "contributions/tariff_*.py",
    "contributions/management/commands/load_tariff.py",
)
TEMPLATE_PREFIX, TEST_PREFIX = "mitra_template_", "test_mitra_"
DATABASES = "SELECT datname FROM pg_database WHERE datname LIKE %s"
KEPT_TEMPLATES = 3  # runs that began before a change of the code may still copy an earlier one
_numbers = count(1)


def name_of(purpose: str) -> str:
    """The name of this test process's database for that purpose."""
    return f"{TEST_PREFIX}{os.getpid()}_{purpose}"


def make_database(name: str) -> None:
    """Make it anew from the template, whatever it held before."""
    template = _template()
    drop_database(name)
    # Copying files costs a third of logging each page, but flushes every file where fsync is on.
    strategy = "STRATEGY FILE_COPY" if own("DATABASE_URL") else ""
    _execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {strategy}')


def drop_database(name: str) -> None:
    """Drop it, and end whatever sessions a test left in it."""
    _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def set_aside(name: str) -> None:
    """Get it out of the way, to be dropped when this process ends.

    Making the next one soon after its thousand files were deleted takes four times as long on
    ext4, which looks for a place that was not in use a moment ago.
    """
    _execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')  # a page may be asking still
    _execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )
    _execute(f'ALTER DATABASE "{name}" RENAME TO "{name}_{next(_numbers)}"')


def drop_own() -> None:
    """Drop every database of this test process."""
    for (name,) in _rows(DATABASES, f"{TEST_PREFIX}{os.getpid()}_%"):
        drop_database(name)


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Both aliases use the database of that name, in every thread that connects meanwhile."""
    before = {alias: connections.settings[alias]["NAME"] for alias in ("default", "owner")}
    _point(dict.fromkeys(before, name))
    try:
        yield
    finally:
        _point(before)


def _point(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        connections.settings[alias]["NAME"] = name


def _template() -> str:
    name = TEMPLATE_PREFIX + _state_of_the_code()
    with locked(servers.private_folder() / "template.lock"):
        if not _rows("SELECT 1 FROM pg_database WHERE datname = %s", name):
            _drop_old_templates()
            _make_template(name)
    return name


def _make_template(name: str) -> None:
    unfinished = f"{TEMPLATE_PREFIX}unfinished"
    _execute(f'DROP DATABASE IF EXISTS "{unfinished}"')
    _execute(f'CREATE DATABASE "{unfinished}"')
    with pointed_at(unfinished):
        call_command("prepare_database", no_holidays=True, verbosity=0)  # tests bring theirs
    _execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


def drop_leftovers() -> None:
    """Drop the databases of test processes that were killed."""
    if not own("DATABASE_URL"):
        return  # others may be using that server, on machines whose processes we cannot see
    for (name,) in _rows(DATABASES, f"{TEST_PREFIX}%"):
        process = name.removeprefix(TEST_PREFIX).split("_")[0]
        if not Path(f"/proc/{process}").exists():
            drop_database(name)


def _drop_old_templates() -> None:
    for (name,) in _rows(f"{DATABASES} ORDER BY oid DESC", f"{TEMPLATE_PREFIX}%")[KEPT_TEMPLATES:]:
        drop_database(name)


@cache
def _state_of_the_code() -> str:
    digest = hashlib.sha256()
    for alias in ("default", "owner"):
        digest.update(f"{connections.settings[alias]['USER']}\n".encode())  # who has the rights
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                digest.update(f"{path.relative_to(ROOT)}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _execute(statement: str) -> None:
    with connections["owner"]._nodb_cursor() as cursor:
        cursor.execute(statement)


def _rows(query: str, *parameters: str) -> list[tuple[str]]:
    with connections["owner"]._nodb_cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
