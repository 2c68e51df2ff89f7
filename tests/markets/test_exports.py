"""Downloads for spreadsheets."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from markets import exports, spreadsheets


def read(response) -> list[list[str]]:
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_text_that_a_spreadsheet_would_run_is_escaped(sign: str) -> None:
    response = exports.csv_response(filename="a.csv", header=["x"], rows=[[f"{sign}1+1"]])
    assert read(response)[1] == [f"'{sign}1+1"]


@pytest.mark.parametrize(
    "text",
    [
        "SITI;=1+1",
        "SITI,+1",
        "SITI\t@SUM(A1)",
        "SITI|-1",
        'SITI;"=1+1"',
        "SITI\n=1+1",
        ";=1;=2",
        "SITI\r\n＝1",
    ],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_whichever_sign_a_spreadsheet_splits_at_no_cell_begins_as_a_formula(
    text: str, delimiter: str
) -> None:
    response = exports.csv_response(filename="a.csv", header=["x", "y"], rows=[["ANI", text]])
    written = response.getvalue().decode("utf-8-sig")
    for row in csv.reader(io.StringIO(written, newline=""), delimiter=delimiter):
        for cell in row:
            assert not cell.lstrip('"').startswith(spreadsheets.FORMULA_SIGNS)


def test_every_cell_is_quoted() -> None:
    response = exports.csv_response(filename="a.csv", header=["x", "y"], rows=[[1, "a;b"]])
    assert response.getvalue().decode("utf-8-sig") == '"x","y"\r\n"1","a;b"\r\n'


def test_numbers_commas_quotes_and_nothing_survive() -> None:
    row = [-5, 16800, 'Siti "Bu Haji", Aminah', None, "bukan=rumus"]
    response = exports.csv_response(filename="a.csv", header=list("abcde"), rows=[row])
    assert read(response)[1] == ["-5", "16800", 'Siti "Bu Haji", Aminah', "", "bukan=rumus"]


def test_the_header_is_escaped_too_and_nothing_keeps_a_copy() -> None:
    response = exports.csv_response(filename="antrean.csv", header=["=A1"], rows=[])
    assert read(response) == [["'=A1"]]
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Disposition"] == 'attachment; filename="antrean.csv"'


def test_rows_are_read_only_while_they_are_sent() -> None:
    taken = []

    def rows():
        for number in range(3):
            taken.append(number)
            yield [number]

    response = exports.csv_response(filename="a.csv", header=["n"], rows=rows())
    assert taken == []
    assert len(read(response)) == 4


@pytest.mark.parametrize(("asked", "ending"), [("", "csv"), ("?format=xlsx", "xlsx")])
def test_a_table_is_downloaded_in_the_form_that_the_address_asks_for(rf, asked, ending):
    answer = exports.table_response(
        rf.get(f"/tabel/{asked}"), name="buku-kas", header=["Nama"], rows=[["Sari"], ["=1+1"]]
    )
    assert f'filename="buku-kas.{ending}"' in answer["Content-Disposition"]
    body = b"".join(answer.streaming_content)
    if ending == "csv":
        cells = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    else:
        cells = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert cells == [["Nama"], ["Sari"], ["'=1+1"]]
