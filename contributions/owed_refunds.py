"""What partners must give back to families, whose it is, and where that money lies.

What was set aside for a family is owed again where it was not given back after all: the repayment
that was prepared was refused or cancelled, and the money lies in her credit.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
    Window,
)
from django.db.models.functions import Coalesce

from contributions.credit_left import CreditLeft
from contributions.models import Refund, RefundLine
from markets.models import Market, Partner
from markets.sorting import Columns
from members.models import Death, Member

COLUMNS = Columns(
    first="sejak",
    fields={
        "nama": ("member__name",),
        "mitra": ("partner__name", "market__name"),
        "sejak": ("owed_at",),
        "bpjs": ("at_bpjs_idr",),
        "jumlah": ("amount_idr",),
    },
)


@dataclass(frozen=True)
class OwedFamily:
    """All that one partner owes to the family of one who died, with the days since when.

    `months` are paid ones that go back; of `at_bpjs_idr` BPJS has the money. `set_aside_idr` of
    the amount lies in her credit already: it was to be given back, and was not.
    """

    death: Death
    member: Member
    partner: Partner
    market: Market
    owed_at: dt.datetime
    months: list[dt.date]
    at_bpjs_idr: int
    credit_idr: int
    set_aside_idr: int
    amount_idr: int


@dataclass(frozen=True)
class Owed:
    """The families who are owed something, the longest waiting first."""

    families: list[OwedFamily]

    @property
    def total_idr(self) -> int:
        """What is owed altogether, in rupiah."""
        return sum(family.amount_idr for family in self.families)


def with_due() -> QuerySet[Any]:
    """All refunds with `due_idr`, what of them is to be given back, in rupiah.

    Of a family's refunds that were set aside the last one stands for what is left of all.
    """
    same = Refund.objects.filter(member=OuterRef("member"), partner=OuterRef("partner"))
    of_credit = same.filter(status=Refund.Status.OWED).order_by().values("member")
    owed_of_credit = Subquery(of_credit.annotate(sum=Sum("credit_idr")).values("sum"))
    left = CreditLeft(F("member_id"), F("partner_id"))
    released = Q(status=Refund.Status.RELEASED, death__status=Death.Status.CONFIRMED)
    later = same.filter(status=Refund.Status.RELEASED, pk__gt=OuterRef("pk"))
    amount = Case(
        When(status=Refund.Status.OWED, then=F("amount_idr")),
        When(released & ~Exists(later), then=left - Coalesce(owed_of_credit, 0)),
        default=0,
        output_field=BigIntegerField(),
    )
    return Refund.objects.annotate(due_idr=amount)


def due() -> QuerySet[Any]:
    """The refunds of which something is to be given back."""
    return with_due().filter(due_idr__gt=0)


def owed(*, partners: QuerySet[Partner], text: str = "") -> Owed:
    """What these partners owe, in two queries; more rows of one family are one.

    With `text`, to the families of those whose name contains it.
    """
    rows = (
        due()
        .filter(partner__in=partners, member__name__icontains=text)
        .annotate(since=Window(Min("owed_at"), partition_by=["death", "partner"]))
        .select_related("member", "market", "partner", "death__claim")
        .prefetch_related("lines__contribution")
        .order_by("since", "death", "partner", "pk")
    )
    families = groupby(rows, key=lambda row: (row.death_id, row.partner_id))
    return Owed([_family(list(refunds)) for _whose, refunds in families])


def _family(refunds: list[Any]) -> OwedFamily:
    first = refunds[0]
    owed = [refund for refund in refunds if refund.status == Refund.Status.OWED]
    lines: list[RefundLine] = [line for refund in refunds for line in refund.lines.all()]
    waiting: list[RefundLine] = [line for refund in owed for line in refund.lines.all()]
    amount_idr = sum(refund.due_idr for refund in refunds)
    return OwedFamily(
        death=first.death,
        member=first.member,
        partner=first.partner,
        market=first.market,
        owed_at=min(refund.owed_at for refund in refunds),
        months=sorted(line.contribution_month for line in lines),
        at_bpjs_idr=sum(line.amount_idr for line in waiting if line.contribution.remitted_on),
        credit_idr=sum(refund.credit_idr for refund in owed),
        set_aside_idr=amount_idr - sum(refund.due_idr for refund in owed),
        amount_idr=amount_idr,
    )
