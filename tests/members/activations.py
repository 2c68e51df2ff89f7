"""Builders of drives and of what happens at them."""

import datetime as dt
from typing import Any

from markets.models import Market, User
from members import posters, self_enrolment, turnouts
from members.models import Drive, Enrolment, EnrolmentDraft, NotEnrolled, Poster
from tests.factories import (
    NOON,
    TODAY,
    make_collector,
    make_enrolment,
    make_market,
    make_nik,
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


def own_data(*, market: Market, **changes: str) -> dict[str, str]:
    """Everything somebody types about herself from the market's poster."""
    return {
        "nik": make_nik(),
        "name": "Siti Contoh",
        "birth_place": "Bogor",
        "birth_date_day": "17",
        "birth_date_month": "3",
        "birth_date_year": "1975",
        "sex": "female",
        "mother_name": "Ibu Contoh",
        "address": "Jalan Contoh 1",
        "phone": "0812 3456 7890",
        "place": f"{market.pk}-",
        "stall_kind": "",
        "stall_number": "",
        "occupation": "Pedagang sayur",
        "second_occupation": "",
        "sector": "non_transport",
        "employs_others": "false",
        "declared_income_idr": "1.500.000",
        "jht": "false",
        **changes,
    }


def make_waiting(
    *, poster: Poster, at: dt.datetime = NOON, address: str = "192.0.2.1", **typed: str
) -> EnrolmentDraft:
    """Somebody who began her own enrolment from the poster and waits to be met."""
    told = own_data(market=poster.market, **typed)
    id = self_enrolment.begin(id=new_id(), poster=poster, typed=told, address=address, at=at)
    return EnrolmentDraft.objects.get(pk=id)
