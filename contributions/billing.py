"""Bills a month for every active member of a market, once, whatever happens meanwhile.

Rows say what is owed: `open_due_runs` writes a BillingRun for each market and month with somebody
to bill, `work` claims runs one by one and bills in portions, each portion and its count in one
transaction. A worker that dies leaves its run to the next one, which goes on behind the last
portion. That a month is billed once is held by the unique key, not by the order of things.
"""

import datetime as dt
import json
import logging
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from contributions import billing_sql, cover, due_dates, tariff
from contributions.models import BillingRun
from contributions.pricing import UnableToPrice
from markets import indonesian, months
from markets.models import Market

RUNS_AT_ONCE = 80
LEASE = dt.timedelta(minutes=5)
ATTEMPTS = 5
REASONS = ("already_billed", "not_owed", "not_started", "no_term", "no_tariff")
DOUBTFUL = ("no_term", "no_tariff")

log = logging.getLogger("mitra.billing")


class UnableToBill(Exception):
    """The month cannot be billed; the sentence says why."""


class LeaseLost(Exception):
    """Another worker took the run over: this one must leave it alone."""


def months_to_bill(on: dt.date) -> list[dt.date]:
    """The months that may be billed on a day: the current one and the three before it."""
    return months.run(months.add(months.first_of(on), -cover.GRACE_MONTHS), cover.GRACE_MONTHS + 1)


def open_due_runs(*, at: dt.datetime) -> list[BillingRun]:
    """A waiting run for every market and month with somebody to bill; those that stand are kept."""
    today = months.law_day(at)
    cover.count_told(at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            billing_sql.MARKETS_DUE,
            {
                "months": months_to_bill(today),
                "current": months.first_of(today),
                "oldest": months_to_bill(today)[0],
            },
        )
        due = cursor.fetchall()
    return _open(due, at)


def open_runs(*, month: dt.date, at: dt.datetime, market: Market | None = None) -> list[BillingRun]:
    """A waiting run of that month for the market, or for every market.

    Raises UnableToBill for a month that has not come, or that cannot be caught up any more.
    """
    allowed = months_to_bill(months.law_day(at))
    if month not in allowed:
        raise UnableToBill(
            _("Yang dapat ditagih sekarang hanya bulan %(first)s sampai %(last)s.")
            % {"first": f"{allowed[0]:%Y-%m}", "last": f"{allowed[-1]:%Y-%m}"}
        )
    cover.count_told(at=at)
    chosen = Market.objects.order_by("pk").values_list("pk", flat=True)
    if market is not None:
        chosen = chosen.filter(pk=market.pk)
    return _open([(pk, month) for pk in chosen], at)


@indonesian.always
def work(*, at: dt.datetime, portion: int | None = None) -> list[BillingRun]:
    """Claim runs that wait (or whose worker died) and carry them through; none where none waits.

    All are of one month. Runs that cannot be carried through are marked failed with the reason,
    after which the others go on; the next sweep opens them anew.
    """
    runs = _claim(at)
    going_on = runs
    try:
        while going_on:
            _bill_portion(runs=going_on, at=at, portion=portion or settings.BILLING_MEMBERS_AT_ONCE)
            going_on = [run for run in going_on if run.status == BillingRun.Status.RUNNING]
    except UnableToPrice as problem:
        _fail(runs, error=str(problem), at=at)
    except LeaseLost:
        log.warning("another worker has taken over billing runs %s", [run.pk for run in going_on])
    return runs


def work_all(*, at: dt.datetime) -> int:
    """Carry out runs until none waits, then close the doubts that are over; the number of runs."""
    done = 0
    while runs := work(at=at):
        done += len(runs)
    settle_doubts(at=at)
    return done


def price_parameters(month: dt.date) -> dict[str, Any]:
    """What the month costs, one array per column, and when it is due: as the statements take it.

    Raises UnableToPrice where no tariff is in force.
    """
    prices = tariff.price_list(month)
    rows = list(prices.prices.items())
    reliefs = [price.relief for _combination, price in rows]
    return {
        "month": month,
        "due_on": due_dates.due_on(month),
        "last_day": months.last_day(month),
        "thresholds": list(prices.thresholds),
        "sectors": [combination.sector for combination, _price in rows],
        "payers": [combination.payer for combination, _price in rows],
        "jhts": [combination.jht for combination, _price in rows],
        "bands": [combination.band for combination, _price in rows],
        "bases": [price.base_idr for _combination, price in rows],
        "jkks": [price.jkk_idr for _combination, price in rows],
        "jkms": [price.jkm_idr for _combination, price in rows],
        "jht_idrs": [price.jht_idr for _combination, price in rows],
        "relief_jkks": [relief.jkk_idr if relief else 0 for relief in reliefs],
        "relief_jkms": [relief.jkm_idr if relief else 0 for relief in reliefs],
        "relief_names": [relief.name if relief else "" for relief in reliefs],
    }


def settle_doubts(*, at: dt.datetime) -> int:
    """Close the doubts about who has been billed since, or is not active any more."""
    with connection.cursor() as cursor:
        oldest = months_to_bill(months.law_day(at))[0]
        cursor.execute(billing_sql.SETTLE_DOUBTS, {"at": at, "oldest": oldest})
        return int(cursor.rowcount)


def _open(due: list[tuple[int, dt.date]], at: dt.datetime) -> list[BillingRun]:
    """The unfinished run of each market and month, made where there is none."""
    markets, asked = [market for market, _month in due], [month for _market, month in due]
    with connection.cursor() as cursor:
        cursor.execute(billing_sql.OPEN, {"markets": markets, "months": asked, "at": at})
    standing = BillingRun.objects.filter(
        market__in=markets,
        month__in=asked,
        status__in=[BillingRun.Status.WAITING, BillingRun.Status.RUNNING],
    ).order_by("pk")
    wanted = set(due)
    return [run for run in standing if (run.market_id, run.month) in wanted]


def _claim(at: dt.datetime) -> list[BillingRun]:
    """The next runs of one month, leased to us; those tried too often are given up."""
    while runs := list(
        BillingRun.objects.raw(billing_sql.CLAIM, {"lease": LEASE, "runs": RUNS_AT_ONCE})
    ):
        given_up = [run for run in runs if run.attempts > ATTEMPTS]
        error = _("Dihentikan setelah %(count)d percobaan.") % {"count": ATTEMPTS}
        _fail(given_up, error=error, at=at)
        if going_on := [run for run in runs if run.attempts <= ATTEMPTS]:
            return going_on
    return []


@transaction.atomic
def _bill_portion(*, runs: list[BillingRun], at: dt.datetime, portion: int) -> None:
    """Bill the next members of each run and count them; a run with none left is done.

    Raises LeaseLost, and writes nothing, where another worker has taken a run over, and
    UnableToPrice where their month has no tariff.
    """
    tariff.hold()
    prices = price_parameters(runs[0].month)
    limit = max(1, portion // len(runs))
    with connection.cursor() as cursor:
        cursor.execute(
            billing_sql.BILL,
            {
                **prices,
                "runs": [run.pk for run in runs],
                "markets": [run.market_id for run in runs],
                "after": [run.last_member for run in runs],
                "limit": limit,
                "current": months.first_of(months.law_day(at)),
                "oldest": months_to_bill(months.law_day(at))[0],
                "at": at,
            },
        )
        counts = {run: rest for run, *rest in cursor.fetchall()}
        for run in runs:
            _add(run, counts.get(run.pk), limit)
        _store_counts(cursor, runs, at)


def _add(run: BillingRun, counts: list[int] | None, limit: int) -> None:
    """Add what one statement did to the run's figures; done, where it found fewer than it could."""
    if counts is not None:
        run.last_member, looked_at, billed, meant, *by_reason = counts
        skipped = dict(zip(REASONS, by_reason, strict=True))
        # Somebody else billed them between the look and the insert.
        skipped["already_billed"] += meant - billed
        run.active += looked_at
        run.billed += billed
        for reason, count in skipped.items():
            if count:
                run.skipped[reason] = run.skipped.get(reason, 0) + count
        run.failed = sum(run.skipped.get(reason, 0) for reason in DOUBTFUL)
        if looked_at == limit:
            return
    run.status = BillingRun.Status.DONE


def _store_counts(cursor: CursorWrapper, runs: list[BillingRun], at: dt.datetime) -> None:
    lease: Any = LEASE
    cursor.execute(
        billing_sql.COUNT,
        {
            "at": at,
            "lease": lease,
            "ids": [run.pk for run in runs],
            "attempts": [run.attempts for run in runs],
            "last_members": [run.last_member for run in runs],
            "actives": [run.active for run in runs],
            "billeds": [run.billed for run in runs],
            "skippeds": [json.dumps(run.skipped) for run in runs],
            "faileds": [run.failed for run in runs],
            "statuses": [str(run.status) for run in runs],
        },
    )
    if cursor.rowcount < len(runs):
        raise LeaseLost


def _fail(runs: list[BillingRun], *, error: str, at: dt.datetime) -> None:
    for run in runs:
        BillingRun.objects.filter(pk=run.pk, attempts=run.attempts).update(
            status=BillingRun.Status.FAILED, error=error, finished_at=at, claimed_until=None
        )
        run.status, run.error = BillingRun.Status.FAILED, error
