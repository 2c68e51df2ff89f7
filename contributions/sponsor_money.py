"""A sponsor's money: transferred to the partner's bank, his until months are paid with it.

The whole transfer comes first to the place `sponsor_credit`, which is the sponsor's money with us;
every month paid moves its dues from there to the partner's bank account proper. So what he paid too
much, or what a void gives back, stays his in a place with his name, and is set against the next
statement. Months are paid oldest first, then in the order of admission; always whole, and never one
before another: what does not do for the next month waits.
"""

import datetime as dt
import hashlib
import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contributions import bank_references, ledger, tariff, wording
from contributions.models import (
    Contribution,
    Document,
    Payment,
    Place,
    Sponsor,
    SponsoredPayment,
    SponsorStatementLine,
    SponsorTransfer,
)
from contributions.payment_rows import Paid, Taking, lock_contributions, lock_members, store
from markets import months
from markets.models import Partner, User
from markets.refusals import Refusal
from members.models import Member

MOST_IDR = 10**13


class UnableToBookMoney(Refusal):
    """The transfer cannot be booked so; nothing was written. `str()` says what to do.

    `code` is one of: not_yours, needs_reference, no_amount, day_to_come, reference_used.
    """


def book(
    *,
    sponsor: Sponsor,
    reference: str,
    amount_idr: int,
    received_on: dt.date,
    by: User,
    at: dt.datetime,
) -> SponsorTransfer:
    """Book a transfer as the bank's statement names it, and pay with it what is billed.

    The same reference with the same sum is answered with what was booked. Raises UnableToBookMoney.
    """
    reference = bank_references.written_as(reference)
    _check(sponsor, reference, amount_idr, received_on, by, at)
    with transaction.atomic():
        tariff.hold()
        Partner.objects.select_for_update(no_key=True).get(pk=sponsor.partner_id)
        standing = SponsorTransfer.objects.filter(
            partner=sponsor.partner_id, reference=reference
        ).first()
        if standing is not None:
            _check_repeat(standing, sponsor, amount_idr)
            return standing
        _check_reference(sponsor.partner_id, reference)
        transfer = SponsorTransfer.objects.create(
            sponsor=sponsor,
            partner_id=sponsor.partner_id,
            reference=reference,
            amount_idr=amount_idr,
            received_on=received_on,
            booked_by=by,
            booked_at=at,
        )
        ledger.move(
            source=ledger.sponsor(sponsor.pk),
            target=ledger.sponsor_credit(sponsor.pk),
            amount_idr=amount_idr,
            founded=ledger.Founded(
                document=Document.SPONSOR_TRANSFER,
                document_id=str(transfer.pk),
                partner_id=sponsor.partner_id,
                by=by,
                at=at,
            ),
        )
        settle(sponsor=sponsor, reference=reference, by=by, at=at)
        return transfer


@transaction.atomic
def settle(*, sponsor: Sponsor, reference: str, by: User, at: dt.datetime) -> list[Payment]:
    """Pay billed months with what waits of the sponsor's money, a receipt for each of them.

    To be called with the partner locked. `reference` is written on the payments.
    """
    waiting_idr = waiting(sponsor=sponsor)
    chosen = _affordable(due(sponsor=sponsor), waiting_idr)
    if not chosen:
        return []
    members = lock_members(pks=[line.member_id for line in chosen])
    pks = [line.contribution_id for line in chosen]
    rows = {row.pk: row for row in lock_contributions(pks=pks)}
    lines = [
        line for line in chosen if rows[line.contribution_id].status == Contribution.Status.OPEN
    ]
    paid = [
        Paid(
            uuid.uuid4(),
            _where_billed(members[line.member_id], rows[line.contribution_id], sponsor),
            [rows[line.contribution_id]],
            _fingerprint(line, reference),
            source=ledger.sponsor_credit(sponsor.pk),
        )
        for line in lines
    ]
    payments = store(paid=paid, taking=Taking(by, Payment.Method.TRANSFER, at, at, reference))
    SponsoredPayment.objects.bulk_create(
        SponsoredPayment(payment=payment, sponsor=sponsor, line=line)
        for payment, line in zip(payments, lines, strict=True)
    )
    return payments


def _where_billed(member: Member, contribution: Contribution, sponsor: Sponsor) -> Member:
    """Her month is paid where it was billed: his money stays with his partner though she moved."""
    if member.market.partner_id != sponsor.partner_id:
        member.market = contribution.market
    return member


def waiting(*, sponsor: Sponsor) -> int:
    """What the sponsor has with us that no month was paid with yet, in rupiah."""
    return ledger.balance(Place.SPONSOR_CREDIT, sponsor.pk)


def due(*, sponsor: Sponsor) -> QuerySet[SponsorStatementLine]:
    """What stands on his statements and is not paid, in the order in which it is paid."""
    return SponsorStatementLine.objects.filter(
        statement__sponsor=sponsor, live=True, contribution__status=Contribution.Status.OPEN
    ).order_by("contribution_month", "sponsorship__place", "member", "pk")


def _check(
    sponsor: Sponsor,
    reference: str,
    amount_idr: int,
    received_on: dt.date,
    by: User,
    at: dt.datetime,
) -> None:
    if not by.is_treasurer_of(sponsor.partner_id):
        raise UnableToBookMoney(
            _("Transfer sponsor dicatat oleh bendahara mitra ini."), "not_yours"
        )
    if not reference:
        raise UnableToBookMoney(
            _("Isi nomor referensi transfer seperti pada rekening koran."),
            "needs_reference",
            "reference",
        )
    if not 0 < amount_idr <= MOST_IDR:
        raise UnableToBookMoney(
            _("Tulis jumlah yang masuk seperti pada rekening koran."), "no_amount", "amount"
        )
    if received_on > months.law_day(at):
        raise UnableToBookMoney(
            _("Tanggal masuk rekening tidak bisa di masa depan."), "day_to_come", "received_on"
        )


def _check_repeat(standing: SponsorTransfer, sponsor: Sponsor, amount_idr: int) -> None:
    if standing.sponsor_id != sponsor.pk or standing.amount_idr != amount_idr:
        raise UnableToBookMoney(
            _(
                "Referensi %(reference)s sudah dicatat: %(amount)s dari %(sponsor)s. Periksa "
                "rekening koran."
            )
            % {
                "reference": standing.reference,
                "amount": wording.rupiah(standing.amount_idr),
                "sponsor": standing.sponsor.name,
            },
            "reference_used",
            "reference",
        )


def _check_reference(partner: int, reference: str) -> None:
    if bank_references.is_members(partner, reference) or bank_references.is_own(partner, reference):
        raise UnableToBookMoney(
            _("Referensi %(reference)s sudah tercatat sebagai uang lain. Periksa rekening koran.")
            % {"reference": reference},
            "reference_used",
            "reference",
        )


def _affordable(
    lines: QuerySet[SponsorStatementLine], waiting_idr: int
) -> list[SponsorStatementLine]:
    chosen = []
    for line in lines.iterator(chunk_size=1000):
        if line.amount_idr > waiting_idr:
            break
        waiting_idr -= line.amount_idr
        chosen.append(line)
    return chosen


def _fingerprint(line: SponsorStatementLine, reference: str) -> str:
    body = f"{line.member_id} {line.contribution_month} {line.pk} {reference}"
    return hashlib.sha256(body.encode()).hexdigest()
