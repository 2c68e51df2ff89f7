"""Differences of hand-overs that are still open: whose, how much, and since when.

What was short lies on the collector's account until a next hand-over brings it, or until two
persons have decided that the partner bears it: then until the partner has made up for it. What was
too much lies apart in the treasurer's cash until two persons have decided whose it is.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from contributions import cash, handovers, ledger, surplus
from contributions.models import Handover, Loss, Place, SurplusDecision
from markets import zones
from markets.models import Partner


@dataclass(frozen=True)
class Shortage:
    """Missing from a collector's hand-overs; `first` is the oldest that was not made good.

    `last` is the one that left all of it; `asked` that the partner bears it.
    """

    first: Handover
    last: Handover
    asked: bool
    amount_idr: int
    age: dt.timedelta


@dataclass(frozen=True)
class Surplus:
    """Counted beyond the receipts of a hand-over, and not yet decided about."""

    handover: Any
    amount_idr: int
    age: dt.timedelta


@dataclass(frozen=True)
class CashDifferences:
    """All that is open, the oldest first, and the decisions that wait for a second person."""

    shortages: list[Shortage]
    surpluses: list[Surplus]
    waiting: list[SurplusDecision]
    losses: list[Loss]

    @property
    def short_idr(self) -> int:
        """What all collectors together still owe."""
        return sum(row.amount_idr for row in self.shortages)

    @property
    def to_replace_idr(self) -> int:
        """What the partners bear and have not made up for."""
        return sum(row.amount_idr for row in self.losses if row.status == Loss.Status.GRANTED)

    @property
    def surplus_idr(self) -> int:
        """What nobody has explained yet."""
        return sum(row.amount_idr for row in self.surpluses)


def cash_differences(*, partners: QuerySet[Partner], at: dt.datetime) -> CashDifferences:
    """The open differences of these partners, in seven queries whatever their number."""
    waiting = SurplusDecision.objects.filter(
        partner__in=partners, status=SurplusDecision.Status.ASKED
    )
    losses = Loss.objects.filter(
        partner__in=partners, status__in=(Loss.Status.ASKED, Loss.Status.GRANTED)
    )
    with_surplus = surplus.with_open_surplus().filter(partner__in=partners, open_idr__gt=0)
    found_losses = list(losses.select_related("handover__collector", "asked_by", "decided_by"))
    return CashDifferences(
        shortages=_shortages(partners, at, found_losses),
        surpluses=[
            Surplus(row, row.open_idr, at - row.decided_at)
            for row in with_surplus.select_related("collector", "partner")
            .annotate(zone=zones.of_partner())
            .order_by("decided_at")
        ],
        waiting=list(
            waiting.select_related("handover__collector", "partner", "asked_by", "member").annotate(
                zone=zones.of_partner()
            )
        ),
        losses=found_losses,
    )


def _shortages(partners: QuerySet[Partner], at: dt.datetime, losses: list[Loss]) -> list[Shortage]:
    asked = {row.handover_id for row in losses if row.status == Loss.Status.ASKED}
    first: dict[int, Handover] = {}
    last: dict[int, Handover] = {}
    rows: QuerySet[Any] = cash.short_handovers(partner__in=partners).select_related(
        "collector", "partner"
    )
    for row in rows.annotate(zone=zones.of_partner()).order_by("decided_at"):
        first.setdefault(row.collector_id, row)
        last[row.collector_id] = row
    held_idr = ledger.balances(Place.COLLECTOR, first)
    receipts_idr = dict(
        cash.unaccepted_receipts(taken_by__in=list(first))
        .order_by()
        .values_list("taken_by")
        .annotate(sum=handovers.CASH)
    )
    found = []
    for pk, row in first.items():
        amount_idr = held_idr.get(pk, 0) - receipts_idr.get(pk, 0)
        if amount_idr > 0 and row.decided_at is not None:
            is_asked = last[pk].pk in asked
            found.append(Shortage(row, last[pk], is_asked, amount_idr, at - row.decided_at))
    return found
