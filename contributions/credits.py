"""Giving a member credit: money that was paid for her and is not needed where it was paid for.

Each credit is a document of its own with its move of money into her account, from which later
months are paid. What a new tariff made too dear waits: BPJS credits it to a later month once it has
the dear one. Where that month goes back to her family as a whole, it is not credited besides.
"""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from contributions import ledger, own_account
from contributions.models import (
    Contribution,
    Credit,
    Document,
    LedgerEntry,
    PaymentLine,
    RefundLine,
    RemittanceLine,
)
from markets import guards
from markets.models import User
from markets.refusals import Refusal
from members.models import Member

AT_ONCE = 500
ONCE = ("rejected_line_gives_one_credit", "payment_line_gives_one_credit")


class Gift(NamedTuple):
    """What becomes a member's credit, in rupiah, why, and out of which line if of one."""

    member: Member
    reason: str
    amount_idr: int
    source: ledger.Account
    payment_line: PaymentLine | None = None
    remittance_line: RemittanceLine | None = None
    explanation: str = ""


class UnableToGiveCredit(Refusal):
    """The credit cannot be given; nothing was written. `str()` is for the user.

    `code` is one of: given_already, nothing_to_give.
    """


def give(
    *,
    member: Member,
    reason: str,
    amount_idr: int,
    source: ledger.Account,
    payment_line: PaymentLine | None = None,
    remittance_line: RemittanceLine | None = None,
    explanation: str = "",
    by: User,
    at: dt.datetime,
) -> Credit:
    """Move money from `source` into the member's credit, in rupiah. Raises UnableToGiveCredit.

    It stays with the partner and market of the line it was paid with; without one, with hers. The
    caller holds the locks named in `payments.py`.
    """
    gift = Gift(member, reason, amount_idr, source, payment_line, remittance_line, explanation)
    return give_all(gifts=[gift], by=by, at=at)[0]


def give_all(*, gifts: Iterable[Gift], by: User, at: dt.datetime) -> list[Credit]:
    """Several at once, as `give` does each: all of them or none. Raises UnableToGiveCredit."""
    credits = [_credit(gift, by, at) for gift in gifts]
    try:
        with transaction.atomic():
            Credit.objects.bulk_create(credits)
            LedgerEntry.objects.bulk_create(_move(credit, by, at) for credit in credits)
    except IntegrityError as error:
        if guards.broken(error) in ONCE:
            sentence = _("Kelebihan bayar dari bulan ini sudah dicatat.")
            raise UnableToGiveCredit(sentence, "given_already") from error
        raise
    return credits


def _credit(gift: Gift, by: User, at: dt.datetime) -> Credit:
    if gift.amount_idr <= 0:
        raise UnableToGiveCredit(_("Tidak ada uang untuk dikembalikan."), "nothing_to_give")
    line = gift.remittance_line.payment_line if gift.remittance_line else gift.payment_line
    return Credit(
        member=gift.member,
        market_id=line.market_id if line else gift.member.market_id,
        partner_id=line.payment.partner_id if line else gift.member.market.partner_id,
        contribution_id=line.contribution_id if line else None,
        payment_line=line,
        remittance_line=gift.remittance_line,
        amount_idr=gift.amount_idr,
        reason=gift.reason,
        explanation=gift.explanation.strip(),
        source_place=gift.source.place,
        source_id=gift.source.id,
        by=by,
        at=at,
        booked_at=at,
    )


def book_waiting(*, at: dt.datetime) -> int:
    """Book what a new tariff gave for months that are with BPJS by now; answers how many.

    Safe to run twice and at once. Who is at the till, or whose death is being confirmed, is locked:
    hers is booked the next time, when it can be seen whether her month goes back to her family.
    """
    booked = 0
    while found := _book_some(at):
        booked += found
    return booked


@transaction.atomic
def _book_some(at: dt.datetime) -> int:
    members = Member.objects.select_for_update(no_key=True, skip_locked=True).filter(
        pk__in=_waiting().values("member")
    )
    locked = list(members.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    # Looked for again: what was decided before their rows were locked is seen now.
    waiting = _waiting().select_for_update(of=("self",), skip_locked=True, no_key=True)
    credits = list(waiting.filter(member__in=locked).select_related("partner").order_by("pk"))
    accounts = {credit.partner_id: own_account.of(partner=credit.partner) for credit in credits}
    LedgerEntry.objects.bulk_create(
        _move(credit, accounts[credit.partner_id], at) for credit in credits
    )
    return Credit.objects.filter(pk__in=[credit.pk for credit in credits]).update(booked_at=at)


def _waiting() -> QuerySet[Credit]:
    going_back = RefundLine.objects.filter(contribution=OuterRef("contribution"), live=True)
    return Credit.objects.filter(
        ~Exists(going_back),
        booked_at=None,
        contribution__status=Contribution.Status.PAID,
        contribution__remitted_on__isnull=False,
    )


def _move(credit: Credit, by: User, at: dt.datetime) -> LedgerEntry:
    return ledger.entry(
        source=ledger.Account(credit.source_place, credit.source_id),
        target=ledger.member_credit(credit.member_id),
        amount_idr=credit.amount_idr,
        founded=ledger.Founded(
            document=Document.CREDIT,
            document_id=str(credit.pk),
            partner_id=credit.partner_id,
            market_id=credit.market_id,
            by=by,
            at=at,
        ),
    )
