"""The demo's processes: worker, beat and web server, which end with it however it ends."""

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from config import servers
from config.servers import children
from config.servers.folder import give_to_the_folders_owner, locked, make_private

SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 15.0
GLANCE_SECONDS = 0.3


@dataclass(frozen=True)
class Child:
    """One running program and its log."""

    name: str
    process: subprocess.Popen
    log: Path

    def last_words(self) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").strip().splitlines()[-8:])


@dataclass
class Processes:
    """Starts the programs under the app role's addresses, watches them and stops them.

    `name` keeps the logs of several demos apart.
    """

    name: str
    children: list[Child] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where the logs are."""
        return servers.private_folder() / "demo" / self.name

    def start(self, *, listener: socket.socket, beat: bool) -> None:
        """Start them all and come back when they are ready; the web server takes `listener` over.

        Call it from the main thread. Raises CommandError when one does not come up.
        """
        self.forget_logs()
        make_private(self.folder)
        collect_static()
        celery = ("celery", "-A", "config")
        quiet = ("--without-gossip", "--without-mingle", "-l", "INFO")
        node = f"demo-{os.getpid()}@localhost"
        # A worker told to quit drops what it does at once: the rows still owe it.
        self._start("worker", *celery, "worker", "-c", "2", "-n", node, *quiet, end=signal.SIGQUIT)
        if beat:
            kept = str(self.folder / "schedule")
            self._start("beat", *celery, "beat", "-s", kept, "--pidfile=", "-l", "INFO")
        number = listener.fileno()
        bound = (
            "--bind",
            f"fd://{number}",
            "--workers",
            "2",
            "--threads",
            "4",
            "--limit-request-line",
            "8190",
            "--no-control-socket",
        )
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/sehat"
        self._start("web server", "gunicorn", "config.wsgi", *bound, pass_fds=(number,))
        listener.close()
        self._wait_for("worker", lambda child: f"{node} ready" in child.log.read_text())
        self._wait_for("web server", lambda _child: _answers(address))

    def watch(self) -> None:
        """Until one of them ends, which raises CommandError: nothing is restarted in silence."""
        while True:
            self.check()
            time.sleep(GLANCE_SECONDS)

    def check(self) -> None:
        """Raise CommandError if one of them has ended."""
        for child in self.children:
            if child.process.poll() is not None:
                raise CommandError(
                    f"The {child.name} ended by itself with code {child.process.returncode}. "
                    f"Its log, {child.log}, ends with:\n{child.last_words()}"
                )

    def stop(self) -> None:
        """Ask all of them to end, and wait until they have."""
        for child in self.children:
            if child.process.poll() is None:
                child.process.terminate()
        for child in self.children:
            children.stop(child.process, signal.SIGQUIT, patience=SECONDS_TO_STOP)
        self.children.clear()

    def forget_logs(self) -> None:
        """Remove what they have written."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(
        self, name: str, *command: str, end: signal.Signals = signal.SIGTERM, pass_fds: tuple = ()
    ) -> None:
        log = self.folder / f"{name.replace(' ', '-')}.log"
        process = children.start(
            [sys.executable, "-m", *command],
            log=log,
            when_orphaned=end,
            cwd=settings.BASE_DIR,
            env=_environment(),
            start_new_session=True,  # a terminal's Ctrl-C is for us, who then stop them in order
            pass_fds=pass_fds,
        )
        self.children.append(Child(name, process, log))

    def _wait_for(self, name: str, is_ready: Callable[[Child], bool]) -> None:
        child = next(child for child in self.children if child.name == name)
        give_up = time.monotonic() + SECONDS_TO_START
        while not is_ready(child):
            self.check()
            if time.monotonic() > give_up:
                raise CommandError(f"The {name} did not start in time:\n{child.last_words()}")
            time.sleep(0.05)


def listen(port: int) -> socket.socket:
    """A socket on the loopback at that port, or at any free one for 0.

    Raises CommandError where the port is taken.
    """
    try:
        return socket.create_server(("127.0.0.1", port), backlog=64)
    except (OSError, OverflowError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        raise CommandError(
            f"Port {port} {'is taken' if taken else 'cannot be used'}: "
            f"choose another one, for example --port {8001 if port != 8001 else 8002}."
        ) from error


def collect_static() -> None:
    """The static files as the pages link them, collected again only after one has changed."""
    private, collected = servers.private_folder(), Path(settings.STATIC_ROOT)
    stamp = private / "demo" / "static.stamp"
    with locked(private / "demo" / "static.lock"):
        state = _state_of_static_files()
        if collected.exists() and stamp.exists() and stamp.read_text() == state:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(state)
        for made in (collected, stamp):  # root's would be in a user's way
            give_to_the_folders_owner(made)


def _state_of_static_files() -> str:
    found = [path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*")]
    lock = Path(settings.BASE_DIR) / "uv.lock"  # the libraries bring static files too
    return "\n".join(
        f"{path} {path.stat().st_mtime_ns}" for path in sorted([*found, lock]) if path.is_file()
    )


def _environment() -> dict[str, str]:
    """What the programs are given: the addresses of the app role, nothing of the owner's."""
    environment = {
        name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"
    }
    if not environment.get("DATABASE_URL"):
        environment["DATABASE_URL"] = servers.project().database_url("app")
    if not environment.get("REDIS_URL"):
        environment["REDIS_URL"] = servers.project().redis_url()
    return {
        **environment,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_DEBUG": "false",  # what users see
        "MITRA_DEMO": "true",
    }


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:
        return False
