"""Months and days as the law counts them.

A month is written as the date of its first day. The law's day is the date in Asia/Jakarta (WIB).
"""

import calendar
import datetime as dt
import re
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")


def law_day(at: dt.datetime) -> dt.date:
    """The business day, in WIB, in which that moment falls."""
    return at.astimezone(WIB).date()


def first_of(day: dt.date) -> dt.date:
    """The month in which the day lies."""
    return dt.date(day.year, day.month, 1)


def add(month: dt.date, count: int) -> dt.date:
    """The month that many months after (or, below zero, before) the given one."""
    index = month.year * 12 + month.month - 1 + count
    return dt.date(index // 12, index % 12 + 1, 1)


def last_day(month: dt.date) -> dt.date:
    """The last day of the month."""
    return dt.date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])


def midnight_before(day: dt.date) -> dt.datetime:
    """The moment at which that day of the law begins."""
    return dt.datetime.combine(day, dt.time(), tzinfo=WIB)


def noon(day: dt.date) -> dt.datetime:
    """A moment of that day of the law, where nothing but the day is known, as in a statement."""
    return dt.datetime.combine(day, dt.time(12), tzinfo=WIB)


def midnight_after(day: dt.date) -> dt.datetime:
    """The moment at which that day of the law ends."""
    return midnight_before(day + dt.timedelta(days=1))


def between(earlier: dt.date, later: dt.date) -> int:
    """How many months the later month lies after the earlier one."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def run(first: dt.date, count: int) -> list[dt.date]:
    """So many consecutive months from the first on."""
    return [add(first, step) for step in range(count)]


def parse(text: str) -> dt.date:
    """The month written as YYYY-MM. Raises ValueError where it is not one."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        raise ValueError(f"{text!r} is not a month written as YYYY-MM")
    return dt.date.fromisoformat(f"{text}-01")
