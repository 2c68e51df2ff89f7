"""A market has one poster at a time; its treasurer makes, replaces and revokes it."""

import datetime as dt

import pytest

from members import posters, self_enrolment
from members.models import EnrolmentDraft
from members.posters import UnableToRenew
from tests.factories import (
    NOON,
    make_admin,
    make_auditor,
    make_collector,
    make_market,
    make_reviewer,
    make_treasurer,
)
from tests.members.activations import make_poster, make_waiting

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_a_new_one_ends_the_one_before(market, treasurer) -> None:
    old = posters.renew(market=market, by=treasurer, at=NOON)
    new = posters.renew(market=market, by=treasurer, at=NOON + DAY)
    assert posters.of_token(old.token) is None
    assert posters.of_token(new.token) == posters.live(market=market) == new
    assert len(new.token) >= 22 and new.token != old.token


def test_a_revoked_one_opens_nothing_and_who_waits_stays(market, treasurer) -> None:
    poster = make_poster(market=market, by=treasurer)
    waiting = make_waiting(poster=poster)
    posters.revoke(market=market, by=treasurer, at=NOON)
    assert posters.of_token(poster.token) is None
    collector = make_collector(market=market)
    assert self_enrolment.take(id=waiting.pk, by=collector, at=NOON).entered_by == collector


def test_an_empty_token_opens_nothing(market) -> None:
    make_poster(market=market)
    assert posters.of_token("") is None


def test_only_the_treasurer_of_the_market_decides(market) -> None:
    strangers = [
        make_treasurer(),
        make_collector(market=market),
        make_reviewer(branch=market.partner.branch),
        make_auditor(partner=market.partner),
        make_admin(),
    ]
    for stranger in strangers:
        with pytest.raises(UnableToRenew):
            posters.renew(market=market, by=stranger, at=NOON)
        with pytest.raises(UnableToRenew):
            posters.revoke(market=market, by=stranger, at=NOON)
        with pytest.raises(UnableToRenew):
            posters.discard_waiting(market=market, by=stranger)


def test_a_list_filled_with_rubbish_is_emptied_but_for_what_was_taken(market, treasurer) -> None:
    poster, elsewhere = make_poster(market=market, by=treasurer), make_poster()
    taken, others = make_waiting(poster=poster), make_waiting(poster=elsewhere)
    self_enrolment.take(id=taken.pk, by=make_collector(market=market), at=NOON)
    make_waiting(poster=poster)
    assert posters.discard_waiting(market=market, by=treasurer) == 1
    assert set(EnrolmentDraft.objects.all()) == {taken, others}


def test_each_market_says_since_when_and_how_many_wait(market, treasurer) -> None:
    make_market(partner=market.partner, name="Pasar Tanpa")
    old = make_poster(market=market, by=treasurer)
    make_waiting(poster=old)
    posters.renew(market=market, by=treasurer, at=NOON + DAY)
    make_waiting(poster=posters.live(market=market))
    found = {row.name: row for row in posters.with_their_markets(user=treasurer)}
    assert (found[market.name].poster_made_at, found[market.name].waiting) == (NOON + DAY, 2)
    assert (found["Pasar Tanpa"].poster_made_at, found["Pasar Tanpa"].waiting) == (None, 0)
