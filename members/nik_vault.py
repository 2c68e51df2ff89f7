"""How NIK rest in the database: sealed, and found again by a keyed hash.

AES-GCM under a key of its own with a name (NIK_KEY_ID), bound to the row by the hash, so that a
sealed NIK copied into another row does not open. The hash has another key. Keys that were in
use before stay readable through NIK_OLD_KEYS until `rotate_nik_key` has sealed all anew.
"""

import hmac
import os
from functools import cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from members.models import Member
from members.nik import Nik

NONCE_BYTES = 12


class UnableToOpenNik(Exception):
    """The sealed NIK cannot be read: its key is not configured, or the row was tampered with."""


def seal(nik: Nik) -> tuple[bytes, str]:
    """The NIK encrypted under today's key, and the name of that key."""
    return _seal(nik.digits, index(nik)), settings.NIK_KEY_ID


def index(nik: Nik) -> bytes:
    """32 bytes that are the same for the same NIK and tell nothing to who lacks the key."""
    return hmac.digest(_derived(settings.NIK_INDEX_KEY, b"index"), nik.digits.encode(), "sha256")


def open_(member: Member) -> str:
    """The member's sixteen digits. For the machine's own use: people read through
    personal_data.reveal_nik, which leaves a trace. Raises UnableToOpenNik."""
    sealed, row = bytes(member.nik_encrypted), bytes(member.nik_index)
    secret = _secret(member.nik_key_id)
    try:
        digits = _cipher(secret).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound_to(member.nik_key_id, row)
        )
    except InvalidTag:
        raise UnableToOpenNik(
            f"the NIK of member {member.pk} does not open under key {member.nik_key_id!r}"
        ) from None
    return digits.decode()


@transaction.atomic
def seal_some_anew(*, most: int = 500) -> int:
    """Seal some members' NIK, that an old key sealed, under today's key. Answers how many.

    Raises UnableToOpenNik where an old key is missing; then these stay as they are.
    """
    members = Member.objects.exclude(nik_key_id=settings.NIK_KEY_ID).select_for_update()
    behind = list(members.order_by("pk")[:most])
    for member in behind:
        member.nik_encrypted = _seal(open_(member), bytes(member.nik_index))
        member.nik_key_id = settings.NIK_KEY_ID
    Member.objects.bulk_update(behind, ["nik_encrypted", "nik_key_id"])
    return len(behind)


def _seal(digits: str, row: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    cipher = _cipher(settings.NIK_ENCRYPTION_KEY)
    return nonce + cipher.encrypt(nonce, digits.encode(), _bound_to(settings.NIK_KEY_ID, row))


def _bound_to(key_id: str, row: bytes) -> bytes:
    return b"mitra-pasar nik\x00" + key_id.encode() + b"\x00" + row


def _secret(key_id: str) -> str:
    if key_id == settings.NIK_KEY_ID:
        return settings.NIK_ENCRYPTION_KEY
    try:
        return settings.NIK_OLD_KEYS[key_id]
    except KeyError:
        raise UnableToOpenNik(f"key {key_id!r} is not among NIK_OLD_KEYS") from None


def _cipher(secret: str) -> AESGCM:
    return AESGCM(_derived(secret, b"encryption"))


@cache
def _derived(secret: str, purpose: bytes) -> bytes:
    derivation = HKDF(SHA256(), length=sha256().digest_size, salt=None, info=b"nik " + purpose)
    return derivation.derive(secret.encode())
