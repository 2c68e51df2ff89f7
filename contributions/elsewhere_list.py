"""Which months are said to be paid elsewhere, since when, and who has to ask BPJS?"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from contributions.models import ElsewhereMonth, PaidElsewhere
from markets import months
from markets.models import Market
from markets.sorting import Columns, Order
from members.models import Member

A_PAGE = 50
WAITING, ALL = ElsewhereMonth.Status.WAITING, "all"
FIELDS = {
    "nama": ("member__name",),
    "pasar": ("market__name",),
    "dibayar": ("paid_on",),
    "jumlah": ("amount_idr",),
    "umur": ("recorded_at",),
    "siapa": ("owner__name",),
}


@dataclass(frozen=True)
class Chosen:
    """What the list is narrowed to; `status` is one of ElsewhereMonth.Status, or ALL."""

    text: str = ""
    status: str = WAITING
    market: int | None = None


@dataclass(frozen=True)
class Line:
    """One record, and for how many days it waits or had waited."""

    record: PaidElsewhere
    months: list[ElsewhereMonth]
    days: int

    @property
    def waiting(self) -> list[ElsewhereMonth]:
        """Its months that BPJS has not answered."""
        return [month for month in self.months if month.status == WAITING]

    @property
    def expected_idr(self) -> int:
        """What its months are billed at."""
        return sum(month.contribution.total_idr for month in self.months)

    @property
    def status(self) -> ElsewhereMonth.Status:
        """Where it stands as a whole: it waits while a month does."""
        found = {month.status for month in self.months}
        return next(status for status in ElsewhereMonth.Status if status in found)


@dataclass(frozen=True)
class RecordList:
    """A page of lines, and how many months are in which state."""

    page: Page[Any]
    counts: dict[str, int]

    @property
    def tiles(self) -> list[tuple[Any, int]]:
        """How many months are in each state."""
        return [(status.label, self.counts.get(status, 0)) for status in ElsewhereMonth.Status]


def columns(chosen: Chosen) -> Columns:
    """What waits begins with the oldest, what is answered with the latest."""
    return Columns("umur" if chosen.status == WAITING else "-umur", FIELDS)


def records(*, markets: QuerySet[Market], chosen: Chosen) -> QuerySet[PaidElsewhere]:
    """The chosen records of these markets."""
    found = PaidElsewhere.objects.filter(market__in=markets)
    if chosen.status != ALL:
        of_status = ElsewhereMonth.objects.filter(record=OuterRef("pk"), status=chosen.status)
        found = found.filter(Exists(of_status))
    if chosen.text:
        found = found.filter(
            Q(member__name__icontains=chosen.text) | Q(reference__icontains=chosen.text)
        )
    if chosen.market:
        found = found.filter(market=chosen.market)
    rows = found.select_related("member", "market__partner", "owner", "recorded_by")
    return rows.prefetch_related(_months())


def page_of(
    *, markets: QuerySet[Market], chosen: Chosen, order: Order, page: str | None, on: dt.date
) -> RecordList:
    """The page of that number in that order; however many records there are, in few queries."""
    found = order.of(records(markets=markets, chosen=chosen))
    shown: Page[Any] = Paginator(found, A_PAGE).get_page(page)
    shown.object_list = [line(row, on=on) for row in shown]
    counts = ElsewhereMonth.objects.filter(record__market__in=markets).order_by()
    return RecordList(shown, dict(counts.values_list("status").annotate(Count("pk"))))


def waiting_of(*, member: Member, on: dt.date) -> list[Line]:
    """The records of hers that wait for BPJS's answer, the oldest first."""
    told = ElsewhereMonth.objects.filter(record=OuterRef("pk"), status=WAITING)
    rows = PaidElsewhere.objects.filter(Exists(told), member=member, live=True)
    rows = rows.select_related("owner", "recorded_by").prefetch_related(_months())
    return [line(row, on=on) for row in rows.order_by("recorded_at", "pk")]


def line(record: PaidElsewhere, *, on: dt.date) -> Line:
    """The record with its months, as old as it is that day, or was when all was answered."""
    found = list(record.months.all())
    until = on
    if not any(month.status == WAITING for month in found):
        until = max(months.law_day(month.answer.at) for month in found)
    return Line(record, found, (until - months.law_day(record.recorded_at)).days)


def _months() -> Any:
    rows = ElsewhereMonth.objects.select_related("contribution", "answer__by")
    return Prefetch("months", rows.order_by("contribution_month"))
