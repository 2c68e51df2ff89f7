"""People pay for minutes while every part of the system is killed: what they were told is true.

A minute by default; `BANK_RUN_MINUTES=10 uv run pytest -m long tests/faults -n0` is the long run.
"""

import os
import random
import socket
import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from config.bench.payments import dues_of, populate
from contributions import books
from contributions.models import BillingRun, Contribution, Payment, PaymentLine, ReceiptSeries
from markets import months
from tests.faults import bank
from tests.plugins.processes import StartProcess

pytestmark = pytest.mark.long
MINUTES = float(os.environ.get("BANK_RUN_MINUTES", "1"))
COLLECTORS = 8
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
        assert_the_books_agree()
        assert_everybody_is_billed_once(current)


def pay_while_all_is_killed(servers, start, current):
    """The collectors, with what each was told."""
    chance, stop = random.Random(SEED), threading.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        system = bank.System(servers, start, listener)
        system.start_all()
        by_month = [dues_of(months.add(current, -step), 500) for step in (2, 1, 0)]
        collectors = [
            bank.Collector(
                listener.getsockname(),
                [due for month in by_month for due in month[number]],
                random.Random(SEED + number),
                stop,
            )
            for number in range(COLLECTORS)
        ]
        threads = [threading.Thread(target=collector.work) for collector in collectors]
        for thread in threads:
            thread.start()
        end = time.monotonic() + MINUTES * 60
        while time.monotonic() < end:
            time.sleep(chance.uniform(*SECONDS_BETWEEN))
            system.kill(chance.choice(VICTIMS))
        stop.set()
        for thread in threads:
            thread.join(timeout=120)
            assert not thread.is_alive(), "a collector never heard what became of her payment"
        connection.close()  # it was cut off with the database
        # What was left undone is done by beat and worker alone.
        assert bank.wait_until(no_run_waits, seconds=180)
    return collectors


def no_run_waits():
    return not BillingRun.objects.filter(status__in=["waiting", "running"]).exists()


def report(collectors, told):
    unanswered = sum(collector.unanswered for collector in collectors)
    taken = sum(each.taken for each in told)
    print(f"{taken} taken, {len(told) - taken} refused, {unanswered} requests unanswered")  # noqa: T201
    assert taken > 0
    assert unanswered > 0, "nothing was killed while anybody paid"


def assert_told_is_stored(told):
    """0 lost, 0 that were refused and stored, 0 stored that nobody was told of."""
    stored = {payment.pk: payment for payment in Payment.objects.prefetch_related("lines")}
    taken = {each.id for each in told if each.taken}
    assert taken - set(stored) == set(), "lost"
    assert set(stored) - taken == set(), "stored, but refused or never answered"
    for each in told:
        if each.taken:
            (line,) = stored[each.id].lines.all()
            due = each.due
            assert (line.member_id, line.contribution_month) == (due.member, due.month)
            assert line.amount_idr == stored[each.id].amount_idr == due.amount_idr


def assert_the_books_agree():
    """0 double, 0 unexplained numbers; what invented people had paid before has no rows here."""
    months_paid = PaymentLine.objects.filter(live=True).values_list("member", "contribution_month")
    assert len(months_paid) == len(set(months_paid)), "double"
    for series in ReceiptSeries.objects.all():
        numbers = sorted(series.payments.values_list("number", flat=True))
        assert numbers == list(range(1, series.last_number + 1)), "an unexplained number"
    found = books.differences(on=months.law_day(timezone.now()))
    assert [str(each) for each in found if each.check != books.COVER_IS_ITS_MONTHS] == []


def assert_everybody_is_billed_once(current):
    rows = Contribution.objects.filter(contribution_month=current, status__in=["open", "paid"])
    members = list(rows.values_list("member", flat=True))
    assert len(members) == len(set(members)) > 0
