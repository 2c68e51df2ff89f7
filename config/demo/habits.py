"""How the people of the demo pay: who month by month, who ahead, who late, who not at all.

The ten months of history are numbered 0 to 9; 10 is the current one, which nobody has been billed
for yet.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

MONTHS = 10
CURRENT = MONTHS
LAST = MONTHS - 1
TAKES_EFFECT = 3  # unpaid months after which a membership ends at the next month's beginning


class Habit(Enum):
    """The way in which one member pays."""

    MONTHLY = auto()
    QUARTERLY = auto()
    HALF_YEARLY = auto()
    LATE = auto()
    CATCHING_UP = auto()
    ONE_BEHIND = auto()
    TWO_BEHIND = auto()
    LAPSED = auto()
    REVIVED = auto()
    NEVER_PAID = auto()
    OFFER_ENDED = auto()
    AHEAD = auto()
    # Pays the last month in the last few days: the money is still on its way.
    RECENT = auto()


# How many of a thousand pay that way, and how many at least; the rest pays month by month.
SHARES = {
    Habit.RECENT: (25, 14),
    Habit.ONE_BEHIND: (70, 4),
    Habit.TWO_BEHIND: (45, 3),
    Habit.LAPSED: (45, 3),
    Habit.AHEAD: (20, 2),
    Habit.REVIVED: (12, 1),
    Habit.NEVER_PAID: (15, 1),
    Habit.OFFER_ENDED: (8, 1),
    Habit.LATE: (90, 2),
    Habit.CATCHING_UP: (60, 2),
    Habit.QUARTERLY: (90, 3),
    Habit.HALF_YEARLY: (40, 2),
}
# Habits that need the whole time to show, or a certain month to begin in.
JOINS = {
    Habit.LAPSED: 0,
    Habit.REVIVED: 0,
    Habit.NEVER_PAID: LAST,
    Habit.OFFER_ENDED: 4,
}


@dataclass(frozen=True)
class PayDay:
    """In which month somebody pays, for how many months; early in it where she is behind."""

    month: int
    months: int
    early: bool = False


def dealt(count: int) -> list[Habit]:
    """The habits of that many members: each kind at least a few times, as far as they go."""
    found: list[Habit] = []
    for habit, (share, least) in SHARES.items():
        found += [habit] * max(least, count * share // 1000)
    return (found + [Habit.MONTHLY] * count)[:count]


def joining_month(habit: Habit, chance: random.Random) -> int:
    """The month of history in which somebody of that habit enrols: most in the first one."""
    if habit in JOINS:
        return JOINS[habit]
    return 0 if chance.random() < 0.62 else chance.randrange(1, LAST - TAKES_EFFECT + 1)


def pay_days(habit: Habit, joined: int, chance: random.Random) -> list[PayDay]:
    """When and how much she pays, from the month in which she joined on."""
    match habit:
        case Habit.NEVER_PAID | Habit.OFFER_ENDED:
            found = []
        case Habit.QUARTERLY:
            found = list(_in_steps(joined, 3))
        case Habit.HALF_YEARLY:
            found = list(_in_steps(joined, 6))
        case Habit.CATCHING_UP:
            found = [PayDay(joined, 1), *_behind_in_steps(joined)]
        case Habit.LATE:
            after = [PayDay(month + 1, 1, early=True) for month in range(joined + 1, MONTHS)]
            found = [PayDay(joined, 1), *after]
        case Habit.REVIVED:
            found = _monthly(joined, joined + 1) + _monthly(joined + 7, LAST)
        case Habit.LAPSED:
            found = _monthly(joined, chance.randint(joined, LAST - TAKES_EFFECT))
        case Habit.AHEAD:
            ahead = PayDay(LAST, chance.choice((4, 4, 7, 13)))
            found = [*_monthly(joined, LAST - 1), ahead]
        case _:
            unpaid = {Habit.ONE_BEHIND: 1, Habit.RECENT: 1, Habit.TWO_BEHIND: 2}
            found = _monthly(joined, LAST - unpaid.get(habit, 0))
    return found


def _monthly(first: int, last: int) -> list[PayDay]:
    return [PayDay(month, 1) for month in range(first, last + 1)]


def _in_steps(joined: int, step: int) -> Iterator[PayDay]:
    """So many months at once, such that the last step ends with the last month of history."""
    first = (MONTHS - joined) % step or step
    yield PayDay(joined, first)
    for month in range(joined + first, MONTHS, step):
        yield PayDay(month, step)


def _behind_in_steps(joined: int) -> Iterator[PayDay]:
    """Leaves up to three months unpaid and pays them at the last moment."""
    behind = (LAST - joined) % TAKES_EFFECT or TAKES_EFFECT
    month = joined + behind
    while month <= LAST:
        yield PayDay(month, behind)
        month, behind = month + TAKES_EFFECT, TAKES_EFFECT
