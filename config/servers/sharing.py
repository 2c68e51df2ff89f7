"""Starting or joining a folder's servers, and leaving them."""

import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

from .folder import VALKEY_SOCKET, Folder, ServersUnavailable, locked, open_lock, try_lock
from .postgres import DATABASE, PORT, ROLES

SECONDS_TO_START = 90.0
# Not run as part of the project's package: that would load settings and libraries it needs not.
GUARDIAN_PROGRAM = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from servers.guardian import main; main(*sys.argv[2:])"
)


class Servers:
    """One process's share in the servers of a folder."""

    def __init__(self, path: Path, *, durable: bool, linger: float) -> None:
        self.folder = Folder(path)
        self.durable = durable
        self.linger = linger
        self._share: int | None = None
        self._one_at_a_time = threading.Lock()

    def ensure(self) -> None:
        """Join the servers, and start them where they do not run.

        Cheap where they do. Raises ServersUnavailable when they do not come up.
        """
        with self._one_at_a_time:
            try:
                if self._share is None:
                    self._take_share()
                if not self._guarded():
                    self._start()
            except OSError as error:
                raise ServersUnavailable(f"No servers in {self.folder.path}: {error}") from error

    def database_url(self, role: str = "app", name: str = DATABASE) -> str:
        """The address of a database for the `app` or the `owner` role, password included."""
        password = self.folder.passwords()[role]
        host = quote(self.database_host(), safe="")
        return f"postgresql://{ROLES[role]}:{password}@/{name}?host={host}&port={PORT}"

    def database_host(self) -> str:
        """The folder of PostgreSQL's socket, which is what its clients take for a host."""
        sockets = self.folder.state().get("sockets")
        if sockets is None:
            raise ServersUnavailable(f"The servers in {self.folder.path} have just stopped.")
        return sockets

    def database_password(self, user: str) -> str:
        """The password of one of the two roles, by the role's name in the database."""
        holder = next(holder for holder, role in ROLES.items() if role == user)
        return self.folder.passwords()[holder]

    def redis_url(self, database: int = 0) -> str:
        """The broker's address in Celery's form, password included."""
        socket = f"{self.database_host()}/{VALKEY_SOCKET}"
        password = self.folder.passwords()["broker"]
        return f"redis+socket://:{password}@{quote(socket)}?virtual_host={database}"

    def leave(self) -> None:
        """Give up this process's share; the last one out stops the servers."""
        with self._one_at_a_time:
            if self._share is not None:
                # Closed, not unlocked: a forked child that still has it still has the share.
                os.close(self._share)
                self._share = None

    def _take_share(self) -> None:
        self.folder.make()
        self._share = open_lock(self.folder.users_lock)
        fcntl.flock(self._share, fcntl.LOCK_SH)

    def _guarded(self) -> bool:
        """Whether a guardian lives and its servers are ready."""
        probe = open_lock(self.folder.guardian_lock)
        try:
            if not try_lock(probe, fcntl.LOCK_SH):
                return bool(self.folder.state())
            # Nobody can announce anything while we hold this: what stands there is stale.
            self.folder.state_file.unlink(missing_ok=True)
            return False
        finally:
            os.close(probe)

    def _start(self) -> None:
        with locked(self.folder.starting_lock):
            self.folder.passwords()
            log = self.folder.path / "guardian.log"
            give_up = time.monotonic() + SECONDS_TO_START
            guardian: subprocess.Popen | None = None
            while not self._guarded():
                if time.monotonic() > give_up or (guardian and guardian.poll()):
                    raise ServersUnavailable(_last_words(log))
                if guardian is None or guardian.poll() == 0:  # it gave way to one about to end
                    guardian = self._start_guardian(log)
                time.sleep(0.02)

    def _start_guardian(self, log: Path) -> subprocess.Popen:
        durability = "durable" if self.durable else "fast"
        home = str(Path(__file__).resolve().parent.parent)
        command = [sys.executable, "-c", GUARDIAN_PROGRAM, home]
        with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
            return subprocess.Popen(  # noqa: S603 - our own program
                [*command, str(self.folder.path), durability, str(self.linger)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # a terminal's Ctrl-C is for its users, not for it
                cwd="/",
            )


def _last_words(log: Path) -> str:
    words = log.read_text(errors="replace").strip().splitlines()
    return words[-1] if words else "The servers did not start in time."
