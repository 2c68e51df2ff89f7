"""Several processes share a folder's servers; nobody's death leaves orphans or others without."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest

from config.servers import Servers
from tests.config.running_servers import (
    LONGER_THAN_THEY_LINGER,
    answers,
    ask,
    broker_answers,
    command,
    is_guardian,
    join,
    kill_guardian,
    mode,
    processes_of,
    query,
    wait_until,
)


def test_both_roles_and_the_broker_can_be_used(undisturbed: Servers) -> None:
    assert query(undisturbed, "SELECT current_user", role="app") == "mitra_app"
    assert query(undisturbed, "SELECT current_user", role="owner") == "mitra_owner"
    superusers = "SELECT count(*) FROM pg_roles WHERE rolsuper AND rolname LIKE 'mitra%'"
    assert query(undisturbed, superusers) == 0
    assert broker_answers(undisturbed)


def test_only_their_owner_reaches_folders_and_passwords(undisturbed: Servers) -> None:
    folder = undisturbed.folder
    assert mode(folder.passwords_file) == 0o600
    for private in (folder.path, folder.sockets(), folder.log, folder.valkey_data):
        assert mode(private) == 0o700
    without_password = undisturbed.database_url().replace(folder.passwords()["app"], "wrong")
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(without_password)
    for pid in processes_of(folder.path):
        command = Path(f"/proc/{pid}/cmdline").read_text()
        assert not any(password in command for password in folder.passwords().values())


def test_the_log_is_private_and_holds_nothing_of_refused_rows(undisturbed: Servers) -> None:
    make = "CREATE TEMPORARY TABLE people (name text PRIMARY KEY); INSERT INTO people VALUES "
    with pytest.raises(psycopg2.errors.UniqueViolation):
        query(undisturbed, f"{make} ('Siti Contoh'), ('Siti Contoh')", role="owner")
    log = undisturbed.folder.log / "postgresql.log"
    assert "duplicate key value violates unique constraint" in log.read_text()
    assert "Siti Contoh" not in log.read_text()
    assert mode(log) == 0o600


def test_the_last_one_out_stops_them_and_no_process_is_left(joined: Servers) -> None:
    second = join(joined.folder.path)
    joined.leave()
    time.sleep(LONGER_THAN_THEY_LINGER)
    assert query(second, "SELECT 1") == 1
    second.leave()
    wait_until(lambda: not processes_of(joined.folder.path))


def test_a_killed_starter_leaves_the_others_their_servers(
    folder: Path, start_users: Callable[[int], list[subprocess.Popen]]
) -> None:
    users = start_users(2)
    killed = next(user for user in users if _started_guardian(user, folder))
    (left,) = [user for user in users if user is not killed]
    killed.kill()
    time.sleep(LONGER_THAN_THEY_LINGER)
    assert ask(left) == "mitra_app\n"
    left.kill()
    wait_until(lambda: not processes_of(folder))


def test_servers_started_at_the_same_moment_are_the_same(
    folder: Path, start_users: Callable[[int], list[subprocess.Popen]]
) -> None:
    users = start_users(2)
    assert [ask(user) for user in users] == ["mitra_app\n"] * 2
    assert len([pid for pid in processes_of(folder) if is_guardian(pid)]) == 1


def test_a_killed_guardian_takes_its_servers_along_and_the_next_use_starts_them_anew(
    joined: Servers,
) -> None:
    query(joined, "CREATE TABLE kept AS SELECT 7 AS number", role="owner")
    address, before = joined.database_url(), processes_of(joined.folder.path)
    kill_guardian(joined)
    joined.ensure()
    assert joined.database_url() == address
    assert query(joined, "SELECT number FROM kept", role="owner") == 7
    assert not set(before) & set(processes_of(joined.folder.path))


def test_a_killed_guardian_leaves_no_orphans(joined: Servers) -> None:
    kill_guardian(joined)
    wait_until(lambda: not processes_of(joined.folder.path))


@pytest.mark.parametrize("program", ["postgres", "valkey-server"])
def test_a_killed_server_is_started_again(joined: Servers, program: str) -> None:
    (pid,) = [pid for pid in processes_of(joined.folder.path) if program in command(pid)[0]]
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: answers(joined), seconds=15)


def test_a_file_left_behind_with_a_strangers_number_does_no_harm(folder: Path) -> None:
    (data,) = folder.glob("postgresql-*")
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n0\n5432\n\n\n\n")
    joined = join(folder)
    assert query(joined, "SELECT 1") == 1
    joined.leave()


def _started_guardian(user: subprocess.Popen, folder: Path) -> bool:
    (guardian,) = [pid for pid in processes_of(folder) if is_guardian(pid)]
    return f"PPid:\t{user.pid}\n" in Path(f"/proc/{guardian}/status").read_text()
