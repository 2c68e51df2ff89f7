"""Two halves of the world made side by side: each by a process of its own, day by day in step."""

import datetime as dt
import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from django.core.management.base import CommandError
from django.db import connections

from config.demo.history import History
from config.servers import children

FORK = multiprocessing.get_context("fork")


class CrewFailed(CommandError):
    """A process that makes a part of the world has failed; its own words say why."""


class Crews:
    """Histories that are lived through in processes of their own."""

    def __init__(self, lines: list[Connection]) -> None:
        self.lines = lines

    def live_through(self, first: dt.date, last: dt.date) -> None:
        """All of them live through these days. Raises CrewFailed."""
        for line in self.lines:
            line.send((first, last))
        for line in self.lines:
            try:
                problem = line.recv()
            except EOFError:
                problem = "A process that made a part of the world was killed."
            if problem:
                raise CrewFailed(problem)


@contextmanager
def working(histories: list[History]) -> Iterator[Crews]:
    """Start a process for each history; they end with the block, and with this process.

    This process must not hold a connection of the alias `default` meanwhile: it would be shared.
    """
    lines: list[Connection] = []
    processes = []
    for history in histories:
        line, theirs = FORK.Pipe()
        process = FORK.Process(target=_work, args=(history, theirs, [*lines, line]), daemon=True)
        process.start()
        theirs.close()
        lines.append(line)
        processes.append(process)
    try:
        yield Crews(lines)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def _work(history: History, line: Connection, others: list[Connection]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for who started us
    children.end_with_parent(signal.SIGKILL)
    for other in others:
        other.close()
    for connection in connections.all():
        connection.connection = None  # the parent's: not to be used, nor said goodbye to
    with connections["default"].cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    while True:
        try:
            first, last = line.recv()
        except EOFError:
            return
        try:
            history.live_through(first, last)
        except BaseException as error:
            line.send(f"{type(error).__name__}: {error}")
            raise
        line.send("")
