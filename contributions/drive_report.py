"""What drives brought in the end: who came, was enrolled, approved, and paid the first dues."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from contributions.models import Contribution
from markets import months
from members import drive_figures
from members.models import Campaign, Drive, Enrolment, NotEnrolled

Key = tuple[int, dt.date, int, str]  # drive, day (WIB), who met the person, and that one's name


@dataclass
class Tally:
    """People counted; `first_paid` are those approved who have paid a month since they came."""

    enrolled: int = 0
    waiting: int = 0
    approved: int = 0
    rejected: int = 0
    first_paid: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def not_enrolled(self) -> int:
        return self.reasons.total()

    @property
    def came(self) -> int:
        return self.enrolled + self.not_enrolled

    @property
    def why(self) -> list[tuple[str, int]]:
        """The reasons in words, the most frequent first."""
        return [
            (str(NotEnrolled.Reason(code).label), count)
            for code, count in self.reasons.most_common()
        ]

    @property
    def funnel(self) -> list[tuple[int, int]]:
        """Those who came, were enrolled, were approved and paid, each with percent of who came."""
        steps = (self.came, self.enrolled, self.approved, self.first_paid)
        return [(step, 100 * step // self.came if self.came else 0) for step in steps]

    def add(self, other: "Tally") -> None:
        """Count those of the other too."""
        self.enrolled += other.enrolled
        self.waiting += other.waiting
        self.approved += other.approved
        self.rejected += other.rejected
        self.first_paid += other.first_paid
        self.reasons += other.reasons


@dataclass(frozen=True)
class Report:
    """One drive: all together, by day, by helper, and by both for a spreadsheet."""

    drive: Drive
    total: Tally
    days: list[tuple[dt.date, Tally]]
    helpers: list[tuple[str, Tally]]
    rows: list[tuple[dt.date, str, Tally]]

    @property
    def percent(self) -> int:
        return drive_figures.percent(self.total.enrolled, self.drive.target)


@dataclass(frozen=True)
class CampaignReport:
    """The drives of a campaign as far as they may be seen, and all together."""

    campaign: Campaign
    total: Tally
    target: int
    drives: list[tuple[Drive, Tally]]

    @property
    def percent(self) -> int:
        return drive_figures.percent(self.total.enrolled, self.target)


def report(*, drive: Drive) -> Report:
    """The drive as known now, in three queries."""
    tallies = _tallies([drive])
    for helper in drive.helpers.all():  # who met nobody is named too
        tallies[drive.pk, drive.first_day, helper.pk, helper.name].add(Tally())
    by_day = _together(tallies, lambda key: key[1])
    by_helper = _together(tallies, lambda key: key[2:])
    return Report(
        drive=drive,
        total=_sum(tallies.values()),
        days=sorted((day, tally) for day, tally in by_day.items() if tally.came),
        helpers=_best_first((name, tally) for (_pk, name), tally in by_helper.items()),
        rows=[(key[1], key[3], tallies[key]) for key in sorted(tallies) if tallies[key].came],
    )


def campaign_report(*, campaign: Campaign, drives: QuerySet[Drive]) -> CampaignReport:
    """Those of the drives that belong to the campaign, in three queries."""
    rows = list(drives.filter(campaign=campaign).order_by("first_day", "pk"))
    tallies = _tallies(rows)
    by_drive = _together(tallies, lambda key: key[0])
    return CampaignReport(
        campaign=campaign,
        total=_sum(tallies.values()),
        target=sum(drive.target for drive in rows),
        drives=[(drive, by_drive[drive.pk]) for drive in rows],
    )


def _tallies(drives: list[Drive]) -> defaultdict[Key, Tally]:
    found: defaultdict[Key, Tally] = defaultdict(Tally)
    paid = Contribution.objects.filter(
        member=OuterRef("member"),
        status=Contribution.Status.PAID,
        status_at__gte=OuterRef("entered_at"),
    )
    enrolled = drive_figures.counted(drives).annotate(has_paid=Exists(paid))
    names = ("entered_by", "entered_by__name", "status", "has_paid")
    for *key, status, has_paid, count in _by_day(enrolled, "entered_at", *names):
        found[tuple(key)].add(_of_status(status, count, has_paid))
    away = drive_figures.turned_away(drives)
    for *key, reason, count in _by_day(away, "at", "by", "by__name", "reason"):
        found[tuple(key)].reasons[reason] += count
    return found


def _by_day(rows: QuerySet[Any], at: str, *names: str) -> Iterable[tuple[Any, ...]]:
    days = rows.order_by().annotate(day=TruncDate(at, tzinfo=months.WIB))
    return days.values_list("drive", "day", *names).annotate(Count("pk"))


def _of_status(status: str, count: int, has_paid: bool) -> Tally:
    approved = count if status == Enrolment.Status.APPROVED else 0
    return Tally(
        enrolled=count,
        waiting=count if status in Enrolment.OPEN else 0,
        approved=approved,
        rejected=count if status == Enrolment.Status.REJECTED else 0,
        # Who was rejected here may have been approved elsewhere since: that payment is not ours.
        first_paid=approved if has_paid else 0,
    )


def _together(tallies: dict[Key, Tally], part: Callable[[Key], Any]) -> defaultdict[Any, Tally]:
    found: defaultdict[Any, Tally] = defaultdict(Tally)
    for key, tally in tallies.items():
        found[part(key)].add(tally)
    return found


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def _best_first(found: Iterable[tuple[str, Tally]]) -> list[tuple[str, Tally]]:
    return sorted(found, key=lambda each: (-each[1].enrolled, each[0]))
