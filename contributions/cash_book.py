"""The cash book, to be read: from where to where money went, by place and by day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum

from contributions.models import LedgerEntry, Place
from contributions.uncounted import NOTHING as COUNTED
from contributions.uncounted import Uncounted
from markets.models import Partner

A_PAGE = 50


@dataclass(frozen=True)
class Chosen:
    """What the book was narrowed to; empty is everything. Days are book days, both included."""

    first_day: dt.date
    last_day: dt.date
    place: str = ""
    document: str = ""
    partner: int | None = None


@dataclass(frozen=True)
class DayLine:
    """What moved on one day between two kinds of places."""

    day: dt.date
    from_place: str
    to_place: str
    moves: int
    amount_idr: int


@dataclass(frozen=True)
class PlaceLine:
    """What came to and went from one kind of place in the chosen days."""

    place: str
    came_idr: int
    went_idr: int

    @property
    def change_idr(self) -> int:
        """By how much the place holds more; below zero, less."""
        return self.came_idr - self.went_idr


@dataclass(frozen=True)
class CashBook:
    """The chosen part of the book: sums per place, sums per day (a page), count and sum of all."""

    places: list[PlaceLine]
    page: Page[Any]
    days: list[DayLine]
    moves: int
    amount_idr: int


def cash_book(
    *,
    partners: QuerySet[Partner],
    chosen: Chosen,
    page: str | None,
    uncounted: Uncounted = COUNTED,
) -> CashBook:
    """The chosen part of the books of these partners, the latest day first."""
    found = entries(partners=partners, chosen=chosen, uncounted=uncounted).order_by()
    per_day = (
        found.values("business_day", "from_place", "to_place")
        .annotate(moves=Count("pk"), amount_idr=Sum("amount_idr"))
        .order_by("-business_day", "from_place", "to_place")
    )
    shown = Paginator(per_day, A_PAGE).get_page(page)
    all_of_it = found.aggregate(moves=Count("pk"), amount_idr=Sum("amount_idr"))
    return CashBook(
        places=_places(found, chosen.place),
        page=shown,
        days=[_day_line(row) for row in shown],
        moves=all_of_it["moves"],
        amount_idr=all_of_it["amount_idr"] or 0,
    )


def entries(
    *, partners: QuerySet[Partner], chosen: Chosen, uncounted: Uncounted = COUNTED
) -> QuerySet[LedgerEntry]:
    """The chosen moves, in the order in which they were written; without what is `uncounted`."""
    found = LedgerEntry.objects.filter(
        partner__in=partners, business_day__range=(chosen.first_day, chosen.last_day)
    )
    if chosen.place:
        found = found.filter(Q(from_place=chosen.place) | Q(to_place=chosen.place))
    if chosen.document:
        found = found.filter(document=chosen.document)
    if chosen.partner:
        found = found.filter(partner=chosen.partner)
    return uncounted.left_out(found.order_by("pk"))


def _places(found: QuerySet[LedgerEntry], place: str) -> list[PlaceLine]:
    came = dict(found.values_list("to_place").annotate(Sum("amount_idr")))
    went = dict(found.values_list("from_place").annotate(Sum("amount_idr")))
    return [
        PlaceLine(str(label), came.get(value, 0), went.get(value, 0))
        for value, label in Place.choices
        if (value in came or value in went) and place in ("", value)
    ]


def _day_line(row: Any) -> DayLine:
    return DayLine(
        day=row["business_day"],
        from_place=str(Place(row["from_place"]).label),
        to_place=str(Place(row["to_place"]).label),
        moves=row["moves"],
        amount_idr=row["amount_idr"],
    )
