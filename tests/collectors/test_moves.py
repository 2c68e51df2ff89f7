"""Members who have moved: settled once, by their partner, with a place that exists."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collectors import moves, visits
from collectors.models import Visit
from collectors.moves import Destination, UnableToSettleMove
from markets.models import Market
from tests import factories
from tests.factories import NOON, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_treasurer")]
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def member(cast):
    return said_to_have_moved(cast, name="Siti Contoh")


def said_to_have_moved(cast, **fields):
    member = cast.member(**fields)
    visits.record(id=factories.new_id(), member=member, outcome="moved", by=cast.collector, at=NOON)
    return member


def waiting(cast):
    return [visit.member for visit in moves.moved(markets=Market.objects.filter(pk=cast.market.pk))]


def test_she_is_found_at_the_new_place_and_on_the_list_from_tomorrow(cast, member):
    stall = factories.make_stall(block=factories.make_block(market=cast.market))
    to = Destination(cast.market, stall.block, stall)
    moves.settle(member=member, to=to, by=cast.treasurer, at=LATER)
    here = member.placements.get(find_here=True, last_day=None)
    assert (here.stall, here.first_day) == (stall, TODAY)
    last = Visit.objects.filter(member=member).latest("at")
    assert (last.by, last.next_on) == (cast.treasurer, TODAY + dt.timedelta(days=1))
    assert waiting(cast) == []


def test_in_another_market_of_the_partner_she_changes_market_and_old_rows_stay(cast, member):
    other = factories.make_market(partner=cast.partner)
    old = cast.pay(member)
    moves.settle(member=member, to=Destination(other), by=cast.treasurer, at=LATER)
    member.refresh_from_db()
    old.refresh_from_db()
    assert (member.market, old.market) == (other, cast.market)


def test_found_where_she_always_was_she_is_only_back_on_the_list(cast, member):
    before = list(member.placements.values())
    moves.settle(member=member, to=Destination(cast.market), by=cast.treasurer, at=LATER)
    assert list(member.placements.values()) == before
    assert waiting(cast) == []


def test_who_was_seen_again_since_does_not_wait(cast, member):
    assert waiting(cast) == [member]
    visits.record(
        id=factories.new_id(), member=member, outcome="not_there", by=cast.collector, at=LATER
    )
    assert waiting(cast) == []


@pytest.mark.parametrize("code", ["not_yours", "other_partner", "wrong_place", "settled"])
def test_what_does_not_fit_is_refused_and_nothing_is_written(cast, member, code):
    fields = {"member": member, "to": Destination(cast.market), "by": cast.treasurer}
    fields |= {
        "not_yours": {"by": factories.make_treasurer()},
        "other_partner": {"to": Destination(factories.make_market())},
        "wrong_place": {"to": Destination(cast.market, factories.make_block())},
        "settled": {"member": cast.member()},
    }[code]
    with pytest.raises(UnableToSettleMove) as refusal:
        moves.settle(at=LATER, **fields)
    assert refusal.value.code == code
    assert Visit.objects.count() == 1


def test_the_treasurer_settles_it_on_the_page(client, cast, member):
    stall = factories.make_stall(block=factories.make_block(market=cast.market), number="12")
    address = reverse("settle_moved", args=[member.pk])
    with time_machine.travel(LATER, tick=False):
        assert "Siti Contoh" in client.get(reverse("moved_members")).text
        typed = {"place": f"block-{stall.block.pk}", "stall_kind": "kios"}
        wrong = client.post(address, typed | {"stall_number": "99"})
        assert "Tempat usaha itu tidak ada di blok ini." in wrong.text
        answer = client.post(address, typed | {"stall_number": "12"}, follow=True)
    assert "Tempat Siti Contoh disimpan." in answer.text
    assert member.placements.get(last_day=None).stall == stall
    assert client.get(address).status_code == 404


def test_the_list_takes_as_many_queries_with_many_as_with_few(client, cast, member):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("moved_members")).status_code == 200
        return len(captured)

    few = queries()
    for _ in range(15):
        said_to_have_moved(cast)
    assert queries() == few <= 12
