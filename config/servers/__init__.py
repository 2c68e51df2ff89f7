"""Real PostgreSQL and a Redis-compatible broker for development, demo and tests.

Nothing starts when this package is imported. `join` starts a folder's servers or joins those
that already run there; `project` does so once per process for the project's own folder. The
servers stop soon after the last process that uses them has left or died.
"""

import os
import threading
from pathlib import Path

from .folder import ServersUnavailable
from .sharing import Servers

__all__ = ["Servers", "ServersUnavailable", "join", "private_folder", "project"]

LINGER_SECONDS = 1.5  # the next command of a script finds warm servers
_joined: dict[str, Servers] = {}
_joining = threading.Lock()


def private_folder() -> Path:
    """Where this project keeps what is its own: servers, secrets, collected files."""
    beside_the_code = Path(__file__).resolve().parent.parent.parent / ".mitra"
    return Path(os.environ.get("MITRA_PRIVATE_DIR") or beside_the_code)


def join(
    folder: Path | None = None, *, durable: bool = True, linger: float = LINGER_SECONDS
) -> Servers:
    """Start or join the servers kept in `folder`, the project's own by default.

    `durable=False` trades safety at a power cut for speed; `linger` is how long they outlive
    their last user. Whoever starts them decides both.
    Raises ServersUnavailable when they do not come up.
    """
    joined = Servers(folder or private_folder() / "servers", durable=durable, linger=linger)
    joined.ensure()
    return joined


def project() -> Servers:
    """The project's own servers, joined at the first call and kept until this process ends.

    Every later call makes sure they still run, and starts them anew where they do not.
    """
    with _joining:
        if "project" not in _joined:
            _joined["project"] = join()
    _joined["project"].ensure()
    return _joined["project"]
