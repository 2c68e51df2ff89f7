"""Who owes, and has no collector to come by?"""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery

from collectors.models import Reminder
from markets.models import Market
from members.models import Placement

A_PAGE = 50


@dataclass(frozen=True)
class Unassigned:
    """Open reminders without a collector: how many at each place, and a page of them."""

    places: list[tuple[str, int]]
    page: Page[Any]


def unassigned(*, markets: QuerySet[Market], page: str | None) -> Unassigned:
    """The reminders of these markets that nobody has, the most urgent first."""
    found = Reminder.objects.filter(market__in=markets, collector=None, closed_at=None)
    here = Placement.objects.filter(member=OuterRef("member"), find_here=True, last_day=None)
    placed = found.annotate(
        block_name=Subquery(here.values("block__name")[:1]),
        stall_number=Subquery(here.values("stall__number")[:1]),
    )
    per_place = (
        placed.order_by("market__name", "block_name")
        .values_list("market__name", "block_name")
        .annotate(Count("pk"))
    )
    listed = placed.select_related("member", "market").order_by("lapses_after", "-months", "pk")
    return Unassigned(
        places=[
            (" · ".join(filter(None, [name, block])), count) for name, block, count in per_place
        ],
        page=Paginator(listed, A_PAGE).get_page(page),
    )
