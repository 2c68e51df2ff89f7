"""Makes the demo world: territory, people, ten months of history, and the work of today."""

import datetime as dt
import random
import time
from collections.abc import Callable

from django.db import connection, connections, transaction

from collectors import reminders, visits
from collectors.models import Reminder, Visit
from config.demo import (
    bank,
    counters,
    crews,
    diary,
    doubles,
    drives,
    elsewhere,
    given_back,
    habits,
    qris,
    sponsors,
    spot_checks,
    territory,
)
from config.demo.applicants import Applicants
from config.demo.asked import Requests
from config.demo.diary import DECIDED_ON
from config.demo.families import Families
from config.demo.history import History
from config.demo.incidents import Incidents
from config.demo.people import People
from config.demo.places import PARTNERS
from config.demo.rejections import Rejections
from config.demo.rounds import moment, new_id
from config.demo.territory import Territory
from contributions import billing, lapses
from contributions.models import BillingRun, Contribution, Payment
from markets import months
from markets.models import Partner, Role
from members import formal_figures
from members.models import Member

SEED = 50_2025
FEWEST_MEMBERS = 50  # enough for each kind of member once
# Two processes share the partners; the largest one has about as many people as the others.
LARGEST = ("tohaga",)
OTHERS = tuple(plan.code for plan in PARTNERS if plan.code not in LARGEST)
ANALYZED_AFTER = (0, 1, 4, 9)  # months
VISITED_OF_A_HUNDRED = 40
OUTCOMES = {
    Visit.Outcome.PROMISED: 5,
    Visit.Outcome.NOT_THERE: 4,
    Visit.Outcome.NOT_BEFORE: 2,
    Visit.Outcome.CLOSED: 2,
    Visit.Outcome.REFUSED: 1,
    Visit.Outcome.MOVED: 1,
}
CASH_LIMIT_IDR = 3_000_000  # of a collector of the largest partners
FORMAL_WORKERS, REPORT = (940, 965), "Laporan bulanan cabang"
Say = Callable[[str], None]


def make(*, members: int, now: dt.datetime, say: Say) -> None:
    """Write the whole world into an empty, prepared database; the same seed, day and size make
    the same world. The current month is left unbilled."""
    today = months.law_day(now)
    first = months.add(months.first_of(today), -habits.MONTHS)
    with transaction.atomic():
        rows = territory.make(members=members, first_day=first, today=today)
        qris.write(territory=rows, first_day=first)
    chance, people = _chance("diary"), People(SEED)
    plan = diary.write(territory=rows, people=people, first=first, today=today, chance=chance)
    with transaction.atomic():
        drive = drives.plan_past(territory=rows, diary=plan, chance=_chance("drive"))
    histories = [
        History(
            partners=partners,
            territory=rows,
            diary=plan,
            first_month=first,
            today=today,
            chance=_chance(partners[0]),
            incidents=Incidents(_chance(f"incidents of {partners[0]}")),
            drive=drive,
            rejections=Rejections(),
        )
        for partners in (LARGEST, OTHERS)
    ]
    connection.close()
    with crews.working(histories) as workers:
        _live_through(workers, first=first, now=now, say=say)
    with transaction.atomic():
        Applicants(rows, people, today, chance).apply(members=members)
        drives.Today(rows, people, now, _chance("drives")).go_on()
        Requests(rows, today, _chance("requests")).ask()
        doubles.write(territory=rows, today=today)
        sponsors.gift(territory=rows, today=today, chance=_chance("sponsors"))
        _type_formal_figures(rows, today)
        Families(rows, today, _chance("families")).tell()
        counters.write(territory=rows, today=today, chance=_chance("counters"))
        given_back.write(territory=rows, today=today, chance=_chance("given back"))
        bank.write(territory=rows, today=today)
        elsewhere.write(territory=rows, today=today, chance=_chance("elsewhere"))
        Partner.objects.filter(code__in=LARGEST).update(cash_limit_idr=CASH_LIMIT_IDR)
        reminders.refresh(at=now)
        _visit(today, chance)
        reminders.refresh(at=now)
        spot_checks.write(territory=rows, now=now, chance=_chance("spot checks"))
    _analyze()


def _type_formal_figures(rows: Territory, today: dt.date) -> None:
    """Two figures of formal workers of each branch: of this month's first day and of the last's."""
    for user in rows.users.values():
        if user.role == Role.REVIEWER:
            for step, people in enumerate(FORMAL_WORKERS):
                on = months.add(months.first_of(today), step - 1)
                formal_figures.record(
                    people=people, on=on, source=REPORT, by=user, at=moment(today, 8, step)
                )


def _live_through(workers: crews.Crews, *, first: dt.date, now: dt.datetime, say: Say) -> None:
    """Month by month: what concerns everybody here, what concerns a partner by the workers."""
    started, yesterday = time.monotonic(), months.law_day(now) - dt.timedelta(days=1)
    for number, month in enumerate(months.run(first, habits.MONTHS)):
        lapses.sweep(at=moment(month, 0, 5))
        _bill(moment(month, 0, 10))
        reminders.refresh(at=moment(month, 5))
        workers.live_through(month, month.replace(day=DECIDED_ON))
        _bill(moment(month.replace(day=DECIDED_ON), 18))
        last = min(months.last_day(month), yesterday)
        workers.live_through(month.replace(day=DECIDED_ON + 1), last)
        if number in ANALYZED_AFTER:
            _analyze()
        say(f"  {month:%Y-%m}  {_standing()}  ({time.monotonic() - started:.0f} s)")
    current = months.add(first, habits.CURRENT)
    lapses.sweep(at=min(now, moment(current, 0, 5)))
    workers.live_through(current, yesterday)


def begin_day(*, now: dt.datetime) -> None:
    """Do now what beat would do within minutes: bill what is due, and say who is to be visited."""
    _bill(now)
    reminders.refresh(at=now)


def _bill(at: dt.datetime) -> None:
    opened = [run.pk for run in billing.open_due_runs(at=at)]
    billing.work_all(at=at)
    failed = BillingRun.objects.filter(pk__in=opened).exclude(status=BillingRun.Status.DONE)
    assert not failed, [run.error for run in failed]


def _visit(today: dt.date, chance: random.Random) -> None:
    """Who owes was visited in the last days, and some of them said when to come again."""
    owing = Reminder.objects.filter(closed_at=None, collector__isnull=False)
    owing = owing.order_by("member__name", "member__mother_name")
    for number, reminder in enumerate(owing.select_related("member__market", "collector")):
        if chance.randrange(100) >= VISITED_OF_A_HUNDRED:
            continue
        outcome = chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        named = today + dt.timedelta(days=chance.randrange(1, 9))
        assert reminder.collector is not None
        visits.record(
            id=new_id(chance),
            member=reminder.member,
            outcome=outcome,
            next_on=named if outcome in visits.WITH_A_DAY else None,
            by=reminder.collector,
            at=moment(today - dt.timedelta(days=1 + number % 3), 8 + number % 5),
        )


def _chance(purpose: str) -> random.Random:
    return random.Random(f"{SEED} {purpose}")  # noqa: S311 - the same world every time


def _standing() -> str:
    paid = Contribution.objects.filter(status=Contribution.Status.PAID).count()
    return (
        f"{Member.objects.count():>6} members {paid:>7} months paid "
        f"{Payment.objects.count():>7} receipts"
    )


def _analyze() -> None:
    """Tell the planner how the tables have grown: the world grows faster than it would notice."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
