"""A business day of a partner: what was taken, where it is, and what the cash of each person did.

Two views that must both add up. **By receipts** (of one market or of all): of the cash taken that
day, each receipt is by now in hand, handed over or undone; of what was handed over, each month is
held, remitted or became credit. **By cash**: what a person held in the morning, plus what came,
less what went, is what she holds in the evening; this is the ledger of that day and changes only
where something is booked into it later. Transfers, QRIS and credit are told apart: they are never
in a hand.

Cash that who looks has yet to count is left out of every sum (uncounted.py); its receipts are
counted among the others.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from contributions.daily_close_sql import FLOW, OF_RECEIPTS
from contributions.models import DayClose, Payment, Place
from contributions.uncounted import NOTHING as COUNTED
from contributions.uncounted import Uncounted
from markets.models import Market, Partner

# Cash is not taken at night, in the market's own zone [policy].
NIGHT_FROM, NIGHT_UNTIL = 20, 4


@dataclass(frozen=True)
class Taken:
    """Receipts of one day and one way to pay, in rupiah without what credit paid."""

    receipts: int = 0
    taken_idr: int = 0
    credit_idr: int = 0
    undone_idr: int = 0
    handed_idr: int = 0
    remitted_idr: int = 0
    corrected_idr: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            *(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__)
        )

    @property
    def in_hand_idr(self) -> int:
        """Of cash: what no treasurer has taken over and nobody has undone."""
        return self.taken_idr - self.undone_idr - self.handed_idr

    @property
    def held_idr(self) -> int:
        """Of what was handed over: what has not gone to BPJS and is no credit."""
        return self.handed_idr - self.remitted_idr - self.corrected_idr


NOTHING = Taken()


@dataclass(frozen=True)
class Flow:
    """What one person's cash did that day; `onward` goes to the treasurer, or to BPJS.

    `written_off` was short, and is borne by the partner.
    """

    opening_idr: int = 0
    came_idr: int = 0
    onward_idr: int = 0
    back_idr: int = 0
    written_off_idr: int = 0

    def __add__(self, other: "Flow") -> "Flow":
        return Flow(
            *(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__)
        )

    @property
    def closing_idr(self) -> int:
        """What she holds when the day ends."""
        went_idr = self.onward_idr + self.back_idr + self.written_off_idr
        return self.opening_idr + self.came_idr - went_idr

    @property
    def is_still(self) -> bool:
        """Whether there was nothing and nothing moved."""
        return not (self.opening_idr or self.came_idr)


@dataclass(frozen=True)
class Person:
    """One person's day: receipts in cash, and what her cash did."""

    pk: int
    name: str
    cash: Taken
    flow: Flow


@dataclass(frozen=True)
class DailyClose:
    """One day of a partner, or of one of its markets.

    The flow is always the partner's: hand-overs span its markets.
    """

    partner: Partner
    day: dt.date
    market: Market | None
    cash: Taken
    ways: dict[str, Taken]
    collectors: list[Person]
    collectors_flow: Flow
    treasurers: list[Person]
    treasurers_flow: Flow
    closed: DayClose | None
    # Receipts in cash at night, and on a day on which their market is closed, by who took them.
    at_night: Counter[int] = field(default_factory=Counter)
    on_closed_day: Counter[int] = field(default_factory=Counter)
    # Receipts in cash with a device that the collector had not used before; who used each device.
    on_new_device: dict[int, list[str]] = field(default_factory=dict)
    users_of: dict[UUID, list[int]] = field(default_factory=dict)
    uncounted: Uncounted = COUNTED

    @property
    def receipts(self) -> int:
        """All receipts of the day, however they were paid."""
        return sum(taken.receipts for taken in self.ways.values())

    @property
    def credit_idr(self) -> int:
        """What credit paid of them."""
        return sum(taken.credit_idr for taken in self.ways.values())

    def way(self, method: str) -> Taken:
        """What came in this way."""
        return self.ways.get(method, NOTHING)

    @property
    def figures(self) -> dict[str, int]:
        """What a closed day keeps, by the names of its columns."""
        flow = self.collectors_flow
        return {
            "receipts": self.receipts,
            "opening_idr": flow.opening_idr,
            "collected_idr": flow.came_idr,
            "undone_idr": flow.back_idr,
            "written_off_idr": flow.written_off_idr,
            "handed_over_idr": flow.onward_idr,
            "in_hand_idr": flow.closing_idr,
            "transfer_idr": self.way(Payment.Method.TRANSFER).taken_idr,
            "qris_idr": self.way(Payment.Method.QRIS).taken_idr,
            "credit_idr": self.credit_idr,
        }

    @property
    def changed(self) -> list[tuple[str, int, int]]:
        """What was booked into a closed day since: name of the figure, as closed, as it is now.

        Not told while cash of these days is to be counted.
        """
        if self.closed is None or self.market is not None or self.uncounted:
            return []
        rows = [
            (str(figure.verbose_name), getattr(self.closed, figure.name), self.figures[figure.name])
            for figure in DayClose._meta.concrete_fields
            if figure.name in self.figures
        ]
        return [row for row in rows if row[1] != row[2]]


def daily_close(
    *,
    partner: Partner,
    day: dt.date,
    market: Market | None = None,
    uncounted: Uncounted = COUNTED,
) -> DailyClose:
    """That day of the partner, in three queries; `market` narrows the receipts.

    The sums are without what is `uncounted`.
    """
    wanted = {
        "partner": partner.pk,
        "day": day,
        "market": market and market.pk,
        "night_from": NIGHT_FROM,
        "night_until": NIGHT_UNTIL,
        "uncounted": [str(receipt) for receipt in uncounted.receipts],
    }
    ways: dict[str, Taken] = {}
    cash: dict[int, Taken] = {}
    names: dict[int, str] = {}
    rows = _rows(OF_RECEIPTS, wanted)
    for taker, name, method, _night, _on_closed, _new, _devices, *figures in rows:
        taken = Taken(*figures)
        ways[method] = ways.get(method, NOTHING) + taken
        if method == Payment.Method.CASH:
            names[taker] = name
            cash[taker] = cash.get(taker, NOTHING) + taken
    flows: dict[str, dict[int, Flow]] = {Place.COLLECTOR: {}, Place.TREASURER: {}}
    for place, person, name, *figures in _rows(FLOW, wanted):
        names[person] = name
        if not (flow := Flow(*figures)).is_still:
            flows[place][person] = flow
    collectors, treasurers = flows[Place.COLLECTOR], flows[Place.TREASURER]
    shown = cash if market else {**collectors, **cash}
    return DailyClose(
        partner=partner,
        day=day,
        market=market,
        cash=sum(cash.values(), NOTHING),
        ways=ways,
        collectors=_people(shown, names, cash, collectors),
        collectors_flow=sum(collectors.values(), Flow()),
        treasurers=_people(treasurers, names, {}, treasurers),
        treasurers_flow=sum(treasurers.values(), Flow()),
        closed=_closed(partner, day),
        uncounted=uncounted,
        **_odd_in(rows),
    )


def _odd_in(rows: list[Any]) -> dict[str, Any]:
    """The moments and devices of receipts in cash."""
    at_night: Counter[int] = Counter()
    on_closed_day: Counter[int] = Counter()
    new: dict[int, list[str]] = {}
    users_of: dict[UUID, list[int]] = {}
    for taker, _name, method, night, on_closed, on_new, devices, *_figures in rows:
        if method == Payment.Method.CASH:
            at_night[taker] += night
            on_closed_day[taker] += on_closed
            if on_new:
                new[taker] = on_new
            for device in devices or ():
                users_of.setdefault(device, []).append(taker)
    return {
        "at_night": at_night,
        "on_closed_day": on_closed_day,
        "on_new_device": new,
        "users_of": users_of,
    }


def _people(
    pks: Iterable[int], names: dict[int, str], cash: dict[int, Taken], flows: dict[int, Flow]
) -> list[Person]:
    people = [Person(pk, names[pk], cash.get(pk, NOTHING), flows.get(pk, Flow())) for pk in pks]
    return sorted(people, key=lambda person: person.name)


def _closed(partner: Partner, day: dt.date) -> DayClose | None:
    closed = DayClose.objects.filter(partner=partner, day=day)
    return closed.select_related("closed_by").first()


def _rows(statement: str, wanted: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        return list(cursor.fetchall())
