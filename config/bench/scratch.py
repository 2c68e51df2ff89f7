"""A database of its own for one benchmark, on the durable servers, gone afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connections

ALIASES = ("default", "owner")


@contextmanager
def database() -> Iterator[None]:
    """Point both roles at a new database with rights and the official tariff."""
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


def _point(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        connections.settings[alias]["NAME"] = name
