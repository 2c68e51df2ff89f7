"""Folders of servers, and processes that use them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import servers
from config.servers import Servers
from config.servers.folder import locked
from tests.config.running_servers import join, processes_of, wait_until

ROOT = Path(servers.__file__).resolve().parent.parent.parent
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
            join(folder).leave()
            wait_until(lambda: not processes_of(folder))
    return folder


@pytest.fixture
def folder(made_folder: Path, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "servers"
    shutil.copytree(made_folder, path)
    yield path
    for pid in processes_of(path):  # only after a failure
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def joined(folder: Path) -> Iterator[Servers]:
    joined = join(folder)
    yield joined
    joined.leave()


@pytest.fixture(scope="session")
def undisturbed(made_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Servers for tests that only look."""
    path = tmp_path_factory.mktemp("undisturbed") / "servers"
    shutil.copytree(made_folder, path)
    joined = join(path)
    yield joined
    joined.leave()


@pytest.fixture
def start_users(folder: Path) -> Iterator[Callable[[int], list[subprocess.Popen]]]:
    """Starts that many processes which use the folder's servers and answer a line with a query."""
    users: list[subprocess.Popen] = []

    def start(how_many: int) -> list[subprocess.Popen]:
        command = [sys.executable, "-c", USER_PROGRAM, str(folder)]
        pipe = subprocess.PIPE
        for _ in range(how_many):
            user = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)
            users.append(user)
        assert [user.stdout.readline() for user in users if user.stdout] == ["joined\n"] * how_many
        return users

    yield start
    for user in users:
        user.kill()
        user.communicate()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A free port that a web server takes over by its file descriptor."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield listener
