"""An application that was sent before: by a second tap, or by a phone that missed the answer."""

import logging
from typing import Any

from django.utils.translation import gettext_lazy as _

from markets.models import User
from members.applications import UnableToEnrol
from members.models import Enrolment, Member

log = logging.getLogger("mitra.enrolment")

# In words that tell nothing about where she is known.
KNOWN_ALREADY: Any = _(
    "NIK ini sudah terdaftar. Bandingkan setiap angkanya dengan KTP; bila benar, "
    "tanyakan kepada petugas cabang."
)
SENTENCES: dict[str, Any] = {
    Enrolment.Status.SUBMITTED: _(
        "Anda sudah mengirim pendaftaran orang ini; cabang sedang memeriksanya."
    ),
    Enrolment.Status.RETURNED: _(
        "Anda sudah mengirim pendaftaran orang ini dan cabang mengembalikannya. "
        "Perbaiki dari daftar pendaftaran Anda."
    ),
    Enrolment.Status.APPROVED: _(
        "Anda sudah mengirim pendaftaran orang ini dan cabang menyetujuinya."
    ),
}


def sent_before(*, member: Member, by: User) -> Enrolment | None:
    """The enrolment through which that user brought the member here, if she still is here by it."""
    if member.status not in (Member.Status.APPLYING, Member.Status.ACTIVE):
        return None
    last = member.enrolments.order_by("-entered_at", "-pk").first()
    if last is None or last.entered_by_id != by.pk or last.status not in SENTENCES:
        return None
    return last


def refusal(*, enrolment: Enrolment) -> UnableToEnrol:
    """What to say of another application for a person whom the same user sent before."""
    return UnableToEnrol(str(SENTENCES[enrolment.status]), "already_sent", "nik")


def known_already(*, by: User) -> UnableToEnrol:
    """The refusal of a NIK that is known, in words that tell nothing about where; it is logged."""
    log.warning("a NIK that is known already was refused: user=%s", by.pk)
    return UnableToEnrol(str(KNOWN_ALREADY), "already_known", "nik")
