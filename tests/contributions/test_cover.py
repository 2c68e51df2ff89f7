"""Until when a member is protected, and until when she can catch up: domain.md section 3."""

import datetime as dt

import pytest

from contributions import cover
from contributions.models import Contribution, Cover
from contributions.posted import posted
from tests.factories import make_contribution, make_member, make_paid_month

pytestmark = pytest.mark.django_db

JULY, AUGUST, SEPTEMBER = (dt.date(2026, month, 1) for month in (7, 8, 9))
END_OF_JULY, END_OF_AUGUST = dt.date(2026, 7, 31), dt.date(2026, 8, 31)


def dates_of(member):
    return cover.of(type(member).objects.select_related("cover").get(pk=member.pk))


def test_a_member_who_never_paid_has_no_dates():
    dates = dates_of(make_member())
    assert (dates.paid_until, dates.covered_until, dates.grace_until) == (None, None, None)


def test_july_remitted_covers_until_its_end_and_can_be_caught_up_until_the_end_of_october():
    member = make_member()
    make_paid_month(member=member, month=JULY)
    dates = dates_of(member)
    assert dates.covered_until == END_OF_JULY
    assert dates.grace_until == dt.date(2026, 10, 31)


def test_a_paid_august_closes_the_gap_and_the_count_starts_anew():
    member = make_member()
    make_paid_month(member=member, month=JULY)
    make_paid_month(member=member, month=AUGUST)
    assert dates_of(member).grace_until == dt.date(2026, 11, 30)


def test_collected_money_is_paid_but_protects_nobody_until_it_is_remitted():
    member = make_member()
    make_paid_month(member=member, month=JULY)
    make_paid_month(member=member, month=AUGUST, remitted_on=None)
    dates = dates_of(member)
    assert (dates.paid_until, dates.covered_until) == (END_OF_AUGUST, END_OF_JULY)
    assert dates.has_unremitted_money


def test_a_month_missing_ahead_ends_the_cover_before_it():
    member = make_member()
    for month in (JULY, SEPTEMBER):
        make_paid_month(member=member, month=month)
    cover.refresh(members=[member.pk], on=dt.date(2026, 7, 20))
    assert dates_of(member).covered_until == END_OF_JULY
    assert Cover.objects.get(member=member).has_gap


def test_when_the_month_behind_a_gap_comes_the_cover_moves_with_the_day():
    member = make_member()
    for month in (JULY, SEPTEMBER):
        make_paid_month(member=member, month=month)
    cover.refresh(members=[member.pk], on=dt.date(2026, 8, 31))
    assert dates_of(member).covered_until == END_OF_JULY
    assert cover.refresh_gaps(on=dt.date(2026, 9, 1)) == 1
    assert dates_of(member).covered_until == dt.date(2026, 9, 30)
    assert not Cover.objects.get(member=member).has_gap


def test_months_paid_ahead_cover_until_the_last_of_them():
    member = make_member()
    for month in (JULY, AUGUST, SEPTEMBER):
        make_paid_month(member=member, month=month, remitted_on=dt.date(2026, 7, 10))
    assert dates_of(member).covered_until == dt.date(2026, 9, 30)


def test_an_undone_payment_takes_the_dates_back():
    member = make_member()
    make_paid_month(member=member, month=JULY)
    august = make_paid_month(member=member, month=AUGUST, remitted_on=None)
    Contribution.objects.filter(pk=august.pk).update(status="open")
    cover.refresh(members=[member.pk], on=dt.date(2026, 8, 20))
    assert dates_of(member).paid_until == END_OF_JULY


def test_the_kept_dates_equal_those_the_months_give():
    member = make_member()
    for month in (JULY, AUGUST):
        make_paid_month(member=member, month=month)
    kept = dates_of(member)
    assert cover.computed(members=[member.pk], on=dt.date(2026, 9, 3)) == {member.pk: kept}


@pytest.mark.parametrize(
    ("day", "known_on", "covered"),
    [
        (dt.date(2026, 8, 10), dt.date(2026, 8, 10), False),  # August was remitted on the 20th
        (dt.date(2026, 8, 10), dt.date(2026, 8, 20), True),  # as known later
        (dt.date(2026, 8, 25), dt.date(2026, 8, 25), True),
        (dt.date(2026, 7, 19), dt.date(2026, 9, 1), False),  # before the first dues reached BPJS
        (dt.date(2026, 7, 20), dt.date(2026, 9, 1), True),
        (dt.date(2026, 9, 1), dt.date(2026, 9, 30), False),
    ],
)
def test_was_she_covered_on_a_day_as_known_then_and_as_known_later(day, known_on, covered):
    member = make_member()
    make_paid_month(member=member, month=JULY, remitted_on=dt.date(2026, 7, 20))
    make_paid_month(member=member, month=AUGUST, remitted_on=dt.date(2026, 8, 20))
    make_contribution(member=member, month=SEPTEMBER)
    assert posted(member=member, died_on=day, known_on=known_on).was_covered is covered
