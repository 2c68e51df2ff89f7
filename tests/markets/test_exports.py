"""Downloads for spreadsheets."""

import csv
import io

import pytest

from markets import exports


def read(response) -> list[list[str]]:
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_text_that_a_spreadsheet_would_run_is_escaped(sign: str) -> None:
    response = exports.csv_response(filename="a.csv", header=["x"], rows=[[f"{sign}1+1"]])
    assert read(response)[1] == [f"'{sign}1+1"]


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
