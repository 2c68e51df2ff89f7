"""Sealing what must not lie readable in the database.

AES-GCM under a key of its own with a name (NIK_KEY_ID), bound to what it is and to its row, so that
a sealed text copied elsewhere does not open. Keys that were in use before stay readable through
NIK_OLD_KEYS until `rotate_nik_key` has sealed all anew.
"""

import os
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import QuerySet

NONCE_BYTES = 12


class UnableToOpen(Exception):
    """What is sealed cannot be read: its key is not configured, or it was tampered with."""


def seal(data: bytes, *, kind: bytes, row: bytes) -> tuple[bytes, str]:
    """The data encrypted under today's key, and the name of that key."""
    nonce = os.urandom(NONCE_BYTES)
    cipher = _cipher(settings.NIK_ENCRYPTION_KEY)
    bound_to = _bound_to(kind, settings.NIK_KEY_ID, row)
    return nonce + cipher.encrypt(nonce, data, bound_to), settings.NIK_KEY_ID


def open_(sealed: bytes, *, key_id: str, kind: bytes, row: bytes) -> bytes:
    """What was sealed for that kind and row. Raises UnableToOpen."""
    nonce, encrypted = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return _cipher(_secret(key_id)).decrypt(nonce, encrypted, _bound_to(kind, key_id, row))
    except InvalidTag:
        raise UnableToOpen(f"it does not open under key {key_id!r}") from None


def seal_anew(
    rows: QuerySet[Any],
    *,
    most: int,
    kind: bytes,
    bound_to: Callable[[Any], bytes] = lambda row: row.pk.bytes,
) -> int:
    """Seal some rows' `sealed`, that an old key sealed, under today's key. Answers how many.

    Raises UnableToOpen where an old key is missing; then these stay as they are.
    """
    sealed = rows.filter(sealed__isnull=False).exclude(key_id=settings.NIK_KEY_ID)
    behind = list(sealed.select_for_update(no_key=True).order_by("pk")[:most])
    for row in behind:
        data = open_(bytes(row.sealed), key_id=row.key_id, kind=kind, row=bound_to(row))
        row.sealed, row.key_id = seal(data, kind=kind, row=bound_to(row))
    rows.bulk_update(behind, ["sealed", "key_id"])
    return len(behind)


def _bound_to(kind: bytes, key_id: str, row: bytes) -> bytes:
    return b"mitra-pasar " + kind + b"\x00" + key_id.encode() + b"\x00" + row


def _secret(key_id: str) -> str:
    if key_id == settings.NIK_KEY_ID:
        return settings.NIK_ENCRYPTION_KEY
    try:
        return settings.NIK_OLD_KEYS[key_id]
    except KeyError:
        raise UnableToOpen(f"key {key_id!r} is not among NIK_OLD_KEYS") from None


def _cipher(secret: str) -> AESGCM:
    return AESGCM(derived(secret, b"encryption"))


@cache
def derived(secret: str, purpose: bytes) -> bytes:
    """A key of 32 bytes for that purpose."""
    derivation = HKDF(SHA256(), length=sha256().digest_size, salt=None, info=b"nik " + purpose)
    return derivation.derive(secret.encode())
