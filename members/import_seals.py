"""What an uploaded list says, sealed: the whole file until it is read, then row by row.

A row is bound to its import and number, so that it may go on from the dry run to the person
without being opened.
"""

import json
from collections.abc import Sequence

from django.db import transaction

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
    bound_to = _file(bulk_import.pk)
    return sealing.open_(bytes(kept.sealed), key_id=kept.key_id, kind=FILE, row=bound_to)


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
    """Seal some rows and one file, which may be large, as `sealing.seal_anew` does. How many."""
    done = sealing.seal_anew(
        BulkImportFile.objects.all(),
        most=1,
        kind=FILE,
        bound_to=lambda kept: _file(kept.bulk_import_id),
    )
    for rows in (BulkImportRow.objects.all(), ImportedPerson.objects.all()):
        done += sealing.seal_anew(
            rows, most=most, kind=ROW, bound_to=lambda row: _row(row.bulk_import_id, row.number)
        )
    return done


def _file(bulk_import: int) -> bytes:
    return str(bulk_import).encode()


def _row(bulk_import: int, number: int) -> bytes:
    return f"{bulk_import}:{number}".encode()
