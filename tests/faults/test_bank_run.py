"""People pay for minutes while every part of the system is killed: what they were told is true.

A minute by default; `BANK_RUN_MINUTES=10 uv run pytest -m long tests/faults -n0` is the long run.
"""

import os
import random
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from config.bench.billing import MEMBERS_A_MARKET
from config.bench.payments import dues_of, populate
from contributions import books
from contributions.models import BillingRun, Contribution
from markets import months
from markets.models import Assignment, User
from tests.faults import bank
from tests.faults.told import assert_nothing_is_double, assert_told_is_stored
from tests.plugins.processes import StartProcess

pytestmark = pytest.mark.long
MINUTES = float(os.environ.get("BANK_RUN_MINUTES", "1"))
SEED = 2026
VICTIMS = ("web server", "worker", "beat", "broker", "database")
SECONDS_BETWEEN = (5.0, 12.0)


def test_what_collectors_were_told_is_what_is_stored(
    tmp_path, django_db_blocker, own_databases, collected_static
):
    now = timezone.now()
    current = months.first_of(months.law_day(now))
    with django_db_blocker.unblock(), bank.own_servers(tmp_path / "servers") as servers:
        populate(current, now)
        start = StartProcess(servers, tmp_path)  # type: ignore[arg-type]
        try:
            collectors = pay_while_all_is_killed(servers, start, current)
        finally:
            start.stop_all()
        told = [each for collector in collectors for each in collector.told]
        report(collectors, told)
        assert_told_is_stored(told)
        assert_nothing_is_double()
        assert_the_books_agree()
        assert_everybody_is_billed_once(current)


def pay_while_all_is_killed(servers, start, current):
    """The collectors, with what each was told."""
    chance, stop = random.Random(SEED), threading.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        system = bank.System(servers, start, listener)
        system.start_all()
        collectors = [
            bank.Collector(user, listener.getsockname(), dues, random.Random(SEED + number), stop)
            for number, (user, dues) in enumerate(in_pairs(current))
        ]
        with ThreadPoolExecutor(len(collectors)) as threads:
            rounds = [threads.submit(collector.work) for collector in collectors]
            end = time.monotonic() + MINUTES * 60
            while time.monotonic() < end:
                time.sleep(chance.uniform(*SECONDS_BETWEEN))
                system.kill(chance.choice(VICTIMS))
            stop.set()
            for each in rounds:  # who never heard what became of her payment fails here
                each.result(timeout=120)
        connection.close()  # it was cut off with the database
        # What was left undone is done by beat and worker alone.
        assert bank.wait_until(no_run_waits, seconds=180)
    return collectors


def in_pairs(current):
    """Two collectors for each market, with the same months to collect in the same order."""
    by_month = [dues_of(months.add(current, -step), MEMBERS_A_MARKET) for step in (2, 1, 0)]
    for lists in zip(*by_month, strict=True):
        dues = [due for month in lists for due in month]
        first = User.objects.get(pk=dues[0].by)
        yield first, dues
        yield beside(first, market=dues[0].market), dues


def beside(first, *, market):
    """Another collector of the same market."""
    other = User.objects.create(
        username=f"{first.username}-too",
        name=f"{first.name} B",
        role=first.role,
        partner=first.partner,
    )
    assigned = Assignment.objects.get(collector=first, market=market)
    Assignment.objects.create(collector=other, market_id=market, first_day=assigned.first_day)
    return other


def no_run_waits():
    return not BillingRun.objects.filter(status__in=["waiting", "running"]).exists()


def report(collectors, told):
    unanswered = sum(collector.unanswered for collector in collectors)
    taken = sum(each.taken for each in told)
    print(f"{taken} taken, {len(told) - taken} refused, {unanswered} requests unanswered")  # noqa: T201
    assert 0 < taken < len(told), "two never asked for one month at once"
    assert unanswered > 0, "nothing was killed while anybody paid"


def assert_the_books_agree():
    """What invented people had paid before has no rows here."""
    found = books.differences(on=months.law_day(timezone.now()))
    assert [str(each) for each in found if each.check != books.COVER_IS_ITS_MONTHS] == []


def assert_everybody_is_billed_once(current):
    rows = Contribution.objects.filter(contribution_month=current, status__in=["open", "paid"])
    members = list(rows.values_list("member", flat=True))
    assert len(members) == len(set(members)) > 0
