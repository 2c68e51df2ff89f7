"""Who withdrew her consent, and who left: so that their pages have something to show."""

import datetime as dt
import random

from config.demo.rounds import moment, new_id
from contributions import departures
from markets import months
from markets.models import User
from members import consent_withdrawals
from members.models import ConsentWithdrawal, Member

OPTIONAL, EVERYTHING = ConsentWithdrawal.What.OPTIONAL, ConsentWithdrawal.What.EVERYTHING


def write(
    *, people: list[Member], by: User, reviewer: User, today: dt.date, chance: random.Random
) -> None:
    """The first withdraws what is optional, the second everything; one of the others has left."""
    yesterday = today - dt.timedelta(days=1)
    for member, what, on in zip(people, (OPTIONAL, EVERYTHING), (yesterday, today), strict=False):
        consent_withdrawals.record(
            id=new_id(chance),
            member=member,
            what=what,
            how=ConsentWithdrawal.How.TOLD_COLLECTOR,
            by=by,
            at=moment(on, 8),
        )
    current = months.first_of(today)
    for member in people[2:]:
        month = departures.earliest_month(member=member, on=yesterday)
        if month <= current:
            departure = departures.ask(
                id=new_id(chance),
                member=member,
                reason="stopped_working",
                from_month=month,
                by=by,
                at=moment(yesterday, 9),
            )
            at = moment(yesterday, 13)
            departures.approve(departure=departure, shown_month=month, by=reviewer, at=at)
            return
