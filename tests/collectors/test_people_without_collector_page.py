"""Who owes and has nobody to come by."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collectors import reminders
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasurer(client):
    treasurer = factories.make_treasurer()
    client.force_login(treasurer)
    return treasurer


def who_owes(market, **fields):
    member = factories.make_member(market=market, **fields)
    factories.make_term(member=member)
    factories.make_contribution(member=member)
    return member


def test_only_those_without_a_collector_are_listed(client, treasurer):
    covered = factories.make_market(partner=treasurer.partner)
    factories.make_collector(market=covered)
    bare = factories.make_market(partner=treasurer.partner, name="Pasar Leuwiliang")
    who_owes(covered, name="Punya Kolektor")
    who_owes(bare, name="Tanpa Siapa", block=factories.make_block(market=bare, name="Blok Z"))
    who_owes(factories.make_market(), name="Mitra Lain")
    reminders.refresh(at=NOON)
    text = client.get(reverse("people_without_collector")).text
    assert "Tanpa Siapa" in text
    assert "Pasar Leuwiliang · Blok Z" in text
    assert "Punya Kolektor" not in text
    assert "Mitra Lain" not in text


def test_nobody_is_said_so(client, treasurer):
    assert "Semua punya kolektor" in client.get(reverse("people_without_collector")).text


def test_the_list_takes_as_many_queries_with_many_as_with_few(client, treasurer):
    market = factories.make_market(partner=treasurer.partner)

    def queries(count):
        for _ in range(count):
            who_owes(market, block=factories.make_block(market=market))
        reminders.refresh(at=NOON)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("people_without_collector")).status_code == 200
        return len(captured)

    few = queries(1)
    assert queries(15) == few <= 12
