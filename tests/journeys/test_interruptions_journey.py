"""Cash taken while the signal breaks off at random: nothing is lost, nothing counts twice.

Ten in the normal run; five hundred, or as many as INTERRUPTIONS says, by
`uv run pytest -m by_hand tests/journeys -n0`.
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from members.models import Member
from tests import factories
from tests.factories import PASSWORD
from tests.journeys.phone import OUTBOX, SYNC, Phone, nothing_lost_nothing_double

pytestmark = pytest.mark.usefixtures("web")
SEED = 20261122


TILL = "**/bayar/bulan/"


class Line:
    """The line to the server, which breaks off as often as it is told, where it is told."""

    def __init__(self, context: Any) -> None:
        self.left: dict[str, list[str]] = {SYNC: [], TILL: []}
        self.broken: Counter[str] = Counter()
        for door in self.left:
            context.route(door, self._carrier(door))

    def breaks(self, door: str, *where: str) -> None:
        """`going`: before the server has it; `coming`: after it has stored it."""
        self.left[door] = list(where)

    def _carrier(self, door: str) -> Callable[[Any], None]:
        return lambda route: self._carry(route, door)

    def _carry(self, route: Any, door: str) -> None:
        if route.request.method != "POST" or not self.left[door]:
            route.continue_()
            return
        where = self.left[door].pop(0)
        self.broken[where] += 1
        if where == "coming":
            route.fetch(max_redirects=0)
        route.abort()


def before_the_tap(phone: Phone, line: Line, member: Member) -> None:
    phone.lose_signal()
    phone.take(member)
    phone.find_signal()


def in_flight(phone: Phone, line: Line, member: Member) -> None:
    line.breaks(TILL, "going")
    confirm_online(phone, member)


def unheard(phone: Phone, line: Line, member: Member) -> None:
    line.breaks(TILL, "coming")
    confirm_online(phone, member)


def while_it_is_sent(phone: Phone, line: Line, member: Member) -> None:
    before_the_tap(phone, line, member)
    line.breaks(SYNC, "going")
    phone.open(OUTBOX)


def sent_and_unheard_twice(phone: Phone, line: Line, member: Member) -> None:
    before_the_tap(phone, line, member)
    line.breaks(SYNC, "coming", "coming")
    phone.open(OUTBOX)
    phone.page.evaluate("mitra.outbox.flush()")


def page_closed_while_it_is_sent(phone: Phone, line: Line, member: Member) -> None:
    before_the_tap(phone, line, member)
    phone.page.evaluate("void mitra.outbox.flush()")
    phone.open("/kunjungan/")


def confirm_online(phone: Phone, member: Member) -> None:
    phone.look_at(member, 2)
    phone.page.get_by_role("button", name="Uang sudah saya terima").click()
    expect(phone.page.get_by_text(f"diterima dari Ibu {member.name}, 2 bulan")).to_be_visible()


BREAKS: list[Callable[[Phone, Line, Member], None]] = [
    before_the_tap,
    in_flight,
    unheard,
    while_it_is_sent,
    sent_and_unheard_twice,
    page_closed_while_it_is_sent,
]


def interrupt(phone: Phone, people: list[Member]) -> None:
    """Take two months of each, each cut off somewhere; then wait until all is answered."""
    order = random.Random(SEED)
    line = Line(phone.context)
    chosen = [*BREAKS, *order.choices(BREAKS, k=len(people))][: len(people)]
    for member, breaks in zip(people, chosen, strict=True):
        breaks(phone, line, member)
    line.breaks(SYNC)
    assert line.broken["going"] and line.broken["coming"]
    phone.open(OUTBOX)
    phone.page.evaluate("mitra.outbox.flush()")
    phone.wait_until_sent()


@pytest.fixture
def interrupted(web, page, make_walk) -> Callable[[int], None]:
    """`interrupted(10)`: so many people pay two months each, and each time the line breaks."""

    def run(count: int) -> None:
        people = make_walk(count)
        by = factories.make_collector(
            market=people[0].market, username="asep", name="Asep", password=PASSWORD
        )
        phone = Phone(web, page)
        phone.log_in(by)
        phone.prepare()
        interrupt(phone, people)
        nothing_lost_nothing_double(phone, people, by)

    return run


def test_ten_interruptions_lose_nothing_and_count_nothing_twice(interrupted) -> None:
    interrupted(10)


@pytest.mark.by_hand
def test_many_interruptions_lose_nothing_and_count_nothing_twice(interrupted) -> None:
    interrupted(int(os.environ.get("INTERRUPTIONS", "500")))
