"""The failed rows come back, are mended, and are uploaded again."""

import datetime as dt
import io

import pytest

from markets import spreadsheets
from members import bulk_sheets, import_work, imports
from members.models import ImportedPerson
from tests.factories import NOON, make_market, make_treasurer
from tests.members.uploaded import NEW, as_xlsx, figures, grid, person, saved

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)


@pytest.fixture
def treasurer():
    return make_treasurer()


@pytest.fixture
def market(treasurer):
    return make_market(partner=treasurer.partner, name="Pasar Cisarua")


def written(sheets):
    file = io.BytesIO()
    spreadsheets.write_xlsx(file=file, sheets=sheets)
    return file.getvalue()


def test_exactly_the_bad_rows_come_back_are_mended_and_uploaded_again(treasurer, market):
    rows = [person(market=market, name=f"SITI {number}") for number in range(200)]
    bad = {7: "phone", 60: "nik", 61: "birth_date", 150: "market", 199: "sex"}
    broken = [
        {**row, bad[number]: "=1+1"} if number in bad else row for number, row in enumerate(rows)
    ]
    row = saved(broken, by=treasurer)
    assert (row.saved, row.invalid) == (195, 5)
    returned = spreadsheets.read(data=written(bulk_sheets.failed(bulk_import=row)), most_rows=300)
    assert returned[0].cells[-1] == "Alasan"
    assert [line.cells[1] for line in returned[1:]] == [f"SITI {number}" for number in bad]
    assert all(line.cells[-1] for line in returned[1:])
    mended = [line.cells for line in returned]
    titles = mended[0]
    for line, (number, key) in zip(mended[1:], bad.items(), strict=True):
        good = grid([rows[number]])[1]
        place = grid([])[0].index(
            {
                "phone": "Nomor HP",
                "nik": "NIK",
                "birth_date": "Tanggal lahir",
                "market": "Pasar",
                "sex": "Jenis kelamin",
            }[key]
        )
        assert line[place] == "=1+1"  # as it was written, kept a text
        line[place] = good[place]
    assert titles[:-1] == grid([])[0]
    again = imports.receive(
        kind=NEW, file_name="perbaiki.xlsx", data=as_xlsx(mended), by=treasurer, at=LATER
    )
    import_work.work_all(at=LATER)
    imports.save(bulk_import=again, by=treasurer, at=LATER)
    import_work.work_all(at=LATER)
    again.refresh_from_db()
    assert figures(again) == (5, 0, 0, 0, 5)
    assert ImportedPerson.objects.count() == 200
