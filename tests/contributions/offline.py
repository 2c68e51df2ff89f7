"""A collector's phone, and what it tells of cash it took without a signal."""

import dataclasses
import datetime as dt
from typing import Any

from contributions import offline_payments, offline_release, phones, slip_code
from contributions.models import Phone
from contributions.offline_payments import AskedOffline, Taken
from members.models import Member
from tests import factories
from tests.contributions.money import Cast, ask
from tests.factories import NOON

AN_HOUR = dt.timedelta(hours=1)
MORNING = NOON - 5 * AN_HOUR


def make_phone(cast: Cast, *, at: dt.datetime = MORNING, **fields: Any) -> Phone:
    """The collector's phone, registered in the morning."""
    fields = {"by": cast.collector, "device": None, "session_key": "", **fields}
    return phones.register(**fields, at=at)


def told(member: Member, *, phone: Phone | None = None, **fields: Any) -> AskedOffline:
    """What the phone tells an hour after: a number and its code where a number is given."""
    asked = ask(member, count=fields.pop("count", 1))
    number = fields.get("number")
    code = ""
    if phone is not None and number is not None:
        code = slip_code.of(
            phone=phone.pk,
            receipt=f"{phone.series.code}-{number:06d}",
            member=member.pk,
            months=asked.months,
            total_idr=fields.get("total_idr", asked.shown_total_idr),
        )
    return AskedOffline(
        **{
            "id": factories.new_id(),
            "member_id": member.pk,
            "months": asked.months,
            "total_idr": asked.shown_total_idr,
            "number": None,
            "code": code,
            "told_at": NOON - AN_HOUR,
            **fields,
        }
    )


def send(cast: Cast, asked: AskedOffline, *, phone: Phone | None = None, **fields: Any) -> Taken:
    """The phone has a signal again, at noon, and its clock is right."""
    sent = {"sent_at": NOON, "by": cast.collector, "device": None, "at": NOON, **fields}
    return offline_payments.take(asked=asked, phone=phone, **sent)


def whole_offline(cast: Cast) -> None:
    """Cash of another collector's phone: of one month, credited, and held."""
    cast = dataclasses.replace(cast, collector=factories.make_collector(market=cast.market))
    phone = make_phone(cast)

    def take(number: int, total_idr: int) -> None:
        asked = told(cast.member(), phone=phone, number=number, total_idr=total_idr)
        send(cast, asked, phone=phone)

    take(1, 8_400)
    take(2, 9_000)
    cast.hand_over()
    offline_release.sweep(at=NOON)
    take(3, 9_000)
