"""What a member's own copy of her data says of money and visits: sums, not every row."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from collectors.models import Visit
from contributions.models import Contribution, Payment
from markets.models import Market
from members.models import Member

PAID = Q(status=Contribution.Status.PAID)


@dataclass(frozen=True)
class Recorded:
    """Months and amounts she was billed and has paid, and how often somebody visited her."""

    months_billed: int
    months_paid: int
    paid_idr: int
    first_month: dt.date | None
    last_month: dt.date | None
    receipts: int
    times_visited: int


def recorded(*, member: Member, markets: QuerySet[Market]) -> Recorded:
    """What was written down in these markets, in one query."""
    here = Q(member=OuterRef("pk"), market__in=markets)
    of_months = {
        "months_billed": Count("pk"),
        "months_paid": Count("pk", filter=PAID),
        "paid_idr": Sum("total_idr", filter=PAID),
        "first_month": Min("contribution_month"),
        "last_month": Max("contribution_month"),
    }
    contributions = Contribution.objects.filter(here, status__in=Contribution.STANDING)
    counts = {
        name: Subquery(contributions.order_by().values("member").annotate(it=what).values("it"))
        for name, what in of_months.items()
    }
    for name, model in (("receipts", Payment), ("times_visited", Visit)):
        rows = model._default_manager.filter(here).order_by().values("member")
        counts[name] = Subquery(rows.annotate(it=Count("pk")).values("it"))
    found = Member.objects.filter(pk=member.pk).annotate(**counts).values(*counts).get()
    return Recorded(
        first_month=found.pop("first_month"),
        last_month=found.pop("last_month"),
        **{name: value or 0 for name, value in found.items()},
    )
