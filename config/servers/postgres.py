"""The embedded PostgreSQL: made once, started by the guardian, reached by socket only."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from . import children
from .binaries import find_postgresql
from .folder import Folder, ServersUnavailable, write_private

PORT = 5432  # part of the socket's name; no network port is opened
DATABASE = "mitra"
ROLES = {"owner": "mitra_owner", "app": "mitra_app"}
SUPERUSER = "postgres"
SECONDS_TO_START = 40.0
TRIES_TO_START = 6

COMMON_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "128MB",
    "logging_collector": "off",
    # A refused row holds names and numbers of people: neither it nor its statement is logged.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# A power cut may destroy these servers' data: for tests only.
FAST_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "autovacuum": "off",
    # Tests kill servers: what is shared stays in their own folder and goes with it.
    "dynamic_shared_memory_type": "mmap",
}
# Since PostgreSQL 18: the system copies the files of a template, not PostgreSQL page by page.
FAST_OPTIONS_SINCE_18 = {"file_copy_method": "clone"}


class PostgreSQL:
    """One cluster in a folder, with its two roles and the project's database."""

    def __init__(self, folder: Folder, sockets: Path, *, durable: bool) -> None:
        self.programs = find_postgresql()
        self.folder = folder
        self.sockets = sockets
        self.durable = durable
        self.data = folder.path / f"postgresql-{self.programs.major}"
        self.log = folder.log / "postgresql.log"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start the server and come back when it can be used; make it first where it is not."""
        if not self.data.exists():
            self._make_cluster()
        _clear_the_way(self.data)
        for _ in range(TRIES_TO_START):
            self._start_process()
            connection = self._first_connection()
            if connection:
                self._prepare(connection)
                return
            time.sleep(0.5)  # the last sessions of a killed server may still be ending
        raise ServersUnavailable(f"PostgreSQL did not start: see {self.log}.")

    def stop(self) -> None:
        """Stop fast but cleanly: sessions are cut off, nothing needs recovery."""
        if self.process:
            children.stop(self.process, signal.SIGINT, signal.SIGQUIT)

    def _options(self) -> list[str]:
        options = COMMON_OPTIONS | ({} if self.durable else FAST_OPTIONS)
        if not self.durable and self.programs.major >= 18:
            options |= FAST_OPTIONS_SINCE_18
        options["unix_socket_directories"] = f'"{self.sockets}"'
        return [word for name, value in options.items() for word in ("-c", f"{name}={value}")]

    def _make_cluster(self) -> None:
        unfinished = self.data.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        password_file = self.folder.path / "superuser.password"
        write_private(password_file, self.folder.passwords()["superuser"])
        command = [self.programs.program("initdb"), "-D", str(unfinished)]
        command += [f"--username={SUPERUSER}", f"--pwfile={password_file}", "--encoding=UTF8"]
        command += ["--auth=scram-sha-256", *_locale(self.programs.major)]
        command += [] if self.durable else ["--no-sync"]
        try:
            if children.run(command, log=self.log) != 0:
                raise ServersUnavailable(f"PostgreSQL could not be set up: see {self.log}.")
        finally:
            password_file.unlink()
        unfinished.rename(self.data)

    def _start_process(self) -> None:
        self.process = children.start(
            [self.programs.program("postgres"), "-D", str(self.data), *self._options()],
            log=self.log,
            when_orphaned=signal.SIGINT,
        )

    def _first_connection(self) -> Connection | None:
        """A connection as soon as the server takes one; None if it ends before."""
        assert self.process is not None
        give_up = time.monotonic() + SECONDS_TO_START
        while self.process.poll() is None and time.monotonic() < give_up:
            try:
                return self.connect(SUPERUSER, "superuser", "postgres")
            except psycopg2.OperationalError:
                time.sleep(0.05)
        self.stop()
        return None

    def connect(self, user: str, password_of: str, database: str) -> Connection:
        """A connection outside any transaction."""
        connection = psycopg2.connect(
            host=str(self.sockets),
            port=PORT,
            user=user,
            password=self.folder.passwords()[password_of],
            dbname=database,
            connect_timeout=10,
        )
        connection.autocommit = True
        return connection

    def _prepare(self, connection: Connection) -> None:
        """The two roles and the database; the superuser is used for nothing else."""
        with closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles")
            existing = {name for (name,) in cursor.fetchall()}
            for holder, role in ROLES.items():
                if role not in existing:
                    cursor.execute(self._create_role(holder, role))
            # The owner may then end the app's sessions, to drop a scratch database.
            cursor.execute(f"GRANT {ROLES['app']} TO {ROLES['owner']}")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(ROLES["owner"])
                    )
                )

    def _create_role(self, holder: str, role: str) -> sql.Composed:
        # CREATEDB lets the owner make the scratch databases of tests and benchmarks.
        may = "CREATEDB" if holder == "owner" else "NOCREATEDB"
        statement = f"CREATE ROLE {{}} LOGIN NOSUPERUSER NOCREATEROLE {may} PASSWORD {{}}"
        return sql.SQL(statement).format(
            sql.Identifier(role), sql.Literal(self.folder.passwords()[holder])
        )


def _locale(major: int) -> list[str]:
    """Upper and lower case for every script, the same order of words on every machine."""
    if major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


def _clear_the_way(data: Path) -> None:
    """See an earlier server of this folder off, and forget one which is long gone.

    PostgreSQL itself refuses to start while any process, be it a stranger, has the number in
    the file an earlier server left behind.
    """
    if not Path("/proc/self").exists():
        return  # a system on which we cannot tell: PostgreSQL's own caution decides
    pid_file = data / "postmaster.pid"
    firmly = time.monotonic() + 10
    while (pid := _pid_in(pid_file)) and _is_server_of(pid, data):
        if time.monotonic() > firmly:
            os.kill(pid, signal.SIGQUIT)
            firmly += 5
        time.sleep(0.05)
    pid_file.unlink(missing_ok=True)


def _pid_in(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _is_server_of(pid: int, data: Path) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return os.fsencode(data) in command.split(b"\0")
