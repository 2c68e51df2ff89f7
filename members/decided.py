"""What the branch decided in some months, why it sent back or refused, and how long it took."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, DateTimeField, F, Func, QuerySet, TextField
from django.db.models.functions import TruncMonth

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
        return months.midnight_before(self.first), months.midnight_before(months.add(self.last, 1))


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


# How long each took is worked out once; all and each month come from the same rows.
COUNTED = """
    WITH decided AS MATERIALIZED (
        SELECT decision.to_status,
            date_trunc('month', decision.at AT TIME ZONE 'Asia/Jakarta')::date AS month,
            decision.at - COALESCE(
                (SELECT max(sent.at) FROM members_decision AS sent
                 WHERE sent.enrolment_id = decision.enrolment_id
                   AND sent.to_status = 'submitted' AND sent.at <= decision.at),
                enrolment.entered_at) AS took
        FROM members_decision AS decision
        JOIN members_enrolment AS enrolment ON enrolment.id = decision.enrolment_id
        WHERE decision.market_id = ANY(%(markets)s)
          AND decision.at >= %(begins)s AND decision.at < %(ends)s
          AND decision.to_status IN ('approved', 'returned', 'rejected')
    )
    SELECT month,
        count(*) FILTER (WHERE to_status = 'approved'),
        count(*) FILTER (WHERE to_status = 'returned'),
        count(*) FILTER (WHERE to_status = 'rejected'),
        count(*) FILTER (WHERE took <= %(within)s),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY took),
        percentile_cont(0.9) WITHIN GROUP (ORDER BY took)
    FROM decided
    GROUP BY GROUPING SETS ((), (month))
    ORDER BY month
"""


def rows(*, markets: QuerySet[Market], period: Period) -> QuerySet[Decision]:
    """The decisions of the branch in that period."""
    begins, ends = period.moments
    return Decision.objects.filter(
        market__in=markets, at__gte=begins, at__lt=ends, to_status__in=DECIDED
    ).order_by()


def decided(*, markets: QuerySet[Market], period: Period) -> Decided:
    """What was decided in these markets, in 3 queries."""
    begins, ends = period.moments
    given: dict[str, Any] = {
        "markets": list(markets.values_list("pk", flat=True)),
        "begins": begins,
        "ends": ends,
        "within": DECISION_TIME,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, given)
        counted = {row[0]: Decisions(*row[1:]) for row in cursor.fetchall()}
    reasons = _reasons(rows(markets=markets, period=period))
    return Decided(
        decisions=counted.pop(None),
        by_month=counted,
        return_reasons=_given(RETURNED, ReturnReason.choices, reasons),
        rejection_reasons=_given(REJECTED, RejectionReason.choices, reasons),
    )


def month() -> TruncMonth:
    """The month (WIB) of a decision, as its first moment."""
    return TruncMonth("at", output_field=DateTimeField(), tzinfo=months.WIB)


def _reasons(found: QuerySet[Decision]) -> dict[tuple[str, str], int]:
    """How often each code was given, by what was decided."""
    code = Func(F("codes"), function="jsonb_array_elements_text", output_field=TextField())
    back = found.filter(to_status__in=(RETURNED, REJECTED)).annotate(code=code)
    counted: Any = back.values("to_status", "code").annotate(times=Count("pk"))
    return {(row["to_status"], row["code"]): row["times"] for row in counted}


def _given(
    status: str, choices: list[tuple[str, Any]], reasons: dict[tuple[str, str], int]
) -> list[tuple[Any, int]]:
    given = [(label, reasons.get((status, code), 0)) for code, label in choices]
    return sorted((each for each in given if each[1]), key=lambda each: -each[1])
