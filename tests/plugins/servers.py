"""Starts or joins the tests' own servers, before anything reads the settings.

Loaded early (`-p` in pyproject.toml) in pytest's process and in each of its workers. What is
set from outside wins: with DATABASE_URL or REDIS_URL set, that server is used.
"""

import os
from pathlib import Path

from config import servers
from config.servers.folder import open_lock, try_lock

HOME = Path(__file__).resolve().parent.parent.parent / ".mitra" / "tests"
# Says, to the workers too, which addresses are ours and may be replaced.
OURS = "MITRA_TESTS_OWN_SERVERS"


def own(name: str) -> bool:
    """Whether the server behind that variable is one of the tests' own."""
    return name in os.environ.get(OURS, "").split()


def _settle() -> None:
    os.environ["MITRA_ENVIRONMENT"] = "test"
    os.environ.setdefault("MITRA_PRIVATE_DIR", str(HOME))
    if OURS not in os.environ:
        wanted = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
        os.environ[OURS] = " ".join(wanted)
    if not os.environ[OURS]:
        return
    joined = servers.join(servers.private_folder() / "servers", durable=False)
    if own("DATABASE_URL"):
        os.environ["DATABASE_URL"] = joined.database_url("app")
        os.environ["DATABASE_OWNER_URL"] = joined.database_url("owner")
    if own("REDIS_URL"):
        os.environ["REDIS_URL"] = joined.redis_url(_broker_database())


def _broker_database() -> int:
    """A database of the broker that no other test process uses; freed when this one ends."""
    folder = servers.private_folder() / "broker-databases"
    folder.mkdir(mode=0o700, exist_ok=True)
    for number in range(1, 128):
        if try_lock(open_lock(folder / str(number))):
            return number
    raise servers.ServersUnavailable("Every database of the tests' broker is in use.")


_settle()
