"""Who came and was not enrolled is counted with a reason, once, and can be taken back."""

import datetime as dt

import pytest

from members import drive_figures, turnouts
from members.models import NotEnrolled
from members.turnouts import UnableToCount
from tests.factories import NOON, TODAY, make_collector, new_id
from tests.members.activations import make_drive, make_met, make_not_enrolled

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def drive():
    return make_drive(last_day=TODAY + DAY, target=4)


@pytest.fixture
def helper(drive):
    return drive.helpers.get()


def count(drive, by, *, id=None, reason="no_card", at=NOON):
    return turnouts.count(id=id or new_id(), drive=drive, reason=reason, by=by, at=at)


def test_a_double_tap_counts_once(drive, helper) -> None:
    tapped = new_id()
    assert count(drive, helper, id=tapped) == count(drive, helper, id=tapped)
    assert NotEnrolled.objects.count() == 1


def test_the_same_id_with_another_reason_is_refused(drive, helper) -> None:
    tapped = new_id()
    count(drive, helper, id=tapped)
    with pytest.raises(UnableToCount) as refusal:
        count(drive, helper, id=tapped, reason="other")
    assert refusal.value.code == "other_body"


@pytest.mark.parametrize(
    ("reason", "at", "code"),
    [("", NOON, "no_reason"), ("bored", NOON, "no_reason"), ("other", NOON - DAY, "not_running")],
)
def test_a_reason_and_a_running_drive_are_needed(drive, helper, reason, at, code) -> None:
    with pytest.raises(UnableToCount) as refusal:
        count(drive, helper, reason=reason, at=at)
    assert refusal.value.code == code


def test_only_a_helper_counts(drive) -> None:
    with pytest.raises(UnableToCount):
        count(drive, make_collector(market=drive.markets.get()))


def test_a_mistake_is_taken_back_and_no_longer_counts(drive, helper) -> None:
    first = make_not_enrolled(drive=drive)
    second = make_not_enrolled(drive=drive, at=NOON + HOUR)
    assert turnouts.last_counted(drive=drive, by=helper, on=TODAY) == second
    for _again in range(2):
        turnouts.take_back(id=second.pk, drive=drive, by=helper, at=NOON + HOUR)
    assert turnouts.last_counted(drive=drive, by=helper, on=TODAY) == first
    assert drive_figures.turned_away([drive]).get() == first


def test_nobody_takes_back_what_a_colleague_counted(drive, helper) -> None:
    colleague = make_collector(market=drive.markets.get())
    drive.helpers.add(colleague)
    counted = make_not_enrolled(drive=drive, by=helper)
    turnouts.take_back(id=counted.pk, drive=drive, by=colleague, at=NOON)
    assert drive_figures.turned_away([drive]).get() == counted


def test_progress_adds_up_by_hour_helper_and_reason(drive, helper) -> None:
    idle = make_collector(market=drive.markets.get(), name="Zaki Belum")
    drive.helpers.add(idle)
    for at in (NOON - 3 * HOUR, NOON - 3 * HOUR, NOON):
        make_met(drive=drive, by=helper, at=at)
    make_not_enrolled(drive=drive, by=idle, at=NOON - 2 * HOUR)
    found = drive_figures.progress(drive=drive, on=TODAY)
    assert (found.enrolled, found.not_enrolled, found.came, found.percent) == (3, 1, 4, 75)
    assert [(hour.label, hour.enrolled, hour.not_enrolled, hour.total) for hour in found.hours] == [
        ("09.00", 2, 0, 2),
        ("10.00", 0, 1, 2),
        ("11.00", 0, 0, 2),
        ("12.00", 1, 0, 3),
    ]
    assert [(each.name, each.today) for each in found.helpers] == [(helper.name, 3), (idle.name, 0)]
    assert found.reasons == [("Tidak membawa KTP", 1)]


def test_the_second_day_goes_on_from_the_first(drive, helper) -> None:
    make_met(drive=drive, by=helper, at=NOON)
    make_met(drive=drive, by=helper, at=NOON + DAY)
    found = drive_figures.progress(drive=drive, on=TODAY + 5 * DAY)
    assert (found.day, found.is_today) == (TODAY + DAY, False)
    assert [(hour.enrolled, hour.total) for hour in found.hours] == [(1, 2)]
    assert [(each.today, each.total) for each in found.helpers] == [(1, 2)]


def test_who_was_taken_back_does_not_count(drive, helper) -> None:
    sent = make_met(drive=drive, by=helper)
    sent.status = "withdrawn"
    sent.save()
    assert drive_figures.progress(drive=drive, on=TODAY).enrolled == 0
