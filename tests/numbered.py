"""Builders of approved people, and of rows about their numbers (KPJ) and exports."""

import datetime as dt
from typing import Any

from markets.models import Market, Partner, User
from members import exporting, number_lists, review
from members.models import Enrolment, NumberList, WorkerExport
from tests.factories import NOON, make_enrolment, make_market, make_reviewer, new_id


def make_approved(
    *, market: Market | None = None, at: dt.datetime = NOON, **fields: Any
) -> Enrolment:
    """An enrolment that a reviewer of the branch has approved, at the moment it was sent."""
    market = market or make_market()
    enrolment = make_enrolment(market=market, at=at, **fields)
    by = make_reviewer(branch=market.partner.branch)
    return review.approve(enrolment=enrolment, by=by, at=at)


def make_worker_export(*, partner: Partner, by: User, at: dt.datetime = NOON) -> WorkerExport:
    """The file of those who wait."""
    return exporting.make(id=new_id(), partner=partner, by=by, at=at)


def make_number_list(
    *, by: User, at: dt.datetime = NOON, rows: list[tuple[str, ...]] | None = None, name: str = "x"
) -> NumberList:
    """A list as a reviewer uploads it: rows of NIK or reference, and KPJ."""
    lines = [("NIK", "Referensi", "KPJ"), *(rows or [("", "P1-95", "12345678901")])]
    data = "\n".join(";".join(line) for line in lines).encode()
    return number_lists.upload(data=data, file_name=name, by=by, at=at)
