"""The cash ledger: money moves from an account to an account, founded on a document.

What an account holds is what came minus what went; nothing else is stored, so the books balance by
construction. Rows are only ever added: a mistake is mended by a move back.

Members, sponsors and surplus lie outside our hands: money comes from them, so what they "hold" is
below zero. The others can never hold less than nothing.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from contributions.models import Document, LedgerEntry, Payment, Place
from markets import months
from markets.models import User
from members.models import PayerKind

# Money comes from these, so their balance may be below zero.
OUTSIDE = (Place.MEMBER, Place.SPONSOR, Place.SURPLUS)
# Whose money comes from a payer kind without a sponsor's name, as all of it did once.
UNNAMED_SPONSOR = 0


class Account(NamedTuple):
    """A place of money and whose place it is."""

    place: str
    id: int


class Founded(NamedTuple):
    """What a move is founded on: a document, whose books it belongs to, who made it, and when."""

    document: str
    document_id: str
    partner_id: int
    by: User
    at: dt.datetime
    market_id: int | None = None


def collector(user_id: int) -> Account:
    """The cash a collector carries."""
    return Account(Place.COLLECTOR, user_id)


def treasurer(user_id: int) -> Account:
    """The cash a treasurer has counted and taken over."""
    return Account(Place.TREASURER, user_id)


def partner_bank(partner_id: int) -> Account:
    """The bank account of a partner."""
    return Account(Place.PARTNER_BANK, partner_id)


def provider_clearing(partner_id: int) -> Account:
    """What payment providers have confirmed to a partner and not paid out yet."""
    return Account(Place.PROVIDER_CLEARING, partner_id)


def fee(partner_id: int) -> Account:
    """What providers and banks kept of a partner's money."""
    return Account(Place.FEE, partner_id)


def bpjs(branch_id: int) -> Account:
    """BPJS Ketenagakerjaan, by the branch the partner answers to."""
    return Account(Place.BPJS, branch_id)


def on_its_way(remittance_id: int) -> Account:
    """What a posted remittance lists and no transfer has brought to BPJS yet."""
    return Account(Place.ON_ITS_WAY, remittance_id)


def member_credit(member_id: int) -> Account:
    """What the partner keeps for a member."""
    return Account(Place.MEMBER_CREDIT, member_id)


def sponsor(sponsor_id: int) -> Account:
    """A sponsor, from whom money comes."""
    return Account(Place.SPONSOR, sponsor_id)


def sponsor_credit(sponsor_id: int) -> Account:
    """A sponsor's money with a partner that no month was paid with yet."""
    return Account(Place.SPONSOR_CREDIT, sponsor_id)


def surplus(partner_id: int) -> Account:
    """Cash that was counted beyond what the receipts say; nobody knows whose it is."""
    return Account(Place.SURPLUS, partner_id)


def loss(partner_id: int) -> Account:
    """What collectors were short of and a partner bears: to be made up for with its own money."""
    return Account(Place.LOSS, partner_id)


def payer(*, member_id: int, payer_kind: str) -> Account:
    """Who the dues of a member come from, where no sponsor with a name pays them."""
    if payer_kind == PayerKind.SELF:
        return Account(Place.MEMBER, member_id)
    return Account(Place.SPONSOR, UNNAMED_SPONSOR)


def taker(*, payment: Payment) -> Account:
    """Where the money of a payment goes first."""
    if payment.method == Payment.Method.CASH:
        return collector(payment.taken_by_id)
    if payment.method == Payment.Method.QRIS:
        return provider_clearing(payment.partner_id)
    return partner_bank(payment.partner_id)


def entry(*, source: Account, target: Account, amount_idr: int, founded: Founded) -> LedgerEntry:
    """One move of money, not stored yet: for those who store many at once."""
    return LedgerEntry(
        from_place=source.place,
        from_id=source.id,
        to_place=target.place,
        to_id=target.id,
        amount_idr=amount_idr,
        document=founded.document,
        document_id=founded.document_id,
        partner_id=founded.partner_id,
        market_id=founded.market_id,
        by=founded.by,
        at=founded.at,
        business_day=months.law_day(founded.at),
    )


def move(*, source: Account, target: Account, amount_idr: int, founded: Founded) -> LedgerEntry:
    """Move money. The same document can move it between the same two accounts only once."""
    row = entry(source=source, target=target, amount_idr=amount_idr, founded=founded)
    row.save(force_insert=True)
    return row


def balance(place: str, id: int) -> int:
    """What the account holds, in rupiah: what came minus what went."""
    return balances(place, [id]).get(id, 0)


def balances(place: str, ids: Iterable[int]) -> dict[int, int]:
    """What each of these accounts of one kind holds; an account without any move is missing."""
    return {account.id: sum for account, sum in holdings({place: ids}).items()}


def holdings(wanted: Mapping[str, Iterable[int]]) -> dict[Account, int]:
    """The same of accounts of several kinds, in one query: by place, the ids that are asked for."""
    to, out = Q(pk__in=[]), Q(pk__in=[])
    for place, ids in wanted.items():
        of_place = list(ids)
        to |= Q(to_place=place, to_id__in=of_place)
        out |= Q(from_place=place, from_id__in=of_place)
    moves = LedgerEntry.objects.order_by()
    came = moves.filter(to).values_list("to_place", "to_id", Sum("amount_idr"))
    went = moves.filter(out).values_list("from_place", "from_id", -Coalesce(Sum("amount_idr"), 0))
    sums: dict[Account, int] = {}
    for place, id, amount_idr in came.union(went, all=True):
        account = Account(place, id)
        sums[account] = sums.get(account, 0) + int(amount_idr)
    return sums


__all__ = [
    "OUTSIDE",
    "UNNAMED_SPONSOR",
    "Account",
    "Document",
    "Founded",
    "balance",
    "balances",
    "bpjs",
    "collector",
    "entry",
    "fee",
    "holdings",
    "loss",
    "member_credit",
    "move",
    "on_its_way",
    "partner_bank",
    "payer",
    "provider_clearing",
    "sponsor",
    "sponsor_credit",
    "surplus",
    "taker",
    "treasurer",
]
