"""Which months can be recorded as paid elsewhere?

Those she pays herself, a year back and as far ahead as can be paid: open, written off because she
had lapsed, not billed yet, or paid here as well and not with BPJS through us.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from contributions import cover, dues
from contributions.elsewhere_waiting import waits
from contributions.models import Contribution, PaymentLine
from contributions.sponsored_months import is_of_a_named_sponsor
from markets import months
from members.models import Member, PayerKind

MONTHS_BACK = 12
Status = Contribution.Status


@dataclass(frozen=True)
class Choice:
    """A month that can be recorded; `paid_here` is the line by which it was paid here as well."""

    month: dt.date
    amount_idr: int
    paid_here: PaymentLine | None


def choices(*, member: Member, on: dt.date) -> list[Choice]:
    """The months she may be recorded for that day, oldest first."""
    billed = {row.contribution_month: row for row in recordable(member=member, on=on)}
    paid = paid_here(contributions=[row.pk for row in billed.values()])
    found = [
        Choice(row.contribution_month, row.total_idr, paid.get(row.pk)) for row in billed.values()
    ]
    payable = dues.payable(member=member, on=on)
    found += [
        Choice(due.month, due.amount_idr, None)
        for due in payable.months
        if due.contribution_id is None and due.payer_kind == PayerKind.SELF
    ]
    return sorted(found, key=lambda choice: choice.month)


def recordable(*, member: Member, on: dt.date) -> list[Contribution]:
    """Her billed months among them; call `dues.bill` for the others."""
    current = months.first_of(on)
    rows = Contribution.objects.filter(
        ~waits(),
        ~is_of_a_named_sponsor(),
        Q(status__in=(Status.OPEN, Status.WRITTEN_OFF)) | Q(status=Status.PAID, remitted_on=None),
        member=member,
        payer_kind=PayerKind.SELF,
        contribution_month__range=(
            months.add(current, -MONTHS_BACK),
            months.add(current, dues.MONTHS_AHEAD),
        ),
    )
    return list(rows.order_by("contribution_month"))


def paid_here(*, contributions: Iterable[int]) -> dict[int, PaymentLine]:
    """By contribution, the valid line of a payment here."""
    lines = PaymentLine.objects.filter(contribution__in=list(contributions), live=True)
    return {
        line.contribution_id: line
        for line in lines.select_related("payment__series")
        if line.contribution_id is not None
    }


def is_in_time(*, month: dt.date, paid_on: dt.date) -> bool:
    """Whether BPJS takes the month on that day: a year ahead, and while it can be caught up.

    Protection ended at the latest when the month began, or its arrears could not have been paid.
    """
    until = cover.grace_end(months.add(month, -1))
    assert until is not None
    return paid_on <= until and month <= months.add(months.first_of(paid_on), dues.MONTHS_AHEAD)
