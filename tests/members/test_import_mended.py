"""A list with mistakes: exactly the bad rows come back, are mended, and are uploaded again."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from markets import spreadsheets
from members import bulk_columns, bulk_sheets, example_lists, import_work, imports
from members.models import BulkImport, ImportedPerson
from tests.factories import NOON, make_treasurer
from tests.members.uploaded import NEW, as_xlsx, figures

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)


def carried_through(data, *, by, at):
    """Uploaded, checked and saved."""
    row = imports.receive(kind=NEW, file_name="daftar.xlsx", data=data, by=by, at=at)
    import_work.work_all(at=at)
    imports.save(bulk_import=row, by=by, at=at)
    import_work.work_all(at=at)
    return BulkImport.objects.get(pk=row.pk)


def returned(row):
    """The failed rows as they are downloaded."""
    file = io.BytesIO()
    spreadsheets.write_xlsx(file=file, sheets=bulk_sheets.failed(bulk_import=row))
    lines = spreadsheets.read(data=file.getvalue(), most_rows=imports.MOST_ROWS)
    return [line.cells for line in lines]


def mended(lines, *, market):
    """Each mistake written over, as one would in the downloaded file; the reasons stay in it."""
    columns = [column.key for column in bulk_columns.of(NEW)]
    header, *rows = lines
    fixed = [header]
    for cells in rows:
        number = int(cells[columns.index("name")].split()[-1]) - 1
        good = example_lists.sound(market=market, number=number)
        wrong = [i for i, key in enumerate(columns) if cells[i] != good.get(key, "")]
        assert len(wrong) == 1 and cells[-1]
        fixed.append([*(good.get(key, "") for key in columns), cells[-1]])
    return fixed


@pytest.mark.parametrize(
    ("rows", "bad"), [(200, 6), pytest.param(10_000, 300, marks=pytest.mark.by_hand)]
)
def test_exactly_the_bad_rows_come_back_and_make_the_rest_once_mended(market, tmp_path, rows, bad):
    treasurer, file = make_treasurer(partner=market.partner), tmp_path / "daftar.xlsx"
    call_command("example_import", str(file), market=market.code, rows=rows, bad=bad)
    first = carried_through(file.read_bytes(), by=treasurer, at=NOON)
    assert figures(first) == (rows - bad, 0, bad, 0, rows - bad)
    lines = returned(first)
    assert lines[0][-1] == "Alasan"
    written = list(example_lists.people(market=market, rows=rows, bad=bad))
    wrong = [
        person["name"]
        for number, person in enumerate(written)
        if person != example_lists.sound(market=market, number=number)
    ]
    assert [cells[1] for cells in lines[1:]] == wrong and len(wrong) == bad

    data = as_xlsx(mended(lines, market=market))
    second = carried_through(data, by=treasurer, at=LATER)
    assert figures(second) == (bad, 0, 0, 0, bad)
    # Nobody is made twice, whichever of the two files comes again.
    assert carried_through(data, by=treasurer, at=LATER) == second
    assert carried_through(file.read_bytes(), by=treasurer, at=LATER) == first
    assert ImportedPerson.objects.count() == rows


def test_what_a_spreadsheet_would_run_comes_back_as_it_was_written(market):
    treasurer = make_treasurer(partner=market.partner)
    good = example_lists.sound(market=market, number=0)
    columns = bulk_columns.of(NEW)
    cells = [good.get(column.key, "") for column in columns]
    cells[[column.key for column in columns].index("jht")] = "=1+1"
    data = as_xlsx([bulk_columns.titles(columns), cells])
    row = imports.receive(kind=NEW, file_name="a.xlsx", data=data, by=treasurer, at=NOON)
    import_work.work_all(at=NOON)
    row.refresh_from_db()
    assert returned(row)[1][:-1] == cells


def test_the_example_is_of_a_market_there_is_and_within_the_limit(market, tmp_path):
    file = str(tmp_path / "daftar.xlsx")
    with pytest.raises(CommandError, match="no such market"):
        call_command("example_import", file, market="nowhere")
    with pytest.raises(CommandError, match="At most 10000 rows"):
        call_command("example_import", file, rows=10_001)
