"""The real worker and the real web server, for tests that must not pretend."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import kombu
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from config import servers
from config.servers import children
from config.servers.folder import locked
from tests.plugins import as_users, templates
from tests.plugins.databases import ScratchDatabase
from tests.plugins.servers import own

SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 10.0
Variables = Mapping[str, str]
NONE: Variables = MappingProxyType({})


@dataclass
class Process:
    """A program of ours, started for one test."""

    name: str
    popen: subprocess.Popen
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    def wait_for(self, is_so: Callable[[], object], *, seconds: float = 120.0) -> None:
        """Wait until the condition holds; fail with the log if the process ends or time is up."""
        give_up = time.monotonic() + seconds
        while not is_so():
            if self.popen.poll() is not None:
                pytest.fail(f"The {self.name} ended with {self.popen.returncode}:\n{self.log}")
            if time.monotonic() > give_up:
                pytest.fail(f"The {self.name} did not get there in {seconds:g} s:\n{self.log}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it and its children at once, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def stop(self) -> None:
        """Ask it to end its work and go; whatever is left after that is killed."""
        self.popen.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(timeout=SECONDS_TO_STOP)
        self.kill()


@dataclass
class StartProcess:
    """Starts programs on the scratch database and stops them in the end."""

    database: ScratchDatabase
    folder: Path
    started: list[Process] = field(default_factory=list)

    def stop_all(self) -> None:
        """Stop them, and print their logs: shown if the test failed."""
        for process in reversed(self.started):
            process.stop()
            print(f"----- log of the {process.name} -----\n{process.log}")  # noqa: T201

    def __call__(
        self,
        name: str,
        *command: str,
        pass_fds: tuple[int, ...] = (),
        environment: Variables = NONE,
    ) -> Process:
        log_file = self.folder / f"{name}-{len(self.started)}.log"
        popen = children.start(
            [sys.executable, "-m", *command],
            log=log_file,
            when_orphaned=signal.SIGKILL,
            cwd=settings.BASE_DIR,
            env={**self.database.environment(), **environment},
            start_new_session=True,
            pass_fds=pass_fds,
        )
        self.started.append(Process(name, popen, log_file))
        return self.started[-1]

    def worker(self, *options: str, environment: Variables = NONE) -> Process:
        """A Celery worker that is ready for jobs."""
        name = f"tests-{os.getpid()}-{len(self.started)}@localhost"
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        command = ("celery", "-A", "config", "worker", "-l", "INFO", "-n", name, "-c", "1")
        process = self("worker", *command, *quiet, *options, environment=environment)
        process.wait_for(lambda: f"{name} ready" in process.log, seconds=SECONDS_TO_START)
        return process

    def web(self, *, environment: Variables = NONE) -> str:
        """The address of a web server that answers."""
        with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
            handed_down = listener.fileno()
            options = ("--bind", f"fd://{handed_down}", "--threads", "4", "--no-control-socket")
            command = ("gunicorn", "config.wsgi", *options)
            variables = {"DJANGO_SETTINGS_MODULE": as_users.__name__, **environment}
            process = self("web server", *command, pass_fds=(handed_down,), environment=variables)
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        process.wait_for(lambda: _answers(address), seconds=SECONDS_TO_START)
        return address


@pytest.fixture
def start_process(scratch_database: ScratchDatabase, tmp_path: Path) -> Iterator[StartProcess]:
    """Starts further workers (`.worker()`), web servers (`.web()`) or modules (`(name, ...)`)."""
    start = StartProcess(scratch_database, tmp_path)
    _empty_the_broker()
    yield start
    start.stop_all()


@pytest.fixture
def worker(start_process: StartProcess) -> Process:
    """A real Celery worker on the scratch database and a broker database of its own."""
    return start_process.worker()


@pytest.fixture
def web(scratch_database: ScratchDatabase, web_server: str) -> str:
    """The address of a real web server on the scratch database, as users see it."""
    return web_server


@pytest.fixture(scope="session")
def web_server(collected_static: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The web server of this test process: each test puts a new database under it."""
    database = ScratchDatabase(templates.name_of("scratch"))
    start = StartProcess(database, tmp_path_factory.mktemp("web"))
    yield start.web()
    start.stop_all()


def _empty_the_broker() -> None:
    """Forget the messages of earlier tests, which a worker would carry out on this one's rows."""
    if own("REDIS_URL"):
        with kombu.Connection(os.environ["REDIS_URL"]) as broker:
            broker.default_channel.client.flushdb()


@pytest.fixture(scope="session", autouse=True)
def collected_static() -> None:
    """The static files as the pages link them: collected again only after one has changed."""
    collected, stamp = (
        Path(settings.STATIC_ROOT),
        servers.private_folder() / "static-of-tests.stamp",
    )
    with locked(servers.private_folder() / "static-of-tests.lock"):
        state = _state_of_static_files()
        if collected.exists() and stamp.exists() and stamp.read_text() == state:
            return
        shutil.rmtree(collected, ignore_errors=True)
        with override_settings(STORAGES=as_users.STORAGES):
            call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(state)


def _state_of_static_files() -> str:
    files = [path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*")]
    lock = Path(settings.BASE_DIR) / "uv.lock"  # the libraries bring static files too
    return "\n".join(
        f"{path} {path.stat().st_mtime_ns}" for path in sorted([*files, lock]) if path.is_file()
    )


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=2)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
