"""Giving credit back: two persons, a signature, and then the money.

A treasurer prepares it: who receives it, and how. Another treasurer approves; where the partner has
no other, a reviewer of its branch. Whoever receives it signs, and only then it is paid. The amount
is all that is left of her credit, never typed; what a family is owed after a death is set aside
first. Until it is paid it can be cancelled, and the money is hers to use again.

Locks as in `contributions/payments.py`: partner, member, then the row.
"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions import another_person, credit_left, ledger, refund_release, wording
from contributions.models import Credit, Refund, Repayment
from contributions.models import Document as Founding
from contributions.refund_release import UnableToRelease
from markets import guards
from markets.models import Partner, Role, User
from markets.refusals import Refusal
from members import documents
from members.models import Document, Member
from members.pictures import Picture


class UnableToRepay(Refusal):
    """It cannot be prepared, decided or paid so; nothing was written. `str()` is for the user.

    `code` is one of: not_yours, nothing_left, open_already, own_preparation, decided, not_approved,
    needs_reason, needs_reference, remitting, unanswered, with_collector, amount_moved.
    """


def amount(*, member: Member, partner: int) -> int:
    """How much would be given back now, in rupiah: her credit, and what her family is owed."""
    left = credit_left.of_members(members=[member.pk], partner=partner)
    owed = refund_release.still_owed().filter(refund__member=member, refund__partner=partner)
    return left.get(member.pk, 0) + sum(owed.values_list("amount_idr", flat=True))


def prepare(
    *,
    member: Member,
    receiver: str,
    relation: str,
    how: str,
    explanation: str,
    shown_idr: int,
    by: User,
    at: dt.datetime,
) -> Repayment:
    """Set all that is left of her credit aside for that receiver. Raises UnableToRepay."""
    partner = by.partner
    if by.role != Role.TREASURER or partner is None:
        raise UnableToRepay(_("Pengembalian disiapkan oleh bendahara."), "not_yours")
    try:
        with transaction.atomic():
            Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
            member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
            _check_none_open(member, partner)
            refund = _released(member, partner, by, at)
            left = credit_left.of_members(members=[member.pk], partner=partner.pk)
            left_idr = left.get(member.pk, 0)
            _check_amount(left_idr, shown_idr)
            repayment = Repayment(
                member=member,
                market_id=refund.market_id if refund else _market(member, partner),
                partner=partner,
                refund=refund,
                amount_idr=left_idr,
                receiver=receiver.strip(),
                relation=relation,
                how=how,
                explanation=explanation.strip(),
                prepared_by=by,
                prepared_at=at,
            )
            repayment.save(force_insert=True)
    except UnableToRelease as refusal:
        raise UnableToRepay(str(refusal), refusal.code) from refusal
    except IntegrityError as error:
        raise _of_constraint(error) from error
    return repayment


def approve(*, repayment: Repayment, by: User, at: dt.datetime) -> Repayment:
    """Another person agrees: it may be paid. Raises UnableToRepay."""
    with transaction.atomic():
        row = _to_be_decided(repayment, by)
        row.status, row.approved_by, row.approved_at = Repayment.Status.APPROVED, by, at
        row.save(update_fields=["status", "approved_by", "approved_at"])
    return row


def refuse(*, repayment: Repayment, note: str, by: User, at: dt.datetime) -> Repayment:
    """Another person does not agree: her credit is free again. Raises UnableToRepay."""
    with transaction.atomic():
        return _closed(_to_be_decided(repayment, by), Repayment.Status.REFUSED, note, by, at)


def cancel(*, repayment: Repayment, note: str, by: User, at: dt.datetime) -> Repayment:
    """A treasurer gives it up before it is paid: her credit is free again. Raises UnableToRepay."""
    with transaction.atomic():
        row = _row(repayment)
        _check_treasurer(row, by)
        _check_open(row)
        return _closed(row, Repayment.Status.CANCELLED, note, by, at)


def free(*, member: Member, note: str, by: User, at: dt.datetime) -> None:
    """Give up what was prepared for her and is not paid: her credit is free again.

    In the transaction that decides over her credit, with the member locked.
    """
    open_ones = Repayment.objects.select_for_update(of=("self",), no_key=True).filter(
        member=member, status__in=Repayment.OPEN
    )
    for row in open_ones.order_by("pk"):
        _closed(row, Repayment.Status.CANCELLED, note, by, at)


def pay(
    *,
    repayment: Repayment,
    signed: Picture,
    on_paper: bool,
    reference: str = "",
    by: User,
    at: dt.datetime,
) -> Repayment:
    """The receiver has signed and gets the money: it leaves the books. Raises UnableToRepay.

    `signed` is the signature, or with `on_paper` the photo of the signed sheet. A transfer is named
    by the bank's `reference`.
    """
    reference = reference.strip()
    with transaction.atomic():
        row = _row(repayment)
        _check_treasurer(row, by)
        if row.status != Repayment.Status.APPROVED:
            raise UnableToRepay(
                _("Pengembalian ini tidak menunggu dibayarkan (%(status)s).")
                % {"status": row.get_status_display()},
                "not_approved",
            )
        if row.how == Repayment.How.TRANSFER and not reference:
            raise UnableToRepay(_("Isi referensi transfernya."), "needs_reference")
        row.signature = documents.store_of_member(
            picture=signed,
            member=row.member,
            market=row.market,
            kind=Document.Kind.SIGNED_SHEET if on_paper else Document.Kind.SIGNATURE,
            by=by,
            at=at,
        )
        row.status, row.paid_by, row.paid_at = Repayment.Status.PAID, by, at
        row.reference = reference
        row.save(update_fields=["status", "paid_by", "paid_at", "reference", "signature"])
        _move(row, by, at)
    return row


def may_decide(*, repayment: Repayment, user: User) -> bool:
    """Whether that person may approve or refuse it, if it still waits."""
    return another_person.may_act(
        partner=repayment.partner, user=user, involved={repayment.prepared_by_id}
    )


def _released(member: Member, partner: Partner, by: User, at: dt.datetime) -> Refund | None:
    """What the family is owed, set aside; the last such refund where it was before."""
    refunds = Refund.objects.filter(member=member, partner=partner).select_related(
        "partner", "member__market"
    )
    for refund in refunds.filter(status=Refund.Status.OWED):
        refund_release.release(refund=refund, by=by, at=at)
    return refunds.filter(status=Refund.Status.RELEASED).order_by("-pk").first()


def _market(member: Member, partner: Partner) -> int:
    """Hers; or, where she has gone to another partner, that of her last credit here."""
    if member.market.partner_id == partner.pk:
        return member.market_id
    return Credit.objects.filter(member=member, partner=partner).latest("pk").market_id


def _check_amount(left_idr: int, shown_idr: int) -> None:
    if left_idr <= 0:
        raise UnableToRepay(_("Tidak ada kelebihan bayar untuk dikembalikan."), "nothing_left")
    if left_idr != shown_idr:
        raise UnableToRepay(
            _("Jumlahnya berubah dari %(old)s menjadi %(new)s. Periksa lagi.")
            % {"old": wording.rupiah(shown_idr), "new": wording.rupiah(left_idr)},
            "amount_moved",
        )


def _check_none_open(member: Member, partner: Partner) -> None:
    if Repayment.objects.filter(member=member, partner=partner, status__in=Repayment.OPEN).exists():
        raise _open_already()


def _open_already() -> UnableToRepay:
    return UnableToRepay(
        _("Pengembalian untuk peserta ini sudah disiapkan. Selesaikan itu dahulu."), "open_already"
    )


def _of_constraint(error: IntegrityError) -> Exception:
    broken = guards.broken(error)
    if broken == "one_open_repayment_per_member":
        return _open_already()
    if broken == "no_more_is_given_back_than_there_is":
        return UnableToRepay(
            _("Kelebihan bayarnya baru saja berubah. Periksa lagi."), "amount_moved"
        )
    return error


def _row(repayment: Repayment) -> Repayment:
    """It as it is now; nobody else decides or pays it meanwhile."""
    return (
        Repayment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("partner", "member", "market")
        .get(pk=repayment.pk)
    )


def _to_be_decided(repayment: Repayment, by: User) -> Repayment:
    row = _row(repayment)
    if by.pk == row.prepared_by_id:
        raise UnableToRepay(
            _(
                "Yang disiapkan sendiri disetujui oleh orang lain: bendahara yang lain, atau "
                "kantor cabang kalau mitra ini tidak mempunyai bendahara lain."
            ),
            "own_preparation",
        )
    if not may_decide(repayment=row, user=by):
        raise UnableToRepay(_("Pengembalian diputuskan bendahara mitra ini."), "not_yours")
    if row.status != Repayment.Status.PREPARED:
        raise _decided(row)
    return row


def _check_treasurer(row: Repayment, by: User) -> None:
    if not by.is_treasurer_of(row.partner_id):
        raise UnableToRepay(_("Pengembalian dikerjakan bendahara mitra ini."), "not_yours")


def _check_open(row: Repayment) -> None:
    if row.status not in Repayment.OPEN:
        raise _decided(row)


def _decided(row: Repayment) -> UnableToRepay:
    return UnableToRepay(
        _("Pengembalian ini sudah selesai: %(status)s.") % {"status": row.get_status_display()},
        "decided",
    )


def _closed(row: Repayment, status: str, note: str, by: User, at: dt.datetime) -> Repayment:
    note = note.strip()
    if not note:
        raise UnableToRepay(_("Tulis alasannya."), "needs_reason")
    row.status, row.closed_by, row.closed_at, row.closing_note = status, by, at, note
    row.save(update_fields=["status", "closed_by", "closed_at", "closing_note"])
    return row


def _move(row: Repayment, by: User, at: dt.datetime) -> None:
    ledger.move(
        source=ledger.member_credit(row.member_id),
        target=ledger.Account(ledger.Place.MEMBER, row.member_id),
        amount_idr=row.amount_idr,
        founded=ledger.Founded(
            document=Founding.REFUND,
            document_id=str(row.pk),
            partner_id=row.partner_id,
            market_id=row.market_id,
            by=by,
            at=at,
        ),
    )
