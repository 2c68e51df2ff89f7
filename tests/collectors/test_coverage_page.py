"""Who covers what, on the page: gaps stand out, a substitute is assigned and ended."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collectors.who_covers import who_covers
from markets.models import Assignment
from tests import factories
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasurer(client):
    treasurer = factories.make_treasurer()
    client.force_login(treasurer)
    return treasurer


@pytest.fixture
def market(treasurer):
    return factories.make_market(partner=treasurer.partner, name="Pasar Cisarua")


def visit(client, name, *args, **fields):
    with time_machine.travel(NOON, tick=False):
        if fields:
            return client.post(reverse(name, args=args), fields, follow=True)
        return client.get(reverse(name, args=args))


def test_places_without_a_collector_stand_out(client, treasurer, market):
    block = factories.make_block(market=market, name="Blok A")
    factories.make_member(block=block)
    text = visit(client, "coverage").text
    assert "1 tempat dengan peserta tidak punya kolektor hari ini." in text
    factories.make_collector(block=block, market=market, name="Asep")
    text = visit(client, "coverage").text
    assert "tidak punya kolektor" not in text
    assert "Asep" in text


def test_overlapping_collectors_are_named_in_their_order(treasurer, market):
    factories.make_collector(market=market, name="Lama")
    new = factories.make_collector(partner=treasurer.partner, name="Baru")
    factories.make_assignment(collector=new, market=market, first_day=TODAY)
    (covered,) = who_covers(partner=treasurer.partner, on=TODAY)
    (place,) = covered.places
    assert (place.collector, place.also) == ("Baru", ["Lama"])


def test_people_in_no_block_are_a_place_only_where_there_are_some(treasurer, market):
    factories.make_block(market=market)
    (covered,) = who_covers(partner=treasurer.partner, on=TODAY)
    assert [place.block is None for place in covered.places] == [False]
    factories.make_member(market=market)
    (covered,) = who_covers(partner=treasurer.partner, on=TODAY)
    assert [place.members for place in covered.places] == [0, 1]


def test_a_substitute_is_assigned_on_the_page(client, treasurer, market):
    block = factories.make_block(market=market)
    collector = factories.make_collector(partner=treasurer.partner, name="Euis")
    answer = visit(
        client,
        "assign",
        collector=collector.pk,
        place=f"block-{block.pk}",
        first_day="2026-11-10",
        last_day="2026-11-14",
    )
    assert "Euis ditugaskan." in answer.text
    made = Assignment.objects.get()
    assert (made.block, made.last_day) == (block, dt.date(2026, 11, 14))


def test_what_cannot_be_assigned_is_explained_and_kept(client, treasurer, market):
    collector = factories.make_collector(partner=treasurer.partner)
    typed = {"collector": collector.pk, "place": f"market-{market.pk}"}
    answer = visit(client, "assign", first_day="2026-11-09", **typed)
    assert "Penugasan mulai paling cepat hari ini." in answer.text
    assert 'value="2026-11-09"' in answer.text
    elsewhere = factories.make_block()
    answer = visit(client, "assign", **typed | {"place": f"block-{elsewhere.pk}"})
    assert answer.status_code == 200
    assert not Assignment.objects.exists()


def test_an_assignment_is_ended_on_the_page(client, treasurer, market):
    assignment = factories.make_collector(market=market).assignments.get()
    assert (
        "paling cepat" in visit(client, "end_assignment", assignment.pk, last_day="2026-11-01").text
    )
    visit(client, "end_assignment", assignment.pk, last_day="2026-11-10")
    assignment.refresh_from_db()
    assert assignment.last_day == TODAY


def test_the_page_takes_as_many_queries_with_many_places_as_with_few(client, treasurer, market):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert visit(client, "coverage").status_code == 200
        return len(captured)

    def fill(count):
        for _ in range(count):
            block = factories.make_block(market=market)
            factories.make_collector(market=market, block=block)
            factories.make_member(block=block)

    fill(1)
    few = queries()
    fill(15)
    assert queries() == few <= 12
