"""A line of a statement is the same line in whichever layout it is exported."""

import dataclasses
import datetime as dt

import pytest

from contributions import statement_work, statements
from contributions.models import StatementLine
from contributions.statement_files import read
from contributions.statement_identity import Identities, words
from tests.contributions import statement_samples
from tests.contributions.statement_samples import LAYOUT
from tests.contributions.statement_steps import DAY, LATER, sound, transferred
from tests.factories import TODAY

# The same days as an online bank shows them, and as its app sends them.
ONE_COLUMN = """Tanggal;Keterangan;Jumlah
10/11/2026;TRSF BRI-0042 SITI;8.400
10/11/2026;SETORAN PASAR;8.400
10/11/2026;SETORAN PASAR;8.400
11/11/2026;BIAYA ADM;-6.500
"""
TWO_COLUMNS = """PT Bank Contoh

No. Ref,Date,Saldo,Debit,Credit,Description
,2026-11-11,"18,700.00","6,500.00",,Biaya  Adm
,2026-11-10,"25,200.00",,"8,400.00",Setoran Pasar
BRI-0042,2026-11-10,"16,800.00",,"8,400.00",Trsf Siti
,2026-11-10,"8,400.00",,"8,400.00",SETORAN/PASAR
"""
OTHER_LAYOUT = dataclasses.replace(
    LAYOUT,
    encoding="utf-16",
    delimiter=",",
    header_row=3,
    decimal_sign=".",
    day_format="%Y-%m-%d",
    day_column=2,
    description_column=6,
    amount_column=None,
    in_column=5,
    out_column=4,
    reference_column=1,
    balance_column=3,
)


def digests(data, layout):
    return sorted(line.digest for line in read(data, layout, today=TODAY + dt.timedelta(days=1)))


def take(cast, account, data, layout):
    statements.save_mapping(account=account, layout=layout, by=cast.treasurer, at=LATER)
    row = statements.receive(
        account=account, file_name="mutasi.csv", data=data, by=cast.treasurer, at=LATER
    )
    statement_work.work_all(at=LATER)
    row.refresh_from_db()
    return row


def test_the_same_days_in_two_layouts_have_the_same_lines():
    first = digests(ONE_COLUMN.encode(), LAYOUT)
    assert first == digests(TWO_COLUMNS.encode("utf-16"), OTHER_LAYOUT)
    assert len(set(first)) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("TRSF BRI-0042", ""), ("TRSF", "bri 0042")),
        (("TRSF BRI-0042", ""), ("TRSF BRI-0042", "BRI-0042")),
        (("Café  Ibu", ""), ("CAFE IBU", "")),
        (("QRIS 000123", ""), ("123", "QRIS")),
    ],
)
def test_texts_say_the_same_in_other_columns_signs_and_letters(one, other):
    assert words(*one) == words(*other)


@pytest.mark.parametrize(
    "other",
    [
        {"day": TODAY + dt.timedelta(days=1)},
        {"direction": "out"},
        {"amount_idr": 8_401},
        {"texts": ("TRSF BUDI", "")},
    ],
)
def test_another_day_direction_amount_or_text_is_another_line(other):
    said = {"day": TODAY, "direction": "in", "amount_idr": 8_400, "texts": ("TRSF SITI", "")}
    assert Identities().digest(**said) != Identities().digest(**{**said, **other})


@pytest.mark.django_db
def test_the_same_days_exported_with_another_layout_add_nothing(cast, bank):
    transferred(cast, "BRI-0042")
    first = take(cast, bank, ONE_COLUMN.encode(), LAYOUT)
    before = list(StatementLine.objects.order_by("pk").values())
    again = take(cast, bank, TWO_COLUMNS.encode("utf-16"), OTHER_LAYOUT)
    assert (first.new, again.new, again.known, again.status) == (4, 0, 4, "done")
    assert list(StatementLine.objects.order_by("pk").values()) == before
    sound()


@pytest.mark.django_db
def test_two_truly_equal_lines_of_a_day_stay_two_in_both_layouts(cast, bank):
    take(cast, bank, ONE_COLUMN.encode(), LAYOUT)
    take(cast, bank, TWO_COLUMNS.encode("utf-16"), OTHER_LAYOUT)
    assert StatementLine.objects.filter(description="SETORAN PASAR").count() == 2


@pytest.mark.django_db
def test_exports_in_two_layouts_that_overlap_add_only_what_is_new(cast, bank):
    equal = "10/11/2026;SETORAN PASAR;8.400\n"
    part = statement_samples.csv_of([(DAY, "SETORAN PASAR", "8.400")])
    assert take(cast, bank, part, LAYOUT).new == 1
    assert take(cast, bank, TWO_COLUMNS.encode("utf-16"), OTHER_LAYOUT).new == 3
    assert take(cast, bank, (ONE_COLUMN + equal).encode(), LAYOUT).new == 1  # a third one
    assert StatementLine.objects.count() == 5
    assert StatementLine.objects.filter(amount_idr=8_400).count() == 4
