"""Several processes share a folder's servers; nobody's death leaves orphans or others without."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

from config import servers
from config.servers import Servers
from config.servers.folder import locked

ROOT = Path(servers.__file__).resolve().parent.parent.parent
LINGER = 0.3
LONGER_THAN_THEY_LINGER = 1.0
USER_PROGRAM = """
import sys
from pathlib import Path
import psycopg2
from config import servers
joined = servers.join(Path(sys.argv[1]), durable=False, linger=0.3)
connection = psycopg2.connect(joined.database_url())
print("joined", flush=True)
for line in sys.stdin:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        print(cursor.fetchone()[0], flush=True)
"""


@pytest.fixture(scope="session")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose servers have run once and stopped: tests copy it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # by all workers
    folder = shared / "made" / "servers"
    folder.parent.mkdir(exist_ok=True)
    with locked(folder.parent.with_suffix(".lock")):
        if not folder.exists():
            _join(folder).leave()
            _wait_until(lambda: not _processes_of(folder))
    return folder


@pytest.fixture
def folder(made_folder: Path, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "servers"
    shutil.copytree(made_folder, path)
    yield path
    for pid in _processes_of(path):  # only after a failure
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def joined(folder: Path) -> Iterator[Servers]:
    joined = _join(folder)
    yield joined
    joined.leave()


@pytest.fixture
def start_user(folder: Path) -> Iterator[Callable[[], subprocess.Popen]]:
    """Starts other processes which use the folder's servers and answer a line with a query."""
    users: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        command = [sys.executable, "-c", USER_PROGRAM, str(folder)]
        pipe = subprocess.PIPE
        user = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)
        users.append(user)
        assert user.stdout
        assert user.stdout.readline() == "joined\n"
        return user

    yield start
    for user in users:
        user.kill()
        user.communicate()


def test_both_roles_and_the_broker_can_be_used(joined: Servers) -> None:
    assert _query(joined, "SELECT current_user", role="app") == "mitra_app"
    assert _query(joined, "SELECT current_user", role="owner") == "mitra_owner"
    superusers = "SELECT count(*) FROM pg_roles WHERE rolsuper AND rolname LIKE 'mitra%'"
    assert _query(joined, superusers) == 0
    assert _broker_answers(joined)


def test_only_their_owner_reaches_folders_and_passwords(joined: Servers) -> None:
    folder = joined.folder
    assert _mode(folder.passwords_file) == 0o600
    for private in (folder.path, folder.sockets(), folder.log, folder.valkey_data):
        assert _mode(private) == 0o700
    without_password = joined.database_url().replace(folder.passwords()["app"], "wrong")
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(without_password)
    for pid in _processes_of(folder.path):
        command = Path(f"/proc/{pid}/cmdline").read_text()
        assert not any(password in command for password in folder.passwords().values())


def test_the_last_one_out_stops_them_and_no_process_is_left(joined: Servers) -> None:
    second = _join(joined.folder.path)
    joined.leave()
    time.sleep(LONGER_THAN_THEY_LINGER)
    assert _query(second, "SELECT 1") == 1
    second.leave()
    _wait_until(lambda: not _processes_of(joined.folder.path))


def test_a_killed_starter_leaves_the_others_their_servers(
    folder: Path, start_user: Callable[[], subprocess.Popen]
) -> None:
    starter, other = start_user(), start_user()
    starter.kill()
    time.sleep(LONGER_THAN_THEY_LINGER)
    assert _ask(other) == "mitra_app\n"
    other.kill()
    _wait_until(lambda: not _processes_of(folder))


def test_servers_started_at_the_same_moment_are_the_same(
    folder: Path, start_user: Callable[[], subprocess.Popen]
) -> None:
    command = [sys.executable, "-c", USER_PROGRAM, str(folder)]
    both = [subprocess.Popen(command, stdin=subprocess.DEVNULL, cwd=ROOT) for _ in range(2)]
    assert [user.wait(timeout=30) for user in both] == [0, 0]
    assert len([pid for pid in _processes_of(folder) if _is_guardian(pid)]) == 1


def test_a_killed_guardian_takes_its_servers_along_and_the_next_use_starts_them_anew(
    joined: Servers,
) -> None:
    _query(joined, "CREATE TABLE kept AS SELECT 7 AS number", role="owner")
    address, before = joined.database_url(), _processes_of(joined.folder.path)
    _kill_guardian(joined)
    joined.ensure()
    assert joined.database_url() == address
    assert _query(joined, "SELECT number FROM kept", role="owner") == 7
    assert not set(before) & set(_processes_of(joined.folder.path))


def test_a_killed_guardian_leaves_no_orphans(joined: Servers) -> None:
    _kill_guardian(joined)
    _wait_until(lambda: not _processes_of(joined.folder.path))


@pytest.mark.parametrize("program", ["postgres", "valkey-server"])
def test_a_killed_server_is_started_again(joined: Servers, program: str) -> None:
    (pid,) = [pid for pid in _processes_of(joined.folder.path) if program in _command(pid)[0]]
    os.kill(pid, signal.SIGKILL)
    _wait_until(lambda: _answers(joined), seconds=15)


def test_a_file_left_behind_with_a_strangers_number_does_no_harm(folder: Path) -> None:
    (data,) = folder.glob("postgresql-*")
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n0\n5432\n\n\n\n")
    joined = _join(folder)
    assert _query(joined, "SELECT 1") == 1
    joined.leave()


def test_a_folder_with_a_long_path_gets_short_sockets(made_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / ("a-long-name" * 10) / "servers"
    shutil.copytree(made_folder, folder)
    joined = _join(folder)
    sockets = Path(joined.database_host())
    assert len(str(sockets / ".s.PGSQL.5432")) <= 107
    assert _mode(sockets) == 0o700
    assert _query(joined, "SELECT 1") == 1
    assert _broker_answers(joined)
    joined.leave()
    _wait_until(lambda: not _processes_of(folder))
    assert not sockets.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a namespace")
def test_root_runs_them_in_a_namespace_as_an_ordinary_account(joined: Servers) -> None:
    server = _server(joined)
    inside, outside, length = map(int, Path(f"/proc/{server}/uid_map").read_text().split())
    assert (inside != 0, outside, length) == (True, 0, 1)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
def test_where_namespaces_are_refused_root_runs_them_as_an_existing_account(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MITRA_SERVERS_AS", "account")
    before = folder.parent.stat()
    joined = _join(folder)
    assert Path(f"/proc/{_server(joined)}").stat().st_uid != 0
    assert _query(joined, "SELECT 1") == 1
    assert _broker_answers(joined)
    assert (folder.stat().st_uid, _mode(folder)) == (0, 0o700)
    after = folder.parent.stat()
    assert (after.st_uid, after.st_mode) == (before.st_uid, before.st_mode)
    joined.leave()


def test_without_a_postgresql_the_reason_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MITRA_POSTGRESQL_BIN", str(tmp_path))
    with pytest.raises(servers.ServersUnavailable, match="No PostgreSQL 15 or newer found"):
        servers.join(tmp_path / "servers")


def test_the_systems_postgresql_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    systems = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not systems:
        pytest.skip("no PostgreSQL of the system on this machine")
    monkeypatch.setenv("MITRA_POSTGRESQL_BIN", str(systems[-1].parent))
    joined = _join(tmp_path / "servers")
    version = systems[-1].parent.parent.name
    assert str(_query(joined, "SHOW server_version")).startswith(version)
    joined.leave()


def _join(folder: Path) -> Servers:
    return servers.join(folder, durable=False, linger=LINGER)


def _kill_guardian(joined: Servers) -> None:
    guardian = int(joined.folder.state()["guardian"])
    os.kill(guardian, signal.SIGKILL)
    _wait_until(lambda: not _is_guardian(guardian))


def _query(joined: Servers, sql: str, *, role: str = "app") -> object:
    connection = psycopg2.connect(joined.database_url(role))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def _broker_answers(joined: Servers) -> bool:
    from kombu import Connection

    with Connection(joined.redis_url(1)) as connection:
        queue = connection.SimpleQueue("test")
        queue.put("a message")
        return queue.get(timeout=5).payload == "a message"


def _answers(joined: Servers) -> bool:
    from kombu.exceptions import OperationalError

    try:
        return _query(joined, "SELECT 1") == 1 and _broker_answers(joined)
    except (psycopg2.OperationalError, OperationalError):
        return False


def _ask(user: subprocess.Popen) -> str:
    assert user.stdin
    assert user.stdout
    user.stdin.write("\n")
    user.stdin.flush()
    return user.stdout.readline()


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _server(joined: Servers) -> int:
    (data,) = joined.folder.path.glob("postgresql-*")
    return int((data / "postmaster.pid").read_text().split()[0])


def _processes_of(folder: Path) -> list[int]:
    """The guardian, postmaster and broker of the folder: each names it among its arguments."""
    found = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [pid for pid in found if _is_ours(_command(pid), folder)]


def _is_ours(command: list[str], folder: Path) -> bool:
    program = command[0]
    known = "postgres" in program or "valkey" in program or "servers.guardian" in " ".join(command)
    return known and any(str(folder) in word for word in command)


def _is_guardian(pid: int) -> bool:
    return "servers.guardian" in " ".join(_command(pid))


def _command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return [""]


def _wait_until(is_so: Callable[[], object], *, seconds: float = 8.0) -> None:
    give_up = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up
        time.sleep(0.05)
