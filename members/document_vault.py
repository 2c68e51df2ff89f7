"""The files of documents: sealed, in private storage, under names that say nothing.

A file is written before its row is committed and deleted after; what a crash leaves between the
two is a sealed file without a row, which nobody can open and `drop_unknown_files` finds.
"""

import datetime as dt
import logging
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction

from members import sealing
from members.models import Document

KIND = b"document"
FOLDERS = 256  # named by the first byte of the names in them
LOOKED_THROUGH_EVERY = dt.timedelta(minutes=10)
LEFT_ALONE = dt.timedelta(days=1)

log = logging.getLogger("mitra.documents")


class UnableToOpenDocument(Exception):
    """The file is gone, its key is not configured, or it was tampered with."""


def put(document: Document, jpeg: bytes) -> None:
    """Seal the picture and store it; the row then says where, and under which key."""
    sealed, document.key_id = sealing.seal(jpeg, kind=KIND, row=document.pk.bytes)
    name = secrets.token_hex(16)
    document.stored_as = _storage().save(f"{name[:2]}/{name}", ContentFile(sealed))


def open_(document: Document) -> bytes:
    """The JPEG. People look at it through personal_data.show_document, which leaves a trace.

    Raises UnableToOpenDocument.
    """
    try:
        with _storage().open(document.stored_as) as file:
            sealed = file.read()
        return sealing.open_(sealed, key_id=document.key_id, kind=KIND, row=document.pk.bytes)
    except (OSError, sealing.UnableToOpen) as error:
        raise UnableToOpenDocument(f"document {document.pk}: {error}") from error


def drop(names: Iterable[str]) -> None:
    """Delete these files once what is done now is committed."""
    names = list(names)

    def delete() -> None:
        for name in names:
            _storage().delete(name)

    transaction.on_commit(delete, robust=True)


def drop_unknown_files(*, at: dt.datetime) -> int:
    """Delete files of which no row knows, where they are older than a day. Answers how many.

    Looks through one folder at a time: all of them within two days of beats.
    """
    turn = int(at.timestamp() // LOOKED_THROUGH_EVERY.total_seconds()) % FOLDERS
    folder, storage = f"{turn:02x}", _storage()
    try:
        _folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return 0
    found = {f"{folder}/{name}" for name in names}
    known = Document.objects.filter(stored_as__in=found).values_list("stored_as", flat=True)
    unknown = [
        name
        for name in sorted(found - set(known))
        if storage.get_modified_time(name) < at - LEFT_ALONE
    ]
    for name in unknown:
        storage.delete(name)
    if unknown:
        log.warning("files without a row were deleted: %s", len(unknown))
    return len(unknown)


@transaction.atomic
def seal_some_anew(*, most: int = 50) -> int:
    """Seal some documents, that an old key sealed, under today's key. Answers how many.

    Raises UnableToOpenDocument where an old key or a file is missing; then these stay as they are.
    """
    # Without a key: erased, only the row is left.
    done = ["", settings.NIK_KEY_ID]
    rows = Document.objects.exclude(key_id__in=done).select_for_update()
    behind = list(rows.order_by("pk")[:most])
    before = [document.stored_as for document in behind]
    for document in behind:
        put(document, open_(document))
    Document.objects.bulk_update(behind, ["stored_as", "key_id"])
    drop(before)
    return len(behind)


def _storage() -> Storage:
    return storages["private"]
