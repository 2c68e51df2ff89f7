"""Uploaded files as a whole: which are taken, and which are refused with a sentence."""

import datetime as dt

import pytest

from markets import spreadsheets
from members import import_work, imports
from members.models import BulkImport, BulkImportFile
from tests.factories import NOON, make_market, make_reviewer, make_treasurer
from tests.members.uploaded import NEW, as_csv, checked, figures, grid, person, upload

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)


@pytest.fixture
def treasurer():
    return make_treasurer()


@pytest.fixture
def market(treasurer):
    return make_market(partner=treasurer.partner, name="Pasar Cisarua")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["a", "b"], ["1", "2"]], "Kolom ini tidak ada: NIK, Nama sesuai KTP"),
        (grid([]), "tidak berisi baris di bawah judul"),
        ([[*grid([])[0], "nik"], ["1"] * 20], "Kolom ini ada dua kali: NIK"),
    ],
)
def test_a_file_without_our_columns_fails_with_a_sentence(treasurer, rows, sentence):
    received = imports.receive(
        kind=NEW, file_name="a.csv", data=as_csv(rows), by=treasurer, at=NOON
    )
    import_work.work_all(at=NOON)
    received.refresh_from_db()
    assert received.status == "failed" and sentence in received.error
    assert not BulkImportFile.objects.exists()
    # Mended under the same name or not, it may be tried again.
    assert (
        imports.receive(kind=NEW, file_name="a.csv", data=as_csv(rows), by=treasurer, at=LATER).pk
        != received.pk
    )


def test_columns_stand_in_any_order_below_a_title_and_beside_others(treasurer, market):
    header, *rows = grid([person(market=market)])
    turned = [["Daftar pedagang 2026"], [], [*reversed(header), "Catatan"]]
    turned += [[*reversed(row), "x"] for row in rows]
    received = imports.receive(
        kind=NEW, file_name="a.csv", data=as_csv(turned), by=treasurer, at=NOON
    )
    import_work.work_all(at=NOON)
    received.refresh_from_db()
    assert figures(received) == (1, 0, 0, 0, 0)
    assert received.lines.get().number == 4  # as the spreadsheet counts


def test_more_rows_than_allowed_are_refused_with_a_sentence(treasurer, market, monkeypatch):
    monkeypatch.setattr(imports, "MOST_ROWS", 2)
    row = checked([person(market=market) for _ in range(3)], by=treasurer)
    assert row.status == "failed" and "lebih dari 2 baris" in row.error


def test_an_empty_file_and_one_that_is_too_large_are_refused_at_once(treasurer, monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_BYTES", 10)
    for data, sentence in ((b"", "kosong"), (b"x" * 11, "lebih besar dari")):
        with pytest.raises(imports.UnableToImport, match=sentence):
            imports.receive(kind=NEW, file_name="a.csv", data=data, by=treasurer, at=NOON)
    assert not BulkImport.objects.exists()


def test_too_many_waiting_lists_of_a_partner_are_refused(treasurer, market):
    for _ in range(imports.MOST_UNFINISHED):
        upload([person(market=market)], by=treasurer)
    with pytest.raises(imports.UnableToImport, match="Tunggu sampai selesai"):
        upload([person(market=market)], by=treasurer)


def test_only_a_partners_people_import(market):
    with pytest.raises(imports.UnableToImport, match="bendahara mitra"):
        upload([person(market=market)], by=make_reviewer())
