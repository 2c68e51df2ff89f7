"""One place of money, day by day: what it held, each move with its document, what it holds then."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from contributions import place_names
from contributions.ledger import Account
from contributions.models import LedgerEntry
from contributions.uncounted import NOTHING as COUNTED
from contributions.uncounted import Uncounted
from markets.models import Partner

A_PAGE = 50
AT_ONCE = 500


@dataclass(frozen=True)
class ChosenPlace:
    """A kind of place, one of its places or all of them, and book days, both included."""

    place: str
    id: int | None
    first_day: dt.date
    last_day: dt.date


@dataclass(frozen=True)
class Move:
    """One move as the place sees it; `left_idr` is what it held after it."""

    entry: LedgerEntry
    came_idr: int
    went_idr: int
    left_idr: int
    other: Account
    other_words: str
    own_words: str

    @property
    def other_choice(self) -> str:
        """The other place, as the form names it."""
        return f"{self.other.place}:{self.other.id}"


@dataclass(frozen=True)
class PlaceBook:
    """The place in those days: opening + came - went = closing."""

    name: str
    opening_idr: int
    came_idr: int
    went_idr: int
    page: Page[Any]
    moves: list[Move]

    @property
    def closing_idr(self) -> int:
        """What it held when the last day ended."""
        return self.opening_idr + self.came_idr - self.went_idr


def place_book(
    *,
    partners: QuerySet[Partner],
    chosen: ChosenPlace,
    page: str | None,
    uncounted: Uncounted = COUNTED,
) -> PlaceBook:
    """The place with a page of its moves, the earliest first; without what is `uncounted`."""
    rows = uncounted.left_out(_of_place(partners, chosen))
    opening = _held(rows.filter(business_day__lt=chosen.first_day))
    within = rows.filter(business_day__range=(chosen.first_day, chosen.last_day))
    sums = within.aggregate(came_idr=Coalesce(Sum("came"), 0), went_idr=Coalesce(Sum("went"), 0))
    shown = Paginator(_in_order(within), A_PAGE).get_page(page)
    entries = list(shown)
    held = opening
    if entries and shown.number > 1:
        first = entries[0]
        held += _held(
            within.filter(
                Q(business_day__lt=first.business_day)
                | Q(business_day=first.business_day, pk__lt=first.pk)
            )
        )
    moves = _moves(entries, held)
    return PlaceBook(
        name=_name(chosen),
        opening_idr=opening,
        **sums,
        page=shown,
        moves=moves,
    )


def moves_of(
    *, partners: QuerySet[Partner], chosen: ChosenPlace, uncounted: Uncounted = COUNTED
) -> Iterator[Move]:
    """Every move of the place in those days, so many at once; without what is `uncounted`."""
    rows = uncounted.left_out(_of_place(partners, chosen))
    held = _held(rows.filter(business_day__lt=chosen.first_day))
    within = rows.filter(business_day__range=(chosen.first_day, chosen.last_day))
    remaining = _in_order(within).iterator(chunk_size=AT_ONCE)
    while entries := list(islice(remaining, AT_ONCE)):
        for move in _moves(entries, held):
            held = move.left_idr
            yield move


def opening_of(
    *, partners: QuerySet[Partner], chosen: ChosenPlace, uncounted: Uncounted = COUNTED
) -> int:
    """What it held before the first of those days, without what is `uncounted`."""
    rows = uncounted.left_out(_of_place(partners, chosen))
    return _held(rows.filter(business_day__lt=chosen.first_day))


def _of_place(partners: QuerySet[Partner], chosen: ChosenPlace) -> QuerySet[Any]:
    """Its moves in the books of these partners, with what `came` and `went`."""
    came, went = Q(to_place=chosen.place), Q(from_place=chosen.place)
    if chosen.id is not None:
        came, went = came & Q(to_id=chosen.id), went & Q(from_id=chosen.id)
    return (
        LedgerEntry.objects.filter(came | went, partner__in=partners)
        .annotate(
            came=Case(When(came, then=F("amount_idr")), default=Value(0)),
            went=Case(When(went, then=F("amount_idr")), default=Value(0)),
        )
        .order_by()
    )


def _in_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("by").order_by("business_day", "pk")


def _held(rows: QuerySet[Any]) -> int:
    held: int = rows.aggregate(held=Coalesce(Sum(F("came") - F("went")), 0))["held"]
    return held


def _moves(entries: list[Any], held: int) -> list[Move]:
    sides = [
        (Account(entry.from_place, entry.from_id), Account(entry.to_place, entry.to_id))
        for entry in entries
    ]
    known = place_names.names([account for side in sides for account in side])
    moves = []
    for entry, (source, target) in zip(entries, sides, strict=True):
        held += entry.came - entry.went
        own, other = (target, source) if entry.came else (source, target)
        moves.append(
            Move(
                entry=entry,
                came_idr=entry.came,
                went_idr=entry.went,
                left_idr=held,
                other=other,
                other_words=place_names.words(other, known),
                own_words=place_names.words(own, known),
            )
        )
    return moves


def _name(chosen: ChosenPlace) -> str:
    if chosen.id is None:
        return ""
    account = Account(chosen.place, chosen.id)
    return place_names.words(account, place_names.names([account]))
