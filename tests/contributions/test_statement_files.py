"""CSV of banks and providers: read by a mapping, guessed from their first lines."""

import dataclasses
import datetime as dt

import pytest

from contributions import statement_files
from contributions.statement_files import UnableToReadStatement, amount, guess, read
from tests.contributions.statement_samples import LAYOUT, csv_of
from tests.factories import TODAY

BANK = """PT Bank Contoh
Periode: November 2026

Tanggal,Keterangan,No. Ref,Debit,Kredit,Saldo
01/11/2026,SETOR TUNAI,SLIP77,,"1,250,000.00","1,250,000.00"
02/11/2026,BIAYA ADM,,"6,500.00",,"1,243,500.00"
"""


def lines(rows, layout=LAYOUT):
    return list(read(csv_of(rows), layout, today=TODAY))


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("1.250.000,00", ",", 1_250_000),
        ("1,250,000.00", ".", 1_250_000),
        ("8400", ",", 8_400),
        ("-8.400", ",", -8_400),
        ("(8,400)", ".", -8_400),
        ("Rp 8.400,00 CR", ",", 8_400),
        ("IDR 8400.00", ".", 8_400),
        ("+8400", ",", 8_400),
    ],
)
def test_amounts_are_read_as_banks_write_them(text, sign, value):
    assert amount(text, sign) == value


@pytest.mark.parametrize("text", ["", "delapan", "8.40", "84,50", "1.25.000", "9" * 20])
def test_what_is_no_whole_rupiah_is_refused(text):
    with pytest.raises(ValueError, match=r"terbaca|sen|besar"):
        amount(text, ",")


def test_encoding_separator_header_and_columns_are_guessed():
    guessed = guess(BANK.encode("utf-16"))
    assert guessed == {
        "encoding": "utf-16",
        "delimiter": ",",
        "header_row": 4,
        "day_format": "%d/%m/%Y",
        "decimal_sign": ".",
        "day_column": 1,
        "description_column": 2,
        "reference_column": 3,
        "out_column": 4,
        "in_column": 5,
        "amount_column": None,
        "balance_column": 6,
    }


def test_a_bank_with_two_columns_is_read():
    guessed = guess(BANK.encode())
    layout = dataclasses.replace(LAYOUT, **guessed)
    came, went = read(BANK.encode(), layout, today=TODAY)
    assert (came.direction, came.amount_idr, came.reference) == ("in", 1_250_000, "SLIP77")
    assert came.day == dt.date(2026, 11, 1)
    assert (went.direction, went.amount_idr, went.balance_idr) == ("out", 6_500, 1_243_500)


def test_money_that_went_has_a_minus_or_the_word_db():
    rows = [("10/11/2026", "A", "-8.400"), ("10/11/2026", "B", "8.400 DB")]
    assert [line.direction for line in lines(rows)] == ["out", "out"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("2026-11-10", "A", "8400"), "tanggal “2026-11-10” tidak terbaca"),
        (("10/11/2026", "A", "banyak"), "jumlah “banyak” tidak terbaca"),
        (("10/11/2026", "A", "84,25"), "memuat sen"),
        (("10/11/2026", "A", "0"), "jumlahnya nol"),
        (("10/11/2027", "A", "8400"), "tanggal 10-11-2027 tidak mungkin"),
    ],
)
def test_each_line_says_what_is_wrong_with_it(row, problem):
    good = ("10/11/2026", "B", "8400")
    bad, fine = lines([row, good])
    assert problem in bad.problem
    assert (bad.number, fine.number) == (2, 3)
    assert not fine.problem


def test_equal_lines_of_one_file_are_told_apart_and_known_in_another():
    row, other = ("10/11/2026", "A", "8400"), ("11/11/2026", "B", "8400")
    first, second = lines([row, row])
    assert first.digest != second.digest
    again = lines([row, row, other])
    assert [line.digest for line in again[:2]] == [first.digest, second.digest]


def test_letters_that_cannot_be_read_ask_for_another_encoding():
    with pytest.raises(UnableToReadStatement, match="pengodean"):
        statement_files.text_of("é".encode("cp1252"), "utf-8-sig")
