"""Builders of withdrawn consents."""

import datetime as dt
import uuid
from typing import Any

from markets.models import User
from members import consent_withdrawals
from members.models import ConsentWithdrawal, Member
from tests.factories import NOON

EVERYTHING, OPTIONAL = ConsentWithdrawal.What.EVERYTHING, ConsentWithdrawal.What.OPTIONAL


def make_withdrawal(
    *, member: Member, by: User, at: dt.datetime = NOON, **fields: Any
) -> ConsentWithdrawal:
    """She withdraws everything, and tells the collector so."""
    fields.setdefault("id", uuid.uuid4())
    fields.setdefault("what", EVERYTHING)
    fields.setdefault("how", ConsentWithdrawal.How.TOLD_COLLECTOR)
    return consent_withdrawals.record(member=member, by=by, at=at, **fields)
