"""Whether a database is a demo's, and how far its world has come.

A demo's database says so by a table that no other database has. So a demo never writes its
people, whose password is printed, into a database that is used for something else; and a world
whose making was interrupted is thrown away, never continued.
"""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.utils import OperationalError
from django.utils import timezone

from config.demo import world

OWNER = "owner"
LOCK = "SELECT pg_try_advisory_lock(hashtext('mitra demo world'))"
SECONDS_FOR_OTHERS_TO_LEAVE = 8.0
Say = Callable[[str], None]


def prepare(*, members: int, fresh: bool, say: Say) -> None:
    """Migrate the database and make its demo world, or keep the one that stands.

    Raises CommandError where the database is not a demo's, is of another version of the program,
    or cannot be thrown away now.
    """
    with _alone(say):
        state = _state()
        if state is None and _is_used():
            raise CommandError(
                "This database holds data that is not a demo's; the demo leaves it alone. "
                "Set DATABASE_URL to an empty database, or MITRA_PRIVATE_DIR to another folder."
            )
        if state is not None and (fresh or state != "made"):
            say("Starting anew." if fresh else "The last world was not finished: starting anew.")
            _throw_away()
            state = None
        if state is not None and _is_of_another_version():
            raise CommandError(
                "The demo's world was made by another version of the program: start with --fresh."
            )
        say("Preparing the database ...")
        call_command("prepare_database", verbosity=0, stdout=io.StringIO())
        if state is None:
            say(f"Making the demo world: {members:,} members, ten months ...")
            _write_state("making")
            world.make(members=members, now=timezone.now(), say=say)
            _write_state("made")


@contextmanager
def _alone(say: Say) -> Iterator[None]:
    """Hold the lock under which a world is made; wait for another demo that holds it.

    Who waits is not connected meanwhile: the other may be about to throw the database away.
    """
    holder: BaseDatabaseWrapper = connections[OWNER].copy()
    waiting = False
    try:
        while not _rows(LOCK, holder)[0][0]:
            holder.close()
            if not waiting:
                say("Another demo is preparing this database; waiting for it ...")
                waiting = True
            time.sleep(0.5)
        yield
    except OperationalError as error:
        raise CommandError(f"The database does not answer: {error}") from error
    finally:
        holder.close()


def _state() -> str | None:
    if _rows("SELECT to_regclass('demo_world')")[0][0] is None:
        return None
    rows = _rows("SELECT state FROM demo_world")
    return str(rows[0][0]) if rows else "making"


def _is_used() -> bool:
    if _rows("SELECT to_regclass('markets_user')")[0][0] is None:
        return False
    return bool(_rows("SELECT EXISTS (SELECT FROM markets_user)")[0][0])


def _is_of_another_version() -> bool:
    """Whether migrations were run that the program does not know."""
    loader = MigrationLoader(connections[OWNER])
    return bool(set(loader.applied_migrations) - set(loader.disk_migrations))


def _write_state(state: str) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS demo_world (state text NOT NULL)")
        cursor.execute("DELETE FROM demo_world")
        cursor.execute("INSERT INTO demo_world VALUES (%s)", [state])


def _throw_away() -> None:
    """Drop everything in the demo's database, once nobody else is connected."""
    for alias in connections:
        if alias != OWNER:
            connections[alias].close()
    give_up = time.monotonic() + SECONDS_FOR_OTHERS_TO_LEAVE
    while others := _others():
        if time.monotonic() > give_up:
            raise CommandError(
                f"{others} other connection(s) use the demo's database: stop the other demo, its "
                "worker or shell first, then start anew."
            )
        time.sleep(0.2)
    with connections[OWNER].cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _others() -> int:
    """How many are connected besides us: this connection, and the one that holds the lock."""
    rows = _rows(
        "SELECT count(*) FROM pg_stat_activity other"
        " WHERE datname = current_database() AND backend_type = 'client backend'"
        " AND pid <> pg_backend_pid() AND NOT EXISTS ("
        "   SELECT FROM pg_locks lock WHERE lock.pid = other.pid AND lock.granted"
        "   AND lock.locktype = 'advisory' AND lock.objid::bigint"
        "     = (hashtext('mitra demo world')::bigint & 4294967295))"
    )
    return int(rows[0][0])


def _rows(query: str, connection: BaseDatabaseWrapper | None = None) -> list[tuple[Any, ...]]:
    with (connection or connections[OWNER]).cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
