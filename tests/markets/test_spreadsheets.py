"""Spreadsheets that strangers make: read as texts, or refused; never run, never trusted."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from markets import spreadsheets
from markets.spreadsheets import Sheet, UnableToRead, read, write_xlsx

ROWS = [["NIK", "Nama"], ["3201014503809901", "SITI"], ["3201014503809902", "AMINAH"]]


def xlsx(rows) -> bytes:
    file = io.BytesIO()
    write_xlsx(file=file, sheets=[Sheet("Data", rows[0], rows[1:])])
    return file.getvalue()


def workbook(fill) -> bytes:
    """A workbook as somebody else would make it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        fill(book, book.add_worksheet())
    return file.getvalue()


def changed(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The same XLSX with something else in one of its parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for info in before.infolist():
            part = before.read(info)
            assert info.filename != name or old in part
            after.writestr(info.filename, part.replace(old, new) if info.filename == name else part)
    return out.getvalue()


def cells(data: bytes, most_rows: int = 100) -> list[list[str]]:
    return [line.cells for line in read(data=data, most_rows=most_rows)]


def test_what_is_written_is_read_again() -> None:
    assert cells(xlsx(ROWS)) == ROWS


def test_every_cell_that_is_written_is_a_text() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx([["a"], ["0812"], ["=1+1"], ["1e5"]]))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<v>" not in sheet and sheet.count('t="inlineStr"') == 4


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])
def test_what_a_spreadsheet_would_run_is_escaped_and_comes_back_as_it_was(sign) -> None:
    text = f"{sign}HYPERLINK(1)"
    data = xlsx([["x"], [text]])
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert f"'{text}" in parts.read("xl/worksheets/sheet1.xml").decode()
    assert cells(data)[1] == [text]


def test_a_formula_is_never_run_what_it_last_showed_is_a_text() -> None:
    data = workbook(lambda _book, sheet: sheet.write_formula(0, 0, "=1+1", None, "2"))
    assert cells(data) == [["2"]]


def test_numbers_dates_and_truths_are_read_as_people_would_write_them() -> None:
    def fill(book, sheet):
        sheet.write_number(0, 0, 1_500_000)
        sheet.write_datetime(0, 1, dt.date(1968, 3, 27), book.add_format({"num_format": 14}))
        sheet.write_number(0, 2, 24924)
        sheet.write_boolean(0, 3, True)
        sheet.write_number(0, 4, 0.5)
        sheet.write_blank(0, 5, None, book.add_format())
        sheet.write_string(0, 6, "  a \n b ")

    assert cells(workbook(fill)) == [["1500000", "1968-03-27", "24924", "TRUE", "0.5", "", "a b"]]


def test_a_long_number_shows_that_its_end_is_gone() -> None:
    data = workbook(lambda _book, sheet: sheet.write_number(0, 0, 3201014503809901))
    assert cells(data) == [["3.20101450380990E+15"]]


def test_merged_cells_are_read_where_they_begin() -> None:
    def fill(book, sheet):
        sheet.merge_range(0, 0, 0, 3, "Daftar pedagang", book.add_format())
        sheet.write_row(2, 1, ["NIK", "Nama"])

    lines = read(data=workbook(fill), most_rows=10)
    assert [(line.number, line.cells) for line in lines] == [
        (1, ["Daftar pedagang", "", ""]),
        (3, ["", "NIK", "Nama"]),
    ]


def test_rows_keep_the_numbers_the_spreadsheet_shows() -> None:
    data = workbook(lambda _book, sheet: sheet.write_string(6, 2, "x"))
    assert [(line.number, line.cells) for line in read(data=data, most_rows=5)] == [
        (7, ["", "", "x"])
    ]


def test_an_empty_workbook_has_no_rows() -> None:
    assert cells(workbook(lambda _book, _sheet: None)) == []


SHEET = "xl/worksheets/sheet1.xml"
FAR = b'<row r="1048576"><c r="AA1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
WIDE = b'<row r="9"><c r="XFD9" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</sheetData>", FAR),  # a million rows of nothing between
        (b"</sheetData>", WIDE),
        (b"<sheetData>", b"<sheetData><row"),
        (b'r="A1"', b'r="A99999999999999999999"'),
        (b"<sheetData>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><sheetData>"),
    ],
)
def test_what_would_take_all_the_memory_or_is_broken_is_refused(old, new) -> None:
    try:
        found = cells(changed(xlsx(ROWS), SHEET, old, new))
    except UnableToRead as refusal:
        assert "Pakai contoh" in str(refusal) or "Simpan sebagai XLSX" in str(refusal)
    else:
        assert len(found) <= 3


def test_a_text_pointed_at_a_million_times_is_refused() -> None:
    def fill(_book, sheet):
        for row in range(400):
            sheet.write_row(row, 0, ["x" * 30_000] * 50)

    with pytest.raises(UnableToRead):
        cells(workbook(fill), most_rows=1000)


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    bomb = changed(
        xlsx(ROWS),
        SHEET,
        b"</sheetData>",
        b" " * (spreadsheets.MOST_BYTES_UNZIPPED) + b"</sheetData>",
    )
    assert len(bomb) < spreadsheets.MOST_BYTES
    with pytest.raises(UnableToRead, match="terlalu besar setelah dibuka"):
        cells(bomb)


def test_a_bomb_that_lies_about_its_size_ends_the_reader_and_nothing_else() -> None:
    much = b"<row><c t='inlineStr'><is><t>" + b"x" * 150_000_000 + b"</t></is></c></row>"
    bomb = changed(xlsx(ROWS), SHEET, b"</sheetData>", much + b"</sheetData>")
    with zipfile.ZipFile(io.BytesIO(bomb)) as parts:
        true_size = parts.getinfo(SHEET).file_size.to_bytes(4, "little")
    with pytest.raises(UnableToRead):
        cells(bomb.replace(true_size, (1000).to_bytes(4, "little")))


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + b"\x00" * 100,
        b"%PDF-1.7 not a spreadsheet\x00",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,  # the old XLS
        xlsx(ROWS)[:2000],
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_a_sentence(data) -> None:
    with pytest.raises(UnableToRead, match="Simpan sebagai XLSX"):
        cells(data)


def test_another_zip_is_no_spreadsheet() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("word/document.xml", "x")
    with pytest.raises(UnableToRead, match="Simpan sebagai XLSX"):
        cells(file.getvalue())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("NIK,Nama\n1,Siti\n", "utf-8"),
        ("NIK;Nama\r\n1;Siti\r\n", "utf-8-sig"),
        ("NIK\tNama\n1\tSiti\n", "utf-16"),
        ("NIK;Nama\n1;Siti\n", "utf-16-le"),
        ("NIK;Nama\n1;Siti\n", "utf-16-be"),
        ("sep=;\r\nNIK;Nama\r\n1;Siti\r\n", "utf-8"),
        ('"NIK","Nama"\n"1","Siti"\n', "utf-8"),
        ("\n\nNIK,Nama\n\n1,Siti", "utf-8"),
    ],
)
def test_csv_is_read_as_spreadsheets_write_it(text, encoding) -> None:
    assert cells(text.encode(encoding)) == [["NIK", "Nama"], ["1", "Siti"]]


def test_a_csv_in_the_old_code_page_keeps_its_letters() -> None:
    assert cells("Nama\nAndré\n".encode("cp1252")) == [["Nama"], ["André"]]


def test_a_cell_over_several_lines_is_one_row() -> None:
    lines = read(data=b'a,b\n"x\ny",1\nz,2\n', most_rows=5)
    assert [(line.number, line.cells) for line in lines][1:] == [(2, ["x y", "1"]), (3, ["z", "2"])]


def test_too_many_rows_and_columns_are_refused() -> None:
    for data in (b"a\n" * 12, xlsx([["a"]] * 12)):
        with pytest.raises(UnableToRead, match="lebih dari 10 baris"):
            cells(data, most_rows=11)
    for data in (b"a," * 70, xlsx([["a"] * 70, ["b"] * 70])):
        with pytest.raises(UnableToRead, match="terlalu banyak kolom"):
            cells(data)


def test_one_endless_cell_is_cut(monkeypatch) -> None:
    assert len(cells(b"x" * 100_000)[0][0]) == spreadsheets.MOST_CHARACTERS_A_CELL
    with pytest.raises(UnableToRead):
        cells(b'"' + b"x" * 200_000)
