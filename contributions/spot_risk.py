"""Who may be drawn for a spot check, and what speaks for asking just her: the facts of the rule."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q

from contributions import cash, receipts, spot_weights, void_requests
from contributions.models import Contribution, Void
from markets import months
from markets.coverage import coverage
from markets.models import Partner
from members.models import ConsentWithdrawal, Member

# Who lapsed is still asked while she was billed in one of so many months: perhaps she did pay.
MONTHS_AFTER_A_LAPSE = 6


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be drawn: whose collector's takings she tells of, and what adds lots."""

    member: int
    market: int
    collector: int | None
    reasons: list[str]

    @property
    def weight(self) -> int:
        """How many lots she has."""
        return spot_weights.weight(self.reasons)


def candidates(
    *, partner: Partner, closed_stalls: Collection[int], at: dt.datetime
) -> list[Candidate]:
    """The partner's members by id, in a handful of queries whatever their number.

    Left out is who withdrew her consent: nobody visits her. `closed_stalls` are members whose stall
    was found closed lately: that they do not pay says nothing.
    """
    on = months.law_day(at)
    of_collectors = _reasons_of_collectors(partner, at)
    covering = coverage(on=on, markets=list(partner.markets.values_list("pk", flat=True)))
    closed = set(closed_stalls)
    found = []
    for pk, market, block, status, unpaid in _people(partner, on):
        collector = covering.collectors.get((market, block))
        reasons = list(of_collectors.get(collector, ())) if collector else []
        long = unpaid >= spot_weights.MONTHS_ARE_LONG or status == Member.Status.LAPSED
        if long and pk not in closed:
            reasons.append(spot_weights.NOT_PAYING)
        found.append(Candidate(pk, market, collector, reasons))
    return found


def _people(partner: Partner, on: dt.date) -> list[tuple[int, int, int | None, str, int]]:
    """Id, market, block, status and number of unpaid months past due of who may be drawn."""
    lately = months.add(months.first_of(on), -MONTHS_AFTER_A_LAPSE)
    billed = Contribution.objects.filter(member=OuterRef("pk"), contribution_month__gte=lately)
    withdrawn = ConsentWithdrawal.objects.filter(member=OuterRef("pk"), closed_at=None)
    past_due = Q(contributions__status=Contribution.Status.OPEN, contributions__due_on__lt=on)
    rows = (
        Member.objects.filter(
            Q(status=Member.Status.ACTIVE) | (Q(status=Member.Status.LAPSED) & Exists(billed)),
            ~Exists(withdrawn),
            market__partner=partner,
        )
        .annotate(
            here=FilteredRelation(
                "placements",
                condition=Q(placements__find_here=True, placements__last_day=None),
            ),
            unpaid=Count("contributions", filter=past_due, distinct=True),
        )
        .order_by("pk")
    )
    return list(rows.values_list("pk", "market", "here__block", "status", "unpaid"))


def _reasons_of_collectors(partner: Partner, at: dt.datetime) -> dict[int, list[str]]:
    """What speaks against each collector, in the order of the rule."""
    voided = (
        Void.objects.filter(partner=partner, asked_at__gte=at - void_requests.COUNTED)
        .order_by()
        .values_list("payment__taken_by")
        .annotate(Count("pk"))
    )
    odd = receipts.unexplained_series(partner=partner).values_list("holder", flat=True)
    held = cash.per_collector(partner=partner, at=at)
    against = {
        spot_weights.MANY_VOIDS: {
            pk for pk, count in voided if count >= spot_weights.VOIDS_ARE_MANY
        },
        spot_weights.NUMBERS: set(odd),
        spot_weights.OLD_CASH: {row.collector.pk for row in held if row.is_late},
        spot_weights.SHORT: {row.collector.pk for row in held if row.shortage_idr > 0},
    }
    people = set().union(*against.values())
    return {pk: [reason for reason, who in against.items() if pk in who] for pk in people}
