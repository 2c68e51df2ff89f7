"""The transfers of a posted remittance: recorded with the bank's reference and proof.

Posting put the listed money on its way. Each transfer brings a part of it to BPJS, no more than is
listed; so does what BPJS takes into account from money it rejected. What the bank took, what went
to a wrong account and what was sent beyond the list has a place of its own in the ledger. All three
are the partner's own money, never members': what is listed stays owed to BPJS in full, however much
of it went astray, and BPJS may still reject any month of it. Rows stay: a mistake, or money that
came back, is mended by a row that reverses it, as long as BPJS has not answered about that money.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions import another_person, bank_references, ledger, transfer_proofs, unsent, wording
from contributions.ledger import Account
from contributions.models import Document, Place, Remittance, RemittanceTransfer
from contributions.transfer_proofs import Proof
from markets import guards, months
from markets.models import Partner, User
from markets.refusals import Refusal

Kind = RemittanceTransfer.Kind
PROVEN = (Kind.TRANSFER, Kind.SET_OFF, Kind.MISDIRECTED)


class UnableToRecordTransfer(Refusal):
    """The transfer cannot be recorded or reversed; nothing was written. `str()` says what to do.

    `code` is one of: not_yours, not_posted, nothing, needs_reference, needs_proof, wrong_day,
    reference_used, not_rejected, not_listed, too_much, own_transfer, reversed, answered,
    needs_reason.
    """


@dataclass(frozen=True)
class AskedTransfer:
    """What is told about one transfer; `day` is the bank's, `proof` was read already."""

    kind: str
    amount_idr: int
    day: dt.date
    reference: str
    proof: Proof | None = None


def record(
    *, remittance: Remittance, asked: AskedTransfer, by: User, at: dt.datetime
) -> RemittanceTransfer:
    """Write down a transfer of a posted remittance. Raises UnableToRecordTransfer."""
    reference = bank_references.written_as(asked.reference)
    try:
        with transaction.atomic():
            _check_treasurer(remittance, by)
            locked = _posted(remittance)
            _check(locked, asked, reference, at)
            _check_unsent(locked, asked, reference)
            return _store(
                remittance=locked,
                kind=asked.kind,
                day=asked.day,
                amount_idr=asked.amount_idr,
                reference=reference,
                proof=transfer_proofs.keep(asked.proof) if asked.proof else None,
                recorded_by=by,
                recorded_at=at,
            )
    except IntegrityError as error:
        raise _of_constraint(error, reference) from error


def reverse(
    *, transfer: RemittanceTransfer, reason: str, by: User, at: dt.datetime
) -> RemittanceTransfer:
    """The money came back, or the row was a mistake: it does not count any more.

    Another person than who recorded it says so. Raises UnableToRecordTransfer.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise UnableToRecordTransfer(_("Tulis mengapa transfer ini dibalik."), "needs_reason")
    with transaction.atomic():
        _check_another(transfer, by)
        remittance = _posted(transfer.remittance)
        row = RemittanceTransfer.objects.select_for_update(of=("self",), no_key=True).get(
            pk=transfer.pk
        )
        if not row.live:
            raise UnableToRecordTransfer(_("Transfer ini sudah dibalik."), "reversed")
        _check_unanswered(remittance, row)
        row.live = False
        row.save(update_fields=["live"])
        return _store(
            remittance=remittance,
            kind=row.kind,
            day=months.law_day(at),
            amount_idr=row.amount_idr,
            note=reason,
            reverses=row,
            live=False,
            recorded_by=by,
            recorded_at=at,
        )


def may_reverse(*, transfer: RemittanceTransfer, user: User) -> bool:
    """Whether the transfer still counts, and the user is another person than who recorded it."""
    return transfer.live and another_person.may_act(
        partner=transfer.remittance.partner, user=user, involved={transfer.recorded_by_id}
    )


def _check_treasurer(remittance: Remittance, by: User) -> None:
    if not by.is_treasurer_of(remittance.partner_id):
        raise UnableToRecordTransfer(
            _("Transfer setoran dicatat oleh bendahara mitra ini."), "not_yours"
        )


def _check_another(transfer: RemittanceTransfer, by: User) -> None:
    partner, recorder = transfer.remittance.partner, transfer.recorded_by_id
    if by.pk == recorder:
        raise UnableToRecordTransfer(
            _(
                "Transfer dibalik oleh orang lain: bendahara yang lain, atau kantor cabang kalau "
                "mitra ini tidak mempunyai bendahara lain."
            ),
            "own_transfer",
        )
    if not another_person.may_act(partner=partner, user=by, involved={recorder}):
        raise UnableToRecordTransfer(
            _("Transfer dibalik oleh bendahara lain dari mitra ini."), "not_yours"
        )


def _posted(remittance: Remittance) -> Remittance:
    """The remittance as it is now, posted; its partner's other transfers wait."""
    Partner.objects.select_for_update(no_key=True).get(pk=remittance.partner_id)
    found = Remittance.objects.select_related("partner").get(pk=remittance.pk)
    if found.status != Remittance.Status.POSTED:
        raise UnableToRecordTransfer(
            _("Catat dahulu bahwa setoran ini sudah dibayar, dengan kode bayarnya."), "not_posted"
        )
    return found


def _check(remittance: Remittance, asked: AskedTransfer, reference: str, at: dt.datetime) -> None:
    if asked.amount_idr <= 0:
        raise UnableToRecordTransfer(_("Isi jumlahnya."), "nothing")
    if not reference:
        raise UnableToRecordTransfer(_("Isi nomor referensi dari bank."), "needs_reference")
    if asked.proof is None and asked.kind in PROVEN:
        raise UnableToRecordTransfer(_("Lampirkan buktinya: foto atau PDF."), "needs_proof")
    if not months.law_day(remittance.made_at) <= asked.day <= months.law_day(at):
        raise UnableToRecordTransfer(
            _("Tanggalnya tidak sebelum setoran disusun dan tidak sesudah hari ini."), "wrong_day"
        )


def _check_unsent(remittance: Remittance, asked: AskedTransfer, reference: str) -> None:
    if asked.kind not in RemittanceTransfer.COUNTED:
        return
    unsent_idr = unsent.of(remittance=remittance)
    if asked.amount_idr <= unsent_idr:
        return
    told = RemittanceTransfer.objects.filter(partner=remittance.partner_id, reference=reference)
    if told.filter(live=True).exists():  # a form that was sent twice
        raise _reference_used(reference)
    if not unsent_idr:
        sentence = _(
            "Tidak ada lagi yang perlu ditransfer untuk setoran ini. Yang dikirim lebih dicatat "
            "sebagai kelebihan kirim, uang mitra sendiri."
        )
    else:
        sentence = _(
            "Yang belum ditransfer tinggal %(amount)s. Catat jumlah itu; lebihnya dicatat "
            "tersendiri dengan referensi yang sama sebagai kelebihan kirim, uang mitra sendiri."
        ) % {"amount": wording.rupiah(unsent_idr)}
    raise UnableToRecordTransfer(sentence, "too_much")


def _check_unanswered(remittance: Remittance, row: RemittanceTransfer) -> None:
    if row.kind not in RemittanceTransfer.COUNTED:
        return
    if row.amount_idr > unsent.answerable_idr(remittance=remittance):
        raise UnableToRecordTransfer(
            _(
                "BPJS sudah menjawab bulan-bulan yang dibayar dengan transfer ini, jadi uangnya "
                "sudah sampai. Transfer ini tidak dapat dibalik lagi."
            ),
            "answered",
        )


def _store(*, remittance: Remittance, **fields: Any) -> RemittanceTransfer:
    row = RemittanceTransfer(remittance=remittance, partner_id=remittance.partner_id, **fields)
    row.save(force_insert=True)
    _move(row, remittance)
    return row


def _move(row: RemittanceTransfer, remittance: Remittance) -> None:
    own = ledger.surplus(remittance.partner_id)  # from outside: no member's money
    bpjs = ledger.bpjs(remittance.partner.branch_id)
    listed = ledger.on_its_way(remittance.pk)
    places: dict[str, tuple[Account, Account]] = {
        Kind.TRANSFER: (listed, bpjs),
        Kind.SET_OFF: (listed, bpjs),
        Kind.FEE: (own, ledger.fee(remittance.partner_id)),
        Kind.MISDIRECTED: (own, Account(Place.MISDIRECTED, remittance.partner_id)),
        Kind.SURPLUS: (own, bpjs),
    }
    source, target = places[row.kind]
    if row.reverses_id is not None:
        source, target = target, source
    ledger.move(
        source=source,
        target=target,
        amount_idr=row.amount_idr,
        founded=ledger.Founded(
            document=Document.TRANSFER,
            document_id=str(row.pk),
            partner_id=remittance.partner_id,
            by=row.recorded_by,
            at=row.recorded_at,
        ),
    )


def _of_constraint(error: IntegrityError, reference: str) -> Exception:
    broken = guards.broken(error)
    if broken in ("bank_reference_is_recorded_once", "fee_or_surplus_is_recorded_once"):
        return _reference_used(reference)
    if broken == "set_off_is_money_bpjs_gave_back":
        return UnableToRecordTransfer(
            _("BPJS tidak mengembalikan uang sebanyak itu. Periksa jumlahnya."), "not_rejected"
        )
    if broken == "misdirected_is_part_of_the_list":
        return UnableToRecordTransfer(
            _("Yang salah kirim tidak lebih dari jumlah setoran ini."), "not_listed"
        )
    return error


def _reference_used(reference: str) -> UnableToRecordTransfer:
    return UnableToRecordTransfer(
        _("Referensi %(reference)s sudah tercatat. Periksa bukti bank.") % {"reference": reference},
        "reference_used",
    )
