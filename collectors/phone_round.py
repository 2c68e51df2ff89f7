"""What a phone carries on a round without a signal: whom it meets, and what each can pay.

As of the moment it was prepared, and in the same few queries however many people it is about.
"""

import datetime as dt
from dataclasses import dataclass

from collectors import till, worklist
from contributions import cover
from markets import months
from markets.models import User
from members.models import Member


@dataclass(frozen=True)
class Person:
    """One person of the round, by the names that docs/offline.md gives."""

    id: int
    name: str
    sex: str
    market: str
    block: str
    stall: str
    contact: str
    stage: str
    lapses_after: dt.date | None
    visit: str
    owes: bool
    postponed: bool
    market_closed: bool
    covered_until: dt.date | None
    owed: int
    is_after_gap: bool
    months: list[tuple[str, int]]
    billed: list[str]
    credit_idr: int
    problem: str


def people(*, user: User, at: dt.datetime) -> list[Person]:
    """Everybody of the collector's own places who can pay, in the order of the walk."""
    walk = worklist.round_of(user=user, at=at)
    found = worklist.payers(walk=walk)
    members = Member.objects.select_related("cover").in_bulk([row.member_id for row in found])
    payers = till.payers(members=list(members.values()), on=months.law_day(at))
    payer_of = {payer.member.pk: payer for payer in payers}
    return [_person(row, payer_of[row.member_id]) for row in found]


def _person(row: worklist.Person, payer: till.Payer) -> Person:
    return Person(
        id=row.member_id,
        name=row.name,
        sex=payer.member.sex,
        market=row.market_name,
        block=row.block_name,
        stall=row.stall,
        contact=row.phone,
        stage=row.stage_word if row.months else "",
        lapses_after=row.lapses_after,
        visit=row.visit,
        owes=row.owes,
        postponed=row.postponed,
        market_closed=row.market_closed,
        covered_until=cover.of(payer.member).covered_until,
        owed=payer.owed,
        is_after_gap=payer.is_after_gap,
        months=[(f"{due.month:%Y-%m}", due.amount_idr) for due in payer.dues],
        billed=[f"{due.month:%Y-%m}" for due in payer.billed],
        credit_idr=payer.credit_idr,
        problem=payer.problem or payer.elsewhere,
    )
