"""The partner's own money comes into its bank, for what fees have taken of members' money.

A treasurer records it with the bank's paper; never more than fees took and nobody has told about
yet. It counts when another person has confirmed it (another treasurer, or a reviewer of the branch
where there is none), or when a line of the bank's statement shows it. From then on the months that
waited can go. A mistake is reversed by another person, as long as that money is still in the bank.

Locks as in `contributions/payments.py`: partner, then the row.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions import (
    another_person,
    bank_references,
    deposits,
    ledger,
    own_account,
    own_money,
    statement_undoing,
    transfer_proofs,
    wording,
)
from contributions.models import Document, PartnerAccount, Replenishment
from contributions.transfer_proofs import Proof
from markets import guards, months
from markets.models import Partner, User
from markets.refusals import Refusal

OLDEST = dt.timedelta(days=92)
Status = Replenishment.Status


class UnableToReplenish(Refusal):
    """It cannot be recorded, decided or reversed so; nothing was written. `str()` says what to do.

    `code` is one of: not_yours, not_a_bank, nothing, too_much, needs_reference, reference_used,
    wrong_day, own_request, decided, needs_reason, not_there.
    """


@dataclass(frozen=True)
class AskedReplenishment:
    """What is told about the partner's money; `day` is the bank's, `proof` was read already."""

    account: PartnerAccount
    amount_idr: int
    day: dt.date
    reference: str
    proof: Proof


def record(*, asked: AskedReplenishment, by: User, at: dt.datetime) -> Replenishment:
    """Write down that the partner's money came in; it waits. Raises UnableToReplenish."""
    reference = bank_references.written_as(asked.reference)
    _check(asked, reference, by, at)
    try:
        with transaction.atomic():
            partner = asked.account.partner_id
            Partner.objects.select_for_update(no_key=True).get(pk=partner)
            _check_reference(partner, reference)
            open_idr = own_money.owed(partner=partner).open_idr
            if asked.amount_idr > open_idr:
                raise UnableToReplenish(
                    _("Yang belum diganti hanya %(amount)s. Catat paling banyak sebesar itu.")
                    % {"amount": wording.rupiah(open_idr)},
                    "too_much",
                )
            row = Replenishment(
                partner_id=partner,
                account=asked.account,
                amount_idr=asked.amount_idr,
                day=asked.day,
                reference=reference,
                proof=transfer_proofs.keep(asked.proof),
                asked_by=by,
                asked_at=at,
            )
            row.save(force_insert=True)
    except IntegrityError as error:
        if guards.broken(error) != "a_reference_replenishes_once":
            raise
        raise _reference_used(reference) from error
    return row


def confirm(*, replenishment: Replenishment, by: User, at: dt.datetime) -> Replenishment:
    """Another person has seen the money: it counts. Raises UnableToReplenish."""
    with transaction.atomic():
        row = _to_be_decided(replenishment, by)
        another_person.decide(row=row, status=Status.CONFIRMED, note="", by=by, at=at)
        _move(row, by, at)
    return row


def confirm_by_line(*, replenishment: Replenishment, at: dt.datetime) -> Replenishment:
    """A line of the bank's statement was matched with it by itself: it counts.

    In the transaction that matched it, after `locked`. One that somebody has confirmed stays so.
    """
    row = replenishment
    if row.status == Status.ASKED:
        row.status, row.decided_at = Status.CONFIRMED, at
        row.save(update_fields=["status", "decided_at"])
        _move(row, own_account.of(partner=row.partner), at)
    return row


def refuse(*, replenishment: Replenishment, note: str, by: User, at: dt.datetime) -> Replenishment:
    """The money is not there. Raises UnableToReplenish."""
    note = _reason(note)
    with transaction.atomic():
        row = _to_be_decided(replenishment, by)
        return another_person.decide(row=row, status=Status.REFUSED, note=note, by=by, at=at)


def locked(replenishment: Replenishment) -> Replenishment:
    """It as it is now; nothing of its partner's bank moves meanwhile."""
    Partner.objects.select_for_update(no_key=True).get(pk=replenishment.partner_id)
    return (
        Replenishment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("partner", "asked_by")
        .get(pk=replenishment.pk)
    )


def may_decide(*, replenishment: Replenishment, user: User) -> bool:
    """Whether it waits, and the user is another person than who recorded it."""
    return replenishment.status == Status.ASKED and _is_another(replenishment, user)


def may_reverse(*, replenishment: Replenishment, user: User) -> bool:
    """Whether it counts, and the user is another person than who recorded it."""
    return replenishment.status == Status.CONFIRMED and _is_another(replenishment, user)


def reverse(
    *, replenishment: Replenishment, reason: str, by: User, at: dt.datetime
) -> Replenishment:
    """It was a mistake: what it made up for is owed again. Raises UnableToReplenish.

    A line of a statement that was matched with it is open again.
    """
    reason = _reason(reason)
    with transaction.atomic():
        row = locked(replenishment)
        if not may_reverse(replenishment=row, user=by):
            raise _not_to_be_reversed(row)
        if row.amount_idr > deposits.free_of(ledger.partner_bank(row.partner_id)):
            raise UnableToReplenish(
                _(
                    "Uangnya sudah dipakai atau disiapkan untuk setoran. Batalkan dahulu setoran "
                    "yang belum dibayar, atau tunggu sampai ada uang lain di rekening."
                ),
                "not_there",
            )
        row.status = Status.REVERSED
        row.reversed_by, row.reversed_at, row.reversal_note = by, at, reason
        row.save(update_fields=["status", "reversed_by", "reversed_at", "reversal_note"])
        _move(row, by, at)
        for match in row.matches.select_for_update(of=("self",), no_key=True).filter(
            undone_at=None
        ):
            statement_undoing.take_back(match=match, by=by, at=at)
    return row


def _check(asked: AskedReplenishment, reference: str, by: User, at: dt.datetime) -> None:
    if not by.is_treasurer_of(asked.account.partner_id):
        raise UnableToReplenish(_("Uang pengganti dicatat oleh bendahara mitra ini."), "not_yours")
    if asked.account.kind != PartnerAccount.Kind.BANK:
        raise UnableToReplenish(_("Uang pengganti masuk ke rekening bank."), "not_a_bank")
    if asked.amount_idr <= 0:
        raise UnableToReplenish(_("Isi jumlahnya."), "nothing")
    if not reference:
        raise UnableToReplenish(_("Isi nomor referensi dari bank."), "needs_reference")
    if not months.law_day(at) - OLDEST <= asked.day <= months.law_day(at):
        raise UnableToReplenish(
            _("Tanggalnya paling lama tiga bulan yang lalu, dan tidak sesudah hari ini."),
            "wrong_day",
        )


def _reason(text: str) -> str:
    text = " ".join(text.split())[:300]
    if not text:
        raise UnableToReplenish(_("Tulis alasannya."), "needs_reason")
    return text


def _is_another(row: Replenishment, user: User) -> bool:
    involved = {row.asked_by_id}
    return another_person.may_act(partner=row.partner, user=user, involved=involved)


def _not_to_be_reversed(row: Replenishment) -> UnableToReplenish:
    if row.status != Status.CONFIRMED:
        return UnableToReplenish(
            _("Uang pengganti ini tidak berlaku: %(status)s.")
            % {"status": row.get_status_display()},
            "decided",
        )
    return UnableToReplenish(
        _(
            "Dibalik oleh orang lain daripada yang mencatat: bendahara yang lain, atau kantor "
            "cabang kalau mitra ini tidak mempunyai bendahara lain."
        ),
        "not_yours",
    )


def _to_be_decided(replenishment: Replenishment, by: User) -> Replenishment:
    row = locked(replenishment)
    another_person.check(row=row, by=by, may=_is_another(row, by), unable=UnableToReplenish)
    return row


def _move(row: Replenishment, by: User, at: dt.datetime) -> None:
    fee, bank = ledger.fee(row.partner_id), ledger.partner_bank(row.partner_id)
    counts = row.status == Status.CONFIRMED
    ledger.move(
        source=fee if counts else bank,
        target=bank if counts else fee,
        amount_idr=row.amount_idr,
        founded=ledger.Founded(
            document=Document.REPLENISHMENT,
            document_id=str(row.pk),
            partner_id=row.partner_id,
            by=by,
            at=at,
        ),
    )


def _check_reference(partner: int, reference: str) -> None:
    if bank_references.is_members(partner, reference) or bank_references.is_sponsors(
        partner, reference
    ):
        raise _reference_used(reference)


def _reference_used(reference: str) -> UnableToReplenish:
    return UnableToReplenish(
        _("Referensi %(reference)s sudah tercatat. Periksa bukti bank.") % {"reference": reference},
        "reference_used",
    )
