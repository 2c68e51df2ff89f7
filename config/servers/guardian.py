"""The guardian: a small process that keeps a folder's servers while anybody uses them.

Users hold a shared lock on one file. Whoever they are and however they end, the system frees
their lock; when the guardian can take it alone, nobody is left, and it stops the servers. Its
own lock says that it lives. If it is killed, the system stops the servers for it.
"""

import fcntl
import json
import os
import signal
import sys
import time
from pathlib import Path

import psycopg2

from .account import become_ordinary
from .binaries import find_postgresql, find_valkey
from .folder import Folder, open_lock, try_lock, write_private
from .postgres import PostgreSQL
from .valkey import Valkey

GLANCE_SECONDS = 0.2


class Guardian:
    """Starts one folder's servers, revives one that dies, stops them after the last user."""

    def __init__(self, folder: Folder, *, durable: bool, linger: float) -> None:
        self.folder = folder
        folder.inner(folder.log)
        sockets = folder.sockets()
        self.broker = Valkey(folder, sockets)
        self.database = PostgreSQL(folder, sockets, durable=durable)
        self.users = open_lock(folder.users_lock)
        self.linger = linger
        self.told_to_stop = False

    def run(self) -> None:
        """Keep the servers until nobody uses them or a signal says to stop."""
        signal.signal(signal.SIGTERM, self._heed)
        try:
            self.broker.start()
            self.database.start()
            self._announce()
            self._keep()
        finally:
            self.folder.state_file.unlink(missing_ok=True)
            self.broker.stop()
            self.database.stop()
            self.folder.drop_temporary_sockets()

    def _heed(self, *_: object) -> None:
        self.told_to_stop = True

    def _announce(self) -> None:
        sockets = str(self.database.sockets)
        write_private(
            self.folder.state_file, json.dumps({"sockets": sockets, "guardian": str(os.getpid())})
        )

    def _keep(self) -> None:
        alone_since: float | None = None
        while not self.told_to_stop:
            time.sleep(GLANCE_SECONDS)
            self._revive()
            if not try_lock(self.users):
                alone_since = None
                continue
            now = time.monotonic()
            alone_since = alone_since or now
            if now - alone_since >= self.linger:
                return  # with the lock: who comes now waits until the servers have stopped
            fcntl.flock(self.users, fcntl.LOCK_UN)

    def _revive(self) -> None:
        for server in (self.broker, self.database):
            if server.process and server.process.poll() is not None:
                server.start()


def main(path: str, durability: str, linger: str) -> None:
    """Guard the folder at `path`, unless another guardian already does."""
    folder = Folder(Path(path))
    own_lock = open_lock(folder.guardian_lock)
    give_up = time.monotonic() + 2  # whoever looks whether a guardian lives holds it an instant
    while not try_lock(own_lock):
        if time.monotonic() > give_up:
            return
        time.sleep(0.02)
    become_ordinary(folder.path, _needed_files())
    Guardian(folder, durable=durability == "durable", linger=float(linger)).run()
    # The locks go with the process, this one first: who waits for the other must find it free.
    os.close(own_lock)


def _needed_files() -> list[Path]:
    programs = [Path(find_postgresql().program("postgres")), find_valkey()]
    return [*programs, Path(sys.executable), Path(os.__file__), Path(psycopg2.__file__)]
