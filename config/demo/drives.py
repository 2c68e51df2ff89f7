"""Drives and posters of one partner: a drive long done, one of today, and who waits by a poster."""

import datetime as dt
import random
from dataclasses import dataclass
from uuid import UUID

from config.demo.diary import Diary
from config.demo.people import People
from config.demo.places import MARKETS
from config.demo.rounds import moment, new_id
from config.demo.territory import Place, Territory
from markets import months
from markets.models import User
from members import drives, enrolment, posters, self_enrolment, turnouts
from members.applications import Application
from members.drives import Plan
from members.models import Drive, NotEnrolled

MARKET, PARTNER, CAMPAIGN = "cisarua", "tohaga", "Pekan Perlindungan Pedagang"
HELPERS = ("kolektor.cisarua", "kolektor.cisarua2")
POSTERS = ("cisarua", "ciawi")
LEAST_MET = 3  # fewer make no report
MET_TODAY, MINUTES_APART, TARGET_TODAY = 7, 17, 25
REASON = NotEnrolled.Reason
REASONS_THEN = (REASON.NO_CARD, REASON.ASKS_FIRST, REASON.NO_CARD, REASON.TOO_OLD, REASON.NO_MONEY)
REASONS_TODAY = (REASON.NO_CARD, REASON.ALREADY, REASON.NO_MONEY)
WAITING = 3


def plan_past(*, territory: Territory, diary: Diary, chance: random.Random) -> Drive:
    """The drive on the latest day on which enough people of the market were enrolled."""
    met = {
        day: sum(1 for person in people if person.place.plan.code == MARKET)
        for day, people in diary.enrolments.items()
    }
    enough = [day for day, count in met.items() if count >= LEAST_MET]
    day = max(enough) if enough else max(met, key=lambda day: met[day])
    id, target = new_id(chance), met[day] + 4
    drive = _planned(territory, day, id=id, place="Halaman depan Pasar Cisarua", target=target)
    for number, reason in enumerate(REASONS_THEN):
        by = territory.users[HELPERS[number % len(HELPERS)]]
        at = moment(day, 8 + number % 3, 7 * number)
        turnouts.count(id=new_id(chance), drive=drive, reason=reason, by=by, at=at)
    return drive


def _planned(territory: Territory, day: dt.date, *, id: UUID, place: str, target: int) -> Drive:
    planned = Plan(
        place=place,
        city="Kabupaten Bogor",
        first_day=day,
        last_day=day,
        target=target,
        van="Mobil layanan 1",
        campaign=CAMPAIGN,
        markets=[territory.markets[MARKET]],
        helpers=[territory.users[name] for name in HELPERS],
    )
    at = moment(day - dt.timedelta(days=5), 10)
    partner, by = territory.partners[PARTNER], territory.treasurers(PARTNER)[0]
    return drives.plan(id=id, partner=partner, planned=planned, by=by, at=at)


@dataclass
class Today:
    """Writes what goes on today at the drive and by the posters."""

    territory: Territory
    people: People
    now: dt.datetime
    chance: random.Random

    def go_on(self) -> None:
        """Some were enrolled in the last hours, some came in vain, some wait by a poster."""
        day = months.law_day(self.now)
        id, place = new_id(self.chance), "Mobil keliling, parkiran"
        drive = _planned(self.territory, day, id=id, place=place, target=TARGET_TODAY)
        for number in range(MET_TODAY):
            enrolment.submit(
                application=self._application(),
                by=self._helper(number),
                at=self._ago(2 + number * MINUTES_APART),
                drive=drive,
            )
        for number, reason in enumerate(REASONS_TODAY):
            at = self._ago(10 + number * 2 * MINUTES_APART)
            by = self._helper(number)
            turnouts.count(id=new_id(self.chance), drive=drive, reason=reason, by=by, at=at)
        treasurer = self.territory.treasurers(PARTNER)[0]
        for code in POSTERS:
            market = self.territory.markets[code]
            posters.renew(market=market, by=treasurer, at=self.now - dt.timedelta(days=12))
        for number in range(WAITING):
            self._begin_by_poster(self.now - dt.timedelta(hours=5 + 20 * number))

    def _application(self) -> Application:
        plan = next(plan for plan in MARKETS if plan.code == MARKET)
        place: Place = self.chance.choice(self.territory.places[MARKET])
        return self.people.application(
            plan=plan,
            market=place.market,
            block=place.block,
            stall=None,
            on=months.law_day(self.now),
        )

    def _begin_by_poster(self, at: dt.datetime) -> None:
        poster = posters.live(market=self.territory.markets[MARKET])
        assert poster is not None
        typed = _typed(self._application())
        id = new_id(self.chance)
        self_enrolment.begin(id=id, poster=poster, typed=typed, address="", at=at)

    def _helper(self, number: int) -> User:
        return self.territory.users[HELPERS[number % len(HELPERS)]]

    def _ago(self, minutes: int) -> dt.datetime:
        """So long ago, but not before today began."""
        begun = moment(months.law_day(self.now), 0, 1)
        return max(begun, self.now - dt.timedelta(minutes=minutes))


def _typed(application: Application) -> dict[str, str]:
    """What that person would type about herself."""
    born, block = application.birth_date, application.block
    return {
        "nik": application.nik,
        "name": application.name,
        "birth_place": application.birth_place,
        "birth_date_day": str(born.day),
        "birth_date_month": str(born.month),
        "birth_date_year": str(born.year),
        "sex": application.sex,
        "mother_name": application.mother_name,
        "address": application.address,
        "phone": application.phone,
        "place": f"{application.market.pk}-{block.pk if block else ''}",
        "occupation": application.occupations[0],
        "sector": application.sector,
        "employs_others": "false",
        "declared_income_idr": str(application.declared_income_idr),
        "jht": str(application.jht).lower(),
    }
