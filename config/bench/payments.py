"""How many payments a second: over HTTP, by the job alone, and by the fewest plain statements.

Sixteen clients, each a collector with a market of her own, take one month from every member: first
the job in sixteen processes, then the same for the next month through a real web server, then the
floor: hand-written statements that lock and write the same rows, each payment one transaction, on
the same tables with all constraints and triggers, in sixteen processes. All on durable servers.
"""

import datetime as dt
import statistics
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.bench.billing import COVERS, MEMBERS_A_MARKET, PEOPLE, TERMS, TERRITORY
from config.bench.payment_clients import (
    FLOOR,
    Due,
    Outcome,
    by_plain_sql,
    by_the_job,
    in_processes,
    over_http,
)
from config.bench.scratch import as_owner, database, settle, without_triggers
from contributions import billing, books, payments
from contributions.models import Contribution, Payment
from contributions.payments import AskedPayment
from markets import months
from markets.models import Assignment, Market, Role, User
from members.models import Member

CLIENTS = 16
MOST_A_CLIENT = MEMBERS_A_MARKET


def run(*, rows: int, report: Callable[[str], None]) -> dict[str, Any]:
    """Take so many payments each way; payments per second, and the job's statements for one."""
    each = max(1, min(rows // CLIENTS, MOST_A_CLIENT))
    now = timezone.now()
    current = months.first_of(months.law_day(now))
    with database():
        populate(current, now)
        report(f"{CLIENTS} collectors with {each} members to visit each.")
        dues = [dues_of(months.add(current, -step), each) for step in (2, 1, 0)]
        queries = _statements(dues[0][0].pop(), now)
        job = _rate(in_processes(by_the_job, dues[0], now), dues[0])
        report(f"The job alone: {job['per_second']} payments/s.")
        web = _rate(over_http(dues[1]), dues[1])
        report(f"Over HTTP: {web['per_second']} payments/s.")
        floor = _rate(in_processes(by_plain_sql, dues[2], now), dues[2])
        report(f"Plain SQL: {floor['per_second']} payments/s.")
        taken = sum(len(part) for of_way in dues for part in of_way) + 1
        assert Payment.objects.count() == taken, "a payment is missing"
        _check_books(now)
    return {
        "clients": CLIENTS,
        "payments_each_way": sum(len(part) for part in dues[1]),
        "job": job,
        "http": web,
        "floor": floor,
        "job_to_floor": round(job["per_second"] / floor["per_second"], 3),
        "http_to_floor": round(web["per_second"] / floor["per_second"], 3),
        "statements_per_payment": queries,
        "floor_statements_per_payment": len(FLOOR),
    }


def populate(current: dt.date, now: dt.datetime) -> None:
    """A market of members for each client, who owe the current month and the two before it."""
    facts = {
        "first": 1,
        "last": CLIENTS * MEMBERS_A_MARKET,
        "members_a_market": MEMBERS_A_MARKET,
        "markets": CLIENTS,
        "since": months.add(current, -10),
        "until": months.last_day(months.add(current, -3)),
    }
    with without_triggers("members_member", "members_coverageterm"):
        for statement in (TERRITORY, PEOPLE, TERMS, COVERS):
            as_owner(statement.format(**facts).replace("%%", "%"))
    for number, market in enumerate(Market.objects.select_related("partner").order_by("pk")):
        collector = User.objects.create(
            username=f"bench-{number}",
            name=f"Kolektor {number}",
            role=Role.COLLECTOR,
            partner=market.partner,
        )
        Assignment.objects.create(
            collector=collector, market=market, first_day=months.add(current, -10)
        )
    for step in (2, 1, 0):
        billing.open_runs(month=months.add(current, -step), at=now)
    billing.work_all(at=now)
    settle()


def _check_books(now: dt.datetime) -> None:
    """All agrees but cover: what invented people had paid before has no rows here."""
    found = books.differences(on=months.law_day(now))
    wrong = [each for each in found if each.check != books.COVER_IS_ITS_MONTHS]
    assert not wrong, wrong[:3]


def dues_of(month: dt.date, each: int) -> list[list[Due]]:
    """For every collector the open month of so many of her members."""
    collectors = {
        assignment.market_id: assignment.collector_id for assignment in Assignment.objects.all()
    }
    found: dict[int, list[Due]] = {market: [] for market in sorted(collectors)}
    rows = Contribution.objects.filter(contribution_month=month).order_by("member_id")
    for row in rows:
        part = found[row.market_id]
        if len(part) < each:
            by = collectors[row.market_id]
            part.append(Due(row.pk, row.member_id, row.market_id, by, month, row.total_idr))
    return list(found.values())


def _asked(due: Due) -> AskedPayment:
    member = Member.objects.get(pk=due.member)
    return AskedPayment(uuid.uuid4(), member, (due.month,), due.amount_idr)


def _statements(due: Due, now: dt.datetime) -> int:
    """How many statements the job sends for one payment of one month, its transaction apart."""
    asked, by = _asked(due), User.objects.get(pk=due.by)
    with CaptureQueriesContext(connection) as sent:
        payments.record(asked=asked, by=by, at=now)
    apart = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(apart) for query in sent.captured_queries)


def _rate(outcome: Outcome, dues: list[list[Due]]) -> dict[str, float]:
    paid = sum(len(part) for part in dues)
    slowest = statistics.quantiles(outcome.each, n=20)[-1]
    return {
        "per_second": round(paid / outcome.seconds, 1),
        "median_ms": round(statistics.median(outcome.each) * 1000, 1),
        "p95_ms": round(slowest * 1000, 1),
    }
