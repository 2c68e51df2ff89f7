"""Who covers each place of a partner on a day, where two do, and where nobody does."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from markets.coverage import Coverage, coverage
from markets.models import Assignment, Block, Market, Partner
from members.models import Member, Placement


@dataclass(frozen=True)
class CoveredPlace:
    """A block, or (without one) the people of a market who are found in no block."""

    block: Block | None
    members: int
    collector: str
    also: list[str]

    @property
    def is_uncovered(self) -> bool:
        return not self.collector


@dataclass(frozen=True)
class CoveredMarket:
    """A market with its places and the assignments that hold today or later."""

    market: Market
    places: list[CoveredPlace]
    assignments: list[Assignment]

    @property
    def uncovered(self) -> int:
        """How many places with members nobody covers."""
        return sum(place.is_uncovered and place.members > 0 for place in self.places)


def who_covers(*, partner: Partner, on: dt.date) -> list[CoveredMarket]:
    """The partner's markets on that day, in five queries."""
    markets = list(Market.objects.filter(partner=partner).order_by("name"))
    found = coverage(on=on, markets=[market.pk for market in markets])
    blocks: dict[int, list[Block]] = {}
    for block in Block.objects.filter(market__partner=partner):
        blocks.setdefault(block.market_id, []).append(block)
    assignments: dict[int, list[Assignment]] = {}
    for assignment in _standing(partner, on):
        assignments.setdefault(assignment.market_id, []).append(assignment)
    names = {
        assignment.collector_id: assignment.collector.name
        for standing in assignments.values()
        for assignment in standing
    }
    members = _members(partner)
    return [
        CoveredMarket(
            market=market,
            places=_places(market, blocks.get(market.pk, []), found, names, members),
            assignments=assignments.get(market.pk, []),
        )
        for market in markets
    ]


def _standing(partner: Partner, on: dt.date) -> list[Assignment]:
    return list(
        Assignment.objects.filter(
            Q(last_day__isnull=True) | Q(last_day__gte=on), market__partner=partner
        )
        .select_related("collector", "block", "market")
        .order_by("block__walking_order", "first_day", "pk")
    )


def _members(partner: Partner) -> dict[tuple[int, int | None], int]:
    """How many active members are found at each place."""
    rows = (
        Placement.objects.filter(
            market__partner=partner,
            find_here=True,
            last_day=None,
            member__status=Member.Status.ACTIVE,
        )
        .order_by()
        .values_list("market", "block")
        .annotate(Count("pk"))
    )
    return {(market, block): count for market, block, count in rows}


def _places(
    market: Market,
    blocks: list[Block],
    found: Coverage,
    names: dict[int, str],
    members: dict[tuple[int, int | None], int],
) -> list[CoveredPlace]:
    places = []
    for block in [*blocks, None]:
        key = (market.pk, block.pk if block else None)
        # In a market with blocks the rest is shown only where somebody is found there.
        if block is None and blocks and not members.get(key):
            continue
        collector = found.collectors.get(key)
        places.append(
            CoveredPlace(
                block=block,
                members=members.get(key, 0),
                collector=names[collector] if collector else "",
                also=[names[pk] for pk in found.overlapping.get(key, [])[1:]],
            )
        )
    return places
