"""The days of some partners: who enrols, who pays, who brings cash, what goes to BPJS."""

import datetime as dt
import random
from dataclasses import dataclass, field

from django.db import transaction

from config.demo import drives, habits, rounds
from config.demo.diary import Diary, Person, who_takes
from config.demo.incidents import Incidents
from config.demo.rejections import Rejections
from config.demo.rounds import moment
from config.demo.sponsors import city_month
from config.demo.territory import Territory
from contributions import cash, handovers, remittances, sponsors
from contributions.cash_counts import pieces_of
from contributions.payments import AskedPayment
from markets import months
from markets.models import User
from members import enrolment, review
from members.models import Drive, Enrolment, PayerKind

TRANSFERS_ON = 11
REMITS_ON = (9, 14, 24)
SPONSORED = "penyapu"
# The cash of the last so many days is still with these collectors.
HOLDS_CASH_DAYS = {"kolektor.cisarua": 2, "kolektor.ciawi": 7, "kolektor.mataram": 4}
# He has brought his yesterday, and nobody has counted it.
BRINGS_YESTERDAY = "kolektor.leuwiliang"
# The partners' last remittances were so many days ago; this one's last is not paid yet.
NOT_REMITTED_DAYS = 4
NOT_POSTED = "tanah-abang"
# Whose months BPJS rejects now and then.
REJECTED_OF = "tohaga"
# The bank's limit of a day was reached in the second month of history.
IN_TWO_TRANSFERS = "tohaga"
# Receipts of the last days, which people will look at, get a minute each; of days long past many
# are written at the same minute, which is quicker.
ONE_BY_ONE_DAYS = 9
AT_ONCE = 50
# On the hour and twenty minutes, in turn: most within the 24 hours.
DECIDED_AT = (7, 7, 8, 10)


@dataclass
class History:
    """The past of these partners (by code), up to the day before `today`."""

    partners: tuple[str, ...]
    territory: Territory
    diary: Diary
    first_month: dt.date
    today: dt.date
    chance: random.Random
    incidents: Incidents
    drive: Drive
    rejections: Rejections
    enrolled: list[Enrolment] = field(default_factory=list)

    def live_through(self, first: dt.date, last: dt.date) -> None:
        """Everything that happened on these days, each of them at once or not at all."""
        day = first
        while day <= last:
            with transaction.atomic():
                self._day(day)
            day += dt.timedelta(days=1)

    def _day(self, day: dt.date) -> None:
        for person in self.diary.enrolments.get(day, ()):
            if person.place.plan.partner in self.partners:
                self._enrol(person, day)
        self._decide_about(day)
        number = months.between(self.first_month, months.first_of(day))
        if day.day == TRANSFERS_ON and number < habits.CURRENT and SPONSORED in self.partners:
            self._book_transfer(day)
        self._remit(day)
        self._rounds(day, number)
        brings = self._user(BRINGS_YESTERDAY)
        if day == self._days_ago(1) and self._partner_of(brings) in self.partners:
            brought = pieces_of(cash.in_hand(user=brings).to_hand_over_idr)
            handovers.ask(by=brings, at=moment(day, 15, 40), pieces=brought)

    def _enrol(self, person: Person, day: dt.date) -> None:
        collector = self._user(who_takes(person.place, day, self.today))
        at = moment(day, 8, self.chance.randrange(60))
        at_drive = day == self.drive.first_day and person.place.plan.code == drives.MARKET
        made = enrolment.submit(
            application=person.application,
            by=collector,
            at=at,
            drive=self.drive if at_drive else None,
        )
        person.member_id = made.member_id
        self.enrolled.append(made)

    def _decide_about(self, day: dt.date) -> None:
        """The branch approves what came in the day before."""
        waiting = [one for one in self.enrolled if months.law_day(one.entered_at) < day]
        for number, one in enumerate(waiting):
            reviewer = self.territory.reviewer(one.market.partner.code)
            hour = DECIDED_AT[number % len(DECIDED_AT)]
            review.approve(enrolment=one, by=reviewer, at=moment(day, hour, 20))
        if waiting:
            self.enrolled.clear()

    def _book_transfer(self, day: dt.date) -> None:
        partner, month = self.territory.partners[SPONSORED], months.first_of(day)
        if sponsors.expected(partner=partner, payer_kind=PayerKind.APBD, month=month).members:
            treasurer = self.territory.treasurers(SPONSORED)[0]
            if month == months.add(months.first_of(self.today), -1):
                city_month(territory=self.territory, month=month, on=day, chance=self.chance)
            else:
                rounds.book_transfer(partner=partner, month=month, by=treasurer, on=day)

    def _remit(self, day: dt.date) -> None:
        if day.day in REMITS_ON and day < self._days_ago(NOT_REMITTED_DAYS):
            for code in self.partners:
                treasurer = self.territory.treasurers(code)[0]
                number = months.between(self.first_month, months.first_of(day))
                rejects = code == REJECTED_OF and number >= habits.LAST
                rounds.remit(
                    partner=self.territory.partners[code],
                    by=treasurer,
                    on=day,
                    answer=self.rejections.come if rejects else None,
                    transfers=2 if code == IN_TWO_TRANSFERS and number == 1 else 1,
                )
        if day == self._days_ago(1) and NOT_POSTED in self.partners:
            partner = self.territory.partners[NOT_POSTED]
            treasurer = self.territory.treasurers(NOT_POSTED)[0]
            if remittances.preview(partner=partner).months:
                remittances.finalise(partner=partner, by=treasurer, at=moment(day, 9, 30))

    def _rounds(self, day: dt.date, number: int) -> None:
        taken_by = {
            username: wanted
            for username, wanted in self.diary.payments.get(day, {}).items()
            if self._partner_of(self._user(username)) in self.partners
        }
        everybody = [one for wanted in taken_by.values() for one in wanted]
        asked = rounds.asked(everybody, on=day, chance=self.chance) if everybody else {}
        for username in sorted(taken_by):
            wanted = [asked[person.member_id] for person, _count in taken_by[username]]
            self._round(username, wanted, day, number)

    def _round(self, username: str, wanted: list[AskedPayment], day: dt.date, number: int) -> None:
        collector = self._user(username)
        recent = day >= self._days_ago(ONE_BY_ONE_DAYS)
        taken = rounds.take(
            wanted,
            by=collector,
            on=day,
            chance=self.chance,
            at_once=1 if recent else AT_ONCE,
        )
        holds = 2 if username == BRINGS_YESTERDAY else HOLDS_CASH_DAYS.get(username, 0)
        if holds and day >= self._days_ago(holds):
            self.incidents.while_cash_is_held(taken, collector, day)
            return
        treasurers = self.territory.treasurers(self._partner_of(collector))
        treasurer = treasurers[number % len(treasurers)]
        self.incidents.end_of_round(taken, collector, treasurer, day, number)

    def _user(self, username: str) -> User:
        return self.territory.users[username]

    def _partner_of(self, user: User) -> str:
        assert user.partner is not None
        return user.partner.code

    def _days_ago(self, count: int) -> dt.date:
        return self.today - dt.timedelta(days=count)
