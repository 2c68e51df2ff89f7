"""What a drive has brought so far: against its target, by hour, helper and reason."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncHour

from markets import months
from members.models import Drive, Enrolment, NotEnrolled


@dataclass(frozen=True)
class Hour:
    """An hour of the day in the market's zone; `total` is everybody enrolled until its end."""

    begins: dt.datetime
    enrolled: int
    not_enrolled: int
    total: int
    target: int

    @property
    def label(self) -> str:
        return f"{self.begins:%H}.00"

    @property
    def percent(self) -> int:
        """Of the target, in whole percent, rounded down."""
        return percent(self.total, self.target)


@dataclass(frozen=True)
class Helper:
    """Whom a helper has enrolled: on the day, and on all days."""

    name: str
    today: int
    total: int


@dataclass(frozen=True)
class Progress:
    """A drive as its live page shows it; `day` is today or, before and after, the nearest day."""

    drive: Drive
    day: dt.date
    is_today: bool
    zone_name: str
    enrolled: int
    not_enrolled: int
    hours: list[Hour]
    helpers: list[Helper]
    reasons: list[tuple[str, int]]

    @property
    def came(self) -> int:
        return self.enrolled + self.not_enrolled

    @property
    def percent(self) -> int:
        return percent(self.enrolled, self.drive.target)

    @property
    def bars(self) -> list[tuple[str, int]]:
        """Everybody enrolled until the end of each hour, to be drawn against the target."""
        return [(hour.label, hour.total) for hour in self.hours]


def percent(count: int, target: int) -> int:
    """How much of the target that is, in whole percent, rounded down."""
    return 100 * count // target


def counted(drives: QuerySet[Drive] | list[Drive]) -> QuerySet[Enrolment]:
    """The enrolments that count for these drives: all but those taken back."""
    return Enrolment.objects.filter(drive__in=drives).exclude(status=Enrolment.Status.WITHDRAWN)


def turned_away(drives: QuerySet[Drive] | list[Drive]) -> QuerySet[NotEnrolled]:
    """Who came and was not enrolled, without what was counted by mistake."""
    return NotEnrolled.objects.filter(drive__in=drives, taken_back_at=None)


def progress(*, drive: Drive, on: dt.date) -> Progress:
    """The drive on that day, in the zone of its market, in four queries."""
    market = drive.markets.order_by("pk").first()
    zone = market.time_zone if market else months.WIB
    day = min(max(on, drive.first_day), drive.last_day)
    enrolled = _by_hour(counted([drive]), "entered_at", zone, "entered_by", "entered_by__name")
    others = _by_hour(turned_away([drive]), "at", zone, "reason")
    total = sum(enrolled.values())
    return Progress(
        drive=drive,
        day=day,
        is_today=day == on,
        zone_name=market.get_zone_display() if market else "WIB",
        enrolled=total,
        not_enrolled=sum(others.values()),
        hours=_hours(drive, day, enrolled, others),
        helpers=_helpers(drive, day, enrolled),
        reasons=_reasons(others),
    )


By = Counter[tuple[dt.datetime, tuple[Any, ...]]]


def _by_hour(rows: QuerySet[Any], at: str, zone: ZoneInfo, *keys: str) -> By:
    """How many rows in each hour, for each value of the keys."""
    found = rows.order_by().annotate(hour=TruncHour(at, tzinfo=zone))
    return Counter(
        {
            (hour, tuple(values)): count
            for hour, *values, count in found.values_list("hour", *keys).annotate(Count("pk"))
        }
    )


def _hours(drive: Drive, day: dt.date, enrolled: By, others: By) -> list[Hour]:
    """From the first to the last hour of the day in which somebody came."""
    new, away = _of_day(enrolled, day), _of_day(others, day)
    if not new and not away:
        return []
    begins, last = min([*new, *away]), max([*new, *away])
    total = sum(count for (hour, _), count in enrolled.items() if hour.date() < day)
    found = []
    while begins <= last:
        total += new[begins]
        found.append(Hour(begins, new[begins], away[begins], total, drive.target))
        begins += dt.timedelta(hours=1)
    return found


def _of_day(rows: By, day: dt.date) -> Counter[dt.datetime]:
    found: Counter[dt.datetime] = Counter()
    for (hour, _key), count in rows.items():
        if hour.date() == day:
            found[hour] += count
    return found


def _helpers(drive: Drive, day: dt.date, enrolled: By) -> list[Helper]:
    """All helpers, and whoever was one; who enrolled most comes first."""
    people = {(helper.pk, helper.name) for helper in drive.helpers.all()}
    today, total = Counter(dict.fromkeys(people, 0)), Counter(dict.fromkeys(people, 0))
    for (hour, (pk, name)), count in enrolled.items():
        total[pk, name] += count
        today[pk, name] += count if hour.date() == day else 0
    found = [Helper(who[1], today[who], total[who]) for who in total]
    return sorted(found, key=lambda helper: (-helper.total, helper.name))


def _reasons(others: By) -> list[tuple[str, int]]:
    """Why people were not enrolled, the most frequent first."""
    found: Counter[str] = Counter()
    for (_hour, (reason,)), count in others.items():
        found[str(NotEnrolled.Reason(reason).label)] += count
    return found.most_common()
