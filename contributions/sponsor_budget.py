"""How far does the budget of a sponsor's programme reach?

Free is what stands on no statement and is not billed for one either. The months ahead cost what
their tariffs say now, for the people and terms as they stand.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from contributions import tariff
from contributions.models import (
    Contribution,
    SponsorProgramme,
    Sponsorship,
    SponsorStatementLine,
)
from contributions.sponsor_people import cost_of, terms_of
from contributions.tariff import TariffsAhead
from markets import months

MONTHS_LOOKED_AT = 60


class Share(NamedTuple):
    """What one sponsored person costs in one month that is not billed yet."""

    month: dt.date
    place: int
    sponsorship_id: int
    member_id: int
    amount_idr: int


@dataclass(frozen=True)
class Means:
    """What is left of a budget, what each month ahead costs, and until when it reaches.

    `runs_out_month` is the first month for which it does not do for everybody; None where it lasts
    to the end of the programme.
    """

    budget_idr: int
    drawn_idr: int
    billed_idr: int
    months_ahead: list[dt.date]
    shares: list[Share]
    tariffs: TariffsAhead

    @property
    def free_idr(self) -> int:
        """What no statement and no bill has taken."""
        return self.budget_idr - self.drawn_idr - self.billed_idr

    @property
    def cost_idr(self) -> dict[dt.date, int]:
        """What each month ahead costs."""
        sums: dict[dt.date, int] = defaultdict(int)
        for share in self.shares:
            sums[share.month] += share.amount_idr
        return dict(sums)

    @property
    def runs_out_month(self) -> dt.date | None:
        """The first month that cannot be paid for everybody."""
        left_idr, cost = self.free_idr, self.cost_idr
        for month in sorted(cost):
            left_idr -= cost[month]
            if left_idr < 0:
                return month
        return None

    def not_covered(self, until: dt.date) -> list[Share]:
        """The shares of months up to that one for which the budget does not do: in each month
        those who came last, once one share is too much."""
        left_idr, found, gone = self.free_idr, [], set()
        over = False
        for share in sorted(self.shares):
            if share.month > until:
                break
            if share.member_id in gone:
                continue
            if over or share.amount_idr > left_idr:
                over = True
                gone.add(share.member_id)
                found.append(share)
            else:
                left_idr -= share.amount_idr
        return found


def means(*, programme: SponsorProgramme, on: dt.date) -> Means:
    """What is left and what lies ahead, as things stand on that day."""
    current = months.first_of(on)
    running = list(Sponsorship.objects.filter(programme=programme, ended_at=None).order_by("place"))
    first = max(programme.first_month, current)
    ahead = months_from(first, programme.last_month)[:MONTHS_LOOKED_AT]
    tariffs = tariff.ahead(current, max(len(ahead), 1) + max(months.between(current, first), 0))
    members = [one.member_id for one in running]
    own_terms = terms_of(members)
    billed = set(
        Contribution.objects.filter(
            member__in=members, contribution_month__gte=current, status__in=Contribution.STANDING
        ).values_list("member", "contribution_month")
    )
    kind = programme.sponsor.payer_kind
    shares = []
    for one in running:
        for month in months_from(max(one.first_month, current), one.last_month):
            if (one.member_id, month) in billed:
                continue
            amount_idr = cost_of(
                terms=own_terms.get(one.member_id, ()),
                month=month,
                payer_kind=kind,
                tariffs=tariffs,
            )
            if amount_idr:
                shares.append(Share(month, one.place, one.pk, one.member_id, amount_idr))
    return Means(
        budget_idr=programme.budget_idr,
        drawn_idr=programme.drawn_idr,
        billed_idr=unlisted(programmes=[programme.pk]).aggregate(sum=Sum("total_idr"))["sum"] or 0,
        months_ahead=ahead,
        shares=shares,
        tariffs=tariffs,
    )


def unlisted(*, programmes: Iterable[object]) -> QuerySet[Contribution]:
    """Open months billed to these programmes' sponsor that stand on no statement yet."""
    sponsored = Sponsorship.objects.filter(
        member=OuterRef("member"),
        programme__in=list(programmes),
        first_month__lte=OuterRef("contribution_month"),
        last_month__gte=OuterRef("contribution_month"),
    )
    listed = SponsorStatementLine.objects.filter(contribution=OuterRef("pk"), live=True)
    return Contribution.objects.filter(
        Exists(sponsored),
        ~Exists(listed),
        ~Q(payer_kind="self"),
        status=Contribution.Status.OPEN,
    )


def months_from(first: dt.date, last: dt.date) -> list[dt.date]:
    """The months from the first to the last, both included; none where it ends before."""
    return months.run(first, max(months.between(first, last) + 1, 0))


__all__ = ["Means", "Share", "means", "months_from", "unlisted"]
