"""Who owes, and has no collector to come by?"""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery

from collectors.models import Reminder
from markets.models import Market
from markets.sorting import Columns, Order
from members.models import Placement

A_PAGE = 50
COLUMNS = Columns(
    first="mendesak",
    fields={
        "mendesak": ("lapses_after", "-months"),
        "nama": ("member__name",),
        "tempat": ("market__name", "block_name", "stall_number"),
        "tahap": ("stage",),
        "bulan": ("months",),
        "jumlah": ("amount_idr",),
    },
)


@dataclass(frozen=True)
class Unassigned:
    """Open reminders without a collector: how many at each place, and a page of them."""

    places: list[tuple[str, int]]
    page: Page[Any]


def reminders(*, markets: QuerySet[Market], text: str = "") -> QuerySet[Any]:
    """The reminders of these markets that nobody has, each with `block_name` and `stall_number`.

    With `text`, of people whose name contains it.
    """
    found = Reminder.objects.filter(market__in=markets, collector=None, closed_at=None)
    if text:
        found = found.filter(member__name__icontains=text)
    here = Placement.objects.filter(member=OuterRef("member"), find_here=True, last_day=None)
    return found.annotate(
        block_name=Subquery(here.values("block__name")[:1]),
        stall_number=Subquery(here.values("stall__number")[:1]),
    ).select_related("member", "market__partner")


def unassigned(
    *, markets: QuerySet[Market], text: str, order: Order, page: str | None
) -> Unassigned:
    """Those sought in that order, and how many there are at each place, whoever is sought."""
    per_place = (
        reminders(markets=markets)
        .order_by("market__name", "block_name")
        .values_list("market__name", "block_name")
        .annotate(Count("pk"))
    )
    listed = order.of(reminders(markets=markets, text=text))
    return Unassigned(
        places=[
            (" · ".join(filter(None, [name, block])), count) for name, block, count in per_place
        ],
        page=Paginator(listed, A_PAGE).get_page(page),
    )
