"""Which collector answers for which place, on a day: the rule of Assignment, in one function."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q

from markets.models import Assignment, Block, Market, Role

Place = tuple[int, int | None]  # market, and block or None where there is none


@dataclass(frozen=True)
class Coverage:
    """Who covers each place on one day, who stands in the way of whom, and what nobody covers."""

    collectors: dict[Place, int]
    overlapping: dict[Place, list[int]]
    uncovered: list[Place]


def coverage(*, on: dt.date, markets: list[int] | None = None) -> Coverage:
    """Who covers every block (and every market as a whole) on that day.

    `markets` narrows it to those market ids. A block's own assignment goes before the market's;
    among equals the one that began later, then the one entered later. Who left, has another role
    or went to another partner covers nothing, whatever assignment is still open.
    """
    chosen = Q() if markets is None else Q(market__in=markets)
    ranked: dict[Place, list[int]] = {}
    assignments = Assignment.objects.filter(
        chosen,
        Q(last_day__isnull=True) | Q(last_day__gte=on),
        first_day__lte=on,
        collector__is_active=True,
        collector__role=Role.COLLECTOR,
        collector__partner=F("market__partner"),
    ).order_by("-first_day", "-pk")
    for assignment in assignments:
        ranked.setdefault((assignment.market_id, assignment.block_id), []).append(
            assignment.collector_id
        )
    places = _places(markets)
    collectors, overlapping, uncovered = {}, {}, []
    for market, block in places:
        whole = ranked.get((market, None), [])
        own = ranked.get((market, block), []) if block is not None else []
        candidates = own + [collector for collector in whole if collector not in own]
        if not candidates:
            uncovered.append((market, block))
            continue
        collectors[market, block] = candidates[0]
        if len(own or whole) > 1:
            overlapping[market, block] = candidates
    return Coverage(collectors, overlapping, uncovered)


def _places(markets: list[int] | None) -> list[Place]:
    chosen_markets, chosen_blocks = Market.objects.all(), Block.objects.all()
    if markets is not None:
        chosen_markets = chosen_markets.filter(pk__in=markets)
        chosen_blocks = chosen_blocks.filter(market__in=markets)
    places: list[Place] = [(pk, None) for pk in chosen_markets.values_list("pk", flat=True)]
    places += list(chosen_blocks.values_list("market_id", "pk"))
    return places
