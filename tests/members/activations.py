"""Builders of drives and of what happens at them."""

import datetime as dt
from typing import Any

from markets.models import Market, User
from members import posters, turnouts
from members.models import Drive, Enrolment, NotEnrolled, Poster
from tests.factories import (
    NOON,
    TODAY,
    make_collector,
    make_enrolment,
    make_market,
    make_treasurer,
    new_id,
)


def make_drive(
    *, market: Market | None = None, helpers: list[User] | None = None, **fields: Any
) -> Drive:
    """A drive of today at the market, with a collector of it as helper."""
    market = market or make_market()
    fields.setdefault("place", market.name)
    fields.setdefault("city", "Kabupaten Bogor")
    fields.setdefault("first_day", TODAY)
    fields.setdefault("last_day", fields["first_day"])
    fields.setdefault("target", 50)
    fields.setdefault("planned_at", NOON)
    if "planned_by" not in fields:
        fields["planned_by"] = make_treasurer(partner=market.partner)
    drive = Drive.objects.create(partner=market.partner, **fields)
    drive.markets.set([market])
    drive.helpers.set(helpers or [make_collector(market=market)])
    return drive


def make_met(*, drive: Drive, by: User | None = None, **fields: Any) -> Enrolment:
    """Somebody whom a helper enrolled at the drive."""
    helper = by or drive.helpers.first()
    return make_enrolment(by=helper, market=drive.markets.first(), drive=drive, **fields)


def make_not_enrolled(
    *, drive: Drive, by: User | None = None, reason: str = "no_card", at: dt.datetime = NOON
) -> NotEnrolled:
    """Somebody who came to the drive and was not enrolled."""
    helper = by or drive.helpers.get()
    return turnouts.count(id=new_id(), drive=drive, reason=reason, by=helper, at=at)


def make_poster(*, market: Market | None = None, by: User | None = None) -> Poster:
    """The live poster of a market, made by the treasurer of its partner."""
    market = market or make_market()
    return posters.renew(market=market, by=by or make_treasurer(partner=market.partner), at=NOON)
