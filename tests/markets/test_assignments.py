"""Assigning collectors to places: by the partner's treasurer, with days that make sense."""

import datetime as dt

import pytest

from markets import assignments
from markets.assignments import UnableToAssign
from markets.coverage import coverage
from markets.models import Assignment, Role, User
from tests import factories
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def treasurer():
    return factories.make_treasurer()


@pytest.fixture
def market(treasurer):
    return factories.make_market(partner=treasurer.partner)


@pytest.fixture
def collector(treasurer):
    return factories.make_collector(partner=treasurer.partner)


def assign(treasurer, **fields):
    fields.setdefault("first_day", TODAY)
    return assignments.assign(by=treasurer, at=NOON, **fields)


def refused(job, code, **fields):
    before = list(Assignment.objects.order_by("pk").values())
    with pytest.raises(UnableToAssign) as refusal:
        job(**fields)
    assert refusal.value.code == code
    assert list(Assignment.objects.order_by("pk").values()) == before
    return str(refusal.value)


def test_an_assigned_collector_covers_the_place_from_that_day(treasurer, market, collector):
    assign(treasurer, collector=collector, market=market, first_day=TODAY + DAY)
    assert (market.pk, None) in coverage(on=TODAY, markets=[market.pk]).uncovered
    later = coverage(on=TODAY + DAY, markets=[market.pk])
    assert later.collectors == {(market.pk, None): collector.pk}


@pytest.mark.parametrize("how", ["left", "promoted", "moved"])
def test_who_is_no_collector_here_any_more_covers_nothing(market, how):
    collector = factories.make_collector(market=market)
    left = {"is_active": False}
    promoted = {"role": Role.TREASURER}
    moved = {"partner": factories.make_partner()}
    change = {"left": left, "promoted": promoted, "moved": moved}[how]
    User.objects.filter(pk=collector.pk).update(**change)
    found = coverage(on=TODAY, markets=[market.pk])
    assert found.uncovered == [(market.pk, None)]
    assert found.collectors == {}


def test_a_substitute_goes_before_the_usual_one_and_gives_the_place_back(treasurer, market):
    usual = factories.make_collector(market=market)
    substitute = factories.make_collector(partner=treasurer.partner)
    assign(treasurer, collector=substitute, market=market, last_day=TODAY + DAY)

    def covers(day):
        return coverage(on=day, markets=[market.pk]).collectors[market.pk, None]

    days = [TODAY - DAY, TODAY, TODAY + DAY, TODAY + 2 * DAY]
    assert [covers(day) for day in days] == [usual.pk, substitute.pk, substitute.pk, usual.pk]


def test_the_same_place_twice_at_once_is_refused(treasurer, market, collector):
    assign(treasurer, collector=collector, market=market)
    fields = {"treasurer": treasurer, "collector": collector, "market": market}
    assert collector.name in refused(assign, "already_assigned", **fields)


def test_only_a_treasurer_of_the_partner_assigns(treasurer, market, collector):
    for stranger in (factories.make_treasurer(), collector, factories.make_admin()):
        fields = {"treasurer": stranger, "collector": collector, "market": market}
        refused(assign, "not_yours", **fields)


def test_only_active_collectors_of_the_partner_are_assigned(treasurer, market):
    partner = treasurer.partner
    for person in (
        factories.make_collector(),
        factories.make_treasurer(partner=partner),
        factories.make_collector(partner=partner, is_active=False),
    ):
        fields = {"treasurer": treasurer, "collector": person, "market": market}
        refused(assign, "not_a_collector", **fields)


def test_days_in_the_past_or_in_the_wrong_order_are_refused(treasurer, market, collector):
    fields = {"treasurer": treasurer, "collector": collector, "market": market}
    refused(assign, "past", first_day=TODAY - DAY, **fields)
    refused(assign, "ends_before", last_day=TODAY - DAY, **fields)
    refused(assign, "other_place", block=factories.make_block(), **fields)


def test_an_ended_assignment_holds_until_its_last_day(treasurer, market):
    collector = factories.make_collector(market=market)
    assignment = collector.assignments.get()
    assignments.end(assignment=assignment, last_day=TODAY, by=treasurer, at=NOON)
    assert coverage(on=TODAY, markets=[market.pk]).collectors
    assert not coverage(on=TODAY + DAY, markets=[market.pk]).collectors


def test_one_that_has_not_begun_is_taken_back(treasurer, market, collector):
    assignment = assign(treasurer, collector=collector, market=market, first_day=TODAY + 5 * DAY)
    ended = assignments.end(assignment=assignment, last_day=TODAY, by=treasurer, at=NOON)
    assert ended is None
    assert not Assignment.objects.exists()


def test_an_end_in_the_past_or_of_another_partner_is_refused(treasurer, market):
    assignment = factories.make_collector(market=market).assignments.get()

    def end(**fields):
        assignments.end(**{"assignment": assignment, "last_day": TODAY, "at": NOON} | fields)

    refused(end, "past", by=treasurer, last_day=TODAY - DAY)
    refused(end, "not_yours", by=factories.make_treasurer())
    end(by=treasurer)
    refused(end, "has_ended", by=treasurer, at=NOON + 2 * DAY)
