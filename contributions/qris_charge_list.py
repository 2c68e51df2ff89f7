"""Which QRIS charges wait, were confirmed or expired: the treasurer's list."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from contributions.models import QrisCharge
from markets.models import Market
from markets.sorting import Columns, Order

A_PAGE = 50
COLUMNS = Columns(
    first="-dibuat",
    fields={
        "referensi": ("reference",),
        "peserta": ("member__name",),
        "dibuat": ("asked_at",),
        "jumlah": ("amount_idr",),
    },
)
# What a statement says was paid, where it is another amount than was asked for.
RECEIVED = Coalesce("difference__received_idr", "amount_idr")


@dataclass(frozen=True)
class StatusSum:
    """How many charges stand so, and their rupiah: as asked, of confirmed ones as paid."""

    status: str
    label: str
    count: int
    amount_idr: int


@dataclass(frozen=True)
class QrisChargeList:
    """Sums by status over everything in reach, and a page of what was looked for."""

    sums: list[StatusSum]
    page: Page[QrisCharge]


def charges_of(*, markets: QuerySet[Market], status: str, text: str) -> QuerySet[Any]:
    """Those of these markets with that status (all without one) and that reference or name.

    Each confirmed one with `received_idr`, what was paid.
    """
    found = QrisCharge.objects.filter(market__in=markets)
    if status in QrisCharge.Status.values:
        found = found.filter(status=status)
    for word in text.split():
        found = found.filter(Q(reference__iexact=word) | Q(member__name__icontains=word))
    received = Case(When(status=QrisCharge.Status.CONFIRMED, then=RECEIVED))
    related = found.select_related("member", "market", "asked_by", "payment")
    return related.annotate(received_idr=received)


def columns(*, status: str) -> Columns:
    """By what they may be sorted: only those that still wait are few."""
    return COLUMNS if status == QrisCharge.Status.PENDING else COLUMNS.only("dibuat")


def qris_charge_list(
    *, markets: QuerySet[Market], status: str, text: str, order: Order, page: str | None
) -> QrisChargeList:
    """The list in that order, in four queries."""
    rows = QrisCharge.objects.filter(market__in=markets).order_by()
    counted = {
        row["status"]: row
        for row in rows.values("status").annotate(count=Count("pk"), sum=Sum(RECEIVED))
    }
    nothing = {"count": 0, "sum": 0}
    sums = [
        StatusSum(value, str(label), found["count"], found["sum"])
        for value, label in QrisCharge.Status.choices
        for found in [counted.get(value, nothing)]
    ]
    found = order.of(charges_of(markets=markets, status=status, text=text))
    return QrisChargeList(sums=sums, page=Paginator(found, A_PAGE).get_page(page))
