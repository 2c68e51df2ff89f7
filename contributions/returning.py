"""What coming back means for somebody who lapsed or left: from which month, at what price, and
whether the waiting time for the full death benefit begins anew."""

import datetime as dt
from dataclasses import dataclass

from contributions import cover, dues, enrolment_dues
from contributions.benefits import FULL_JKM_MONTHS
from contributions.enrolment_dues import ShownDues
from markets import months
from members import reactivations, terms
from members.models import Member, PayerKind


@dataclass(frozen=True)
class Return:
    """`paid_until` is the last day she has paid for; none where she never has.

    `full_jkm_from` is an estimate: the month from which the full death benefit is due again,
    provided that each month is paid. None where no month lies between, so that nothing begins anew.
    """

    first_month: dt.date
    paid_until: dt.date | None
    full_jkm_from: dt.date | None
    dues: ShownDues | None


def of(*, member: Member, on: dt.date) -> Return | None:
    """What it means on that day; None for who can not come back this way."""
    if member.status == Member.Status.LAPSED:
        payable = dues.payable(member=member, on=on).months
        if not payable:
            return None
        first = payable[0].month
    elif reactivations.may_come_back(member=member):
        first = reactivations.first_month(member=member, on=on)
    else:
        return None
    paid_until = cover.of(member).paid_until
    gapless = paid_until is not None and months.first_of(paid_until) >= months.add(first, -1)
    return Return(
        first_month=first,
        paid_until=paid_until,
        full_jkm_from=None if gapless else months.add(first, FULL_JKM_MONTHS),
        dues=_dues(member, first),
    )


def _dues(member: Member, month: dt.date) -> ShownDues | None:
    """Of what she was insured for last."""
    term = terms.last(member=member)
    if term is None:
        return None
    return enrolment_dues.of(
        declared_income_idr=term.declared_income_idr,
        sector=term.sector,
        payer=PayerKind.SELF,
        on=month,
    )
