"""Statements of an invented bank, written as CSV."""

import datetime as dt
from collections.abc import Sequence

from contributions import statement_work, statements
from contributions.models import PartnerAccount, StatementImport, StatementMapping
from contributions.statement_files import Layout
from markets.models import User
from tests.factories import NOON

LAYOUT = Layout(
    encoding="utf-8-sig",
    delimiter=";",
    header_row=1,
    decimal_sign=",",
    day_format="%d/%m/%Y",
    day_column=1,
    description_column=2,
    amount_column=3,
)
HEADER = "Tanggal;Keterangan;Jumlah"


def csv_of(rows: Sequence[Sequence[str]], header: str = HEADER) -> bytes:
    """A file with those rows."""
    return "\n".join([header, *(";".join(row) for row in rows)]).encode()


def mapped(*, account: PartnerAccount, by: User) -> StatementMapping:
    """The account's files are written as LAYOUT says."""
    return statements.save_mapping(account=account, layout=LAYOUT, by=by, at=NOON)


def received(
    *, account: PartnerAccount, rows: Sequence[Sequence[str]], by: User, at: dt.datetime = NOON
) -> StatementImport:
    """A statement that waits to be read."""
    if statements.mapping_of(account=account) is None:
        mapped(account=account, by=by)
    return statements.receive(
        account=account, file_name="mutasi.csv", data=csv_of(rows), by=by, at=at
    )


def imported(
    *, account: PartnerAccount, rows: Sequence[Sequence[str]], by: User, at: dt.datetime = NOON
) -> StatementImport:
    """A statement that was read and matched."""
    row = received(account=account, rows=rows, by=by, at=at)
    statement_work.work_all(at=at)
    row.refresh_from_db()
    return row
