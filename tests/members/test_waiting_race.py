"""Several collectors meet the same person from a poster in the same moment."""

import threading
from contextlib import suppress

import pytest

from members import self_enrolment
from members.self_enrolment import UnableToTake
from tests.factories import NOON, make_collector, make_market
from tests.members.activations import make_poster, make_waiting

COLLECTORS = 5


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


def test_without_the_lock_several_believe_so(waiting, market, at_once, monkeypatch) -> None:
    """The negative control: without it the test above could pass by luck."""
    met = threading.Barrier(COLLECTORS)

    def unlocked(id, markets):
        row = self_enrolment.from_posters(markets=markets).filter(pk=id).first()
        with suppress(threading.BrokenBarrierError):
            met.wait(timeout=5)
        return row

    monkeypatch.setattr(self_enrolment, "_locked", unlocked)
    assert taken_at_once(waiting, market, at_once) > 1
