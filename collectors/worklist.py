"""A collector's list of the day: whom to visit, in which order, and what each of them owes.

Figures are joined live from the contributions. Who was postponed by a visit is left out until her
day has come, but can be looked up.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection

from collectors import chats, owed
from collectors.models import Reminder, Visit
from collectors.visits import NEVER_POSTPONED_WITHIN_DAYS, next_open_day
from collectors.worklist_sql import NEXT, PAYERS, list_statement
from contributions.dues import PAYABLE_STATUSES
from contributions.wording import place_words
from markets import access, months
from markets.coverage import Place, coverage
from markets.models import Block, Market, User

A_PAGE = 200
TONES = {
    Reminder.Stage.OVERDUE: "wait",
    Reminder.Stage.SECOND_MONTH: "wait",
    Reminder.Stage.LAST_MONTH: "bad",
}


@dataclass(frozen=True)
class Wanted:
    """What the collector wants to see. `which` is visit, postponed or done."""

    which: str = "visit"
    by_urgency: bool = False
    whole_market: bool = False
    block: int | None = None
    text: str = ""
    page: int = 1


@dataclass(frozen=True)
class Person:
    """One line of the list. Amounts in rupiah, live from the contributions."""

    member_id: int
    name: str
    phone: str
    market_name: str
    block_name: str
    stall: str
    months: int
    amount_idr: int
    stage: str
    lapses_after: dt.date | None
    days_left: int | None
    visit: str
    visited_today: bool
    paid_today: bool
    owes: bool
    postponed: bool
    market_closed: bool
    next_on: dt.date | None
    waits_elsewhere: bool

    @property
    def place(self) -> str:
        """`Blok A · Kios 12`, or the market where no more is known."""
        return " · ".join(filter(None, (self.block_name, self.stall))) or self.market_name

    @property
    def stage_word(self) -> str:
        """How far it has come, in words."""
        return str(Reminder.Stage(self.stage).label)

    @property
    def tone(self) -> str:
        """How the word is coloured besides."""
        return TONES.get(Reminder.Stage(self.stage), "")

    @property
    def heading(self) -> str:
        """Under which block of which market she is found on the walk."""
        return " · ".join(filter(None, (self.market_name, self.block_name)))

    @property
    def chat(self) -> str:
        """What a WhatsApp message to her would say."""
        return chats.reminder(
            name=self.name,
            market=self.market_name,
            months=self.months,
            amount_idr=self.amount_idr,
        )


@dataclass(frozen=True)
class Worklist:
    """The list as asked for, and the counts of all the collector's places together.

    `closed` are the markets that do not open that day: nobody there is to be visited, unless the
    whole market is asked for. `next_open_on` says when the next of them opens, where all are
    closed.
    """

    people: list[Person]
    page: Page[int]
    to_visit: int
    done: int
    postponed: int
    to_collect_idr: int
    blocks: list[Block]
    has_own_places: bool
    closed: list[Market]
    next_open_on: dt.date | None


@dataclass(frozen=True)
class Next:
    """The next unpaid person on the walk."""

    member_id: int
    name: str


@dataclass(frozen=True)
class Round:
    """Where a collector works that day: the markets reached, and the places that are her own."""

    user: User
    day: dt.date
    markets: list[Market]
    places: list[Place] = field(default_factory=list)

    @property
    def closed(self) -> list[Market]:
        """The markets in which nobody trades that day."""
        return [market for market in self.markets if market.is_closed_on(self.day)]

    @property
    def next_open_on(self) -> dt.date | None:
        """Where all of the markets are closed that day: when the first of them opens again."""
        if not self.markets or len(self.closed) < len(self.markets):
            return None
        return min(next_open_day(market=market, day=self.day) for market in self.markets)

    def parameters(self, *, whole_market: bool) -> dict[str, Any]:
        """What the queries need to know of the day and the places."""
        return {
            **owed.parameters(on=self.day),
            "midnight": months.midnight_before(self.day),
            "partner": self.user.partner_id,
            "markets": [market.pk for market in self.markets],
            "closed_markets": [] if whole_market else [market.pk for market in self.closed],
            "last_days": NEVER_POSTPONED_WITHIN_DAYS,
            "everywhere": whole_market,
            "place_markets": [market for market, _block in self.places],
            "place_blocks": [block or 0 for _market, block in self.places],
        }


def round_of(*, user: User, at: dt.datetime) -> Round:
    """The markets and places of the collector that day."""
    day = months.law_day(at)
    markets = list(access.markets_of(user).order_by("name").prefetch_related("closing_days"))
    covered = coverage(on=day, markets=[market.pk for market in markets]).collectors
    own = [place for place, collector in covered.items() if collector == user.pk]
    return Round(user=user, day=day, markets=markets, places=own)


def worklist(*, user: User, wanted: Wanted, at: dt.datetime) -> Worklist:
    """The collector's list at that moment, in the same few queries however long it is."""
    walk = round_of(user=user, at=at)
    statement = list_statement(which=wanted.which, by_urgency=wanted.by_urgency)
    parameters = {
        **walk.parameters(whole_market=wanted.whole_market),
        "block": wanted.block,
        "words": [f"%{_literally(word)}%" for word in wanted.text.split()] or ["%"],
        "limit": A_PAGE,
    }
    number = max(wanted.page, 1)
    rows = _rows(statement, {**parameters, "offset": (number - 1) * A_PAGE})
    if number > 1 and rows[0]["member_id"] is None:
        number, rows = 1, _rows(statement, {**parameters, "offset": 0})
    counts = rows[0]
    return Worklist(
        people=[_person(row, walk.day) for row in rows if row["member_id"] is not None],
        page=Paginator(range(counts["matching"] or 0), A_PAGE).get_page(number),
        to_visit=counts["to_visit"],
        done=counts["done"],
        postponed=counts["postponed_count"],
        to_collect_idr=counts["to_collect_idr"],
        blocks=_blocks(walk, whole_market=wanted.whole_market),
        has_own_places=bool(walk.places),
        closed=walk.closed,
        next_open_on=walk.next_open_on,
    )


def next_unpaid(*, user: User, after: int, at: dt.datetime) -> Next | None:
    """Who is to be visited after that member, in walking order, in the collector's own places."""
    walk = round_of(user=user, at=at)
    rows = _rows(NEXT, {**walk.parameters(whole_market=not walk.places), "member": after})
    return Next(rows[0]["member_id"], rows[0]["name"]) if rows else None


def payers(*, walk: Round) -> list[Person]:
    """Everybody of the collector's own places who can pay, whether she owes or not, in that order.

    Who withdrew her consent is left out: nothing of hers is carried around.
    """
    parameters = walk.parameters(whole_market=False)
    rows = _rows(PAYERS, {**parameters, "statuses": list(PAYABLE_STATUSES)})
    return [_person(row, walk.day) for row in rows]


def _blocks(walk: Round, *, whole_market: bool) -> list[Block]:
    blocks = Block.objects.filter(market__in=walk.markets).select_related("market")
    if not whole_market:
        blocks = blocks.filter(pk__in=[block for _market, block in walk.places if block])
    return list(blocks.order_by("market__name", "walking_order", "name"))


def _person(row: dict[str, Any], day: dt.date) -> Person:
    lapses_after = row["lapses_after"]
    return Person(
        member_id=row["member_id"],
        name=row["name"],
        phone=row["phone"],
        market_name=row["market_name"],
        block_name=row["block_name"] or "",
        stall=place_words(
            block=None, stall_kind=row["stall_kind"], stall_number=row["stall_number"]
        ),
        months=row["months"],
        amount_idr=row["amount_idr"] or 0,
        stage=row["stage"],
        lapses_after=lapses_after,
        days_left=(lapses_after - day).days if lapses_after else None,
        visit=str(Visit.Outcome(row["outcome"]).label) if row["outcome"] else "",
        visited_today=row["visited_today"],
        paid_today=row["paid_today"],
        owes=row["owes"],
        postponed=row["owes"] and row["postponed"],
        market_closed=row["closed"],
        next_on=row["next_on"],
        waits_elsewhere=row["waits_elsewhere"],
    )


def _literally(word: str) -> str:
    """The word with the signs that LIKE would understand taken as themselves."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _rows(statement: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
