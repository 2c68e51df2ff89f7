"""Which sponsors are there, what do they pay, what do they owe, and what waits of their money?"""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from contributions.models import (
    Contribution,
    LedgerEntry,
    Place,
    Sponsor,
    SponsorProgramme,
    SponsorStatement,
    SponsorStatementLine,
)
from markets.models import Partner
from markets.sorting import Columns, Order

A_PAGE = 30
LISTED = 40
# A partner has some sponsors, and each of them some statements a year: sorted quickly.
COLUMNS = Columns(
    first="nama",
    fields={
        "nama": ("name",),
        "peserta": ("people",),
        "sisa": ("rest_idr",),
        "belum": ("due_idr",),
        "uang": ("waiting_idr",),
    },
)
STATEMENT_COLUMNS = Columns(
    first="-bulan",
    fields={
        "nomor": ("pk",),
        "sponsor": ("sponsor__name",),
        "bulan": ("month",),
        "jumlah": ("owed_idr",),
        "dibayar": ("paid_idr",),
    },
)


@dataclass(frozen=True)
class SponsorPage:
    """One sponsor: what he pays, was billed and has transferred. Amounts in rupiah."""

    sponsor: Any
    programmes: list[SponsorProgramme]
    statements: list[Any]
    transfers: list[Any]


def sponsors(
    *, partners: QuerySet[Partner], text: str = "", kind: str = ""
) -> QuerySet[Sponsor, Any]:
    """Sponsors of these partners with `running` programmes, `people`, `rest_idr`, `due_idr` and
    `waiting_idr`, by name."""
    found = Sponsor.objects.filter(partner__in=partners).select_related("partner")
    if text:
        found = found.filter(name__icontains=text)
    if kind:
        found = found.filter(kind=kind)
    return found.annotate(
        running=_of_programmes(Count("pk")),
        people=_of_programmes(Sum("people")),
        rest_idr=_of_programmes(Sum(F("budget_idr") - F("drawn_idr"))),
        due_idr=_sum(
            SponsorStatementLine.objects.filter(
                statement__sponsor=OuterRef("pk"),
                live=True,
                contribution__status=Contribution.Status.OPEN,
            ).values("statement__sponsor")
        ),
        waiting_idr=_moved(to_place=Place.SPONSOR_CREDIT, to_id=OuterRef("pk"))
        - _moved(from_place=Place.SPONSOR_CREDIT, from_id=OuterRef("pk")),
    ).order_by("name", "pk")


def page_of(
    *, partners: QuerySet[Partner], text: str, kind: str, order: Order, page: str | None
) -> Page[Any]:
    """The page of that number of them, in that order."""
    found = order.of(sponsors(partners=partners, text=text, kind=kind))
    return Paginator(found, A_PAGE).get_page(page)


def sponsor_page(*, sponsor: Sponsor) -> SponsorPage:
    """Everything about one sponsor, the latest first."""
    own = Partner.objects.filter(pk=sponsor.partner_id)
    return SponsorPage(
        sponsor=sponsors(partners=own).get(pk=sponsor.pk),
        programmes=list(sponsor.programmes.select_related("asked_by")[:LISTED]),
        statements=list(
            statements(partners=own).filter(sponsor=sponsor).order_by("-month", "-pk")[:LISTED]
        ),
        transfers=list(sponsor.transfers.select_related("booked_by")[:LISTED]),
    )


# ---- statements ----

STATUSES = ("made", "sent", "part_paid", "paid", "cancelled")


def statements(*, partners: QuerySet[Partner]) -> QuerySet[SponsorStatement, Any]:
    """Statements with `owed_idr` (what still stands on them), `paid_idr` of it and `status`."""
    lines = SponsorStatementLine.objects.filter(statement=OuterRef("pk"), live=True)
    paid = lines.filter(contribution__status=Contribution.Status.PAID)
    return (
        SponsorStatement.objects.filter(partner__in=partners)
        .select_related("sponsor", "partner", "made_by", "sent_by", "cancelled_by")
        .annotate(owed_idr=_sum(lines.values("statement")), paid_idr=_sum(paid.values("statement")))
        .order_by("-month", "-pk")
    )


def with_status(
    found: QuerySet[SponsorStatement, Any], status: str
) -> QuerySet[SponsorStatement, Any]:
    """Those of one status; all for an unknown one."""
    standing = Q(cancelled_at=None)
    paid = Q(paid_idr__gte=F("owed_idr"), paid_idr__gt=0)
    part = Q(paid_idr__gt=0, paid_idr__lt=F("owed_idr"))
    conditions = {
        "made": standing & Q(sent_at=None, paid_idr=0),
        "sent": standing & Q(sent_at__isnull=False, paid_idr=0),
        "part_paid": standing & part,
        "paid": standing & paid,
        "cancelled": ~standing,
    }
    return found.filter(conditions[status]) if status in conditions else found


def _of_programmes(sum_: Any) -> Coalesce:
    running = SponsorProgramme.objects.filter(
        sponsor=OuterRef("pk"), status=SponsorProgramme.Status.APPROVED
    )
    return Coalesce(
        Subquery(running.order_by().values("sponsor").annotate(found=sum_).values("found")), 0
    )


def _sum(rows: Any) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().annotate(found=Sum("amount_idr")).values("found")), 0)


def _moved(**accounts: Any) -> Coalesce:
    side = "to_id" if "to_id" in accounts else "from_id"
    return _sum(LedgerEntry.objects.filter(**accounts).values(side))
