"""`manage.py demo`: Mitra Pasar with an invented world, on real servers, by one command."""

import json
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config import environment, servers
from config.demo import logins, processes, state, world
from config.demo.cycle import Cycle


class Stopped(BaseException):
    """A signal said to stop; not an Exception, so that nothing on the way swallows it."""


class Command(BaseCommand):
    help = "Starts the demo: servers, an invented world, worker, beat and web; Ctrl-C stops it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one whole cycle, then stop")
        parser.add_argument("--fresh", action="store_true", help="throw the old world away")
        parser.add_argument("--port", type=int, default=8000, help="of the web server (8000)")
        parser.add_argument("--members", type=int, default=2000, help="of a new world (2000)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with 0 when told to stop, with 1 and a sentence when something failed."""
        if environment.current() == environment.PRODUCTION:
            raise CommandError("The demo prints its password: it does not run in production.")
        if options["members"] < world.FEWEST_MEMBERS:
            raise CommandError(f"A world needs at least {world.FEWEST_MEMBERS} members.")
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _stop)  # also where a shell has it ignored in the background
        try:
            self._run(**options)
        except Stopped:
            if options["once"]:
                raise CommandError("Stopped before the cycle was through.") from None
            self._say("Stopped. The world is kept: the next start goes on from here.")
        except servers.ServersUnavailable as error:
            raise CommandError(str(error)) from error

    def _run(self, *, once: bool, fresh: bool, port: int, members: int, **_options: Any) -> None:
        started = time.monotonic()
        listener = processes.listen(0 if once else port)
        port = listener.getsockname()[1]
        site = f"http://127.0.0.1:{port}"
        state.prepare(members=members, fresh=fresh, say=self._say)
        world_s = time.monotonic() - started
        if not once:  # one cycle bills as its first step
            world.begin_day(now=timezone.now())
        running = processes.Processes(f"once-{port}" if once else str(port))
        try:
            self._say("Starting worker, web server" + (" ..." if once else " and beat ..."))
            running.start(listener=listener, beat=not once)
            if once:
                cycle = Cycle(site, self._say, running.check)
                cycle.seconds = {
                    "world": round(world_s, 2),
                    "start": round(time.monotonic() - started - world_s, 2),
                }
                figures = cycle.run()
            else:
                self._greet(site, running)
                running.watch()
        finally:
            _heed_no_more()
            running.stop()
        running.forget_logs()  # all went well
        self._say(json.dumps(figures))

    def _greet(self, site: str, running: processes.Processes) -> None:
        self._say("\nMitra Pasar is running.")
        for line in logins.table(f"{site}/"):
            self._say(line)
        self._say(f"\n  Follow one rupiah, from a trader's hand to BPJS: {site}/demo/")
        self._say("\n  Billing   This month is billed. What falls due later is billed by itself.")
        self._say(f"  Logs      {running.folder}")
        self._say("  Stop      Ctrl-C")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _stop(*_: object) -> None:
    _heed_no_more()
    raise Stopped


def _heed_no_more() -> None:
    """What is being stopped must not be stopped again half-way."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
