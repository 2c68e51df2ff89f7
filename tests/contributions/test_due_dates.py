"""When a month is due."""

import datetime as dt

import pytest

from contributions import due_dates
from contributions.models import PublicHoliday

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (dt.date(2026, 9, 1), dt.date(2026, 9, 15)),  # a Tuesday
        (dt.date(2026, 11, 1), dt.date(2026, 11, 16)),  # the 15th is a Sunday
        (dt.date(2026, 8, 1), dt.date(2026, 8, 18)),  # Saturday, Sunday, Independence Day
    ],
)
def test_a_month_is_due_on_its_15th_or_the_next_working_day(month, due):
    PublicHoliday.objects.all().delete()
    PublicHoliday.objects.create(on=dt.date(2026, 8, 17), name="Hari Kemerdekaan")
    assert due_dates.due_on(month) == due


@pytest.mark.parametrize(
    ("approved_on", "due"),
    [
        (dt.date(2026, 11, 3), dt.date(2026, 11, 16)),
        (dt.date(2026, 11, 16), dt.date(2026, 11, 16)),
        (dt.date(2026, 11, 17), dt.date(2026, 11, 30)),
    ],
)
def test_the_first_month_of_one_approved_after_the_due_day_is_due_on_its_last_day(approved_on, due):
    november = dt.date(2026, 11, 1)
    regular = dt.date(2026, 11, 16)
    assert due == due_dates.due_for(
        month=november, regular=regular, first_month=november, approved_on=approved_on
    )


def test_later_months_of_a_newcomer_are_due_like_everybody_elses():
    regular = dt.date(2026, 12, 15)
    assert regular == due_dates.due_for(
        month=dt.date(2026, 12, 1),
        regular=regular,
        first_month=dt.date(2026, 11, 1),
        approved_on=dt.date(2026, 12, 20),
    )


def test_holidays_are_filled_once_estimates_marked_and_days_kept_by_hand_left_alone():
    PublicHoliday.objects.all().delete()
    PublicHoliday.objects.create(on=dt.date(2027, 3, 10), name="Ditetapkan pemerintah")
    assert due_dates.fill_holidays(first_year=2027, last_year=2027) > 10
    assert due_dates.fill_holidays(first_year=2027, last_year=2027) == 0
    assert PublicHoliday.objects.get(on=dt.date(2027, 3, 10)).name == "Ditetapkan pemerintah"
    assert PublicHoliday.objects.get(on=dt.date(2027, 3, 11)).estimated
    assert not PublicHoliday.objects.get(on=dt.date(2027, 8, 17)).estimated
