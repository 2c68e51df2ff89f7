"""How NIK rest in the database: sealed, and found again by a keyed hash.

Sealed as `members/sealing.py` says, bound to the row by the hash. The hash has another key.
"""

import hmac

from django.conf import settings
from django.db import transaction

from members import sealing
from members.models import Member
from members.nik import Nik

KIND = b"nik"


class UnableToOpenNik(Exception):
    """The sealed NIK cannot be read: its key is not configured, or the row was tampered with."""


def seal(nik: Nik) -> tuple[bytes, str]:
    """The NIK encrypted under today's key, and the name of that key."""
    return sealing.seal(nik.digits.encode(), kind=KIND, row=index(nik))


def index(nik: Nik) -> bytes:
    """32 bytes that are the same for the same NIK and tell nothing to who lacks the key."""
    key = sealing.derived(settings.NIK_INDEX_KEY, b"index")
    return hmac.digest(key, nik.digits.encode(), "sha256")


def open_(member: Member) -> str:
    """The member's sixteen digits. For the machine's own use: people read through
    personal_data.reveal_nik, which leaves a trace. Raises UnableToOpenNik."""
    try:
        return sealing.open_(
            bytes(member.nik_encrypted),
            key_id=member.nik_key_id,
            kind=KIND,
            row=bytes(member.nik_index),
        ).decode()
    except sealing.UnableToOpen as error:
        raise UnableToOpenNik(f"the NIK of member {member.pk}: {error}") from None


@transaction.atomic
def seal_some_anew(*, most: int = 500) -> int:
    """Seal some members' NIK, that an old key sealed, under today's key. Answers how many.

    Raises UnableToOpenNik where an old key is missing; then these stay as they are.
    """
    members = Member.objects.exclude(nik_key_id__in=["", settings.NIK_KEY_ID]).select_for_update()
    behind = list(members.order_by("pk")[:most])
    for member in behind:
        member.nik_encrypted, member.nik_key_id = sealing.seal(
            open_(member).encode(), kind=KIND, row=bytes(member.nik_index)
        )
    Member.objects.bulk_update(behind, ["nik_encrypted", "nik_key_id"])
    return len(behind)
