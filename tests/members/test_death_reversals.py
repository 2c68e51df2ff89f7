"""A confirmed death is undone by two: one who asks, another one at the branch who agrees."""

import datetime as dt

import pytest

from members import asked, death_reversals, deaths
from members.asked import UnableToChange
from members.deaths import UnableToDecideDeath
from members.models import DeathReversal, Member
from tests import factories
from tests.contributions.bereaved import asked_reversal, reported
from tests.factories import (
    NOON,
    make_collector,
    make_market,
    make_member,
    make_reviewer,
    make_treasurer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return make_member(market=make_market(name="Pasar Cisarua"), name="Siti Contoh")


@pytest.fixture
def reviewer(member):
    return make_reviewer(branch=member.market.partner.branch)


@pytest.fixture
def death(member, reviewer):
    return deaths.confirm(death=reported(member), by=reviewer, at=NOON)


def refused(code: str, act) -> None:
    with pytest.raises((UnableToChange, UnableToDecideDeath)) as refusal:
        act()
    assert refusal.value.code == code


def test_nobody_undoes_a_confirmed_death_alone(death, reviewer) -> None:
    refused(
        "confirmed",
        lambda: deaths.reverse(death=death, reason="Keliru.", by=reviewer, at=NOON),
    )
    own = asked_reversal(death, by=reviewer)
    refused("own_request", lambda: death_reversals.approve(reversal=own, by=reviewer, at=NOON))
    death.refresh_from_db()
    assert death.status == "confirmed"


@pytest.mark.parametrize("before", [Member.Status.ACTIVE, Member.Status.LAPSED])
def test_with_two_she_is_again_what_she_was(member, reviewer, before) -> None:
    Member.objects.update(status=before)
    death = deaths.confirm(death=reported(member), by=reviewer, at=NOON)
    reversal = asked_reversal(death, explanation=" Orang lain. ")
    done = death_reversals.approve(reversal=reversal, by=reviewer, at=NOON)
    assert (done.status, done.reversal_reason, done.reversed_by) == (
        "reversed",
        "Orang lain.",
        reviewer,
    )
    member.refresh_from_db()
    assert member.status == before
    refused(
        "already_decided",
        lambda: death_reversals.approve(reversal=reversal, by=reviewer, at=NOON),
    )
    refused("not_confirmed", lambda: asked_reversal(death))


def test_who_reported_it_does_not_decide(member, reviewer) -> None:
    other = make_reviewer(branch=reviewer.branch)
    death = deaths.confirm(death=reported(member, by=reviewer), by=other, at=NOON)
    reversal = asked_reversal(death)
    refused("own_report", lambda: death_reversals.approve(reversal=reversal, by=reviewer, at=NOON))
    assert DeathReversal.objects.get().status == "asked"


def test_a_refused_one_leaves_it_confirmed_and_can_be_asked_again(death, reviewer) -> None:
    reversal = asked_reversal(death)
    refused("already_asked", lambda: asked_reversal(death))
    refused(
        "no_reason",
        lambda: asked.refuse(row=reversal, note=" ", by=reviewer, at=NOON),
    )
    asked.refuse(row=reversal, note="Aktanya benar.", by=reviewer, at=NOON)
    death.refresh_from_db()
    assert death.status == "confirmed" and death_reversals.waiting(death) is None
    assert death_reversals.waiting(asked_reversal(death).death) is not None


def test_the_same_request_sent_twice_is_one(death) -> None:
    id, by = factories.new_id(), make_collector(market=death.market)
    first = asked_reversal(death, id=id, by=by)
    assert asked_reversal(death, id=id, by=by, at=NOON + dt.timedelta(minutes=1)) == first
    refused("other_body", lambda: asked_reversal(death, id=id, by=by, explanation="Lain."))


def test_a_reason_is_needed_and_only_who_answers_for_the_market_asks(death) -> None:
    refused("no_reason", lambda: asked_reversal(death, explanation=" "))
    for stranger in (make_collector(market=make_market()), make_treasurer(), make_reviewer()):
        refused("not_yours", lambda by=stranger: asked_reversal(death, by=by))
    asked_reversal(death, by=make_treasurer(partner=death.market.partner))


def test_a_report_that_waits_is_undone_otherwise(member) -> None:
    refused("not_confirmed", lambda: asked_reversal(reported(member)))
