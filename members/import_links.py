"""Imported people who are sent: their row is asked for no more, whichever way they came."""

from django.utils.translation import gettext as _

from members.applications import UnableToEnrol
from members.models import Enrolment, ImportedPerson

Status = ImportedPerson.Status


def take_out(*, enrolment: Enrolment, imported: ImportedPerson | None) -> None:
    """Take her off the partner's list; in the transaction that sends her.

    `imported` is her row where she was sent from it, though its NIK was mended meanwhile. Raises
    UnableToEnrol where that row was sent or dropped in the same moment.
    """
    waiting = ImportedPerson.objects.filter(status=Status.WAITING)
    if imported is not None and not waiting.filter(pk=imported.pk).update(
        status=Status.SUBMITTED, enrolment=enrolment
    ):
        raise UnableToEnrol(
            _("Orang ini tidak menunggu di daftar impor lagi. Buka lagi daftarnya."),
            "not_waiting",
            "nik",
        )
    same_person = waiting.filter(
        partner=enrolment.market.partner_id, nik_index=bytes(enrolment.member.nik_index)
    )
    if imported is None:
        same_person.update(status=Status.SUBMITTED, enrolment=enrolment)
    else:
        same_person.update(status=Status.DROPPED)
