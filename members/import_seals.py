"""What an uploaded list says, sealed: the whole file until it is read, then row by row.

A row is bound to its import and number, so that it may go on from the dry run to the person
without being opened.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from members import sealing
from members.models import BulkImport, BulkImportFile, BulkImportRow, ImportedPerson

FILE, ROW = b"import file", b"import row"


def keep_file(*, bulk_import: BulkImport, data: bytes) -> None:
    """Keep the file of that import, which must not have one yet."""
    sealed, key_id = sealing.seal(data, kind=FILE, row=_file(bulk_import.pk))
    BulkImportFile.objects.create(bulk_import=bulk_import, sealed=sealed, key_id=key_id)


def file(bulk_import: BulkImport) -> bytes:
    """The file as it was uploaded. Raises sealing.UnableToOpen, BulkImportFile.DoesNotExist."""
    kept = BulkImportFile.objects.get(bulk_import=bulk_import)
    return _opened_file(kept)


def seal_row(bulk_import: int, number: int, cells: Sequence[str]) -> tuple[bytes, str]:
    """The cells of a row encrypted under today's key, and the name of that key."""
    text = json.dumps(list(cells)).encode()
    return sealing.seal(text, kind=ROW, row=_row(bulk_import, number))


def cells(row: BulkImportRow | ImportedPerson) -> list[str]:
    """What the cells of the row said. Raises sealing.UnableToOpen."""
    bound_to = _row(row.bulk_import_id, row.number)
    opened = sealing.open_(bytes(row.sealed), key_id=row.key_id, kind=ROW, row=bound_to)
    return [str(cell) for cell in json.loads(opened)]


@transaction.atomic
def seal_some_anew(*, most: int = 500) -> int:
    """Seal some files and rows, that an old key sealed, under today's key. Answers how many.

    Raises sealing.UnableToOpen where an old key is missing; then these stay as they are.
    """
    rows = _seal_rows_anew(BulkImportRow.objects.all(), most)
    return rows + _seal_rows_anew(ImportedPerson.objects.all(), most) + _seal_a_file_anew()


def _seal_rows_anew(rows: QuerySet[Any], most: int) -> int:
    behind = list(
        rows.exclude(key_id=settings.NIK_KEY_ID).select_for_update().order_by("pk")[:most]
    )
    for row in behind:
        row.sealed, row.key_id = seal_row(row.bulk_import_id, row.number, cells(row))
    rows.bulk_update(behind, ["sealed", "key_id"])
    return len(behind)


def _seal_a_file_anew() -> int:
    """One at a time: a file may be large."""
    files = BulkImportFile.objects.exclude(key_id=settings.NIK_KEY_ID).select_for_update()
    kept = files.order_by("pk").first()
    if kept is None:
        return 0
    data = _opened_file(kept)
    kept.sealed, kept.key_id = sealing.seal(data, kind=FILE, row=_file(kept.bulk_import_id))
    kept.save(update_fields=["sealed", "key_id"])
    return 1


def _opened_file(kept: BulkImportFile) -> bytes:
    bound_to = _file(kept.bulk_import_id)
    return sealing.open_(bytes(kept.sealed), key_id=kept.key_id, kind=FILE, row=bound_to)


def _file(bulk_import: int) -> bytes:
    return str(bulk_import).encode()


def _row(bulk_import: int, number: int) -> bytes:
    return f"{bulk_import}:{number}".encode()
