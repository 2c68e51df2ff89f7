"""Writing payments whose months are locked, open and checked: rows, money, statuses, cover.

Only jobs that take the locks named in `contributions/payments.py` come here.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from contributions import cover, lapses, ledger, payment_write, receipts
from contributions.models import (
    Contribution,
    Document,
    LedgerEntry,
    Payment,
    PaymentLine,
    ReceiptSeries,
)
from markets import months
from markets.models import User
from members.models import Member


class Paid(NamedTuple):
    """Months of one member that are locked, open, and about to be paid.

    `credit_idr` of it is her credit; it pays the oldest months first.
    """

    id: UUID
    member: Member
    contributions: list[Contribution]
    fingerprint: str
    credit_idr: int = 0
    # Whose money it is where the payer kind does not say it: a sponsor's with a name.
    source: ledger.Account | None = None


class Taking(NamedTuple):
    """How money comes in: by whom, in what way, and when."""

    by: User
    method: str
    at: dt.datetime
    collected_at: dt.datetime
    reference: str = ""


def lock_members(*, pks: Iterable[int], **facts: Combinable) -> dict[int, Any]:
    """These members as they are now, by id, locked in that order, their market and partner at hand.

    Nobody else pays for, lapses or revives one of them until the transaction ends. `facts` are
    annotations on top, as they are once the members are locked.
    """
    # Not joined: after waiting for a lock, PostgreSQL reads the locked row again, but not others.
    locked = Member.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    members = {member.pk: member for member in locked}
    around = Member.objects.only("market").select_related("market__partner").annotate(**facts)
    for found in around.filter(pk__in=members):
        member = members[found.pk]
        member.market = found.market
        for fact in facts:
            setattr(member, fact, getattr(found, fact))
    return members


def lock_contributions(*, pks: Iterable[int]) -> list[Contribution]:
    """These contributions as they are now, by member and month, locked in that order."""
    return lock_rows(Contribution.objects.filter(pk__in=pks))


def lock_rows(contributions: QuerySet[Contribution]) -> list[Contribution]:
    """The same for whichever are chosen so, still so once they are locked."""
    chosen = contributions.select_for_update(no_key=True)
    return list(chosen.order_by("member_id", "contribution_month"))


def store(*, paid: list[Paid], taking: Taking) -> list[Payment]:
    """Write payments, lines, moves of money, statuses and cover; a lapsed member is revived.

    All months of one payment come from one kind of payer.
    """
    for one in paid:
        if one.member.status == Member.Status.LAPSED:
            lapses.revive(member=one.member, at=taking.at)
    payments = [_payment(one, taking) for one in paid]
    both = list(zip(payments, paid, strict=True))
    payment_write.together(
        payments=payments,
        lines=[line for payment, one in both for line in _lines(payment, one.contributions)],
        moves=[_move(payment, one, taking) for payment, one in both if payment.cash_idr],
        paid_at=taking.at,
    )
    cover.refresh(
        members=[one.member.pk for one in paid], on=months.law_day(taking.at), are_locked=True
    )
    return payments


def _payment(one: Paid, taking: Taking) -> Payment:
    return new_payment(
        id=one.id,
        member=one.member,
        amount_idr=sum(contribution.total_idr for contribution in one.contributions),
        credit_idr=one.credit_idr,
        fingerprint=one.fingerprint,
        taking=taking,
    )


def new_payment(
    *,
    id: UUID,
    member: Member,
    amount_idr: int,
    fingerprint: str,
    taking: Taking,
    credit_idr: int = 0,
) -> Payment:
    """A payment with its receipt number, not stored yet; the member is locked.

    Where her credit pays all of it, its way is that, whatever was asked.
    """
    receipt = receipts.take(holder=taking.by)
    return Payment(
        id=id,
        member=member,
        market=member.market,
        partner=member.market.partner,
        taken_by=taking.by,
        method=Payment.Method.CREDIT if credit_idr == amount_idr else taking.method,
        reference=taking.reference,
        amount_idr=amount_idr,
        credit_idr=credit_idr,
        collected_at=taking.collected_at,
        received_at=taking.at,
        business_day=months.law_day(taking.collected_at),
        series=ReceiptSeries(
            pk=receipt.series_id,
            code=receipt.code,
            holder=taking.by,
            last_number=receipt.number,
        ),
        number=receipt.number,
        token=secrets.token_urlsafe(16),
        fingerprint=fingerprint,
    )


def _lines(payment: Payment, contributions: list[Contribution]) -> Iterator[PaymentLine]:
    credit_idr = payment.credit_idr
    for contribution in contributions:
        of_credit_idr = min(credit_idr, contribution.total_idr)
        credit_idr -= of_credit_idr
        yield PaymentLine(
            payment=payment,
            contribution=contribution,
            member_id=payment.member_id,
            market_id=payment.market_id,
            contribution_month=contribution.contribution_month,
            amount_idr=contribution.total_idr,
            credit_idr=of_credit_idr,
        )


def _move(payment: Payment, one: Paid, taking: Taking) -> LedgerEntry:
    return ledger.entry(
        source=one.source
        or ledger.payer(member_id=payment.member_id, payer_kind=one.contributions[0].payer_kind),
        target=ledger.taker(payment=payment),
        amount_idr=payment.cash_idr,
        founded=ledger.Founded(
            document=Document.PAYMENT,
            document_id=str(payment.pk),
            partner_id=payment.partner_id,
            market_id=payment.market_id,
            by=taking.by,
            at=taking.collected_at,
        ),
    )
