"""Writing payments whose months are locked, open and checked: rows, money, statuses, cover.

Only jobs that take the locks named in `contributions/payments.py` come here.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, models
from django.db.models import Q, QuerySet

from contributions import cover, elsewhere_waiting, ledger, payment_write, receipts
from contributions.models import (
    Contribution,
    Document,
    LedgerEntry,
    Payment,
    PaymentLine,
    ReceiptSeries,
)
from contributions.receipts import ReceiptNumber
from markets import months
from markets.models import Market, Partner, User
from members import membership
from members.models import Member

# Asked by every payment: the ORM takes longer to put these together than PostgreSQL to answer.
LOCK_MEMBERS = """
    SELECT * FROM members_member WHERE id = ANY(%(members)s) ORDER BY id FOR NO KEY UPDATE
"""
# Not joined to that: after waiting for a lock, PostgreSQL reads the locked row again, not others.
AROUND = """
    SELECT member.id, {columns}
    FROM members_member member
    JOIN markets_market ON markets_market.id = member.market_id
    JOIN markets_partner ON markets_partner.id = markets_market.partner_id
    WHERE member.id = ANY(%(members)s)
"""
LOCK_STANDING = f"""
    SELECT contribution.*, {elsewhere_waiting.WAITS} AS waits_elsewhere
    FROM contributions_contribution contribution
    WHERE contribution.member_id = ANY(%(members)s)
      AND contribution.contribution_month >= %(first)s
      AND (contribution.status IN ('open', 'paid', 'written_off')
           OR contribution.status_reason = 'paid_at_bpjs')
    ORDER BY contribution.member_id, contribution.contribution_month
    FOR NO KEY UPDATE OF contribution
"""


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
    device: UUID | None = None
    # Taken without a signal: the cash is in hand whatever we say now.
    is_in_hand: bool = False
    # The number that the trader's slip carries already, its series locked; else the next one.
    promised: ReceiptNumber | None = None


def lock_members(
    *, pks: Iterable[int], facts: Mapping[str, str] | None = None, **parameters: Any
) -> dict[int, Any]:
    """These members as they are now, by id, locked in that order, their market and partner at hand.

    Nobody else pays for, lapses or revives one of them until the transaction ends. `facts` are SQL
    expressions on rows named `member`, answered once the members are locked: attributes by name.
    """
    wanted = {**parameters, "members": list(pks)}
    members: dict[int, Any] = {row.pk: row for row in Member.objects.raw(LOCK_MEMBERS, wanted)}
    facts = facts or {}
    columns = [_columns(Market), _columns(Partner), *facts.values()]
    with connection.cursor() as cursor:
        cursor.execute(AROUND.format(columns=", ".join(columns)), wanted)
        for pk, *values in cursor.fetchall():
            member, found = members[pk], iter(values)
            member.market = _from(Market, found)
            member.market.partner = _from(Partner, found)
            for fact, answer in zip(facts, found, strict=True):
                setattr(member, fact, answer)
    return members


def lock_partners(*, of: int, besides: int | None = None) -> None:
    """Lock, before the member `of`, every partner that took money of hers, and that other one.

    A remittance being made sees what becomes of her months, or the caller that they are listed.
    """
    took = Q(pk__in=Payment.objects.filter(member=of).values("partner"))
    found = Partner.objects.select_for_update(no_key=True).filter(took | Q(pk=besides))
    list(found.order_by("pk"))


def lock_contributions(*, pks: Iterable[int]) -> list[Contribution]:
    """These contributions as they are now, by member and month, locked in that order."""
    return lock_rows(Contribution.objects.filter(pk__in=pks))


def lock_standing(*, members: Iterable[int], on: dt.date) -> list[Contribution]:
    """The rows of `dues.standing`, locked in that order."""
    first = months.add(months.first_of(on), -cover.GRACE_MONTHS)
    wanted = {"members": list(members), "first": first}
    return list(Contribution.objects.raw(LOCK_STANDING, wanted))


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
            membership.revive(member=one.member, at=taking.at)
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


@cache
def _columns(model: type[models.Model]) -> str:
    meta = model._meta
    return ", ".join(f"{meta.db_table}.{field.column}" for field in meta.concrete_fields)


def _from(model: type[models.Model], values: Iterator[Any]) -> Any:
    """The row whose columns come next, as `_columns` orders them."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db("default", names, list(islice(values, len(names))))


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
    receipt = taking.promised or receipts.take(holder=taking.by)
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
            is_of_phone=taking.promised is not None,
            last_number=receipt.number,
        ),
        number=receipt.number,
        token=secrets.token_urlsafe(16),
        fingerprint=fingerprint,
        device=taking.device,
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
