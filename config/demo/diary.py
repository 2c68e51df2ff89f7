"""What happens on which day of the demo's past: worked out before anything is written.

Everything follows from the seed and from today's date, so the same day makes the same world.
"""

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass, field

from config.demo import habits, logins
from config.demo.habits import Habit, PayDay
from config.demo.people import People
from config.demo.places import MARKETS
from config.demo.territory import Place, Territory
from markets import months
from markets.models import Role
from members.applications import Application
from members.models import PayerKind

SENT_ON, DECIDED_ON = 4, 5  # days of the month on which people enrol and are approved
ROUNDS = (3, 8, 14)
# How many prefer which round; where few people are, one round a month is enough.
ROUND_WEIGHTS, SMALL_WEIGHTS, SMALL = (1, 4, 6), (0, 1, 0), 300
SOON_AFTER_DECISION = 1  # the first round on which a newcomer can pay, counted from 0
# Recent money, by collector: so many days ago it was taken, and what became of it since.
TAKEN_DAYS_AGO = {"kolektor.ciawi": 6, "kolektor.cisarua": 1, "kolektor.leuwiliang": 2}
TAKEN_DAYS_AGO_ELSEWHERE = 3


@dataclass
class Person:
    """Somebody who enrols: what is written down, where she is found, and how she will pay."""

    application: Application
    place: Place
    habit: Habit
    joins: int
    member_id: int = 0


@dataclass
class Diary:
    """What is to happen, by day; payments also by the username of who takes them."""

    enrolments: dict[dt.date, list[Person]] = field(default_factory=lambda: defaultdict(list))
    payments: dict[dt.date, dict[str, list[tuple[Person, int]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )


def write(
    *,
    territory: Territory,
    people: People,
    first: dt.date,
    today: dt.date,
    chance: random.Random,
) -> Diary:
    """The diary of ten months, the first one given, up to yesterday."""
    diary = Diary()
    persons = _persons(territory, people, first, chance)
    weights = ROUND_WEIGHTS if len(persons) >= SMALL else SMALL_WEIGHTS
    for person in persons:
        day = months.add(first, person.joins).replace(day=SENT_ON)
        diary.enrolments[day].append(person)
        if person.place.plan.payer == PayerKind.SELF:
            usual = chance.choices(range(len(ROUNDS)), weights)[0]
            _plan_payments(diary, person, usual, first, today, chance)
    return diary


def _persons(
    territory: Territory, people: People, first: dt.date, chance: random.Random
) -> list[Person]:
    """Everybody with a habit: dealt out one market after the other, so each market has some."""
    queues = {plan.code: list(reversed(territory.places[plan.code])) for plan in MARKETS}
    for queue in queues.values():
        # The first place of each market stays the first to be dealt: there money is on its way.
        rest = queue[:-1]
        chance.shuffle(rest)
        queue[:-1] = rest
    payers = sum(len(queues[plan.code]) for plan in MARKETS if plan.payer == PayerKind.SELF)
    dealt = iter(habits.dealt(payers))
    found = []
    while any(queues.values()):
        for plan in MARKETS:
            if not queues[plan.code]:
                continue
            place = queues[plan.code].pop()
            habit = next(dealt) if plan.payer == PayerKind.SELF else Habit.MONTHLY
            joins = 0 if plan.payer != PayerKind.SELF else habits.joining_month(habit, chance)
            application = people.application(
                plan=plan,
                market=place.market,
                block=place.block,
                stall=place.stall,
                on=months.add(first, joins).replace(day=SENT_ON),
            )
            found.append(Person(application, place, habit, joins))
    return found


def _plan_payments(
    diary: Diary,
    person: Person,
    usual: int,
    first: dt.date,
    today: dt.date,
    chance: random.Random,
) -> None:
    for pay_day in habits.pay_days(person.habit, person.joins, chance):
        day = _round_day(person, pay_day, usual, first)
        if day < today:
            diary.payments[day][who_takes(person.place, day, today)].append(
                (person, pay_day.months)
            )
    if person.habit is Habit.RECENT:
        taker = who_takes(person.place, today, today)
        ago = TAKEN_DAYS_AGO.get(taker, TAKEN_DAYS_AGO_ELSEWHERE)
        diary.payments[today - dt.timedelta(days=ago)][taker].append((person, 1))


def _round_day(person: Person, pay_day: PayDay, usual: int, first: dt.date) -> dt.date:
    number = usual
    if pay_day.early:
        number = 0
    elif pay_day.month == person.joins:
        number = max(usual, SOON_AFTER_DECISION)
    day = months.add(first, pay_day.month).replace(day=ROUNDS[number])
    while day.isoweekday() in person.place.plan.closed_weekdays:
        day += dt.timedelta(days=1)
    return day


def who_takes(place: Place, on: dt.date, today: dt.date) -> str:
    """The username of the collector who covers that place, or of one who steps in."""
    whole = place.plan.code
    own = f"{whole}/{place.block.name}" if place.block else whole
    left_on = months.add(months.first_of(today), -1).replace(day=20)
    covering = [
        login
        for login in logins.of_role(Role.COLLECTOR)
        if login.username != logins.LEFT or on <= left_on
    ]
    for covered in (own, whole):
        for login in covering:
            if covered in login.covers:
                return login.username
    return next(
        login.username
        for login in covering
        if any(covered.startswith(f"{whole}/") for covered in login.covers)
    )
