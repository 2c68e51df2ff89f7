"""Bills a month for every active member of a market, once, whatever happens meanwhile.

Rows say what is owed: `open_due_runs` writes a BillingRun for each market and month with somebody
to bill, `work` claims runs one by one and bills in portions, each portion and its count in one
transaction. A worker that dies leaves its run to the next one, which goes on behind the last
portion. That a month is billed once is held by the unique key, not by the order of things.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from contributions import billing_sql, cover, due_dates, tariff
from contributions.models import BillingRun
from contributions.pricing import PriceList, UnableToPrice
from markets import months
from markets.models import Market, Role, User

LEASE = dt.timedelta(minutes=5)
ATTEMPTS = 5
REASONS = ("already_billed", "not_owed", "not_started", "no_term", "no_tariff")
DOUBTFUL = ("no_term", "no_tariff")


class UnableToBill(Exception):
    """The month cannot be billed; the sentence says why."""


class LeaseLost(Exception):
    """Another worker took the run over: this one must leave it alone."""


@dataclass(frozen=True)
class Portion:
    """What one statement did: the last member it looked at, how many, and what became of them."""

    last_member: int | None
    looked_at: int
    billed: int
    skipped: dict[str, int]


def months_to_bill(on: dt.date) -> list[dt.date]:
    """The months that may be billed on a day: the current one and the three before it."""
    return months.run(months.add(months.first_of(on), -cover.GRACE_MONTHS), cover.GRACE_MONTHS + 1)


def open_due_runs(*, at: dt.datetime) -> list[BillingRun]:
    """A waiting run for every market and month with somebody to bill; those that stand are kept."""
    today = months.law_day(at)
    with connection.cursor() as cursor:
        cursor.execute(
            billing_sql.MARKETS_DUE,
            {"months": months_to_bill(today), "current": months.first_of(today)},
        )
        due = cursor.fetchall()
    return [_open_run(market=market, month=month, at=at) for market, month in due]


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
    chosen = [market] if market else Market.objects.order_by("pk")
    return [_open_run(market=one.pk, month=month, at=at) for one in chosen]


def work(*, at: dt.datetime, portion: int | None = None) -> BillingRun | None:
    """Claim one run that waits (or whose worker died) and carry it through; None where none waits.

    A run that cannot be carried through is marked failed with its reason, after which the others
    go on; the next sweep opens it anew.
    """
    run = _claim()
    if run is None:
        return None
    try:
        prices = tariff.price_list(run.month)
        members = portion or settings.BILLING_MEMBERS_AT_ONCE
        while _bill_portion(run=run, prices=prices, at=at, portion=members):
            pass
    except UnableToPrice as problem:
        _finish(run, status=BillingRun.Status.FAILED, error=str(problem), at=at)
    except LeaseLost:
        return None
    else:
        _finish(run, status=BillingRun.Status.DONE, error="", at=at)
        settle_doubts(at=at)
    return run


def settle_doubts(*, at: dt.datetime) -> int:
    """Close the doubts about who has been billed since, or is not active any more."""
    with connection.cursor() as cursor:
        cursor.execute(billing_sql.SETTLE_DOUBTS, {"at": at})
        return int(cursor.rowcount)


def _open_run(*, market: int, month: dt.date, at: dt.datetime) -> BillingRun:
    run, _made = BillingRun.objects.get_or_create(
        market_id=market,
        month=month,
        status__in=[BillingRun.Status.WAITING, BillingRun.Status.RUNNING],
        defaults={"created_at": at, "status": BillingRun.Status.WAITING},
    )
    return run


# The lease is kept by the database's own clock: `at` is the moment the job stands for.
CLAIM = """
    UPDATE contributions_billingrun
    SET status = 'running', attempts = attempts + 1, claimed_until = now() + %(lease)s
    WHERE id = (
        SELECT id FROM contributions_billingrun
        WHERE status = 'waiting' OR (status = 'running' AND claimed_until < now())
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""


def _claim() -> BillingRun | None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"lease": LEASE})
        row = cursor.fetchone()
    if row is None:
        return None
    run = BillingRun.objects.get(pk=row[0])
    if run.attempts > ATTEMPTS:
        error = _("Dihentikan setelah %(count)d percobaan.") % {"count": ATTEMPTS}
        _finish(run, status=BillingRun.Status.FAILED, error=error, at=run.created_at)
        return _claim()
    return run


@transaction.atomic
def _bill_portion(*, run: BillingRun, prices: PriceList, at: dt.datetime, portion: int) -> bool:
    """Bill the next members of the run and count them; False where none was left."""
    kept = BillingRun.objects.select_for_update().get(pk=run.pk)
    if (kept.status, kept.attempts) != (BillingRun.Status.RUNNING, run.attempts):
        raise LeaseLost
    done = _insert(run=kept, prices=prices, at=at, portion=portion)
    if done.last_member is None:
        return False
    kept.last_member = done.last_member
    kept.active += done.looked_at
    kept.billed += done.billed
    for reason, count in done.skipped.items():
        kept.skipped[reason] = kept.skipped.get(reason, 0) + count
    kept.failed = sum(kept.skipped.get(reason, 0) for reason in DOUBTFUL)
    kept.save(update_fields=["last_member", "active", "billed", "skipped", "failed"])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contributions_billingrun SET claimed_until = clock_timestamp() + %s"
            " WHERE id = %s",
            [LEASE, run.pk],
        )
    return done.looked_at == portion


def _insert(*, run: BillingRun, prices: PriceList, at: dt.datetime, portion: int) -> Portion:
    parameters = {
        "market": run.market_id,
        "month": run.month,
        "current": months.first_of(months.law_day(at)),
        "after": run.last_member,
        "limit": portion,
        "due_on": due_dates.due_on(run.month),
        "last_day": months.last_day(run.month),
        "at": at,
        "run": run.pk,
        "owner": _owner(run.market),
        "thresholds": list(prices.thresholds),
        **_columns(prices),
    }
    with connection.cursor() as cursor:
        cursor.execute(billing_sql.BILL, parameters)
        last, looked_at, billed, meant, *counts = cursor.fetchone()
    skipped = dict(zip(REASONS, counts, strict=True))
    # Somebody else billed them between the look and the insert.
    skipped["already_billed"] += meant - billed
    return Portion(
        last, looked_at, billed, {reason: count for reason, count in skipped.items() if count}
    )


def _columns(prices: PriceList) -> dict[str, list[object]]:
    """The price list as one array per column."""
    rows = list(prices.prices.items())
    reliefs = [price.relief for _combination, price in rows]
    return {
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


def _owner(market: Market) -> int | None:
    """Who looks after doubtful members of that market: its branch's first active reviewer."""
    return (
        User.objects.filter(role=Role.REVIEWER, is_active=True, branch__partners__markets=market)
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    )


def _finish(run: BillingRun, *, status: str, error: str, at: dt.datetime) -> None:
    BillingRun.objects.filter(pk=run.pk, attempts=run.attempts).update(
        status=status, error=error, finished_at=at, claimed_until=None
    )
    run.refresh_from_db()
