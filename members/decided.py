"""What the branch decided in some months, why it sent back or refused, and how long it took."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DateTimeField,
    DurationField,
    Expression,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, TruncMonth

from markets import months
from markets.models import Market
from members.entered import DECISION_TIME
from members.models import Decision, Enrolment, RejectionReason, ReturnReason

APPROVED, RETURNED, REJECTED = DECIDED = (
    Enrolment.Status.APPROVED,
    Enrolment.Status.RETURNED,
    Enrolment.Status.REJECTED,
)


@dataclass(frozen=True)
class Period:
    """Whole months (WIB) from the first to the last, both within it."""

    first: dt.date
    last: dt.date

    @property
    def months(self) -> list[dt.date]:
        return months.run(self.first, months.between(self.first, self.last) + 1)

    @property
    def moments(self) -> tuple[dt.datetime, dt.datetime]:
        """When it begins, and when it is over."""
        return _midnight(self.first), _midnight(months.add(self.last, 1))


@dataclass(frozen=True)
class Decisions:
    """What was decided in some time, and how long it took from sending to deciding.

    The times are empty where nothing was decided.
    """

    approved: int
    returned: int
    rejected: int
    within: int  # of them within DECISION_TIME
    median: dt.timedelta | None
    ninetieth: dt.timedelta | None

    @property
    def all(self) -> int:
        return self.approved + self.returned + self.rejected

    @property
    def within_percent(self) -> int | None:
        """The share decided within a day, in whole percent, never rounded up to all."""
        return self.within * 100 // self.all if self.all else None


@dataclass(frozen=True)
class Decided:
    """The decisions of a period, of its months with any, and the reasons that were given.

    Reasons come with how often each was given, the most frequent first; one decision may give
    several.
    """

    decisions: Decisions
    by_month: dict[dt.date, Decisions]
    return_reasons: list[tuple[Any, int]]
    rejection_reasons: list[tuple[Any, int]]


class Percentile(Aggregate):
    """The time within which that part of the times lies, interpolated."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def rows(*, markets: QuerySet[Market], period: Period) -> QuerySet[Decision]:
    """The decisions of the branch in that period, each with the time it `took` since sending."""
    begins, ends = period.moments
    sent = Decision.objects.filter(
        enrolment=OuterRef("enrolment"),
        to_status=Enrolment.Status.SUBMITTED,
        at__lte=OuterRef("at"),
    )
    found = Decision.objects.filter(
        market__in=markets, at__gte=begins, at__lt=ends, to_status__in=DECIDED
    )
    found = found.annotate(sent=Subquery(sent.order_by("-at").values("at")[:1]))
    return found.annotate(took=F("at") - Coalesce(F("sent"), F("enrolment__entered_at"))).order_by()


def decided(*, markets: QuerySet[Market], period: Period) -> Decided:
    """What was decided in these markets, in 2 queries."""
    found = rows(markets=markets, period=period)
    counted: dict[str, Any] = found.aggregate(**_counts(), **_reasons())
    monthly: Any = found.annotate(month=month()).values("month").annotate(**_counts())
    return Decided(
        decisions=_decisions(counted),
        by_month={row["month"].date(): _decisions(row) for row in monthly.order_by("month")},
        return_reasons=_given(ReturnReason.choices, "return", counted),
        rejection_reasons=_given(RejectionReason.choices, "reject", counted),
    )


def month() -> TruncMonth:
    """The month (WIB) of a decision, as its first moment."""
    return TruncMonth("at", output_field=DateTimeField(), tzinfo=months.WIB)


def _counts() -> dict[str, Expression]:
    counts: dict[str, Expression] = {
        str(status): Count("pk", filter=Q(to_status=status)) for status in DECIDED
    }
    counts["within"] = Count("pk", filter=Q(took__lte=DECISION_TIME))
    counts["median"] = Percentile("took", fraction=0.5)
    counts["ninetieth"] = Percentile("took", fraction=0.9)
    return counts


def _decisions(row: dict[str, Any]) -> Decisions:
    return Decisions(**{name: row[name] for name in Decisions.__dataclass_fields__})


def _reasons() -> dict[str, Expression]:
    kinds = (("return", RETURNED, ReturnReason), ("reject", REJECTED, RejectionReason))
    return {
        f"{kind}_{code}": Count("pk", filter=Q(to_status=status, codes__contains=[code]))
        for kind, status, reasons in kinds
        for code in reasons.values
    }


def _given(
    choices: list[tuple[str, Any]], kind: str, counted: dict[str, int]
) -> list[tuple[Any, int]]:
    given = [(label, counted[f"{kind}_{code}"]) for code, label in choices]
    return sorted((each for each in given if each[1]), key=lambda each: -each[1])


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=months.WIB)
