"""Builders of records of months paid elsewhere, and what BPJS says of them."""

import datetime as dt
import io
import itertools
from collections.abc import Callable
from typing import Any

import pytest

from contributions import cover, dues, elsewhere_answers, paid_elsewhere, transfer_proofs
from contributions.cover import CoverDates
from contributions.elsewhere_refusals import UnableToRecordElsewhere
from contributions.models import (
    Contribution,
    Credit,
    ElsewhereAnswer,
    ElsewhereMonth,
    LedgerEntry,
    PaidElsewhere,
)
from contributions.paid_elsewhere import Told
from markets.models import User
from members.models import Member
from tests import factories
from tests.contributions.money import Cast, make_cast
from tests.contributions.transferred import PDF
from tests.factories import NOON, NOVEMBER, TODAY

_slips = itertools.count(1)


def told(*months: dt.date, **fields: Any) -> Told:
    """What a slip of Rp8.400 for November says."""
    said: dict[str, Any] = {
        "months": months or (NOVEMBER,),
        "channel": "kiosk",
        "channel_name": "Gerai Sejahtera",
        "paid_on": TODAY,
        "amount_idr": 8_400,
        "reference": f"KIOS-{next(_slips)}",
    }
    return Told(**said | fields)


def record(
    member: Member, *months: dt.date, by: User, at: dt.datetime = NOON, **fields: Any
) -> PaidElsewhere:
    """She is said to have paid those months elsewhere."""
    return paid_elsewhere.record(
        id=fields.pop("id", None) or factories.new_id(),
        member=member,
        told=told(*months, **fields),
        proof=transfer_proofs.read(io.BytesIO(PDF)),
        by=by,
        at=at,
    )


def confirm(
    row: PaidElsewhere, *months: dt.date, by: User, on: dt.date = TODAY, at: dt.datetime = NOON
) -> list[ElsewhereAnswer]:
    """BPJS has those months, or all of the record's."""
    return elsewhere_answers.confirm(
        record=row, wanted=months or _all(row), answered_on=on, by=by, at=at
    )


def deny(
    row: PaidElsewhere, *months: dt.date, by: User, on: dt.date = TODAY, at: dt.datetime = NOON
) -> list[ElsewhereAnswer]:
    """BPJS has them not."""
    note = "Tidak ditemukan"
    return elsewhere_answers.deny(
        record=row, wanted=months or _all(row), answered_on=on, note=note, by=by, at=at
    )


def make_month() -> Any:
    """A month that waits, of a record of its own."""
    cast = make_cast()
    return record(cast.member(), by=cast.collector).months.get()


def whole_elsewhere(cast: Cast) -> None:
    """A record in every state, one month paid here as well; nothing is left to be handed over."""
    by, other = cast.collector, cast.treasurer
    for answer in (confirm, deny):
        answer(record(cast.member(), by=by), by=other)
    taken_back = record(cast.member(), by=by)
    paid_elsewhere.withdraw(record=taken_back, reason="Salah orang", by=by, at=NOON)
    for answered in (True, False):
        member = cast.member()
        cast.pay(member, by=other, method="transfer", reference=f"2X {answered}")
        row = record(member, by=by, paid_here=frozenset([NOVEMBER]))
        if answered:
            confirm(row, by=other)


def refused(code: str, job: Callable[..., Any], **fields: Any) -> str:
    """The sentence with which the job refuses; it wrote nothing."""
    rows = (PaidElsewhere, ElsewhereMonth, ElsewhereAnswer, LedgerEntry, Credit)
    before = [model.objects.count() for model in rows]
    with pytest.raises(UnableToRecordElsewhere) as refusal:
        job(**fields)
    assert refusal.value.code == code
    assert [model.objects.count() for model in rows] == before
    return str(refusal.value)


def month_of(member: Member, month: dt.date = NOVEMBER) -> Contribution:
    """Her last row of that month."""
    return Contribution.objects.filter(member=member, contribution_month=month).latest("pk")


def dates_of(member: Member) -> CoverDates:
    """Her cover as it is stored now."""
    member.refresh_from_db()
    return cover.of(Member.objects.select_related("cover").get(pk=member.pk))


def payable(member: Member, on: dt.date = TODAY) -> list[dt.date]:
    """The months she can pay here."""
    return [due.month for due in dues.payable(member=member, on=on).months]


def _all(row: PaidElsewhere) -> list[dt.date]:
    return list(row.months.values_list("contribution_month", flat=True))
