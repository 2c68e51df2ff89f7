"""What happens around statements, in the tests' words."""

import datetime as dt

from contributions import (
    books,
    deposits,
    payments,
    qris_charges,
    settlements,
)
from tests.contributions import statement_samples
from tests.contributions.money import ask
from tests.factories import NOON, TODAY

LATER = NOON + dt.timedelta(days=2)
DAY = "10/11/2026"


def imported(cast, account, *rows, at=LATER):
    return statement_samples.imported(account=account, rows=rows, by=cast.treasurer, at=at)


def line_of(cast, account, *row):
    found = imported(cast, account, row)
    return found.lines.get()


def charge_for(cast, member=None, **fields):
    asked = ask(member or cast.member(), **fields)
    return qris_charges.ask(asked=asked, by=cast.collector, at=NOON)


def transferred(cast, reference, *, count=1):
    asked = ask(cast.member(), count=count)
    return payments.record(
        asked=asked, method="transfer", reference=reference, by=cast.treasurer, at=NOON
    )


def sound():
    assert books.differences(on=TODAY) == []


def deposit(cast, bank, amount_idr=8_400, **fields):
    said = {"account": bank, "slip_number": "SLIP-77", "on": TODAY, "by": cast.treasurer}
    return deposits.book(amount_idr=amount_idr, **{**said, "at": NOON, **fields})


def paid_by_qris(cast, provider, member=None):
    charge = charge_for(cast, member)
    line_of(cast, provider, DAY, charge.reference, "8400")
    return charge


def settle(cast, provider, line, last_day=TODAY):
    return settlements.book(
        line=line, provider=provider, last_day=last_day, by=cast.treasurer, at=LATER
    )
