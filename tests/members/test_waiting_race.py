"""A person from a poster is taken by several, or discarded, in the same moment."""

import threading
import time

import pytest
from django.db import transaction

from members import posters, self_enrolment
from members.models import EnrolmentDraft
from members.self_enrolment import UnableToTake
from tests.factories import NOON, make_collector, make_market, make_treasurer
from tests.members.activations import make_poster, make_waiting

COLLECTORS = 5
BLOCKED = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.fixture
def market(scratch_database):
    return make_market()


@pytest.fixture
def waiting(market):
    return make_waiting(poster=make_poster(market=market))


def taken_at_once(waiting, market, at_once) -> int:
    """How many collectors believe that she is theirs, when all of them take her at once."""
    people = [make_collector(market=market) for _each in range(COLLECTORS)]
    got = at_once(
        *(lambda by=by: self_enrolment.take(id=waiting.pk, by=by, at=NOON) for by in people)
    )
    others = [each for each in got if isinstance(each, Exception)]
    assert all(isinstance(each, UnableToTake) for each in others), got
    return COLLECTORS - len(others)


def test_one_collector_gets_her_and_the_others_are_told(waiting, market, at_once) -> None:
    assert taken_at_once(waiting, market, at_once) == 1


def test_without_the_lock_several_believe_so(waiting, market, at_once, meet, monkeypatch) -> None:
    """The negative control: without it the test above could pass by luck."""

    def unlocked(id, markets):
        return self_enrolment.from_posters(markets=markets).filter(pk=id).first()

    monkeypatch.setattr(self_enrolment, "_locked", unlocked)
    meet((self_enrolment, "_locked"), parties=COLLECTORS)
    assert taken_at_once(waiting, market, at_once) > 1


@pytest.mark.parametrize("guarded", [True, False])
def test_who_is_taken_while_the_list_is_emptied_stays(
    waiting, market, scratch_database, at_once, monkeypatch, guarded
) -> None:
    if not guarded:
        monkeypatch.setattr(posters, "_locked_waiting", lambda market: [waiting.pk])
    collector, treasurer = make_collector(market=market), make_treasurer(partner=market.partner)
    took = threading.Event()

    def take():
        with transaction.atomic():
            self_enrolment.take(id=waiting.pk, by=collector, at=NOON)
            took.set()
            for _each in range(200):
                if scratch_database.execute_as_owner(BLOCKED) == [(1,)]:
                    return
                time.sleep(0.02)
            pytest.fail("who empties the list never had to wait")

    def discard():
        took.wait(timeout=10)
        return posters.discard_waiting(market=market, by=treasurer)

    _took, discarded = at_once(take, discard)
    kept = EnrolmentDraft.objects.filter(entered_by=collector).count()
    assert (discarded, kept) == ((0, 1) if guarded else (1, 0))
