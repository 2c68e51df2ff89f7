"""Bills one month now, in this process: `bill --month 2026-11 [--market CODE]`."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contributions import billing, lapses
from contributions.models import BillingRun
from markets import months
from markets.models import Market


class Command(BaseCommand):
    help = "Bill a month for every active member, once; who is billed already is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", required=True, help="the month, as YYYY-MM")
        parser.add_argument("--market", help="the code of one market; without it, every market")

    def handle(self, *args: Any, month: str, market: str | None, **options: Any) -> None:
        now = timezone.now()
        chosen = _market(market)
        wanted = _month(month)
        lapses.sweep(at=now)
        try:
            waiting = {run.pk for run in billing.open_runs(month=wanted, market=chosen, at=now)}
        except billing.UnableToBill as error:
            raise CommandError(str(error)) from error
        billing.work_all(at=now)
        runs = BillingRun.objects.filter(pk__in=waiting).select_related("market").order_by("pk")
        for run in runs:
            self.stdout.write(_sentence(run))
        if failed := [run for run in runs if run.status != BillingRun.Status.DONE]:
            raise CommandError(f"{len(failed)} of {len(runs)} runs did not finish.")
        self.stdout.write(f"Billed {sum(run.billed for run in runs)} in {len(runs)} markets.")


def _market(code: str | None) -> Market | None:
    if code is None:
        return None
    try:
        return Market.objects.get(code=code)
    except Market.DoesNotExist as error:
        raise CommandError(f"There is no market with the code {code!r}.") from error


def _month(text: str) -> dt.date:
    try:
        return months.parse(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is not a month: write it as YYYY-MM.") from error


def _sentence(run: BillingRun) -> str:
    skipped = ", ".join(f"{reason} {count}" for reason, count in sorted(run.skipped.items()))
    tail = f"; skipped: {skipped}" if skipped else ""
    if run.error:
        tail += f"; {run.error}"
    return f"{run.market.code}: {run.status}, {run.billed} billed of {run.active} active{tail}"
