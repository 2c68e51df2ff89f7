"""What the demo's world is planned to be, before any job writes it."""

import datetime as dt
import random

import pytest

from config.demo import diary, habits, places, territory
from config.demo.habits import CURRENT, LAST, MONTHS, Habit
from config.demo.people import People
from contributions.cover import GRACE_MONTHS
from members import nik
from members.models import PayerKind

TODAY = dt.date(2026, 11, 10)
FIRST = dt.date(2026, 1, 1)
LAPSING = {Habit.LAPSED, Habit.REVIVED, Habit.OFFER_ENDED}


def write(rows, seed=1):
    return diary.write(
        territory=rows,
        people=People(seed),
        first=FIRST,
        today=TODAY,
        chance=random.Random(seed),
    )


def described(plan):
    """Everything a diary says, comparable."""
    enrolled = {
        day: [(vars(person.application), person.habit) for person in people]
        for day, people in plan.enrolments.items()
    }
    paid = {
        day: {
            taker: [(person.application.nik, count) for person, count in wanted]
            for taker, wanted in takers.items()
        }
        for day, takers in plan.payments.items()
    }
    return enrolled, paid


def test_the_same_day_and_size_make_the_same_world(db):
    rows = territory.make(members=200, first_day=FIRST, today=TODAY)
    assert described(write(rows)) == described(write(rows))
    assert described(write(rows)) != described(write(rows, seed=2))


def test_every_person_can_be_enrolled_and_nobodys_number_exists(db):
    rows = territory.make(members=400, first_day=FIRST, today=TODAY)
    plan = write(rows)
    people = [person for each in plan.enrolments.values() for person in each]
    numbers = [person.application.nik for person in people]
    assert len(numbers) == len(set(numbers)) == 400
    for person in people:
        number = nik.parse(person.application.nik, on=TODAY)
        assert number.digits[12:] >= "9900", "no district has given so many"
        assert (
            nik.warnings(
                number, birth_date=person.application.birth_date, sex=person.application.sex
            )
            == []
        )
        assert person.application.phone.startswith("0860"), "no operator has these numbers"


def test_money_is_taken_in_the_past_by_collectors_of_the_members_partner(db):
    rows = territory.make(members=400, first_day=FIRST, today=TODAY)
    for day, takers in write(rows).payments.items():
        assert FIRST <= day < TODAY
        for username, wanted in takers.items():
            for person, _count in wanted:
                assert rows.users[username].partner == person.place.market.partner
                assert person.application.payer_kind == PayerKind.SELF


@pytest.mark.parametrize("members", [50, 60, 999, 2000])
def test_the_markets_share_out_exactly_so_many_members(members):
    counts = territory.shares(members)
    assert sum(counts) == members
    assert min(counts) >= 1
    assert sum(plan.parts for plan in places.MARKETS) == 1000


def test_a_small_world_has_every_habit_and_a_large_one_pays_mostly_by_the_month():
    assert set(habits.dealt(45)) >= set(habits.SHARES)
    large = habits.dealt(1800)
    assert large.count(Habit.MONTHLY) > len(large) / 3


@pytest.mark.parametrize("habit", Habit)
@pytest.mark.parametrize("seed", range(12))
def test_who_is_not_to_lapse_pays_before_the_grace_is_over(habit, seed):
    chance = random.Random(seed)
    joined = habits.joining_month(habit, chance)
    paid_until = joined - 1
    for pay_day in habits.pay_days(habit, joined, chance):
        assert joined <= pay_day.month <= CURRENT
        late = pay_day.month - paid_until > GRACE_MONTHS + 1
        assert not late or habit in LAPSING
        start = pay_day.month if late else paid_until + 1
        assert start <= pay_day.month or habit is Habit.AHEAD
        paid_until = start + pay_day.months - 1
    behind = {Habit.ONE_BEHIND: 1, Habit.RECENT: 1, Habit.TWO_BEHIND: 2}.get(habit, 0)
    if habit is Habit.AHEAD:
        assert CURRENT < paid_until <= LAST + 12
    elif habit not in LAPSING | {Habit.NEVER_PAID}:
        assert paid_until == LAST - behind
    assert MONTHS == CURRENT
