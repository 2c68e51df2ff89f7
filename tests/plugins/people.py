"""Noon of the day on which tests take place, and the people whom most of them meet."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from markets.models import User
from tests.contributions.money import Cast, make_cast
from tests.factories import NOON, make_reviewer


@pytest.fixture
def at_noon() -> Iterator[None]:
    """The clock stands still at noon."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def as_collector(client: Client, cast: Cast) -> None:
    """The collector is logged in."""
    client.force_login(cast.collector)


@pytest.fixture
def as_treasurer(client: Client, cast: Cast) -> None:
    """The treasurer is logged in."""
    client.force_login(cast.treasurer)


@pytest.fixture
def reviewer(cast: Cast) -> User:
    """Who reviews at the branch of the cast's partner."""
    return make_reviewer(branch=cast.partner.branch)
