"""Drives are planned by who is in charge, for helpers and markets of the partner."""

import datetime as dt
from dataclasses import replace

import pytest

from markets.models import Role
from members import drives
from members.drives import Plan, UnableToPlan
from members.models import Campaign, Drive
from tests.factories import (
    NOON,
    TODAY,
    make_admin,
    make_auditor,
    make_collector,
    make_market,
    make_partner,
    make_reviewer,
    make_treasurer,
    new_id,
)
from tests.members.activations import make_drive, make_met

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def planned(market):
    return Plan(
        place="  Halaman   Pasar Cisarua ",
        city="Kabupaten Bogor",
        first_day=TODAY,
        last_day=TODAY + DAY,
        target=200,
        van="F 9901 XX",
        markets=[market],
        helpers=[make_collector(market=market)],
    )


def plan(planned, by, *, id=None, **changes):
    planned, id = replace(planned, **changes), id or new_id()
    partner = planned.markets[0].partner
    return drives.plan(id=id, partner=partner, planned=planned, by=by, at=NOON)


def test_a_treasurer_plans_one_of_her_partner(planned, treasurer, market) -> None:
    drive = plan(planned, treasurer, campaign=" Pekan  Pasar ")
    assert drive.place == "Halaman Pasar Cisarua"
    assert list(drive.markets.all()) == [market]
    assert list(drive.helpers.all()) == planned.helpers
    assert drive.campaign.name == "Pekan Pasar"
    assert drive.campaign.partner == market.partner


def test_sent_twice_it_is_one_drive_and_another_plan_is_not_taken_for_it(
    planned, treasurer, market
) -> None:
    id = new_id()
    drive = plan(planned, treasurer, id=id, campaign="Pekan Pasar")
    assert plan(planned, treasurer, id=id, campaign="Pekan Pasar") == drive
    for other in ({"target": 300}, {"helpers": [make_collector(market=market)]}):
        with pytest.raises(UnableToPlan) as refusal:
            plan(planned, treasurer, id=id, campaign="Pekan Pasar", **other)
        assert refusal.value.code == "other_body"
    assert Drive.objects.get().target == 200


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"first_day": TODAY - DAY}, "past"),
        ({"last_day": TODAY - DAY}, "ends_before"),
        ({"last_day": TODAY + 31 * DAY}, "too_long"),
        ({"target": 0}, "target"),
        ({"target": 100_001}, "target"),
        ({"helpers": []}, "no_helper"),
    ],
)
def test_what_cannot_stand_is_refused_with_a_field(planned, treasurer, changes, code) -> None:
    with pytest.raises(UnableToPlan) as refusal:
        plan(planned, treasurer, **changes)
    assert refusal.value.code == code
    assert refusal.value.field


def test_another_partners_market_and_helper_are_refused(planned, treasurer, market) -> None:
    other = make_market()
    with pytest.raises(UnableToPlan) as refusal:
        plan(planned, treasurer, markets=[market, other])
    assert refusal.value.code == "other_market"
    for helper in (make_collector(market=other), treasurer):
        with pytest.raises(UnableToPlan) as refusal:
            plan(planned, treasurer, helpers=[helper])
        assert refusal.value.code == "not_a_helper"


def test_only_the_treasurer_and_the_branch_plan(planned, market) -> None:
    plan(planned, make_reviewer(branch=market.partner.branch))
    strangers = [
        make_treasurer(),
        make_reviewer(),
        make_auditor(partner=market.partner),
        make_admin(),
        planned.helpers[0],
    ]
    for stranger in strangers:
        with pytest.raises(UnableToPlan) as refusal:
            plan(planned, stranger)
        assert refusal.value.code == "not_yours"


def test_a_campaign_of_the_branch_joins_drives_of_several_partners(planned, market) -> None:
    branch = market.partner.branch
    reviewer = make_reviewer(branch=branch)
    other = make_market(partner=make_partner(branch=branch))
    first = plan(planned, reviewer, campaign="Pekan Pasar")
    second = plan(
        planned,
        make_treasurer(partner=other.partner),
        campaign="Pekan Pasar",
        markets=[other],
        helpers=[make_collector(market=other)],
    )
    assert first.campaign == second.campaign == Campaign.objects.get()


def test_a_running_one_is_changed_but_for_its_past(planned, treasurer) -> None:
    drive = plan(planned, treasurer)
    tomorrow = NOON + DAY
    changed = replace(planned, last_day=TODAY + 2 * DAY, target=300)
    drive = drives.change(drive=drive, planned=changed, by=treasurer, at=tomorrow)
    assert (drive.last_day, drive.target) == (TODAY + 2 * DAY, 300)
    for moved in ({"first_day": TODAY + DAY}, {"last_day": TODAY}):
        with pytest.raises(UnableToPlan) as refusal:
            drives.change(drive=drive, planned=replace(changed, **moved), by=treasurer, at=tomorrow)
        assert refusal.value.code == "past"


def test_one_that_is_over_or_cancelled_stays(planned, treasurer) -> None:
    drive = plan(planned, treasurer)
    with pytest.raises(UnableToPlan) as refusal:
        drives.cancel(drive=drive, by=treasurer, at=NOON + 2 * DAY)
    assert refusal.value.code == "is_over"
    drives.cancel(drive=drive, by=treasurer, at=NOON)
    with pytest.raises(UnableToPlan) as refusal:
        drives.change(drive=drive, planned=planned, by=treasurer, at=NOON)
    assert refusal.value.code == "is_cancelled"


def test_helpers_see_those_at_which_they_help(market) -> None:
    helper = make_collector(market=market)
    mine = make_drive(market=market, helpers=[helper])
    make_drive(market=market)
    assert list(drives.reached(helper)) == [mine]
    helper.partner = make_partner()
    helper.save()
    assert list(drives.reached(helper)) == []


def test_it_runs_on_its_days_only_unless_cancelled(market) -> None:
    helper = make_collector(market=market)
    drive = make_drive(market=market, helpers=[helper], last_day=TODAY + DAY)
    for day, runs in ((-1, False), (0, True), (1, True), (2, False)):
        assert drives.running(helper=helper, on=TODAY + day * DAY).exists() is runs
    drive.cancelled_at = NOON
    drive.save()
    assert not drives.running(helper=helper, on=TODAY).exists()


def test_what_was_begun_there_may_be_sent_for_a_week(market) -> None:
    helper = make_collector(market=market)
    drive = make_drive(market=market, helpers=[helper])
    assert drives.still_open(helper=helper, on=TODAY + 7 * DAY).get() == drive
    assert not drives.still_open(helper=helper, on=TODAY + 8 * DAY).exists()


def test_a_helper_of_another_market_enrols_people_of_the_drives_markets(market) -> None:
    helper = make_collector(market=make_market(partner=market.partner))
    drive = make_drive(market=market, helpers=[helper])
    assert market in drives.markets_to_enrol(helper=helper, drive=drive)
    assert market not in drives.markets_to_enrol(helper=helper, drive=None)
    assert make_met(drive=drive, by=helper).drive == drive


def test_everybody_of_the_partner_and_the_branch_sees_it(market) -> None:
    drive = make_drive(market=market)
    partner = market.partner
    for user in (
        make_treasurer(partner=partner),
        make_reviewer(branch=partner.branch),
        make_auditor(partner=partner),
        make_auditor(branch=partner.branch),
    ):
        assert list(drives.reached(user)) == [drive]
    for stranger in (make_treasurer(), make_reviewer(), make_auditor()):
        assert stranger.role in Role
        assert list(drives.reached(stranger)) == []
