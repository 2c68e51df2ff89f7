"""How the billing runs went or are going, and whether the recurring jobs still run."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from contributions.models import BillingRun, FinishedJob
from markets.models import Market
from members.models import Member

A_PAGE = 30
# Jobs come every few minutes; silent for longer, somebody must look [policy].
SILENT_AFTER = dt.timedelta(minutes=30)
REASONS = {
    "already_billed": _("sudah ditagih"),
    "not_owed": _("tidak ditagih (bulan ini tidak terutang)"),
    "not_started": _("belum mulai"),
    "no_term": _("tanpa masa kepesertaan"),
    "no_tariff": _("tidak ada tarif untuk datanya"),
}
JOBS = {
    "sweep_dues": _("Mencari yang perlu ditagih"),
    "bill_next": _("Menagih"),
    "refresh_reminders": _("Memperbarui pengingat"),
}


@dataclass(frozen=True)
class Run:
    """One billing run; `members` is how many there are to look at, those looked at included."""

    row: BillingRun
    members: int
    skipped: list[tuple[str, int]]

    @property
    def is_over(self) -> bool:
        return self.row.status in (BillingRun.Status.DONE, BillingRun.Status.FAILED)


@dataclass(frozen=True)
class Job:
    """When a recurring job last finished; `is_silent` where that is too long ago."""

    name: str
    finished_at: dt.datetime
    minutes: int
    is_silent: bool


@dataclass(frozen=True)
class BillingProgress:
    """A page of runs, the latest first, and the jobs behind them."""

    runs: list[Run]
    jobs: list[Job]
    page: Page[Any]

    @property
    def has_silence(self) -> bool:
        """Whether a job has fallen silent, or one has never run."""
        return len(self.jobs) < len(JOBS) or any(job.is_silent for job in self.jobs)


def billing_progress(
    *, markets: QuerySet[Market], page: str | None, at: dt.datetime
) -> BillingProgress:
    """The runs of these markets."""
    active = Member.objects.filter(market=OuterRef("market"), status=Member.Status.ACTIVE)
    counted = active.order_by().values("market").annotate(count=Count("pk")).values("count")
    runs = (
        BillingRun.objects.filter(market__in=markets)
        .select_related("market__partner")
        .annotate(members=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
        .order_by("-month", "-created_at", "-pk")
    )
    shown = Paginator(runs, A_PAGE).get_page(page)
    return BillingProgress(runs=[_run(row) for row in shown], jobs=_jobs(at), page=shown)


def _run(row: Any) -> Run:
    skipped = [
        (str(REASONS.get(reason, reason)), count) for reason, count in sorted(row.skipped.items())
    ]
    return Run(row=row, members=max(row.members, row.active), skipped=skipped)


def _jobs(at: dt.datetime) -> list[Job]:
    return [
        Job(
            name=str(JOBS.get(job.name, job.name)),
            finished_at=job.finished_at,
            minutes=(at - job.finished_at) // dt.timedelta(minutes=1),
            is_silent=at - job.finished_at > SILENT_AFTER,
        )
        for job in FinishedJob.objects.filter(name__in=JOBS).order_by("name")
    ]
