"""A whole system of our own that is killed piece by piece while people pay.

PostgreSQL and broker are servers of this run alone, durable as in production, so that stopping them
at once hurts nobody else.
"""

import http.client
import os
import random
import signal
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connections
from django.urls import reverse

from config import servers
from config.bench.payment_clients import CSRF, Due, signed_in
from config.servers import Servers
from config.servers.postgres import DATABASE, PORT, ROLES
from markets.models import User
from tests.config.running_servers import command, processes_of, server_process
from tests.faults.told import Told
from tests.plugins.processes import Process, StartProcess

POINTED = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
HOLDERS = {"default": "app", "owner": "owner"}
SECONDS_TO_ANSWER = 15.0
SENT_TWICE = 0.1  # of all payments, though they were answered


@dataclass
class Own:
    """PostgreSQL and broker of one folder; its guardian starts each again when it has ended."""

    joined: Servers

    def environment(self) -> dict[str, str]:
        """For processes that work on them."""
        return {
            **os.environ,
            "DATABASE_URL": self.joined.database_url("app"),
            "DATABASE_OWNER_URL": self.joined.database_url("owner"),
            "REDIS_URL": self.joined.redis_url(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DJANGO_DEBUG": "false",
        }

    def stop_database_at_once(self) -> None:
        """As `pg_ctl stop -m immediate` does: no session is ended, nothing is written down."""
        os.kill(server_process(self.joined), signal.SIGQUIT)

    def kill_broker(self) -> None:
        """Everything in its queues is gone."""
        configuration = str(self.joined.folder.valkey_data / "valkey.conf")
        for pid in processes_of(self.joined.folder.path):
            if configuration in command(pid):
                os.kill(pid, signal.SIGKILL)


@contextmanager
def own_servers(path: Path) -> Iterator[Own]:
    """Both, running and prepared; Django's connections of this process lead to them."""
    joined = servers.join(path, durable=True)
    before = {alias: dict(connections.settings[alias]) for alias in HOLDERS}
    try:
        for alias, holder in HOLDERS.items():
            address = {
                "NAME": DATABASE,
                "USER": ROLES[holder],
                "PASSWORD": joined.folder.passwords()[holder],
                "HOST": joined.database_host(),
                "PORT": str(PORT),
            }
            _point(alias, address)
        call_command("prepare_database", verbosity=0)
        yield Own(joined)
    finally:
        for alias, values in before.items():
            _point(alias, {key: values[key] for key in POINTED})
        joined.leave()


def _point(alias: str, address: dict[str, str]) -> None:
    connections[alias].close()
    connections.settings[alias].update(address)


# ---- the programs ----


@dataclass
class System:
    """Web server, worker and beat, each killed and started again at will."""

    servers: Own
    start: StartProcess
    listener: socket.socket
    running: dict[str, Process] = field(default_factory=dict)

    def start_all(self) -> None:
        """From the main thread: a program dies with the thread that started it."""
        for name in ("web server", "worker", "beat"):
            self._start(name)

    def kill(self, name: str) -> None:
        """Kill one of them, or a server, as it stands, and start it again."""
        if name == "database":
            self.servers.stop_database_at_once()
        elif name == "broker":
            self.servers.kill_broker()
        else:
            self.running[name].kill()
            self._start(name)

    def _start(self, name: str) -> None:
        number = self.listener.fileno()
        celery = ("celery", "-A", "config")
        commands = {
            "web server": (
                *("gunicorn", "config.wsgi", "--bind", f"fd://{number}", "--no-control-socket"),
                *("--workers", "2", "--threads", "4"),
            ),
            "worker": (*celery, "worker", "-c", "1", "--without-gossip", "--without-mingle"),
            "beat": (*celery, "beat", "-s", str(self.start.folder / "schedule"), "--pidfile="),
        }
        pass_fds = (number,) if name == "web server" else ()
        self.running[name] = self.start(name, *commands[name], pass_fds=pass_fds)


# ---- the people ----


@dataclass
class Collector:
    """Takes payment after payment, and sends each again until she knows what became of it."""

    user: User
    address: tuple[str, int]
    dues: list[Due]
    chance: random.Random
    stop: threading.Event
    told: list[Told] = field(default_factory=list)
    unanswered: int = 0

    def __post_init__(self) -> None:
        self.cookie = signed_in(self.user)

    def work(self) -> None:
        """Until told to stop; a payment that was begun is always finished."""
        for due in self.dues:
            if self.stop.is_set():
                return
            id = uuid.uuid4()
            self.told.append(Told(id, due, self._until_answered(id, due)))
            if self.chance.random() < SENT_TWICE:
                again = self._until_answered(id, due)
                assert again == self.told[-1].taken, f"{id} was answered in two ways"
        raise AssertionError("nobody was left to pay before the time was over")

    def _until_answered(self, id: uuid.UUID, due: Due) -> bool:
        while True:
            status = self._send(id, due)
            if status in (302, 200):
                return status == 302  # the form again is a refusal
            self.unanswered += 1
            time.sleep(self.chance.uniform(0.1, 0.5))

    def _send(self, id: uuid.UUID, due: Due) -> int | None:
        """The status of the answer; None where there was none."""
        name = f"p{due.member}"
        body = urlencode(
            {
                "csrfmiddlewaretoken": CSRF,
                "anggota": due.member,
                f"{name}-id": id,
                f"{name}-months": f"{due.month:%Y-%m}",
                f"{name}-shown_total": due.amount_idr,
                f"{name}-shown_credit": 0,
            }
        )
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        server = http.client.HTTPConnection(*self.address, timeout=SECONDS_TO_ANSWER)
        try:
            server.request("POST", reverse("take_payment"), body, headers)
            answer = server.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            server.close()
        return answer.status


def wait_until(is_so: Callable[[], bool], *, seconds: float) -> bool:
    """Whether it became so in time."""
    give_up = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.2)
    return True
