"""Jobs of this app as Celery starts them; each is one line behind the door."""

from celery import shared_task
from django.utils import timezone

from contributions import (
    billing,
    canary,
    credit_use,
    daily_digests,
    deaths,
    held_dues,
    held_release,
    lapses,
    offline_release,
    partner_changes,
    qris_charges,
    sponsor_sweep,
    statement_work,
)


@shared_task(name="contributions.sweep_dues")
def sweep_dues() -> None:
    """End and move what is due to be ended and moved, then open a run where one is due."""
    now = timezone.now()
    lapsed = lapses.sweep(at=now)
    deaths.sweep(at=now)
    partner_changes.sweep(at=now)
    held_dues.sweep(at=now)
    held_release.sweep(at=now)
    offline_release.sweep(at=now)
    sponsor_sweep.sweep(at=now)
    qris_charges.sweep(at=now)
    statement_work.match_again(at=now)
    runs = billing.open_due_runs(at=now)
    canary.finished(name="sweep_dues", at=now, lapsed=lapsed.lapsed, runs=len(runs))
    for _batch in range(0, len(runs), billing.RUNS_AT_ONCE):
        bill_next.delay()


@shared_task(name="contributions.use_credit")
def use_credit() -> None:
    """Let members' credit pay what they owe."""
    now = timezone.now()
    canary.finished(name="use_credit", at=now, payments=credit_use.sweep(at=now))


@shared_task(name="contributions.bill_next")
def bill_next() -> None:
    """Carry out billing runs until none waits."""
    now = timezone.now()
    canary.finished(name="bill_next", at=now, runs=billing.work_all(at=now))


@shared_task(name="contributions.read_statements")
def read_statements() -> None:
    """Read and match uploaded statements until none waits."""
    now = timezone.now()
    canary.finished(name="read_statements", at=now, statements=statement_work.work_all(at=now))


@shared_task(name="contributions.make_digests")
def make_digests() -> None:
    """Make the digest of each day that is over."""
    now = timezone.now()
    canary.finished(name="make_digests", at=now, days=daily_digests.make_due(at=now))
