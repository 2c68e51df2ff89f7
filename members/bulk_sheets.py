"""The bulk layout as spreadsheets: empty to be filled in, and with rows that have to be mended."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from markets import indonesian
from markets.spreadsheets import Sheet
from members import bulk_columns, import_progress
from members import import_seals as seals
from members.models import BulkImport

AT_ONCE = 500


@indonesian.always
def template(*, kind: str) -> list[Sheet]:
    """An empty sheet with the columns of that kind, and one that explains them."""
    columns = bulk_columns.of(kind)
    explained = [
        (
            column.title,
            _("Wajib") if column.required else _("Boleh kosong"),
            str(column.says),
            column.example,
        )
        for column in columns
    ]
    return [
        Sheet("Data", bulk_columns.titles(columns), [], bulk_columns.widths(columns)),
        Sheet(
            "Petunjuk",
            [_("Kolom"), _("Wajib?"), _("Cara mengisi"), _("Contoh (orang ini tidak ada)")],
            [*explained, *_notes(kind)],
            [30, 14, 60, 30],
        ),
    ]


def failed(*, bulk_import: BulkImport) -> list[Sheet]:
    """The failed rows as they were written, in the same layout, each with its reason."""
    columns = (*bulk_columns.of(bulk_import.kind), bulk_columns.REASON)

    def rows() -> Iterator[list[str]]:
        for row in import_progress.failed_rows(bulk_import).iterator(AT_ONCE):
            yield [*seals.cells(row), " ".join(row.reasons)]

    return [Sheet("Data", bulk_columns.titles(columns), rows(), bulk_columns.widths(columns))]


def _notes(kind: str) -> list[tuple[str, ...]]:
    notes = [
        (),
        (_("Semua sel adalah teks. Isi lembar Data, paling banyak 10.000 baris."),),
        (_("Rumus tidak dijalankan; yang dibaca ialah tulisannya."),),
    ]
    if kind != BulkImport.Kind.STALLS:
        notes.append(
            (_("Orang yang diimpor baru dikirim ke cabang setelah persetujuannya dicatat."),)
        )
    return notes
