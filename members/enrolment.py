"""Enrolling a person: sent by who met her, mended when returned, or withdrawn."""

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from markets import months
from markets.models import User
from members import (
    application_rows,
    applications,
    drafts,
    drives,
    enclosures,
    enrolment_locks,
    enrolment_warnings,
    import_links,
    nik,
    nik_vault,
    placements,
    repeats,
)
from members.applications import Application, Checked, UnableToEnrol
from members.models import Drive, Enrolment, ImportedPerson, Member
from members.nik import Nik

__all__ = [
    "Application",
    "UnableToEnrol",
    "check_nik",
    "look_over",
    "resubmit",
    "submit",
    "withdraw",
]

MAY_APPLY_AGAIN = (Member.Status.REJECTED, Member.Status.ENDED)


@transaction.atomic
def submit(
    *,
    application: Application,
    by: User,
    at: dt.datetime,
    draft: UUID | None = None,
    drive: Drive | None = None,
    imported: ImportedPerson | None = None,
) -> Enrolment:
    """Send an application to the branch: member, place, consent, enrolment and its first step.

    Who was rejected, withdrew or left may apply again and keeps her row. The same application
    sent again by the same user is answered with the enrolment it became, whatever the branch
    has decided meanwhile. The user's `draft` of it goes, with the pictures that were not
    enclosed, and so does her row of the `imported` list; it counts for the `drive`. Raises
    UnableToEnrol: nothing is stored then, and both stay.
    """
    sent = _enter(application, by, at, draft=draft, drive=drive, imported=imported)
    if draft is not None:
        drafts.throw_away(id=draft, by=by)
    return sent


def _enter(
    application: Application,
    by: User,
    at: dt.datetime,
    *,
    draft: UUID | None,
    drive: Drive | None,
    imported: ImportedPerson | None,
) -> Enrolment:
    on = months.law_day(at)
    if application.market.partner.is_practice:  # a real NIK must not become known by practising
        raise UnableToEnrol(
            _("Latihan selesai sampai di sini: pendaftaran tidak dikirim ke cabang."), "practice"
        )
    if drive is not None:
        drives.check_may_enrol(drive=drive, market=application.market, by=by, on=on)
    checked = applications.check(application, entered_by=by, entered_on=on, on=on)
    number = _number(checked, None, on)
    warnings = enrolment_warnings.of(application, checked, number=number, on=on)
    before = _locked_member(number)
    member = None if before else _new_member(application, checked, number, at)
    if member is None:
        member = before or _locked_member(number)  # else she came in the same moment
        assert member is not None
        sent = repeats.sent_before(member=member, by=by)
        if sent and application_rows.stand_already(
            enrolment=sent, application=application, checked=checked
        ):
            return sent
        _check_may_apply(member, by)
        warnings = _write_over(member, application, checked, number=number, on=on)
    application_rows.write_place(member=member, application=application, on=on)
    enrolment = Enrolment(member=member, drive=drive, entered_by=by, warnings=warnings)
    enrolment.bulk_import = imported.bulk_import if imported else None
    enrolment.entered_at = enrolment.submitted_at = at
    application_rows.write_wishes(enrolment=enrolment, application=application, checked=checked)
    enrolment.save()
    enclosures.enclose(
        application=application, checked=checked, enrolment=enrolment, draft=draft, by=by, at=at
    )
    application_rows.write_family(enrolment=enrolment, application=application, by=by, at=at)
    import_links.take_out(enrolment=enrolment, imported=imported)
    application_rows.keep_step(enrolment=enrolment, before="", after=enrolment.status, by=by, at=at)
    return enrolment


@transaction.atomic
def resubmit(
    *,
    enrolment: Enrolment,
    application: Application,
    by: User,
    at: dt.datetime,
    draft: UUID | None = None,
) -> Enrolment:
    """Send a returned enrolment again, mended; an empty NIK stays as it is, and so does a photo.

    New pictures are those kept under `draft` (documents.id_for_mending).
    Raises UnableToEnrol: everything stays as it was then.
    """
    # With its key, for the NIK may change; before the enrolment (members/enrolment_locks.py).
    member = Member.objects.select_for_update().get(pk=enrolment.member_id)
    enrolment = _locked_returned(enrolment)
    on = months.law_day(at)
    checked = applications.check(
        application,
        entered_by=by,
        entered_on=months.law_day(enrolment.entered_at),
        on=on,
        mended=member,
    )
    if checked.nik is not None:
        _change_nik(member, checked.nik, by)
    number = _number(checked, member, on)
    warnings = enrolment_warnings.of(application, checked, number=number, on=on)
    if enrolment_warnings.DIFFERS_FROM_BEFORE in enrolment.warnings:
        warnings.append(enrolment_warnings.DIFFERS_FROM_BEFORE)  # the row has been written over
    application_rows.write_person(member=member, application=application, checked=checked)
    member.save()
    application_rows.write_place(member=member, application=application, on=on)
    enrolment.warnings = warnings
    enrolment.status = Enrolment.Status.SUBMITTED
    enrolment.submitted_at = at
    application_rows.write_wishes(enrolment=enrolment, application=application, checked=checked)
    enrolment.save()
    enrolment.member = member
    enclosures.enclose(
        application=application, checked=checked, enrolment=enrolment, draft=draft, by=by, at=at
    )
    application_rows.write_family(enrolment=enrolment, application=application, by=by, at=at)
    returned = Enrolment.Status.RETURNED
    application_rows.keep_step(
        enrolment=enrolment, before=returned, after=enrolment.status, by=by, at=at
    )
    return enrolment


@transaction.atomic
def withdraw(
    *, enrolment: Enrolment, by: User | None, at: dt.datetime, reason: str = ""
) -> Enrolment:
    """Take back an enrolment that is not decided yet; the person may apply again.

    Without `by` its time was over (`members/unmended.py`). Raises UnableToEnrol where it was
    decided meanwhile.
    """
    enrolment = enrolment_locks.lock(enrolment=enrolment)
    before = enrolment.status
    if before not in Enrolment.OPEN:
        raise UnableToEnrol(
            _("Pendaftaran ini sudah selesai (%(status)s), jadi tidak bisa dibatalkan.")
            % {"status": enrolment.get_status_display()},
            "already_decided",
        )
    enrolment.status = Enrolment.Status.WITHDRAWN
    enrolment.save(update_fields=["status"])
    Member.objects.filter(pk=enrolment.member_id).update(status=Member.Status.ENDED)
    placements.end(member=enrolment.member, on=months.law_day(at))
    application_rows.keep_step(
        enrolment=enrolment,
        before=before,
        after=Enrolment.Status.WITHDRAWN,
        by=by,
        at=at,
        reason=reason.strip(),
    )
    return enrolment


def check_nik(*, text: str, by: User, on: dt.date) -> Nik:
    """The NIK that was typed, if a person with it may be enrolled. Raises UnableToEnrol."""
    try:
        number = nik.parse(text, on=on)
    except nik.InvalidNik as error:
        raise UnableToEnrol(str(error), error.code, "nik") from None
    member = Member.objects.filter(nik_index=nik_vault.index(number)).first()
    if member is not None:
        _check_may_apply(member, by)
    return number


def look_over(
    *, application: Application, by: User, on: dt.date, mended: Enrolment | None = None
) -> list[str]:
    """The warnings the reviewer will see, before anything is sent. Raises UnableToEnrol."""
    entered_on = months.law_day(mended.entered_at) if mended else on
    member = mended.member if mended else None
    checked = applications.check(
        application, entered_by=by, entered_on=entered_on, on=on, mended=member
    )
    return enrolment_warnings.of(application, checked, number=_number(checked, member, on), on=on)


def _number(checked: Checked, mended: Member | None, on: dt.date) -> Nik:
    if checked.nik is not None:
        return checked.nik
    if mended is None:
        raise AssertionError("only a mended application comes without a NIK")
    return nik.parse(nik_vault.open_(mended), on=on)


def _locked_returned(enrolment: Enrolment) -> Enrolment:
    enrolment = enrolment_locks.lock(enrolment=enrolment)
    if enrolment.status != Enrolment.Status.RETURNED:
        raise UnableToEnrol(
            _("Pendaftaran ini tidak sedang dikembalikan (%(status)s), jadi tidak bisa diubah.")
            % {"status": enrolment.get_status_display()},
            "not_returned",
        )
    return enrolment


def _check_may_apply(member: Member, by: User) -> None:
    if member.status in MAY_APPLY_AGAIN:
        return
    sent = repeats.sent_before(member=member, by=by)
    raise repeats.refusal(enrolment=sent) if sent else repeats.known_already(by=by)


def _locked_member(number: Nik) -> Member | None:
    rows = Member.objects.select_for_update().filter(nik_index=nik_vault.index(number))
    return rows.first()


def _new_member(
    application: Application, checked: Checked, number: Nik, at: dt.datetime
) -> Member | None:
    """The new row, or none where one with the same NIK arrived in the same moment."""
    member = Member(nik_index=nik_vault.index(number), created_at=at)
    member.nik_encrypted, member.nik_key_id = nik_vault.seal(number)
    application_rows.write_person(member=member, application=application, checked=checked)
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError:
        return None
    return member


def _write_over(
    member: Member, application: Application, checked: Checked, *, number: Nik, on: dt.date
) -> list[str]:
    """Put down anew who was here before and applies again. Answers the warnings."""
    warnings = enrolment_warnings.of(application, checked, number=number, on=on, before=member)
    application_rows.write_person(member=member, application=application, checked=checked)
    member.status = Member.Status.APPLYING
    member.save()
    return warnings


def _change_nik(member: Member, number: Nik, by: User) -> None:
    index = nik_vault.index(number)
    if index == bytes(member.nik_index):
        return
    if member.enrolments.count() > 1:
        raise UnableToEnrol(
            _(
                "NIK orang yang pernah didaftarkan tidak bisa diganti. Batalkan pendaftaran ini, "
                "lalu daftarkan lagi dengan NIK yang benar."
            ),
            "nik_stays",
            "nik",
        )
    if Member.objects.filter(nik_index=index).exists():
        raise repeats.known_already(by=by)
    member.nik_index = index
    member.nik_encrypted, member.nik_key_id = nik_vault.seal(number)
    try:
        with transaction.atomic():
            member.save(update_fields=["nik_index", "nik_encrypted", "nik_key_id"])
    except IntegrityError:  # another row took it in the same moment
        raise repeats.known_already(by=by) from None
