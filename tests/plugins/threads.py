"""Races with real threads."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

AtOnce = Callable[..., list[Any]]
PATIENCE = 10.0  # seconds for which one waits for another that neither comes nor waits nor ends
LOOKS_EVERY = 0.02
SOMEBODY_WAITS_FOR_ME = """
    SELECT EXISTS (
        SELECT FROM pg_locks
        WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))
"""


@pytest.fixture
def at_once() -> AtOnce:
    """Runs functions in threads which set out together, each with connections of its own.

    `at_once(f, g)` answers a list: what each returned, or the exception it raised.
    """
    return _at_once


@pytest.fixture
def meet(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`meet((module, name), ...)`: the threads of a race go into these together, and come out so.

    So all have looked before one writes. With a guard one waits for the other's lock, or has been
    refused: then the other goes on alone. `then_part`: they only go in together.
    """

    def meet(*places: tuple[Any, str], parties: int = 2, then_part: bool = False) -> None:
        meeting = _Meeting(parties)
        for module, name in places:
            together = meeting.around(getattr(module, name), then_part)
            monkeypatch.setattr(module, name, together)

    return meet


def wait_until(is_done: Callable[[], bool]) -> None:
    """Until another thread has done it, or waits for a lock that this one holds."""
    until = time.monotonic() + PATIENCE
    while not is_done() and time.monotonic() < until and not _somebody_waits_for_me():
        time.sleep(LOOKS_EVERY)


def _somebody_waits_for_me() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(SOMEBODY_WAITS_FOR_ME)
        return bool(cursor.fetchone()[0])


class _Meeting:
    """Where threads wait for each other; once somebody has gone on alone, nobody waits again."""

    def __init__(self, parties: int) -> None:
        self.parties = parties
        self.changed = threading.Condition()
        self.here = self.rounds = 0
        self.is_over = False

    def around(self, function: Callable[..., Any], then_part: bool) -> Callable[..., Any]:
        """The function, before and after which they wait."""

        def together(*args: Any, **fields: Any) -> Any:
            self.wait()
            found = function(*args, **fields)
            if not then_part:
                self.wait()
            return found

        return together

    def wait(self) -> None:
        """Until all are here, or will not come. Outside a race nobody waits."""
        if not _racing.count:
            return
        with self.changed:
            number, until = self.rounds, time.monotonic() + PATIENCE
            self.here += 1
            if self.here == self.parties:
                self.here, self.rounds = 0, self.rounds + 1
                self.changed.notify_all()
            while self.rounds == number and not self.is_over:
                self.changed.wait(LOOKS_EVERY)
                if self.rounds == number and (time.monotonic() > until or self._comes_nobody()):
                    self.is_over = True
                    self.changed.notify_all()

    def _comes_nobody(self) -> bool:
        return _racing.count < self.parties or _somebody_waits_for_me()


class _Racing:
    """How many threads of the race have not ended."""

    count = 0


_racing = _Racing()


def _at_once(*functions: Callable[[], Any]) -> list[Any]:
    start = threading.Barrier(len(functions))
    _racing.count = len(functions)

    def run(function: Callable[[], Any]) -> Any:
        try:
            connections["default"].ensure_connection()  # so that the race is not for connecting
            start.wait(timeout=20)
            return function()
        except Exception as error:
            return error
        finally:
            _racing.count -= 1
            connections.close_all()

    with ThreadPoolExecutor(len(functions)) as threads:
        return list(threads.map(run, functions))
