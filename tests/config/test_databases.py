"""Which database is used: the environment's, else the project's own, never by accident."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import databases, servers

ROOT = Path(servers.__file__).resolve().parent.parent.parent


def test_the_environments_addresses_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:secret@db.example:5433/market")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://boss:other@db.example:5433/market")
    found = databases.databases()
    app, owner = found["default"], found["owner"]
    assert (app["USER"], app["PASSWORD"], app["HOST"], app["PORT"], app["NAME"]) == (
        "app",
        "secret",
        "db.example",
        5433,
        "market",
    )
    assert (owner["USER"], owner["PASSWORD"]) == ("boss", "other")
    assert app["OPTIONS"]["connect_timeout"] <= 5
    assert app["CONN_HEALTH_CHECKS"]


def test_one_address_serves_both_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://all:secret@/market?host=%2Frun%2Fpostgresql")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    found = databases.databases()
    assert found["default"] == found["owner"]
    assert found["default"]["HOST"] == "/run/postgresql"


@pytest.mark.parametrize("variable", ["DATABASE_URL", "REDIS_URL"])
def test_production_starts_no_servers_of_its_own(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MITRA_ENVIRONMENT", "production")
    monkeypatch.delenv(variable)
    choose = {"DATABASE_URL": databases.databases, "REDIS_URL": databases.broker_url}[variable]
    with pytest.raises(ImproperlyConfigured, match=f"{variable} is missing"):
        choose()


def test_reading_the_settings_starts_nothing_and_the_first_query_does(tmp_path: Path) -> None:
    program = """
import django
from django.db import connection, connections
from pathlib import Path
django.setup()
assert not Path("servers").exists()
for alias in ("default", "owner"):
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        print(*cursor.fetchone())
"""
    answer = _run(program, tmp_path)
    assert answer.stdout.splitlines() == ["mitra_app mitra", "mitra_owner mitra"], answer.stderr


def test_servers_which_cannot_start_are_a_database_that_cannot_be_reached(tmp_path: Path) -> None:
    program = """
import django
from django.db import OperationalError, connection
django.setup()
try:
    connection.ensure_connection()
except OperationalError as error:
    print(error)
"""
    answer = _run(program, tmp_path, MITRA_POSTGRESQL_BIN=str(tmp_path))
    assert "No PostgreSQL 15 or newer found" in answer.stdout, answer.stderr


def _run(program: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    ours = {"MITRA_PRIVATE_DIR": str(folder), "PYTHONPATH": str(ROOT), **variables}
    environment = {**os.environ, **ours, "DJANGO_SETTINGS_MODULE": "config.settings"}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-c", program]
    return subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
