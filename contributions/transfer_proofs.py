"""Proofs of transfers: a photo written anew, or a PDF that runs nothing; kept sealed."""

import datetime as dt
import re
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contributions.models import TransferProof, TransferProofView
from markets.models import User
from members import pictures, sealing

KIND = b"transfer proof"
MOST_BYTES = 4 * 2**20
MOST_UNFOLDED = 32 * 2**20  # of all its streams together
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# What makes a PDF do something by itself, carry files along, or hide what it holds.
RUNS = re.compile(
    rb"/(JavaScript|JS|OpenAction|AA|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|Encrypt)"
    rb"(?![A-Za-z])"
)


class UnableToReadProof(Exception):
    """It cannot be kept as a proof; `str()` says what to do."""


@dataclass(frozen=True, repr=False)
class Proof:
    """A checked proof that is not kept yet."""

    media: str
    data: bytes


def read(file: BinaryIO) -> Proof:
    """The proof in a file that was sent. Raises UnableToReadProof."""
    start = file.read(5)
    file.seek(0)
    if start == b"%PDF-":
        return Proof(TransferProof.Media.PDF, _checked_pdf(file.read(MOST_BYTES + 1)))
    try:
        return Proof(TransferProof.Media.JPEG, pictures.read(file).jpeg)
    except pictures.UnableToReadPicture as error:
        if error.code == "no_picture":
            raise UnableToReadProof(_("Bukti berupa foto (JPEG, PNG, WebP) atau PDF.")) from error
        raise UnableToReadProof(str(error)) from error


def keep(proof: Proof) -> TransferProof:
    """Seal and store it, in the caller's transaction."""
    row = TransferProof(media=proof.media, size=len(proof.data))
    row.sealed, row.key_id = sealing.seal(proof.data, kind=KIND, row=row.pk.bytes)
    row.save(force_insert=True)
    return row


@transaction.atomic
def show(*, proof: TransferProof, by: User, at: dt.datetime) -> bytes:
    """What it shows; who looked and when is kept.

    Raises sealing.UnableToOpen; then nothing was seen and nothing is kept.
    """
    data = open_(proof)
    TransferProofView.objects.create(proof=proof, by=by, at=at)
    return data


def looks(*, proof: TransferProof) -> QuerySet[TransferProofView]:
    """Who looked at it, each person once: the last time."""
    last = proof.views.order_by("by_id", "-at").distinct("by_id")
    return proof.views.filter(pk__in=last.values("pk")).select_related("by")


@transaction.atomic
def seal_some_anew(*, most: int = 20) -> int:
    """Seal some proofs, that an old key sealed, under today's key. Answers how many.

    Raises sealing.UnableToOpen where an old key is missing; then these stay as they are.
    """
    behind = TransferProof.objects.exclude(key_id=settings.NIK_KEY_ID).exclude(sealed=b"")
    found = list(behind.select_for_update(no_key=True).order_by("pk")[:most])
    for row in found:
        row.sealed, row.key_id = sealing.seal(open_(row), kind=KIND, row=row.pk.bytes)
    TransferProof.objects.bulk_update(found, ["sealed", "key_id"])
    return len(found)


def open_(proof: TransferProof) -> bytes:
    """What it shows; people look at it through `show`. Raises sealing.UnableToOpen."""
    return sealing.open_(bytes(proof.sealed), key_id=proof.key_id, kind=KIND, row=proof.pk.bytes)


def _checked_pdf(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise UnableToReadProof(_("PDF-nya terlalu besar: paling banyak 4 MB."))
    if b"%%EOF" not in data[-1024:]:
        raise UnableToReadProof(_("PDF-nya rusak atau tidak lengkap. Unduh sekali lagi."))
    left = MOST_UNFOLDED
    for part in _parts(data):
        left -= len(part)
        if left < 0 or RUNS.search(ESCAPED.sub(_unescaped, part)):
            raise UnableToReadProof(_("PDF ini terkunci atau berisi program. Kirim foto buktinya."))
    return data


def _parts(data: bytes) -> "list[bytes]":
    """The file itself, and what its packed streams hold."""
    parts = [STREAM.sub(b"", data)]
    left = MOST_UNFOLDED
    for found in STREAM.finditer(data):
        try:
            unfolded = zlib.decompressobj().decompress(found[1], left + 1)
        except zlib.error:
            continue  # a picture, or packed in a way in which nothing that runs can be
        parts.append(unfolded)
        left -= len(unfolded)
        if left < 0:
            break
    return parts


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])
