"""The embedded broker: keeps nothing on disk, for the rows in PostgreSQL are the truth."""

import signal
import socket
import subprocess
import time
from pathlib import Path

from . import children
from .binaries import find_valkey
from .folder import VALKEY_SOCKET, Folder, ServersUnavailable, write_private

DATABASES = 128  # tests give each of their processes one of its own
SECONDS_TO_START = 20.0


class Valkey:
    """One broker in a folder, reached by socket and password only."""

    def __init__(self, folder: Folder, sockets: Path) -> None:
        self.folder = folder
        self.socket = sockets / VALKEY_SOCKET
        self.log = folder.log / "valkey.log"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start the broker and come back when it can be used."""
        configuration = self.folder.inner(self.folder.valkey_data) / "valkey.conf"
        write_private(configuration, self._configuration())
        self.process = children.start(
            [str(find_valkey()), str(configuration)],
            log=self.log,
            when_orphaned=signal.SIGKILL,  # at leisure it would remove its successor's socket
        )
        give_up = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > give_up:
                self.stop()
                raise ServersUnavailable(f"The broker did not start: see {self.log}.")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it; what waits in its queues is work the rows still owe."""
        if self.process:
            children.stop(self.process, signal.SIGTERM, patience=5)

    def _configuration(self) -> str:
        settings = {
            "port": "0",
            "unixsocket": f'"{self.socket}"',
            "unixsocketperm": "700",
            "requirepass": self.folder.passwords()["broker"],
            "dir": f'"{self.folder.valkey_data}"',
            "databases": str(DATABASES),
            "save": '""',
            "appendonly": "no",
        }
        return "".join(f"{name} {value}\n" for name, value in settings.items())

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            try:
                client.connect(str(self.socket))
                client.sendall(b"AUTH %b\r\n" % self.folder.passwords()["broker"].encode())
                return client.recv(16).startswith(b"+OK")
            except OSError:
                return False
