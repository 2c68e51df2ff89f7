"""A web server on the database of a benchmark, as the demo starts it."""

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from config import servers
from config.servers import children

SECONDS_TO_START = 60.0


@contextmanager
def web_server() -> Iterator[tuple[str, int]]:
    """The address at which it answers; stopped afterwards."""
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name them by hash
    with TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        web = _web_server(listener, Path(folder) / "log")
        try:
            _wait_until_it_answers(address)
            yield address
        finally:
            children.stop(web, signal.SIGTERM)


def _web_server(listener: socket.socket, log: Path) -> Any:
    name = connections.settings["default"]["NAME"]
    bound = ("--bind", f"fd://{listener.fileno()}")
    options = (*bound, "--workers", "2", "--threads", "8", "--no-control-socket")
    return children.start(
        [sys.executable, "-m", "gunicorn", "config.wsgi", *options],
        log=log,
        when_orphaned=signal.SIGKILL,
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": servers.project().database_url("app", name),
            "REDIS_URL": servers.project().redis_url(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DJANGO_DEBUG": "false",
        },
        start_new_session=True,
        pass_fds=(listener.fileno(),),
    )


def _wait_until_it_answers(address: tuple[str, int]) -> None:
    give_up = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up:
        try:
            server = http.client.HTTPConnection(*address, timeout=5)
            server.request("GET", "/sehat")
            if server.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the web server does not answer")
