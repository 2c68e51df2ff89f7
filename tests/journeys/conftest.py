"""A collector's phone and the people of her round, for the journeys without a signal."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from markets import months
from markets.models import User
from members.models import Member
from tests import factories
from tests.factories import PASSWORD
from tests.journeys.phone import Phone
from tests.plugins.browser import close


@pytest.fixture
def make_walk(web: str) -> Callable[[int], list[Member]]:
    """`make_walk(3)`: so many traders of one block, in their order; each owes two months."""

    def make(count: int) -> list[Member]:
        partner = factories.make_partner(name="Perumda Pasar Tohaga", code="tohaga")
        market = factories.make_market(partner=partner, name="Pasar Cisarua")
        block = factories.make_block(market=market, name="Blok A")
        current = months.first_of(months.law_day(timezone.now()))
        found = []
        for number in range(1, count + 1):
            stall = factories.make_stall(block=block, number=f"{number}", walking_order=number)
            phone = f"+62812{34500000 + number}"
            member = factories.make_member(stall=stall, name=f"Siti Nomor {number}", phone=phone)
            factories.make_term(member=member, first_month=months.add(current, -6))
            factories.make_cover(member=member, paid_until=months.last_day(months.add(current, -2)))
            for back in (1, 0):
                factories.make_contribution(member=member, month=months.add(current, -back))
            found.append(member)
        return found

    return make


@pytest.fixture
def walk(make_walk) -> list[Member]:
    return make_walk(3)


@pytest.fixture
def collector(walk) -> User:
    market = walk[0].market
    return factories.make_collector(market=market, username="asep", name="Asep", password=PASSWORD)


@pytest.fixture
def make_phone(web, new_context, collector) -> Callable[[], Phone]:
    """`make_phone()`: a further one of hers, logged in and prepared for the round."""

    def make() -> Phone:
        return prepared(Phone(web, new_context().new_page()), collector)

    return make


@pytest.fixture
def phone(web, page, collector) -> Phone:
    """Logged in, and prepared for the round."""
    return prepared(Phone(web, page), collector)


def prepared(phone: Phone, user: User) -> Phone:
    phone.log_in(user)
    phone.prepare()
    return phone


@pytest.fixture
def kept_phone(
    web: str,
    browser_type: Any,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    tmp_path: Any,
) -> Iterator[Callable[[], Phone]]:
    """`kept_phone()`: the same phone, switched off and on again with each call."""
    running = []

    def switch_on() -> Phone:
        for context in running:
            close(context)
        running.clear()
        arguments = {**browser_type_launch_args, **browser_context_args}
        context = browser_type.launch_persistent_context(tmp_path / "phone", **arguments)
        running.append(context)
        return Phone(web, context.pages[0])

    yield switch_on
    for context in running:
        close(context)
