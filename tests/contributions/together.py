"""Transfers that pay for many members, said and booked in the tests' words."""

from typing import Any

from contributions import sheet_transfers
from contributions.collection_sheets import AskedLine
from contributions.models import (
    CollectionSheet,
    PartnerAccount,
    StatementLine,
    StatementMatch,
)
from contributions.sheet_transfers import Transfer
from tests.contributions.money import Cast
from tests.contributions.sheets import asked_line, submit
from tests.contributions.statement_steps import DAY, LATER, line_of
from tests.factories import TODAY

MONTH_IDR = 8_400


def transfer(months: int = 2, **fields: Any) -> Transfer:
    """A transfer of the day that is worth so many months."""
    said = {"reference": "TRF 77", "amount_idr": months * MONTH_IDR, "on": TODAY}
    return sheet_transfers.named(**said | fields)


def lines(cast: Cast, people: int = 2) -> list[AskedLine]:
    """November of so many people."""
    return [asked_line(cast.member()) for _ in range(people)]


def book(cast: Cast, *asked: AskedLine, of: Transfer, **fields: Any) -> CollectionSheet:
    """The treasurer sends the sheet."""
    return submit(*asked, by=cast.treasurer, transfer=of, **{"at": LATER} | fields)


def shown(
    cast: Cast, bank: PartnerAccount, months: int, said: str = "KIRIMAN PAGUYUBAN"
) -> StatementLine:
    """A line of the bank's statement that is worth so many months."""
    line: StatementLine = line_of(cast, bank, DAY, said, str(months * MONTH_IDR))
    return line


def live(line: StatementLine) -> StatementMatch:
    """What the line is matched with."""
    return StatementMatch.objects.get(line=line, undone_at=None)


def paid_together(cast: Cast) -> None:
    """One is booked whole from a line, one in part, and one that was typed has a rest."""
    bank = PartnerAccount.objects.filter(partner=cast.partner, kind="bank").earliest("pk")
    for people, said in ((2, "RAMAI-1"), (1, "RAMAI-2")):
        of = sheet_transfers.of_line(line=shown(cast, bank, 2, said))
        book(cast, *lines(cast, people), of=of)
    book(cast, *lines(cast, 1), of=transfer(reference="RAMAI-3", amount_idr=10_000))
