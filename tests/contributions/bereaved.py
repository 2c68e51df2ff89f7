"""A death, reported and confirmed: what the tests about claims begin with."""

import datetime as dt
from typing import Any
from uuid import UUID

from contributions import deaths
from contributions.models import Claim
from markets.models import User
from members import death_reversals
from members.deaths import Report
from members.models import Death, DeathReversal, Member
from tests import factories
from tests.factories import NOON

DIED_ON = dt.date(2026, 11, 8)


def told(**changes: Any) -> Report:
    """What a daughter tells."""
    fields: dict[str, Any] = {
        "died_on": DIED_ON,
        "at_work": Death.AtWork.NO,
        "reporter_name": "Dewi Contoh",
        "reporter_relation": "child",
        "reporter_phone": "0812 3456 7891",
    }
    return Report(**{**fields, **changes})


def reported(
    member: Member,
    *,
    by: User | None = None,
    at: dt.datetime = NOON,
    id: UUID | None = None,
    **changes: Any,
) -> Death:
    """The death of that member as her collector reports it."""
    by = by or factories.make_collector(market=member.market)
    return deaths.report(
        id=id or factories.new_id(), member=member, told=told(**changes), by=by, at=at
    )


def confirmed(death: Death, *, by: User | None = None, at: dt.datetime = NOON) -> Claim:
    """The claim of a death which the branch has confirmed."""
    by = by or factories.make_reviewer(branch=death.market.partner.branch)
    return deaths.confirm(death=death, by=by, at=at)


def asked_reversal(
    death: Death, *, by: User | None = None, at: dt.datetime = NOON, **changes: Any
) -> DeathReversal:
    """Her collector says that the confirmed report was mistaken."""
    by = by or factories.make_collector(market=death.market)
    fields: dict[str, Any] = {"id": factories.new_id(), "explanation": "Orang lain.", **changes}
    return death_reversals.ask(death=death, by=by, at=at, **fields)
