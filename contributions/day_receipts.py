"""The receipts of a partner's day: all of them, or those behind one of its figures."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from contributions.models import Handover, HandoverLine, Payment, PaymentLine
from contributions.uncounted import Uncounted
from markets.models import Market, Partner
from markets.sorting import Columns

IN_HAND, HANDED_OVER, UNDONE = "tangan", "serah", "batal"
COLUMNS = Columns(
    first="diterima",
    fields={
        "kuitansi": ("series__code", "number"),
        "peserta": ("member__name",),
        "diterima": ("collected_at", "number"),
        "oleh": ("taken_by__name",),
        "cara": ("method",),
        "jumlah": ("amount_idr",),
    },
)


@dataclass(frozen=True)
class Chosen:
    """What the day is narrowed to; `state` is IN_HAND, HANDED_OVER or UNDONE."""

    text: str = ""
    method: str = ""
    state: str = ""
    person: int | None = None  # who took the money


def columns(uncounted: Uncounted) -> Columns:
    """By what they may be sorted: by amounts only where none of them is kept from who looks."""
    if not uncounted:
        return COLUMNS
    return COLUMNS.only("kuitansi", "peserta", "diterima", "oleh", "cara")


def receipts(
    *, partner: Partner, day: dt.date, market: Market | None, chosen: Chosen
) -> QuerySet[Payment]:
    """The chosen receipts of that business day, of one market or of all."""
    found = Payment.objects.filter(partner=partner, business_day=day)
    if market is not None:
        found = found.filter(market=market)
    if chosen.method:
        found = found.filter(method=chosen.method)
    if chosen.person is not None:
        found = found.filter(taken_by=chosen.person)
    if chosen.text:
        found = found.filter(
            Q(member__name__icontains=chosen.text) | Q(taken_by__name__icontains=chosen.text)
        )
    return _in_state(found, chosen.state).select_related("series", "member", "taken_by", "market")


def _in_state(found: QuerySet[Payment], state: str) -> QuerySet[Payment]:
    accepted = HandoverLine.objects.filter(
        payment=OuterRef("pk"), live=True, handover__status=Handover.Status.ACCEPTED
    )
    live = PaymentLine.objects.filter(payment=OuterRef("pk"), live=True)
    if state == HANDED_OVER:
        return found.filter(Exists(accepted))
    if state == UNDONE:
        return found.filter(~Exists(accepted), ~Exists(live))
    if state == IN_HAND:
        return found.filter(~Exists(accepted), Exists(live))
    return found
