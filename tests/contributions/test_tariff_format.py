"""What a tariff file must look like, and that each mistake is named."""

import datetime as dt

import pytest

from contributions import tariff_files, tariff_format

FILE = """
[regulation]
name = "PP 90/2026"
title = "Karangan"
source = "Karangan"
certainty = "verified"

[income_bands]
first_month = "2028-01"
steps = [{ income_from_idr = 0, base_idr = 2_000_000 }, { income_from_idr = 9, base_idr = 3 }]

[[rates]]
programme = "jkm"
flat_idr = 7_000
first_month = "2028-01"
last_month = "2028-12"

[[reliefs]]
name = "Keringanan"
programme = "jkk"
sector = "transport"
first_month = "2028-01"
last_month = "2028-06"
multiplier_numerator = 3
multiplier_denominator = 4
excluded_payers = ["apbn", "apbd"]

[[ends]]
regulation = "PP 44/2015"
rows = "rates"
programme = "jkm"
last_month = "2027-12"
"""


def test_a_file_is_read_whole():
    file = tariff_format.read(FILE)
    assert file.regulation.name == "PP 90/2026"
    first, second, rate, relief = file.rows
    assert (first.base_idr, second.income_from_idr, second.base_idr) == (2_000_000, 9, 3)
    assert first.first_month == dt.date(2028, 1, 1)
    assert first.last_month is None
    assert (rate.flat_idr, rate.per_mille, rate.certainty) == (7_000, None, "verified")
    assert relief.excluded_payers == ["apbd", "apbn"]
    (ending,) = file.endings
    assert (ending.regulation, ending.narrowed) == ("PP 44/2015", {"programme": "jkm"})


@pytest.mark.parametrize("path", tariff_files.official_files(), ids=lambda path: path.name)
def test_each_official_file_is_well_formed(path):
    assert tariff_format.read(path.read_text()).rows


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[regulation]", "[rule]", "[regulation] is missing or not a table."),
        ("[regulation]", "[rule]", "The file must not have rule."),
        ('title = "Karangan"', "", "[regulation] lacks title."),
        ('source = "Karangan"', 'source = ""', "[regulation]: source must be a text of"),
        ('certainty = "verified"', 'certainty = "sure"', "[regulation]: certainty must be one of"),
        (
            "flat_idr = 7_000",
            "flat_idr = 7000.0",
            "rates number 1: flat_idr must be a whole number",
        ),
        ("flat_idr = 7_000", "flat_idr = true", "rates number 1: flat_idr must be a whole number"),
        ("flat_idr = 7_000", "flat_idr = 0", "rates number 1: flat_idr must be a whole number"),
        ("flat_idr = 7_000", "", "rates number 1 must have either per_mille or flat_idr."),
        ("flat_idr = 7_000", "flat_idr = 1\nper_mille = 1", "must have either per_mille or"),
        ('programme = "jkm"\nflat', 'programme = "jkp"\nflat', "rates number 1: programme must be"),
        ('"2028-12"', '"2027-12"', "rates number 1: last_month lies before first_month."),
        ('"2028-12"', '"2028-13"', "rates number 1: last_month must be a month in quotes"),
        ('"2028-12"', "2028-12-01", "rates number 1: last_month must be a month in quotes"),
        ('"2028-12"', '"2100-01"', "rates number 1: last_month must lie between 2000-01 and"),
        ("income_from_idr = 0", "income_from_idr = 5", "must begin at 0 and ascend."),
        ("income_from_idr = 9", "income_from_idr = 0", "must begin at 0 and ascend."),
        ("base_idr = 3 ", "base = 3 ", "steps number 2 must not have base."),
        ("base_idr = 3 ", "base = 3 ", "steps number 2 lacks base_idr."),
        ('"jkk"', '"jht"', "reliefs number 1: programme must be one of jkk, jkm."),
        ('"transport"', '"all"', "reliefs number 1: sector must be one of"),
        ('last_month = "2028-06"', "", "reliefs number 1 lacks last_month."),
        ("= 3\n", "= 4\n", "reliefs number 1: the multiplier must be below 1."),
        ('["apbn", "apbd"]', '["apbn", "apbn"]', "must be a list that names nothing twice."),
        ('["apbn", "apbd"]', '["bank"]', "reliefs number 1: excluded_payers must be one of"),
        ('"Keringanan"', f'"{37 * "x"}"', "reliefs number 1: name must be a text of 1 to 36"),
        ('rows = "rates"', 'rows = "bands"', "ends number 1: rows must be one of"),
        ('rows = "rates"', 'rows = "income_bands"', "must not have programme."),
        ("[[ends]]", "[ends]", "ends must be a list of tables."),
        ("[[ends]]", "[[ends", "It is not TOML:"),
    ],
)
def test_each_mistake_is_named(old, new, problem):
    assert old in FILE
    with pytest.raises(tariff_format.UnableToRead) as refused:
        tariff_format.read(FILE.replace(old, new, 1))
    assert problem in str(refused.value)


def test_all_mistakes_are_named_at_once():
    text = FILE.replace("flat_idr = 7_000", "flat_idr = -1").replace('"transport"', '"all"')
    with pytest.raises(tariff_format.UnableToRead) as refused:
        tariff_format.read(text)
    assert len(refused.value.problems) == 2
