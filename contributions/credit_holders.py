"""Who has credit, and how much of it could be given back: for the treasurer who prepares that.

Credit stays with the partner that keeps the money. Who goes to another partner has it paid out by
the former one, as all credit is: she stands first on its list, and her new partner sees it, too.
"""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from contributions import refund_release
from contributions.credit_left import CreditLeft
from contributions.models import Credit, Refund, Repayment, StatementMatch
from markets.models import Partner
from markets.sorting import Columns, Order
from members.models import Member

A_PAGE = 30
# Beside the statuses: transfers that no statement of the bank shows yet.
UNSEEN = "unseen"
COLUMNS = Columns(
    first="nama",
    fields={
        "nama": ("-is_gone", "name"),
        "pasar": ("market__name",),
        "jumlah": ("back_idr",),
    },
)
# Each takes two people and a signature: all that a partner ever gave back is sorted quickly.
REPAYMENT_COLUMNS = Columns(
    first="-disiapkan",
    fields={
        "nama": ("member__name",),
        "penerima": ("receiver",),
        "disiapkan": ("prepared_at",),
        "status": ("status",),
        "jumlah": ("amount_idr",),
    },
)


def page_of(*, partner: Partner, text: str, order: Order, page: str | None) -> Page[Any]:
    """The page of that number of those with credit, in that order."""
    return Paginator(order.of(credit_holders(partner=partner, text=text)), A_PAGE).get_page(page)


def credit_holders(*, partner: Partner, text: str) -> QuerySet[Any]:
    """The members with `back_idr` to be given back; `text` is part of the name, or the KPJ.

    Counted are their credit that nothing takes, and what their family is owed, not set aside yet.
    """
    owed = refund_release.still_owed().filter(
        refund__member=OuterRef("pk"), refund__partner=partner
    )
    months = owed.order_by().values("refund__member").annotate(sum=Sum("amount_idr"))
    having = Credit.objects.filter(partner=partner).values("member")
    owing = Refund.objects.filter(partner=partner, status=Refund.Status.OWED).values("member")
    found = Member.objects.filter(pk__in=having.union(owing)).annotate(
        left_idr=CreditLeft(F("pk"), Value(partner.pk)),
        months_idr=Coalesce(Subquery(months.values("sum")), 0),
    )
    found = found.annotate(
        back_idr=F("left_idr") + F("months_idr"), is_gone=~Q(market__partner=partner)
    ).filter(back_idr__gt=0)
    words = " ".join(text.split())
    if words:
        by_number = found.filter(membership_number=words)
        found = found.filter(name__icontains=words) | by_number
    return found.select_related("market__partner")


def kept_by_former(*, partner: Partner) -> list[dict[str, Any]]:
    """Of members of this partner what former ones keep for them, in rupiah; the most first."""
    rows: Any = (
        Credit.objects.filter(member__market__partner=partner)
        .exclude(partner=partner)
        .order_by()
        .values("member", "member__name", "member__market__name", "partner", "partner__name")
        .distinct()
        .annotate(left_idr=CreditLeft(F("member_id"), F("partner_id")))
        .filter(left_idr__gt=0)
    )
    return list(rows.order_by("-left_idr", "member")[:A_PAGE])


def repayments(*, partners: Any, text: str, status: str) -> Any:
    """Those of these partners; `text` is in the member's or receiver's name.

    Each `is_seen` where a line of the bank's statement is it.
    """
    seen = StatementMatch.objects.filter(repayment=OuterRef("pk"), undone_at=None)
    found = (
        Repayment.objects.filter(partner__in=partners)
        .annotate(is_seen=Exists(seen))
        .select_related(
            "member", "market", "partner", "prepared_by", "approved_by", "closed_by", "paid_by"
        )
    )
    words = " ".join(text.split())
    if words:
        found = found.filter(member__name__icontains=words) | found.filter(
            receiver__icontains=words
        )
    if status in Repayment.Status.values:
        found = found.filter(status=status)
    if status == UNSEEN:
        found = found.filter(
            status=Repayment.Status.PAID, how=Repayment.How.TRANSFER, is_seen=False
        )
    return found
