"""Builders of drives and of what happens at them."""

from typing import Any

from markets.models import Market, User
from members.models import Drive, Enrolment
from tests.factories import (
    NOON,
    TODAY,
    make_collector,
    make_enrolment,
    make_market,
    make_treasurer,
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
