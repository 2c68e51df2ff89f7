"""What may be corrected about a member at once: how to reach her, and what she does.

Her history keeps what stood before and who changed it. Who she is (name, birth, NIK) and what she
is insured for need a second person.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from markets.models import User
from members import asked, consents, phones
from members.asked import UnableToChange
from members.models import Member

__all__ = ["UnableToChange", "change_contact", "change_occupations"]

STATUSES = (Member.Status.ACTIVE, Member.Status.LAPSED)
MOST_ADDRESS, MOST_OCCUPATION = 250, 80


@transaction.atomic
def change_contact(
    *, member: Member, phone: str, address: str, by: User, at: dt.datetime
) -> Member:
    """Reach her there from now on; an empty phone takes hers away. Raises UnableToChange."""
    member = _changeable(member, by)
    try:
        member.phone = phones.parse(phone)
    except phones.InvalidPhone as error:
        raise UnableToChange(str(error), "phone", "phone") from None
    if member.phone:
        _check_agrees(member, "phone")
    member.address = _written(address, _("Isi alamatnya."), MOST_ADDRESS, "address")
    member.save(update_fields=["phone", "address"])
    return member


@transaction.atomic
def change_occupations(
    *, member: Member, occupation: str, second_occupation: str, by: User, at: dt.datetime
) -> Member:
    """What she does; the sector on which dues rest is changed apart. Raises UnableToChange."""
    member = _changeable(member, by)
    member.occupation = _written(
        occupation, _("Tulis pekerjaannya."), MOST_OCCUPATION, "occupation"
    )
    member.second_occupation = " ".join(second_occupation.split())
    if len(member.second_occupation) > MOST_OCCUPATION:
        raise _too_long(MOST_OCCUPATION, "second_occupation")
    if member.second_occupation:
        _check_agrees(member, "second_occupation")
    member.save(update_fields=["occupation", "second_occupation"])
    return member


def _changeable(member: Member, by: User) -> Member:
    member = asked.lock(member=member)
    asked.check_works_there(by=by, market=member.market)
    if member.status not in STATUSES:
        raise UnableToChange(
            _("Data peserta yang %(status)s tidak diubah di sini.")
            % {"status": member.get_status_display().lower()},
            "not_active",
        )
    return member


def _check_agrees(member: Member, field: str) -> None:
    """What she need not tell is not kept while she does not agree to it."""
    if consents.withdrawal_of(member=member) is not None:
        raise UnableToChange(
            _("Ia menarik persetujuan untuk data ini. Catat dahulu bahwa ia setuju lagi."),
            "consent_withdrawn",
            field,
        )


def _written(text: str, sentence: str, most: int, field: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise UnableToChange(sentence, "missing", field)
    if len(text) > most:
        raise _too_long(most, field)
    return text


def _too_long(most: int, field: str) -> UnableToChange:
    return UnableToChange(_("Paling banyak %(most)s huruf.") % {"most": most}, "too_long", field)
