"""What partners must give back to families, whose it is, and where that money lies."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Min, QuerySet, Window

from contributions.models import Refund, RefundLine
from markets.models import Market, Partner
from members.models import Death, Member


@dataclass(frozen=True)
class OwedFamily:
    """All that one partner owes to the family of one who died, with the days since when.

    `months` are paid ones that go back; of `at_bpjs_idr` BPJS has the money.
    """

    death: Death
    member: Member
    partner: Partner
    market: Market
    owed_at: dt.datetime
    months: list[dt.date]
    at_bpjs_idr: int
    credit_idr: int
    amount_idr: int


@dataclass(frozen=True)
class Owed:
    """The families who are owed something, the longest waiting first."""

    families: list[OwedFamily]

    @property
    def total_idr(self) -> int:
        """What is owed altogether, in rupiah."""
        return sum(family.amount_idr for family in self.families)


def owed(*, partners: QuerySet[Partner]) -> Owed:
    """What these partners owe, in two queries; more rows of one family are one."""
    rows = (
        Refund.objects.filter(partner__in=partners, status=Refund.Status.OWED)
        .annotate(since=Window(Min("owed_at"), partition_by=["death", "partner"]))
        .select_related("member", "market", "partner", "death__claim")
        .prefetch_related("lines__contribution")
        .order_by("since", "death", "partner", "pk")
    )
    families = groupby(rows, key=lambda row: (row.death_id, row.partner_id))
    return Owed([_family(list(refunds)) for _whose, refunds in families])


def _family(refunds: list[Refund]) -> OwedFamily:
    first = refunds[0]
    lines: list[RefundLine] = [line for refund in refunds for line in refund.lines.all()]
    return OwedFamily(
        death=first.death,
        member=first.member,
        partner=first.partner,
        market=first.market,
        owed_at=min(refund.owed_at for refund in refunds),
        months=sorted(line.contribution_month for line in lines),
        at_bpjs_idr=sum(line.amount_idr for line in lines if line.contribution.remitted_on),
        credit_idr=sum(refund.credit_idr for refund in refunds),
        amount_idr=sum(refund.amount_idr for refund in refunds),
    )
