"""A folder of servers: private, with its locks, passwords, logs and sockets."""

import fcntl
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST_SOCKET_PATH = 107
POSTGRESQL_SOCKET = ".s.PGSQL.5432"
VALKEY_SOCKET = "valkey.sock"
# Inside them mkdtemp makes a folder with a random name for its owner only.
SHORT_TEMPORARY_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108
PASSWORD_HOLDERS = ("superuser", "owner", "app", "broker")


class ServersUnavailable(Exception):
    """The servers could not be started or joined; the message says why."""


class Folder:
    """The paths inside one folder of servers, each made private when it is made."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.users_lock = self.path / "users.lock"
        self.starting_lock = self.path / "starting.lock"
        self.guardian_lock = self.path / "guardian.lock"
        self.state_file = self.path / "state.json"
        self.passwords_file = self.path / "passwords.json"
        self.sockets_file = self.path / "sockets.json"
        self.log = self.path / "log"
        self.valkey_data = self.path / "valkey"

    def make(self) -> None:
        """Make the folder; as root it goes to whoever owns the place it stands in."""
        make_private(self.path)
        self.path.chmod(0o700)

    def inner(self, path: Path) -> Path:
        """`path` inside this folder, made with permissions for its owner only."""
        path.mkdir(mode=0o700, exist_ok=True)
        return path

    def passwords(self) -> dict[str, str]:
        """The servers' passwords, made at random the first time."""
        if not self.passwords_file.exists():
            made = {holder: secrets.token_urlsafe(24) for holder in PASSWORD_HOLDERS}
            write_private(self.passwords_file, json.dumps(made))
        return dict(json.loads(self.passwords_file.read_text()))

    def state(self) -> dict[str, str]:
        """What the guardian wrote when its servers were ready; empty while they are not."""
        try:
            return dict(json.loads(self.state_file.read_text()))
        except FileNotFoundError:
            return {}

    def sockets(self) -> Path:
        """A private folder whose sockets' paths are short enough for the system.

        A folder with a long path gets one among the temporary files, and keeps it.
        """
        inside = self.path / "sockets"
        if _fits(inside):
            return self.inner(inside)
        kept = self._kept_sockets()
        if kept is None:
            kept = _short_temporary_folder()
            write_private(
                self.sockets_file, json.dumps({"folder": str(self.path), "sockets": str(kept)})
            )
        return kept

    def drop_temporary_sockets(self) -> None:
        """Remove the folder among the temporary files, where there is one."""
        kept = self._kept_sockets()
        if kept is not None:
            for leftover in kept.iterdir():
                leftover.unlink()
            kept.rmdir()
        self.sockets_file.unlink(missing_ok=True)

    def _kept_sockets(self) -> Path | None:
        if not self.sockets_file.exists():
            return None
        record = json.loads(self.sockets_file.read_text())
        kept = Path(record["sockets"])
        # A copied folder brings its original's record along: it must not share the sockets.
        if record["folder"] == str(self.path) and _is_private(kept):
            return kept
        return None


def _fits(sockets: Path) -> bool:
    longest = os.fsencode(sockets / POSTGRESQL_SOCKET)
    return len(longest) <= LONGEST_SOCKET_PATH and b'"' not in longest


def _is_private(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    mine = found.st_uid == os.geteuid()
    return mine and stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700


def _short_temporary_folder() -> Path:
    for parent in (tempfile.gettempdir(), *SHORT_TEMPORARY_FOLDERS):
        if _fits(Path(parent) / "mitra-12345678") and os.access(parent, os.W_OK | os.X_OK):
            return Path(tempfile.mkdtemp(prefix="mitra-", dir=parent))
    raise ServersUnavailable("No folder for temporary files has a path short enough for sockets.")


def make_private(path: Path) -> None:
    """Make the folder and its missing parents, each for its owner only.

    What root makes goes to whoever owns the place: in a user's clone it stays the user's.
    """
    for folder in reversed([path, *path.parents]):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)
            give_to_the_folders_owner(folder)


def give_to_the_folders_owner(path: Path) -> None:
    """As root, let what was made, and all inside it, belong to the owner of the folder it is in."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        for made in (path, *path.rglob("*")):
            os.lchown(made, owner.st_uid, owner.st_gid)


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read, whole or not at all."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    unfinished.replace(path)


def open_lock(path: Path) -> int:
    """A descriptor of the lock file, not handed down to programs this process starts."""
    is_new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if is_new:
        give_to_the_folders_owner(path)
    return descriptor


def try_lock(descriptor: int, how: int = fcntl.LOCK_EX) -> bool:
    """Take the lock at once, or say that somebody else has it."""
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock alone, waiting for it; the system frees it if this process dies."""
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
