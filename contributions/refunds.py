"""What a partner owes the family of one who died: months she paid beyond the month of her death.

Only what she paid herself: what a sponsor paid beyond it is the sponsor's [policy]. The months stay
paid until the money is given back, but they are neither remitted nor voided any more; those that
had reached BPJS before go back all the same, less what a new tariff gave back of them as credit.
What she had paid too much besides goes along.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, Sum

from contributions import credit_left
from contributions.models import Contribution, Credit, PaymentLine, Refund, RefundLine
from markets.models import User
from members.models import Death, PayerKind


def owe(*, death: Death, by: User, at: dt.datetime) -> list[Refund]:
    """The refunds after that death: one of each partner that took money, if any is owed.

    In the transaction that confirms the death, with the partner and the member locked.
    """
    lines: dict[int, list[PaymentLine]] = defaultdict(list)
    for line in _prepaid(death):
        lines[line.payment.partner_id].append(line)
    paid = [line for found in lines.values() for line in found]
    credits, returned = _credits(death, paid), _returned(paid)
    return [
        _refund(death, partner, lines.get(partner, []), returned, credits.get(partner, 0), by, at)
        for partner in sorted({*lines, *credits})
    ]


def owe_credit(*, credit: Credit, by: User, at: dt.datetime) -> Refund | None:
    """Credit that comes back once a death is confirmed is owed to the family; None where she lives.

    In the transaction that gives it, with the partner and the member locked.
    """
    owed = owe_credits(credits=[credit], by=by, at=at)
    return owed[0] if owed else None


def owe_credits(*, credits: Iterable[Credit], by: User, at: dt.datetime) -> list[Refund]:
    """The same of several credits: a refund for each whose member's death is confirmed."""
    given = list(credits)
    confirmed = Death.objects.filter(
        member__in=[credit.member_id for credit in given], status=Death.Status.CONFIRMED
    )
    dead = {death.member_id: death for death in confirmed}
    return Refund.objects.bulk_create(
        Refund(
            death=dead[credit.member_id],
            member_id=credit.member_id,
            market_id=credit.market_id,
            partner_id=credit.partner_id,
            months=0,
            credit=credit,
            credit_idr=credit.amount_idr,
            amount_idr=credit.amount_idr,
            owed_by=by,
            owed_at=at,
        )
        for credit in given
        if credit.member_id in dead
    )


def cancel(*, death: Death, by: User, at: dt.datetime) -> None:
    """Nothing is owed: the report was mistaken, and the months count again."""
    owed = Refund.objects.filter(death=death, status=Refund.Status.OWED)
    RefundLine.objects.filter(refund__in=owed).update(live=False)
    owed.update(status=Refund.Status.CANCELLED, cancelled_by=by, cancelled_at=at)


def _prepaid(death: Death) -> list[PaymentLine]:
    found = PaymentLine.objects.filter(
        member=death.member_id,
        live=True,
        contribution__status=Contribution.Status.PAID,
        contribution__payer_kind=PayerKind.SELF,
        contribution_month__gt=death.died_on,
    )
    return list(found.select_related("payment").order_by("contribution_month"))


def _credits(death: Death, lines: list[PaymentLine]) -> dict[int, int]:
    """By partner, what is left of her credit; what waits for a month that goes back is in that."""
    given = Credit.objects.filter(member=death.member_id).order_by().values_list("partner")
    going_back = Q(contribution__in=[line.contribution_id for line in lines])
    waiting = given.filter(~going_back, booked_at=None).annotate(Sum("amount_idr"))
    sums: dict[int, int] = defaultdict(int, waiting)
    for partner in {partner for (partner,) in given}:
        left = credit_left.of_members(members=[death.member_id], partner=partner)
        sums[partner] += left.get(death.member_id, 0)
    return {partner: amount_idr for partner, amount_idr in sums.items() if amount_idr}


def _returned(lines: list[PaymentLine]) -> dict[int | None, int]:
    """By month (contribution), what of its dues came back as credit already, used or not."""
    booked = Credit.objects.filter(
        contribution__in=[line.contribution_id for line in lines],
        reason=Credit.Reason.TARIFF_LOWERED,
        booked_at__isnull=False,
    )
    return dict(booked.order_by().values_list("contribution").annotate(Sum("amount_idr")))


def _refund(
    death: Death,
    partner: int,
    lines: list[PaymentLine],
    returned: dict[int | None, int],
    credit_idr: int,
    by: User,
    at: dt.datetime,
) -> Refund:
    amounts = {line.pk: line.amount_idr - returned.get(line.contribution_id, 0) for line in lines}
    refund = Refund.objects.create(
        death=death,
        member_id=death.member_id,
        market_id=lines[-1].market_id if lines else death.market_id,
        partner_id=partner,
        months=len(lines),
        credit_idr=credit_idr,
        amount_idr=credit_idr + sum(amounts.values()),
        owed_by=by,
        owed_at=at,
    )
    RefundLine.objects.bulk_create(
        RefundLine(
            refund=refund,
            payment_line=line,
            contribution_id=line.contribution_id,
            contribution_month=line.contribution_month,
            amount_idr=amounts[line.pk],
        )
        for line in lines
        if line.contribution_id is not None
    )
    return refund
