"""Spot checks in figures: of each collector and month, how many were drawn, asked, and differ."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from contributions.models import SpotAnswer, SpotAsker, SpotCase, SpotFinding, SpotPerson
from contributions.spot_cases import with_state
from markets.models import Partner


@dataclass(frozen=True)
class SpotFigures:
    """One collector's people in one month; `collector` is empty where nobody covers them.

    Asked are those to whom somebody went; answered those who told something. `not_entered_idr` is
    cash that was found and confirmed not to be in the books.
    """

    month: dt.date
    partner: str
    collector: str
    drawn: int = 0
    sent: int = 0
    asked: int = 0
    answered: int = 0
    differences: int = 0
    still_open: int = 0
    not_entered_idr: int = 0


def spot_figures(*, partners: QuerySet[Partner], month: dt.date | None = None) -> list[SpotFigures]:
    """The figures of one month, or of all, the latest first, in three queries.

    A difference counts for whom it is about, in the month in which her trader was drawn.
    """
    of_month = {} if month is None else {"draw__month": month}
    rows = _people(partners, of_month)
    cases = _cases(partners, {f"answer__person__{key}": value for key, value in of_month.items()})
    cash = _cash(
        partners, {f"case__answer__person__{key}": value for key, value in of_month.items()}
    )
    found = [
        SpotFigures(
            month=key[0],
            partner=key[1],
            collector=key[3] or "",
            **rows.get(key, {}),
            **cases.get(key, {}),
            not_entered_idr=cash.get(key, 0),
        )
        for key in rows.keys() | cases.keys()
    ]
    return sorted(found, key=lambda row: (-row.month.toordinal(), row.partner, row.collector))


Key = tuple[dt.date, str, int | None, str | None]


def _people(partners: QuerySet[Partner], of_month: dict[str, dt.date]) -> dict[Key, dict[str, int]]:
    answers = SpotAnswer.objects.filter(person=OuterRef("pk"))
    told = answers.filter(outcome__in=SpotAnswer.TOLD)
    askers = SpotAsker.objects.filter(person=OuterRef("pk"), live=True)
    rows = (
        SpotPerson.objects.filter(partner__in=partners, **of_month)
        .annotate(is_sent=Exists(askers), is_asked=Exists(answers), is_told=Exists(told))
        .order_by()
        .values_list("draw__month", "partner__name", "collector", "collector__name")
        .annotate(
            drawn=Count("pk"),
            sent=Count("pk", filter=Q(is_sent=True)),
            asked=Count("pk", filter=Q(is_asked=True)),
            answered=Count("pk", filter=Q(is_told=True)),
        )
    )
    return {
        tuple(row[:4]): dict(zip(("drawn", "sent", "asked", "answered"), row[4:], strict=True))
        for row in rows
    }


def _cases(partners: QuerySet[Partner], of_month: dict[str, dt.date]) -> dict[Key, dict[str, int]]:
    rows = (
        with_state(SpotCase.objects.filter(partner__in=partners, **of_month))
        .order_by()
        .values_list("answer__person__draw__month", "partner__name", "collector", "collector__name")
        .annotate(differences=Count("pk"), still_open=Count("pk", filter=Q(is_closed=False)))
    )
    return {tuple(row[:4]): {"differences": row[4], "still_open": row[5]} for row in rows}


def _cash(partners: QuerySet[Partner], of_month: dict[str, dt.date]) -> dict[Key, int]:
    rows = (
        SpotFinding.objects.filter(
            case__partner__in=partners, status=SpotFinding.Status.GRANTED, **of_month
        )
        .exclude(amount_idr=None)
        .order_by()
        .values_list(
            "case__answer__person__draw__month",
            "case__partner__name",
            "case__collector",
            "case__collector__name",
        )
        .annotate(sum=Sum("amount_idr"))
    )
    return {tuple(row[:4]): row[4] for row in rows}
