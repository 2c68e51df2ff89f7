"""When a month is due: the 15th of the month itself, or the next working day.

Source: PP 44/2015 and the guidance of BPJS Ketenagakerjaan for BPU. Saturdays, Sundays and public
holidays (without cuti bersama, our policy) are no working days. There is no fine for BPU.
"""

import datetime as dt

import holidays
from django.db import transaction

from contributions.models import PublicHoliday
from markets import months

DUE_DAY = 15
SATURDAY = 6


def due_on(month: dt.date) -> dt.date:
    """The day on which that month is due for everybody but newcomers."""
    return due_dates([month])[month]


def due_dates(run: list[dt.date]) -> dict[dt.date, dt.date]:
    """The due day of each of those months, in one query."""
    free = set(
        PublicHoliday.objects.filter(on__gte=min(run), on__lt=months.add(max(run), 2)).values_list(
            "on", flat=True
        )
    )
    return {month: _next_working_day(month.replace(day=DUE_DAY), free) for month in run}


def due_for(
    *, month: dt.date, regular: dt.date, first_month: dt.date, approved_on: dt.date
) -> dt.date:
    """The due day of that month for one member.

    The first month of one approved after the regular due day is due on its last day [policy]. The
    billing statement says the same in SQL (contributions/billing_sql.py); a test compares them.
    """
    if month == first_month and approved_on > regular:
        return months.last_day(month)
    return regular


@transaction.atomic
def fill_holidays(*, first_year: int, last_year: int) -> int:
    """Enter the public holidays of those years that are not entered yet; the number entered.

    Days entered or renamed by hand stay as they are. Islamic holidays of coming years are
    estimates until the government names them, and are marked so.
    """
    known = holidays.country_holidays("ID", years=range(first_year, last_year + 1), language="id")
    rows = [
        PublicHoliday(
            on=day, name=name.replace(" (perkiraan)", ""), estimated="(perkiraan)" in name
        )
        for day, name in sorted(known.items())
    ]
    already = set(PublicHoliday.objects.values_list("on", flat=True))
    new = [row for row in rows if row.on not in already]
    PublicHoliday.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _next_working_day(day: dt.date, free: set[dt.date]) -> dt.date:
    while day.isoweekday() >= SATURDAY or day in free:
        day += dt.timedelta(days=1)
    return day
