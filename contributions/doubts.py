"""Whom could billing not bill, since when, why, and who looks after it?"""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery

from contributions.models import BillingDoubt
from markets import months
from markets.models import Market
from markets.sorting import Columns, Order
from members.models import Enrolment

A_PAGE = 50
COLUMNS = Columns(
    first="sejak",
    fields={
        "nama": ("member__name",),
        "pasar": ("market__name",),
        "bulan": ("month",),
        "alasan": ("reason",),
        "sejak": ("opened_at",),
        "siapa": ("owner__name",),
    },
)


@dataclass(frozen=True)
class Chosen:
    """What the list was narrowed to; empty is everything."""

    text: str = ""
    reason: str = ""
    market: int | None = None
    owner: int | None = None
    settled: bool = False


@dataclass(frozen=True)
class Line:
    """One doubt, how many days old, and the enrolment at which it can be looked into."""

    doubt: BillingDoubt
    days: int
    case: int | None


@dataclass(frozen=True)
class Doubts:
    """A page of the list."""

    lines: list[Line]
    page: Page[BillingDoubt]


def billing_doubts(*, markets: QuerySet[Market], chosen: Chosen) -> QuerySet[BillingDoubt]:
    """The chosen doubts of these markets, oldest first; each with its `case`, an enrolment's id.

    A doubt closes by itself when the sweep bills the member, or when she is active no more.
    """
    of_her = Enrolment.objects.filter(member=OuterRef("member"), market__in=markets)
    found = BillingDoubt.objects.filter(
        market__in=markets, settled_at__isnull=not chosen.settled
    ).annotate(case=Subquery(of_her.order_by("-entered_at", "-pk").values("pk")[:1]))
    if chosen.text:
        found = found.filter(member__name__icontains=chosen.text)
    if chosen.reason:
        found = found.filter(reason=chosen.reason)
    if chosen.market:
        found = found.filter(market=chosen.market)
    if chosen.owner:
        found = found.filter(owner=chosen.owner)
    return found.select_related("member", "market__partner", "owner").order_by("opened_at", "pk")


def columns(chosen: Chosen) -> Columns:
    """By what the list may be sorted: all that was ever settled only by when it began."""
    return COLUMNS.only("sejak") if chosen.settled else COLUMNS


def page_of(
    *,
    markets: QuerySet[Market],
    chosen: Chosen,
    order: Order,
    page: str | None,
    at: dt.datetime,
) -> Doubts:
    """The page of that number in that order, with ages as of that moment."""
    found = order.of(billing_doubts(markets=markets, chosen=chosen))
    shown = Paginator(found, A_PAGE).get_page(page)
    return Doubts(lines=[line(doubt, at=at) for doubt in shown], page=shown)


def line(doubt: BillingDoubt, *, at: dt.datetime) -> Line:
    """The doubt with its age in days of the law's calendar; that of a settled one has stopped."""
    until = months.law_day(doubt.settled_at or at)
    return Line(
        doubt=doubt,
        days=(until - months.law_day(doubt.opened_at)).days,
        case=getattr(doubt, "case", None),
    )
