"""The fast lane of a drive: what a helper sees between two people, and what stays the same."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from markets.models import User
from members import drive_figures
from members.drafts import OFFERED
from members.models import Drive, Enrolment


@dataclass(frozen=True)
class Lane:
    """How many the helper has enrolled today, and everybody of the target."""

    drive: Drive
    mine_today: int
    enrolled: int

    @property
    def next_number(self) -> int:
        return self.mine_today + 1

    @property
    def percent(self) -> int:
        return drive_figures.percent(self.enrolled, self.drive.target)


def lane(*, drive: Drive, helper: User, on: dt.date) -> Lane:
    """The helper's lane at the drive on that day (WIB)."""
    mine = Count("pk", filter=Q(entered_by=helper, entered_at__date=on))
    found = drive_figures.counted([drive]).aggregate(mine=mine, all=Count("pk"))
    return Lane(drive, found["mine"], found["all"])


def kept(*, drive: Drive, helper: User) -> dict[str, str]:
    """What the next person is likely to share with the one before: place, occupation, sector.

    Nothing that tells who the one before was; only offered, so that it can be changed.
    """
    last = _last(drive, helper)
    if last is None:
        return _first(drive)
    place = last.member.placements.filter(find_here=True, last_day=None).first()
    values = {
        "place": f"{place.market_id}-{place.block_id or ''}" if place else "",
        "occupation": last.member.occupation,
        "sector": last.sector,
    }
    return {OFFERED + name: value for name, value in values.items() if value}


def _first(drive: Drive) -> dict[str, str]:
    """Before the first person: the market, where the drive is for one only."""
    markets = [market.pk for market in drive.markets.all()[:2]]
    return {OFFERED + "place": f"{markets[0]}-"} if len(markets) == 1 else {}


def _last(drive: Drive, helper: User) -> Enrolment | None:
    mine = drive.enrolments.filter(entered_by=helper, member__market__partner=drive.partner_id)
    return mine.select_related("member").order_by("-entered_at", "-pk").first()
