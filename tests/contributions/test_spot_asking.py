"""Who is sent to a drawn person: somebody else than who takes her dues, one at a time."""

import datetime as dt

import pytest
from django.db import connections

from contributions import spot_asking
from contributions.models import SpotAsker
from contributions.spot_asking import UnableToAsk
from tests import factories
from tests.contributions.money import by_type
from tests.contributions.spot import ask, make_spot_cast
from tests.factories import NOON, TODAY

DECEMBER_NOON = dt.datetime(2026, 12, 1, 12, tzinfo=factories.WIB)


@pytest.fixture
def spot(db):
    return make_spot_cast()


@pytest.fixture
def person(spot):
    return spot.drawn()


def refused(code, job, **fields):
    with pytest.raises(UnableToAsk) as refusal:
        job(at=fields.pop("at", NOON), **fields)
    assert refusal.value.code == code
    return str(refusal.value)


def test_a_colleague_takes_somebody_from_the_list(spot, person):
    assert list(spot_asking.to_be_taken(user=spot.colleague, on=TODAY)) == [person]
    spot_asking.take(person=person, by=spot.colleague, at=NOON)
    assert list(spot_asking.to_be_taken(user=spot.colleague, on=TODAY)) == []
    assert list(spot_asking.given_to(user=spot.colleague, on=TODAY)) == [person]


def test_treasurer_and_branch_may_take_too_and_strangers_may_not(spot, person):
    reviewer = factories.make_reviewer(branch=spot.cast.partner.branch)
    for user in (spot.cast.treasurer, reviewer):
        assert list(spot_asking.to_be_taken(user=user, on=TODAY)) == [person]
    strangers = (
        factories.make_collector(),
        factories.make_reviewer(),
        factories.make_auditor(partner=spot.cast.partner),
        factories.make_admin(),
    )
    for user in strangers:
        assert list(spot_asking.to_be_taken(user=user, on=TODAY)) == []
        refused("not_yours", spot_asking.take, person=person, by=user)


def test_who_takes_her_dues_neither_sees_nor_takes_her(spot, person):
    assert list(spot_asking.to_be_taken(user=spot.cast.collector, on=TODAY)) == []
    sentence = refused("own_takings", spot_asking.take, person=person, by=spot.cast.collector)
    assert "tidak boleh" in sentence


def test_who_once_took_money_for_her_neither_sees_nor_takes_her(spot, person):
    method = {"method": "transfer", "reference": "1"}
    spot.cast.pay(person.member, by=spot.cast.treasurer, **method)
    assert list(spot_asking.to_be_taken(user=spot.cast.treasurer, on=TODAY)) == []
    refused("own_takings", spot_asking.take, person=person, by=spot.cast.treasurer)
    assert spot.cast.treasurer not in spot_asking.who_may_ask(person=person)


def test_nobody_can_be_sent_who_takes_her_dues(spot, person):
    may = set(spot_asking.who_may_ask(person=person))
    assert may == {spot.colleague, spot.cast.treasurer}
    sent = {"person": person, "user": spot.cast.collector, "by": spot.cast.treasurer}
    refused("own_takings", spot_asking.send, **sent)


def test_the_treasurer_sends_another_in_her_place(spot, person):
    by = {"by": spot.cast.treasurer, "at": NOON}
    spot_asking.send(person=person, user=spot.colleague, **by)
    spot_asking.send(person=person, user=spot.cast.treasurer, **by)
    askers = SpotAsker.objects.filter(person=person)
    assert list(askers.values_list("user", "live")) == [
        (spot.colleague.pk, False),
        (spot.cast.treasurer.pk, True),
    ]
    refused("taken", spot_asking.standing_asker, person=person, by=spot.colleague)


def test_only_treasurer_and_branch_send(spot, person):
    sent = {"person": person, "user": spot.cast.treasurer}
    refused("not_yours", spot_asking.send, **sent, by=spot.colleague)
    refused("not_yours", spot_asking.send, **sent, by=factories.make_treasurer())
    reviewer = factories.make_reviewer(branch=spot.cast.partner.branch)
    spot_asking.send(**sent, by=reviewer, at=NOON)


def test_who_has_answered_is_not_asked_again(spot, person):
    ask(person, spot.colleague)
    refused("answered", spot_asking.take, person=person, by=spot.cast.treasurer)
    sent = {"person": person, "user": spot.cast.treasurer, "by": spot.cast.treasurer}
    refused("answered", spot_asking.send, **sent)


def test_the_list_is_of_this_month_only(spot, person):
    refused("over", spot_asking.take, person=person, by=spot.colleague, at=DECEMBER_NOON)
    assert list(spot_asking.to_be_taken(user=spot.colleague, on=DECEMBER_NOON.date())) == []


# ---- two at once ----


def taken_twice(at_once):
    spot = make_spot_cast()
    person = spot.drawn()
    return at_once(
        lambda: spot_asking.take(person=person, by=spot.colleague, at=NOON),
        lambda: spot_asking.take(person=person, by=spot.cast.treasurer, at=NOON),
    )


def test_of_two_who_take_her_at_once_one_is_refused(scratch_database, at_once):
    outcomes = taken_twice(at_once)
    assert len(by_type(outcomes, SpotAsker)) == 1
    assert [refusal.code for refusal in by_type(outcomes, UnableToAsk)] == ["taken"]


def test_without_the_key_two_would_take_her(scratch_database, at_once, monkeypatch):
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP INDEX one_asks_a_person")
    # Both have looked before either has written.
    monkeypatch.setattr(spot_asking, "_standing", lambda person: SpotAsker.objects.none())
    assert len(by_type(taken_twice(at_once), SpotAsker)) == 2
