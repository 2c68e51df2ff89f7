"""Proofs of transfers: a photo written anew, or a PDF that runs nothing; kept sealed."""

import datetime as dt
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

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
    """Seal some proofs anew, as `sealing.seal_anew` does. Answers how many."""
    return sealing.seal_anew(TransferProof.objects.exclude(sealed=b""), most=most, kind=KIND)


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
        if left < 0 or RUNS.search(_plain(part)):
            raise UnableToReadProof(_("PDF ini terkunci atau berisi program. Kirim foto buktinya."))
    return data


def _parts(data: bytes) -> Iterator[bytes]:
    """The file itself, and what its packed streams hold, none of it longer than it may be."""
    yield STREAM.sub(b"", data)
    end = 0
    for found in STREAM.finditer(data):
        before, end = data[end : found.start()], found.end()
        try:
            yield zlib.decompressobj().decompress(found[1], MOST_UNFOLDED)
        except zlib.error:
            # Most likely a picture. Where objects lie as nobody sees through, that is hiding.
            yield b"/Encrypt" if b"/ObjStm" in _plain(before) else b""


def _plain(part: bytes) -> bytes:
    """With names as they are read."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
