"""Lists to try the import with: invented people whose NIKs nobody has, some rows with a mistake.

Each mistake is of a kind that is mended by writing one word over it: 300 of them take minutes.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import IO

from markets.models import Market
from markets.spreadsheets import Sheet, write_xlsx
from members import bulk_columns
from members.models import BulkImport

# Bandung, men, the serials of tests: no list of ours says the same of somebody else.
AREA = "327306"
FIRST_BIRTH = dt.date(1972, 2, 1)
FIRST_SERIAL, PEOPLE_A_DAY = 9901, 99
# A column, and what somebody might have written in it.
MISTAKES = (
    ("market", "Pasar Lama"),
    ("sex", "Lelaki"),
    ("declared_income_idr", "satu juta"),
    ("jht", "mungkin"),
    ("employs_others", "-"),
    ("birth_date", "31-02-1972"),
)
NAMES = ("Asep", "Ujang", "Dadang", "Entis", "Cecep", "Maman", "Iwan", "Yayat", "Tatang", "Agus")


def columns() -> Sequence[bulk_columns.Column]:
    """Those of a list of new workers."""
    return bulk_columns.of(BulkImport.Kind.NEW_WORKERS)


def people(*, market: Market, rows: int, bad: int) -> Iterator[dict[str, str]]:
    """So many people of that market by the keys of the columns, `bad` of them with one mistake.

    The same size gives the same people. Those with a mistake lie evenly among the others.
    """
    mistakes = 0
    for number in range(rows):
        person = sound(market=market, number=number)
        if (number + 1) * bad // rows > mistakes:
            key, written = MISTAKES[mistakes % len(MISTAKES)]
            person[key] = written
            mistakes += 1
        yield person


def sound(*, market: Market, number: int) -> dict[str, str]:
    """The person of that number, without a mistake and with nothing to warn of."""
    born = FIRST_BIRTH + dt.timedelta(days=number // PEOPLE_A_DAY)
    serial = FIRST_SERIAL + number % PEOPLE_A_DAY
    return {
        "nik": f"{AREA}{born:%d%m%y}{serial}",
        "name": f"{NAMES[number % len(NAMES)]} Contoh {number + 1}",
        "birth_place": "Bandung",
        "birth_date": f"{born:%d-%m-%Y}",
        "sex": "Laki-laki",
        "mother_name": "Ibu Contoh",
        "address": f"Jalan Contoh {number + 1}",
        "phone": f"0812{number:08}",
        "occupation": "Pedagang sayur",
        "sector": "Bukan transportasi",
        "employs_others": "Tidak",
        "declared_income_idr": "1500000",
        "jht": "Tidak",
        "payer_kind": "Sendiri",
        "market": market.code,
    }


def write(*, file: IO[bytes], market: Market, rows: int, bad: int) -> None:
    """Write such a list as an XLSX."""
    write_xlsx(file=file, sheets=[sheet(market=market, rows=rows, bad=bad)])


def sheet(*, market: Market, rows: int, bad: int) -> Sheet:
    """Such a list in our layout."""
    layout = columns()
    cells = (
        [person.get(column.key, "") for column in layout]
        for person in people(market=market, rows=rows, bad=bad)
    )
    return Sheet("Data", bulk_columns.titles(layout), cells, bulk_columns.widths(layout))
