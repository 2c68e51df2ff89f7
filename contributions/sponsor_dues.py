"""What do sponsors owe, month by month, and which of their transfers are booked?"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Sum

from contributions.models import Contribution, Payment, Void
from contributions.sponsored_months import is_of_a_named_sponsor
from contributions.sponsors import standing
from markets.models import Partner
from members.models import PayerKind

A_PAGE = 30


@dataclass(frozen=True)
class OpenMonth:
    """What one kind of payer owes for one month. `is_next`: its oldest, to be booked first."""

    payer_kind: str
    month: dt.date
    members: int
    amount_idr: int
    is_next: bool

    @property
    def payer(self) -> str:
        """The payer in words."""
        return str(PayerKind(self.payer_kind).label)


@dataclass(frozen=True)
class SponsorDues:
    """Open months of all sponsors, oldest first, and a page of booked transfers, latest first."""

    open: list[OpenMonth]
    page: Page[Any]


def sponsor_dues(*, partner: Partner, page: str | None) -> SponsorDues:
    """What sponsors of the partner's members owe, and what they have transferred."""
    booked = (
        Payment.objects.filter(partner=partner, method=Payment.Method.TRANSFER)
        .filter(lines__live=True)
        .exclude(lines__contribution__payer_kind=PayerKind.SELF)
        .order_by()
        .values("reference", "lines__contribution__payer_kind", "lines__contribution_month")
        .annotate(
            members=Count("member", distinct=True),
            amount_idr=Sum("lines__amount_idr"),
            booked_at=Max("received_at"),
        )
        .order_by("-booked_at", "reference")
    )
    shown: Page[Any] = Paginator(booked, A_PAGE).get_page(page)
    for row in shown:
        row["payer"] = PayerKind(row["lines__contribution__payer_kind"]).label
    return SponsorDues(open=_open(partner), page=shown)


def booked_receipts(
    *, partner: Partner, payer_kind: str, month: dt.date, reference: str
) -> QuerySet[Payment]:
    """The valid receipts of one transfer for one month, by name; `void_asked` tells of requests."""
    asked = Void.objects.filter(payment=OuterRef("pk"), status=Void.Status.ASKED)
    found = standing(partner=partner, payer_kind=payer_kind, month=month, reference=reference)
    found = found.annotate(void_asked=Exists(asked)).select_related("series", "member", "market")
    return found.order_by("member__name", "number")


def _open(partner: Partner) -> list[OpenMonth]:
    rows = (
        Contribution.objects.filter(
            ~is_of_a_named_sponsor(),
            member__market__partner=partner,
            status=Contribution.Status.OPEN,
        )
        .exclude(payer_kind=PayerKind.SELF)
        .order_by("contribution_month", "payer_kind")
        .values_list("payer_kind", "contribution_month")
        .annotate(Count("pk"), Sum("total_idr"))
    )
    seen: set[str] = set()
    found = []
    for payer_kind, month, members, amount_idr in rows:
        found.append(OpenMonth(payer_kind, month, members, amount_idr, payer_kind not in seen))
        seen.add(payer_kind)
    return found
