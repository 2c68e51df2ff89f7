"""The people of the tests about members: they meet in one market, and have nothing to pay."""

import pytest
from django.test import Client

from markets.models import Market, User
from tests.factories import make_collector, make_market, make_reviewer, make_treasurer


@pytest.fixture
def market() -> Market:
    return make_market(name="Pasar Cisarua")


@pytest.fixture
def collector(market: Market) -> User:
    return make_collector(market=market)


@pytest.fixture
def treasurer(market: Market) -> User:
    return make_treasurer(partner=market.partner)


@pytest.fixture
def reviewer(market: Market) -> User:
    return make_reviewer(branch=market.partner.branch)


@pytest.fixture
def as_collector(client: Client, collector: User) -> None:
    """The collector is logged in."""
    client.force_login(collector)


@pytest.fixture
def as_treasurer(client: Client, treasurer: User) -> None:
    """The treasurer is logged in."""
    client.force_login(treasurer)


@pytest.fixture
def as_reviewer(client: Client, reviewer: User) -> None:
    """The reviewer is logged in."""
    client.force_login(reviewer)
