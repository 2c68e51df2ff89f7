"""A NIK that was written down wrongly: corrected by two persons, and what it means for BPJS.

BPU pay under their NIK, so months that went to BPJS under a wrong one may insure a stranger. They
are kept as doubtful until somebody of the branch records that BPJS counts them as hers.
"""

import datetime as dt
import logging
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from contributions.dues import PAYABLE_STATUSES
from contributions.models import Contribution, RemittanceLine
from markets import months
from markets.models import User
from members import asked, nik, nik_vault
from members.asked import UnableToChange
from members.models import Member, NikCorrection

__all__ = ["UnableToChange", "approve", "ask", "confirm"]

MOST_NOTE = 200

log = logging.getLogger("mitra.enrolment")


def ask(
    *,
    id: UUID,
    member: Member,
    number: str,
    explanation: str = "",
    by: User,
    at: dt.datetime,
) -> NikCorrection:
    """Ask that her NIK be the typed one. The same id with the same NIK is the same request.

    A NIK that is known already is refused in words that tell nothing about where, and logged.
    Raises UnableToChange; nothing is stored then.
    """
    try:
        parsed = nik.parse(number, on=months.law_day(at))
    except nik.InvalidNik as error:
        raise UnableToChange(str(error), error.code, "nik") from None
    with transaction.atomic():
        member = asked.lock(member=member)
        asked.check_works_there(by=by, market=member.market)
        row = NikCorrection(
            id=id,
            member=member,
            market_id=member.market_id,
            nik_index=nik_vault.index(parsed),
            explanation=explanation.strip(),
            asked_by=by,
            asked_at=at,
        )
        row.nik_encrypted, row.nik_key_id = nik_vault.seal(parsed)
        standing = asked.stored(row)
        if standing is not None:
            return standing
        _check(row, by)
        return asked.keep(row)


def approve(*, correction: NikCorrection, by: User, at: dt.datetime) -> NikCorrection:
    """Give her the corrected NIK; what is with BPJS under the former one becomes doubtful.

    Raises UnableToChange, also where another person has got that NIK meanwhile.
    """
    with transaction.atomic():
        correction = asked.for_decision(row=correction, by=by)
        member = asked.lock(member=correction.member)
        _check_is_free(correction, by)
        correction.former_index = bytes(member.nik_index)
        correction.former_encrypted = bytes(member.nik_encrypted)
        correction.former_key_id = member.nik_key_id
        correction.doubtful_months = _with_bpjs(member)
        member.nik_index = bytes(correction.nik_index)
        member.nik_encrypted = bytes(correction.nik_encrypted)
        member.nik_key_id = correction.nik_key_id
        try:
            with transaction.atomic():
                member.save(update_fields=["nik_index", "nik_encrypted", "nik_key_id"])
        except IntegrityError:  # another row took it in the same moment
            raise _known_already(by) from None
        asked.decide(
            row=correction,
            status=NikCorrection.Status.APPROVED,
            by=by,
            at=at,
            also=("former_index", "former_encrypted", "former_key_id", "doubtful_months"),
        )
        if not correction.doubtful_months:
            _forget_former(correction)
        return correction


def confirm(*, correction: NikCorrection, note: str, by: User, at: dt.datetime) -> NikCorrection:
    """BPJS counts the months of the former NIK as hers; `note` names its letter or ticket.

    The former NIK is forgotten then. Raises UnableToChange.
    """
    note = " ".join(note.split())
    if not note or len(note) > MOST_NOTE:
        raise UnableToChange(
            _("Tulis nomor surat atau tiket BPJS, paling banyak 200 huruf."), "no_note", "note"
        )
    with transaction.atomic():
        rows = NikCorrection.objects.select_for_update(of=("self",))
        correction = rows.select_related("member", "market__partner").get(pk=correction.pk)
        if not by.is_reviewer_of(correction.market.partner):
            raise UnableToChange(
                _("Hanya petugas kantor cabang pasar ini yang boleh mencatatnya."), "other_branch"
            )
        if not correction.is_doubtful:
            raise UnableToChange(
                _("Tidak ada bulan yang menunggu konfirmasi BPJS."), "nothing_doubtful"
            )
        correction.confirmed_by, correction.confirmed_at = by, at
        correction.confirmation_note = note
        correction.save(update_fields=["confirmed_by", "confirmed_at", "confirmation_note"])
        _forget_former(correction)
        return correction


def _check(row: NikCorrection, by: User) -> None:
    if row.member.status not in PAYABLE_STATUSES:
        raise UnableToChange(
            _("NIK orang yang belum disetujui diperbaiki pada pendaftarannya."), "not_a_member"
        )
    if bytes(row.nik_index) == bytes(row.member.nik_index):
        raise UnableToChange(
            _("NIK itu sama dengan yang sudah tercatat. Bandingkan dengan KTP."), "same_nik", "nik"
        )
    _check_is_free(row, by)


def _check_is_free(row: NikCorrection, by: User) -> None:
    if Member.objects.filter(nik_index=bytes(row.nik_index)).exists():
        raise _known_already(by)


def _known_already(by: User) -> UnableToChange:
    log.warning("a correction to a NIK that is known already was refused: user=%s", by.pk)
    return UnableToChange(
        _(
            "NIK ini tidak dapat dipakai. Bandingkan setiap angkanya dengan KTP; bila benar, "
            "tanyakan kepada petugas cabang."
        ),
        "already_known",
        "nik",
    )


def _with_bpjs(member: Member) -> list[dt.date]:
    """Her paid months that BPJS has, or that are listed to go there."""
    listed = RemittanceLine.objects.filter(contribution=OuterRef("pk"), live=True)
    found = Contribution.objects.filter(
        Q(remitted_on__isnull=False) | Exists(listed),
        member=member,
        status=Contribution.Status.PAID,
    )
    return list(found.order_by("contribution_month").values_list("contribution_month", flat=True))


def _forget_former(correction: NikCorrection) -> None:
    """Its only use was to find the months at BPJS; a stranger may own it."""
    correction.former_encrypted = None
    correction.former_key_id = ""
    correction.former_index = None
    correction.save(update_fields=["former_encrypted", "former_key_id", "former_index"])
