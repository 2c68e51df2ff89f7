"""Which QRIS charges wait, were confirmed or expired: the treasurer's list."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum

from contributions.models import QrisCharge
from markets.models import Market

A_PAGE = 50


@dataclass(frozen=True)
class StatusSum:
    """How many charges stand so, and what they are worth in rupiah."""

    status: str
    label: str
    count: int
    amount_idr: int


@dataclass(frozen=True)
class QrisChargeList:
    """Sums by status over everything in reach, and a page of what was looked for."""

    sums: list[StatusSum]
    page: Page[QrisCharge]


def charges_of(*, markets: QuerySet[Market], status: str, text: str) -> QuerySet[QrisCharge]:
    """Those of these markets with that status (all without one) and that reference or name."""
    found = QrisCharge.objects.filter(market__in=markets)
    if status in QrisCharge.Status.values:
        found = found.filter(status=status)
    for word in text.split():
        found = found.filter(Q(reference__iexact=word) | Q(member__name__icontains=word))
    return found.select_related("member", "market", "asked_by", "payment").order_by(
        "-asked_at", "pk"
    )


def qris_charge_list(
    *, markets: QuerySet[Market], status: str, text: str, page: str | None
) -> QrisChargeList:
    """The list, in four queries."""
    rows = QrisCharge.objects.filter(market__in=markets).order_by()
    counted = {
        row["status"]: row
        for row in rows.values("status").annotate(count=Count("pk"), sum=Sum("amount_idr"))
    }
    nothing = {"count": 0, "sum": 0}
    sums = [
        StatusSum(value, str(label), found["count"], found["sum"])
        for value, label in QrisCharge.Status.choices
        for found in [counted.get(value, nothing)]
    ]
    found = charges_of(markets=markets, status=status, text=text)
    return QrisChargeList(sums=sums, page=Paginator(found, A_PAGE).get_page(page))
