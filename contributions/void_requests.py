"""Which voids wait for a decision, and who has asked for how many."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from contributions.models import Payment, Void
from markets.models import Partner
from markets.sorting import Columns, Order

A_PAGE = 30
# One receipt in a hundred at most: all that were ever asked for are sorted quickly.
COLUMNS = Columns(
    first="-diputuskan",
    fields={
        "nama": ("payment__member__name",),
        "kuitansi": ("payment__series__code", "payment__number"),
        "diminta": ("asked_by__name",),
        "alasan": ("reason",),
        "diputuskan": ("decided_at",),
        "jumlah": ("payment__amount_idr",),
    },
)
# Over how long voids are counted per collector: long enough to see a habit [policy].
COUNTED = dt.timedelta(days=90)


@dataclass(frozen=True)
class Habit:
    """How many receipts of one person were taken and undone in the counted days."""

    name: str
    asked: int
    granted: int
    receipts: int

    @property
    def per_hundred(self) -> int:
        """Granted voids for every hundred receipts, rounded down."""
        return 100 * self.granted // self.receipts if self.receipts else 0


@dataclass(frozen=True)
class VoidRequests:
    """The waiting ones, the decided ones page by page, and the counts per person."""

    waiting: list[Void]
    habits: list[Habit]
    page: Page[Void]
    days: int = COUNTED.days


def void_requests(
    *, partners: QuerySet[Partner], text: str, order: Order, page: str | None, at: dt.datetime
) -> VoidRequests:
    """The voids of these partners: the longest waiting first, those decided in that order."""
    found = of_partners(partners, text=text)
    decided = order.of(found.exclude(status=Void.Status.ASKED))
    return VoidRequests(
        waiting=list(found.filter(status=Void.Status.ASKED)),
        habits=_habits(partners, at - COUNTED),
        page=Paginator(decided, A_PAGE).get_page(page),
    )


def of_partners(partners: QuerySet[Partner], *, text: str = "") -> QuerySet[Void]:
    """Their voids with what a page shows of each, oldest first.

    With `text`, those where it is in the name of the member, or of who took the money or asked.
    """
    found = Void.objects.filter(partner__in=partners)
    if text:
        found = found.filter(
            Q(payment__member__name__icontains=text)
            | Q(payment__taken_by__name__icontains=text)
            | Q(asked_by__name__icontains=text)
        )
    return found.select_related(
        "payment__series",
        "payment__member",
        "payment__taken_by",
        "payment__partner",
        "asked_by",
        "decided_by",
        "market",
    ).order_by("asked_at", "pk")


def _habits(partners: QuerySet[Partner], since: dt.datetime) -> list[Habit]:
    counts = (
        Void.objects.filter(partner__in=partners, asked_at__gte=since)
        .order_by()
        .values_list("payment__taken_by", "payment__taken_by__name")
        .annotate(asked=Count("pk"), granted=Count("pk", filter=Q(status=Void.Status.GRANTED)))
    )
    people = [pk for pk, *_ in counts]
    receipts = dict(
        Payment.objects.filter(taken_by__in=people, collected_at__gte=since)
        .order_by()
        .values_list("taken_by")
        .annotate(Count("pk"))
    )
    habits = [
        Habit(name=name, asked=asked, granted=granted, receipts=receipts.get(pk, 0))
        for pk, name, asked, granted in counts
    ]
    return sorted(habits, key=lambda habit: (-habit.granted, -habit.asked, habit.name))
