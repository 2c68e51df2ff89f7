"""Leaving: from which month, what becomes of open and of paid months, and when it is over."""

import datetime as dt
import uuid

import pytest

from collectors import reminders
from collectors.models import Reminder
from contributions import billing, books, deaths, departures, dues, lapses, suspensions, voids
from contributions.departures import UnableToChange
from contributions.models import BillingDoubt, Contribution
from members import asked
from members.models import Departure, Member
from tests import factories
from tests.asked import make_departure
from tests.contributions.bereaved import reported
from tests.factories import NOON, NOVEMBER, TODAY
from tests.withdrawals import make_withdrawal

pytestmark = pytest.mark.django_db
OCTOBER, DECEMBER, JANUARY = (dt.date(2026, 10, 1), dt.date(2026, 12, 1), dt.date(2027, 1, 1))
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def member(cast):
    """In the terms since August, paid and remitted until September; October and November open."""
    member = factories.make_member(market=cast.market, name="Siti Contoh")
    factories.make_term(member=member, first_month=dt.date(2026, 8, 1))
    for month in (8, 9):
        factories.make_paid_month(member=member, month=dt.date(2026, month, 1))
    for month in (OCTOBER, NOVEMBER):
        factories.make_contribution(member=member, month=month)
    return member


def approve(departure, reviewer, *, shown=None, at=LATER):
    return departures.approve(
        departure=departure, shown_month=shown or departure.from_month, by=reviewer, at=at
    )


def statuses(member):
    rows = Contribution.objects.filter(member=member).order_by("contribution_month")
    return {row.contribution_month.month: row.status for row in rows}


def refused(code, job, **arguments) -> UnableToChange:
    before = (Departure.objects.count(), list(Contribution.objects.values()))
    with pytest.raises(UnableToChange) as refusal:
        job(**arguments)
    assert refusal.value.code == code
    assert before == (Departure.objects.count(), list(Contribution.objects.values()))
    return refusal.value


def sweep_months(*days):
    for day in days:
        lapses.sweep(at=factories.at(day))
        billing.open_due_runs(at=factories.at(day))
        billing.work_all(at=factories.at(day))


def test_from_a_past_month_on_open_months_are_cancelled_and_paid_ones_stay(cast, member, reviewer):
    departure = make_departure(member=member, by=cast.collector, from_month=OCTOBER)
    approve(departure, reviewer)
    assert statuses(member) == {8: "paid", 9: "paid", 10: "cancelled", 11: "cancelled"}
    row = Contribution.objects.get(contribution_month=NOVEMBER)
    assert row.get_status_reason_display() == "Kepesertaan berhenti"
    member.refresh_from_db()
    departure.refresh_from_db()
    assert (member.status, departure.ended_at) == ("ended", LATER)
    assert member.terms.get().last_month == dt.date(2026, 9, 1)
    assert not member.placements.filter(last_day=None).exists()


def test_what_is_owed_from_before_is_written_off_when_she_has_left(cast, member, reviewer):
    approve(make_departure(member=member, by=cast.collector, from_month=NOVEMBER), reviewer)
    assert statuses(member) == {8: "paid", 9: "paid", 10: "written_off", 11: "cancelled"}


def test_from_a_coming_month_on_she_stays_until_then(cast, member, reviewer):
    approve(make_departure(member=member, by=cast.collector), reviewer)
    member.refresh_from_db()
    assert member.status == "active"
    assert [due.month for due in dues.payable(member=member, on=TODAY).months] == [
        OCTOBER,
        NOVEMBER,
    ]
    cast.pay(member, first=OCTOBER, count=2)
    sweep_months(dt.date(2026, 11, 30))
    member.refresh_from_db()
    assert member.status == "active"
    sweep_months(DECEMBER)
    member.refresh_from_db()
    assert member.status == "ended"
    assert statuses(member) == {8: "paid", 9: "paid", 10: "paid", 11: "paid"}
    assert not BillingDoubt.objects.exists()


def test_nobody_is_reminded_and_nothing_is_billed_any_more(cast, member, reviewer):
    reminders.refresh(at=NOON)
    approve(make_departure(member=member, by=cast.collector, from_month=NOVEMBER), reviewer)
    reminders.refresh(at=LATER)
    assert Reminder.objects.get().close_reason == "not_owed"
    sweep_months(TODAY, DECEMBER, JANUARY)
    assert set(statuses(member)) == {8, 9, 10, 11}


def test_months_paid_ahead_move_her_last_month_and_the_reviewer_sees_that(cast, reviewer):
    member = cast.member()
    departure = make_departure(member=member, by=cast.collector)
    cast.pay(member, count=2)
    arguments = {"departure": departure, "by": reviewer, "at": LATER}
    refusal = refused("month_moved", departures.approve, shown_month=DECEMBER, **arguments)
    assert "berhenti mulai Januari 2027" in str(refusal)
    approve(departure, reviewer, shown=JANUARY)
    refused("leaves_already", make_departure, member=member, by=cast.collector, from_month=JANUARY)
    sweep_months(DECEMBER)
    member.refresh_from_db()
    assert member.status == "active"
    sweep_months(JANUARY)
    member.refresh_from_db()
    assert (member.status, statuses(member)) == ("ended", {11: "paid", 12: "paid"})


def test_who_never_paid_can_leave_from_her_first_month_on(cast, reviewer):
    member = cast.member()
    factories.make_contribution(member=member)
    approve(make_departure(member=member, by=cast.collector, from_month=NOVEMBER), reviewer)
    assert statuses(member) == {11: "cancelled"}
    sweep_months(TODAY, DECEMBER)
    assert statuses(member) == {11: "cancelled"}


def test_a_change_that_was_to_come_never_begins(cast, member, reviewer):
    factories.make_term(
        member=factories.make_member(market=cast.market), first_month=NOVEMBER
    )  # another one's stays
    term = member.terms.get()
    term.last_month = NOVEMBER
    term.save()
    factories.make_term(member=member, first_month=DECEMBER)
    approve(make_departure(member=member, by=cast.collector), reviewer)
    assert [term.last_month for term in member.terms.all()] == [NOVEMBER]


def test_a_void_after_she_left_leaves_no_open_month(cast, reviewer):
    member = cast.member()
    payment = cast.pay(member)
    approve(make_departure(member=member, by=cast.collector), reviewer)
    sweep_months(DECEMBER)
    void = cast.void(payment, at=factories.at(DECEMBER))
    voids.grant(void=void, by=cast.treasurer, at=factories.at(DECEMBER))
    assert statuses(member) == {11: "open"}
    sweep_months(DECEMBER)
    assert statuses(member) == {11: "cancelled"}


def test_who_came_back_is_not_ended_again(cast, member, reviewer):
    approve(make_departure(member=member, by=cast.collector, from_month=NOVEMBER), reviewer)
    Member.objects.update(status="active")
    factories.make_term(member=member, first_month=NOVEMBER)
    sweep_months(TODAY, DECEMBER)
    member.refresh_from_db()
    assert member.status == "active"
    assert statuses(member)[12] == "open"


def come_back(member, *, first_month):
    """The branch approves her again."""
    Member.objects.filter(pk=member.pk).update(status="active")
    factories.make_term(member=member, first_month=first_month)
    member.refresh_from_db()


def test_who_withdrew_her_consent_before_her_month_and_came_back_is_not_ended_again(cast, reviewer):
    member = cast.member()
    cast.pay(member)
    departure = approve(make_departure(member=member, by=cast.collector), reviewer)
    withdrawal = make_withdrawal(member=member, by=cast.collector)
    suspensions.suspend(withdrawal=withdrawal, by=reviewer, at=LATER)
    departure.refresh_from_db()
    member.refresh_from_db()
    assert (member.status, departure.ended_at) == ("ended", LATER)
    come_back(member, first_month=DECEMBER)
    sweep_months(DECEMBER)
    member.refresh_from_db()
    assert (member.status, statuses(member)) == ("active", {11: "paid", 12: "open"})
    assert books.differences(on=DECEMBER) == []


def test_an_old_departure_does_not_end_her_before_the_month_of_the_new_one(cast, reviewer):
    member = cast.member()
    cast.pay(member)
    approve(make_departure(member=member, by=cast.collector), reviewer)
    sweep_months(DECEMBER)
    come_back(member, first_month=DECEMBER)
    then = factories.at(DECEMBER)
    again = make_departure(member=member, by=cast.collector, from_month=JANUARY, at=then)
    approve(again, reviewer, at=then)
    death = reported(member, at=then)
    deaths.reverse(death=death, reason="Orang lain.", by=reviewer, at=then)
    member.refresh_from_db()
    assert member.status == "active"
    sweep_months(JANUARY)
    member.refresh_from_db()
    assert member.status == "ended"
    assert books.differences(on=JANUARY) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"from_month": dt.date(2026, 9, 1)}, "month_taken"),
        ({"from_month": TODAY}, "month_taken"),
        ({"from_month": dt.date(2028, 1, 1)}, "month_too_far"),
        ({"reason": "x"}, "reason"),
        ({"reason": "other", "explanation": " "}, "needs_explanation"),
    ],
)
def test_what_makes_no_sense_is_refused(cast, member, fields, code):
    refused(code, make_departure, member=member, by=cast.collector, **fields)


def test_who_is_no_member_cannot_leave(cast):
    for status in ("applying", "ended", "rejected"):
        member = cast.member(status=status)
        refused("not_a_member", make_departure, member=member, by=cast.collector)


def test_the_same_request_sent_twice_is_one(cast, member, reviewer):
    sent = {"id": uuid.uuid4(), "member": member, "by": cast.collector, "from_month": NOVEMBER}
    departure = make_departure(**sent)
    approve(departure, reviewer)
    assert make_departure(**sent, at=LATER) == departure
    refused("other_body", make_departure, **sent, reason="own_wish")


def test_only_another_person_of_the_branch_decides(cast, member, reviewer):
    departure = make_departure(member=member, by=reviewer)
    for who, code in (
        (reviewer, "own_request"),
        (cast.treasurer, "other_branch"),
        (factories.make_reviewer(), "other_branch"),
    ):
        arguments = {"departure": departure, "by": who, "at": LATER}
        refused(code, departures.approve, shown_month=DECEMBER, **arguments)
        refused(code, asked.refuse, row=departure, note="Tidak.", by=who, at=LATER)


def test_refused_she_stays(cast, member, reviewer):
    departure = make_departure(member=member, by=cast.collector)
    asked.refuse(row=departure, note="Bicara dulu.", by=reviewer, at=LATER)
    sweep_months(DECEMBER)
    member.refresh_from_db()
    assert member.status == "active"
