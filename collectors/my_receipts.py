"""A collector's own receipts: which, for whom, and what became of each."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, Sum

from collectors.standing import with_status
from contributions.models import Handover, HandoverLine, Payment
from markets import months
from markets.models import User

A_PAGE = 50
DAY, WEEK, ALL = "hari", "pekan", "semua"


@dataclass(frozen=True)
class MyReceipts:
    """One page of receipts, and the sum in rupiah of all that match and stand."""

    page: Page[Any]
    sum_idr: int


def my_receipts(*, user: User, since: str, text: str, page: str, at: dt.datetime) -> MyReceipts:
    """The receipts this person gave today, in the last seven days, or ever; the latest first.

    `text` finds a name, or a receipt by the end of its number.
    """
    today = months.law_day(at)
    found = Payment.objects.filter(taken_by=user)
    if since == DAY:
        found = found.filter(business_day=today)
    elif since == WEEK:
        found = found.filter(business_day__gt=today - dt.timedelta(days=7))
    for word in text.split():
        digits = word.rpartition("-")[2]
        number = Q(number=int(digits)) if digits.isdecimal() and len(digits) < 9 else Q()
        found = found.filter(Q(member__name__icontains=word) | number)
    told: Any = with_status(found)
    listed = HandoverLine.objects.filter(payment=OuterRef("pk"), live=True)
    accepted = listed.filter(handover__status=Handover.Status.ACCEPTED)
    shown = told.select_related("member", "series", "market").annotate(
        is_listed=Exists(listed), is_handed_over=Exists(accepted)
    )
    paginator = Paginator(shown.order_by("-collected_at", "-number"), A_PAGE)
    total = told.filter(is_void=False).order_by().aggregate(sum=Sum("amount_idr"))["sum"]
    return MyReceipts(page=paginator.get_page(page), sum_idr=total or 0)
