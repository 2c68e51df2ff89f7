"""How the branch's enrolments go: what waits, what was decided and how fast, who was enrolled."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from markets.models import Market
from members import decided, formal_figures
from members.decided import Decided, Period
from members.entered import DECISION_TIME
from members.models import EarlierMembership, Enrolment, FormalFigure, Member

MOST_MONTHS = 24


@dataclass(frozen=True)
class Waiting:
    """What is open now, whatever period was chosen."""

    waiting: int
    late: int
    returned: int


@dataclass(frozen=True)
class Enrolled:
    """So many were approved: who is new to BPJS, and who was a participant already."""

    new: int = 0
    existing: int = 0

    @property
    def all(self) -> int:
        return self.new + self.existing

    def __add__(self, other: "Enrolled") -> "Enrolled":
        return Enrolled(self.new + other.new, self.existing + other.existing)


@dataclass(frozen=True)
class PartnerLine:
    """Whom one partner brought: in each month of the period, and in all."""

    partner: str
    months: list[tuple[dt.date, int]]
    people: Enrolled


@dataclass(frozen=True)
class Formal:
    """The typed-in figure of formal workers, and our active members today."""

    figure: FormalFigure | None
    informal: int

    @property
    def informal_percent(self) -> int | None:
        """Our members of both together, in whole percent."""
        both = self.informal + (self.figure.people if self.figure else 0)
        return self.informal * 100 // both if self.figure and both else None

    @property
    def bars(self) -> list[tuple[Any, int]]:
        """Both, as far as the formal ones are known."""
        informal = (_("Informal (BPU) aktif hari ini"), self.informal)
        if self.figure is None:
            return [informal]
        day = format_date(self.figure.on, "j F Y")
        return [(_("Formal per %(day)s") % {"day": day}, self.figure.people), informal]


@dataclass(frozen=True)
class BranchFigures:
    """Everything the page shows. What is kept by month names only months with something."""

    period: Period
    waiting: Waiting
    decided: Decided
    enrolled: dict[tuple[str, dt.date], Enrolled]  # by partner's name and month
    formal: Formal

    @property
    def enrolled_in_all(self) -> Enrolled:
        return sum(self.enrolled.values(), Enrolled())

    @property
    def enrolled_by_partner(self) -> list[PartnerLine]:
        """Each partner with somebody, the most people first."""
        sums = _sums((partner, people) for (partner, _month), people in self.enrolled.items())
        return [
            PartnerLine(
                partner,
                [
                    (month, self.enrolled.get((partner, month), Enrolled()).all)
                    for month in self.period.months
                ],
                people,
            )
            for partner, people in sorted(sums.items(), key=lambda each: (-each[1].all, each[0]))
        ]

    @property
    def month_bars(self) -> list[tuple[str, int, int]]:
        """Each month of the period, also those without anybody: the new and the others."""
        sums = _sums((month, people) for (_partner, month), people in self.enrolled.items())
        return [
            (format_date(month, "M Y"), sums[month].new, sums[month].existing)
            for month in self.period.months
        ]

    @property
    def partner_bars(self) -> list[tuple[str, int, int]]:
        """The new and the others of each partner."""
        return [
            (line.partner, line.people.new, line.people.existing)
            for line in self.enrolled_by_partner
        ]

    @property
    def within_bars(self) -> list[tuple[str, int]]:
        """The share decided within a day, in percent, of each month with decisions."""
        return [
            (format_date(month, "M Y"), decisions.within_percent or 0)
            for month, decisions in self.decided.by_month.items()
        ]

    @property
    def outcome_bars(self) -> list[tuple[Any, int]]:
        """What came of what was decided."""
        return [
            (_("Disetujui"), self.decided.decisions.approved),
            (_("Dikembalikan"), self.decided.decisions.returned),
            (_("Ditolak"), self.decided.decisions.rejected),
        ]


def _sums(people: Iterable[tuple[Any, Enrolled]]) -> dict[Any, Enrolled]:
    sums: dict[Any, Enrolled] = defaultdict(Enrolled)
    for key, some in people:
        sums[key] += some
    return sums


def figures(
    *, markets: QuerySet[Market], branch: int, period: Period, at: dt.datetime
) -> BranchFigures:
    """The figures of these markets in the period; formal ones are of the whole branch, by id."""
    return BranchFigures(
        period=period,
        waiting=_waiting(markets, at),
        decided=decided.decided(markets=markets, period=period),
        enrolled=_enrolled(markets, period),
        formal=Formal(
            figure=formal_figures.latest(branch=branch),
            informal=Member.objects.filter(
                market__partner__branch=branch, status=Member.Status.ACTIVE
            ).count(),
        ),
    )


def _waiting(markets: QuerySet[Market], at: dt.datetime) -> Waiting:
    waits = Q(status=Enrolment.Status.SUBMITTED)
    rows = Enrolment.objects.filter(market__in=markets, status__in=Enrolment.OPEN)
    return Waiting(
        **rows.aggregate(
            waiting=Count("pk", filter=waits),
            late=Count("pk", filter=waits & Q(submitted_at__lt=at - DECISION_TIME)),
            returned=Count("pk", filter=~waits),
        )
    )


def _enrolled(markets: QuerySet[Market], period: Period) -> dict[tuple[str, dt.date], Enrolled]:
    told = EarlierMembership.objects.filter(member=OuterRef("enrolment__member"))
    approved = decided.rows(markets=markets, period=period).filter(to_status=decided.APPROVED)
    found: Any = (
        approved.annotate(
            denied=Subquery(told.order_by("-pk").values("denied")[:1]), month=decided.month()
        )
        .values("market__partner__name", "month")
        .annotate(all=Count("pk"), existing=Count("pk", filter=Q(denied=False)))
    )
    return {
        (row["market__partner__name"], row["month"].date()): Enrolled(
            new=row["all"] - row["existing"], existing=row["existing"]
        )
        for row in found.order_by("market__partner__name", "month")
    }
