"""What the tests of collection sheets share: a sheet as the form sends it."""

from typing import Any
from uuid import UUID

from contributions import collection_sheets
from contributions.collection_sheets import AskedLine
from contributions.models import CollectionSheet
from markets.models import User
from members.models import Member
from tests import factories
from tests.contributions.money import ask
from tests.factories import NOON


def asked_line(member: Member, *, count: int = 1, **fields: Any) -> AskedLine:
    """She pays that many months from November 2026 on, at what they cost."""
    asked = ask(member, count=count, **fields)
    return AskedLine(member=member, months=asked.months, shown_total_idr=asked.shown_total_idr)


def submit(*asked: AskedLine, by: User, id: UUID | None = None, **fields: Any) -> CollectionSheet:
    """The sheet, sent at noon."""
    fields = {"place": "Pasar · Blok A", "at": NOON} | fields
    return collection_sheets.submit(id=id or factories.new_id(), asked=list(asked), by=by, **fields)


def results(sheet: CollectionSheet) -> list[str]:
    """For each line its receipt, or the code of its refusal, or nothing while it waits."""
    return [
        line.payment.receipt if line.payment else line.refusal_code
        for line in sheet.lines.select_related("payment__series").order_by("number")
    ]
