"""What the tests of the embedded servers ask of running ones."""

import fcntl
import os
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2

from config import servers
from config.servers import Servers

LINGER = 0.3
LONGER_THAN_THEY_LINGER = 1.0


def join(folder: Path) -> Servers:
    return servers.join(folder, durable=False, linger=LINGER)


def kill_guardian(joined: Servers) -> None:
    os.kill(int(joined.folder.state()["guardian"]), signal.SIGKILL)
    with joined.folder.guardian_lock.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)  # comes when it is really gone


def query(joined: Servers, sql: str, *, role: str = "app") -> object:
    connection = psycopg2.connect(joined.database_url(role))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def broker_answers(joined: Servers) -> bool:
    from kombu import Connection

    with Connection(joined.redis_url(1)) as connection:
        queue = connection.SimpleQueue("test")
        queue.put("a message")
        return queue.get(timeout=5).payload == "a message"


def answers(joined: Servers) -> bool:
    from kombu.exceptions import OperationalError

    try:
        return query(joined, "SELECT 1") == 1 and broker_answers(joined)
    except (psycopg2.OperationalError, OperationalError):
        return False


def ask(user: subprocess.Popen) -> str:
    assert user.stdin
    assert user.stdout
    user.stdin.write("\n")
    user.stdin.flush()
    return user.stdout.readline()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def server_process(joined: Servers) -> int:
    (data,) = joined.folder.path.glob("postgresql-*")
    return int((data / "postmaster.pid").read_text().split()[0])


def processes_of(folder: Path) -> list[int]:
    """The guardian, postmaster and broker of the folder: each names it among its arguments."""
    found = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [pid for pid in found if _is_ours(command(pid), folder)]


def _is_ours(command: list[str], folder: Path) -> bool:
    program = command[0]
    known = "postgres" in program or "valkey" in program or "servers.guardian" in " ".join(command)
    return known and any(str(folder) in word for word in command)


def is_guardian(pid: int) -> bool:
    return "servers.guardian" in " ".join(command(pid))


def command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return [""]


def wait_until(is_so: Callable[[], object], *, seconds: float = 8.0) -> None:
    give_up = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up
        time.sleep(0.05)
