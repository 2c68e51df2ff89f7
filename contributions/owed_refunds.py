"""What partners must give back to families, whose it is, and where that money lies."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from contributions.models import Refund
from markets.models import Partner


@dataclass(frozen=True)
class Owed:
    """All refunds that are owed, the oldest first, and their sum in rupiah."""

    refunds: list[Refund]

    @property
    def total_idr(self) -> int:
        """What is owed altogether."""
        return sum(row.amount_idr for row in self.refunds)


def owed(*, partners: QuerySet[Partner]) -> Owed:
    """The refunds these partners owe, each with `months_at_bpjs`: months whose money BPJS has."""
    at_bpjs = Q(lines__contribution__remitted_on__isnull=False)
    rows = (
        Refund.objects.filter(partner__in=partners, status=Refund.Status.OWED)
        .annotate(months_at_bpjs=Count("lines", filter=at_bpjs))
        .annotate(at_bpjs_idr=Sum("lines__amount_idr", filter=at_bpjs, default=0))
        .select_related("member", "market", "partner", "death__claim")
        .prefetch_related("lines")
        .order_by("owed_at", "pk")
    )
    return Owed(list(rows))
