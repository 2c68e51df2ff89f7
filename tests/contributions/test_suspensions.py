"""Who withdrew everything is suspended: by the branch, or by the job within 3 x 24 hours."""

import datetime as dt

import pytest

from collectors import reminders
from collectors.models import Reminder
from contributions import billing, deaths, endings, lapses, suspensions
from contributions.models import Contribution
from members import consent_withdrawals, erasures
from members.asked import UnableToChange
from members.models import ConsentWithdrawal, Erasure, Member
from tests import factories
from tests.contributions.bereaved import asked_reversal, confirmed, reported
from tests.factories import NOON, NOVEMBER
from tests.withdrawals import OPTIONAL, make_withdrawal

pytestmark = pytest.mark.django_db
VERSION = "2"  # of the consent text in force
LATER = NOON + dt.timedelta(hours=1)
DEADLINE = NOON + dt.timedelta(hours=72)


@pytest.fixture
def member(cast):
    """Paid and remitted until October; November is open."""
    member = factories.make_member(market=cast.market, phone="+6281234567890")
    factories.make_term(member=member, first_month=dt.date(2026, 8, 1))
    for month in (8, 9, 10):
        factories.make_paid_month(member=member, month=dt.date(2026, month, 1))
    factories.make_contribution(member=member, month=NOVEMBER)
    return member


def statuses(member):
    rows = Contribution.objects.filter(member=member).order_by("contribution_month")
    return {row.contribution_month.month: row.status for row in rows}


def standing(member):
    return Member.objects.get(pk=member.pk).status


@pytest.mark.parametrize("what", [OPTIONAL, "everything"])
def test_nobody_reminds_her_from_that_moment_on(cast, member, what):
    late = factories.at(dt.date(2026, 11, 20))
    reminders.refresh(at=late)
    assert Reminder.objects.filter(member=member, closed_at=None).exists()
    make_withdrawal(member=member, by=cast.collector, what=what, at=late)
    reminders.refresh(at=late)
    assert not Reminder.objects.filter(member=member, closed_at=None).exists()


def test_the_job_suspends_her_when_the_time_is_up_and_not_before(cast, member):
    row = make_withdrawal(member=member, by=cast.collector)
    lapses.sweep(at=DEADLINE - dt.timedelta(seconds=1))
    assert standing(member) == "active"
    assert lapses.sweep(at=DEADLINE).left == 1
    assert standing(member) == "ended"
    assert statuses(member) == {8: "paid", 9: "paid", 10: "paid", 11: "cancelled"}
    row.refresh_from_db()
    assert (row.suspended_at, row.suspended_by) == (DEADLINE, None)
    assert lapses.sweep(at=DEADLINE).left == 0


def test_the_branch_suspends_her_earlier_and_only_once(cast, member):
    row = make_withdrawal(member=member, by=cast.collector)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    for by in (cast.collector, factories.make_reviewer()):
        with pytest.raises(UnableToChange) as refusal:
            suspensions.suspend(withdrawal=row, by=by, at=LATER)
        assert refusal.value.code == "other_branch"
    suspensions.suspend(withdrawal=row, by=reviewer, at=LATER)
    assert standing(member) == "ended"
    with pytest.raises(UnableToChange) as refusal:
        suspensions.suspend(withdrawal=row, by=reviewer, at=LATER)
    assert refusal.value.code == "already_done"


def test_she_is_billed_no_more(cast, member):
    make_withdrawal(member=member, by=cast.collector)
    lapses.sweep(at=DEADLINE)
    for at in (DEADLINE, factories.at(dt.date(2026, 12, 2))):
        billing.open_due_runs(at=at)
        billing.work_all(at=at)
    assert statuses(member) == {8: "paid", 9: "paid", 10: "paid", 11: "cancelled"}


def test_who_agrees_again_in_time_stays_a_member(cast, member):
    row = make_withdrawal(member=member, by=cast.collector)
    consent_withdrawals.agree_again(
        withdrawal=row, version=VERSION, how="signed_sheet", by=cast.collector, at=LATER
    )
    lapses.sweep(at=DEADLINE)
    assert (standing(member), statuses(member)[11]) == ("active", "open")


def test_who_withdrew_only_the_optional_stays_a_member(cast, member):
    make_withdrawal(member=member, by=cast.collector, what=OPTIONAL)
    lapses.sweep(at=DEADLINE)
    assert standing(member) == "active"


def test_suspended_her_address_and_pictures_go_and_what_the_law_keeps_stays(cast, member):
    make_withdrawal(member=member, by=cast.collector)
    lapses.sweep(at=DEADLINE)
    erasures.sweep(at=DEADLINE)
    member.refresh_from_db()
    assert (member.address, member.name) == ("", "Peserta " + member.name.split()[-1])
    assert set(Erasure.objects.values_list("what", "why")) == {
        ("optional", "withdrawn"), ("contact", "withdrawn"), ("pictures", "withdrawn"),
    }  # fmt: skip


def test_a_departure_that_was_agreed_does_not_end_her_twice(cast, member):
    make_withdrawal(member=member, by=cast.collector)
    lapses.sweep(at=DEADLINE)
    assert endings.sweep(at=DEADLINE) == 0
    assert ConsentWithdrawal.objects.get().suspended_at == DEADLINE


def test_whose_death_was_a_mistake_is_suspended_as_without_the_report(cast, member, reviewer):
    death = reported(member)
    make_withdrawal(member=member, by=cast.collector)
    lapses.sweep(at=DEADLINE)
    assert standing(member) == "deceased"
    deaths.reverse(death=death, reason="Orang lain.", by=reviewer, at=DEADLINE)
    billing.open_due_runs(at=DEADLINE)
    billing.work_all(at=DEADLINE)
    assert standing(member) == "ended"
    assert statuses(member) == {8: "paid", 9: "paid", 10: "paid", 11: "cancelled"}
    assert not member.terms.filter(last_month=None).exists()
    assert not member.placements.filter(last_day=None).exists()


def test_so_is_she_where_the_death_was_confirmed(cast, member, reviewer):
    death = reported(member)
    confirmed(death, by=reviewer)
    suspensions.suspend(
        withdrawal=make_withdrawal(member=member, by=cast.collector), by=reviewer, at=LATER
    )
    deaths.approve_reversal(reversal=asked_reversal(death), by=reviewer, at=DEADLINE)
    billing.open_due_runs(at=DEADLINE)
    billing.work_all(at=DEADLINE)
    assert standing(member) == "ended"
    assert statuses(member) == {8: "paid", 9: "paid", 10: "paid", 11: "cancelled"}


def test_a_withdrawal_that_still_waits_when_the_mistake_is_seen_is_waited_for(
    cast, member, reviewer
):
    death = reported(member)
    make_withdrawal(member=member, by=cast.collector)
    deaths.reverse(death=death, reason="Orang lain.", by=reviewer, at=LATER)
    assert standing(member) == "active"
    lapses.sweep(at=DEADLINE)
    assert standing(member) == "ended"


def test_who_agreed_again_while_she_was_reported_dead_is_a_member_after_the_mistake(
    cast, member, reviewer
):
    death = reported(member)
    row = make_withdrawal(member=member, by=cast.collector)
    consent_withdrawals.agree_again(
        withdrawal=row, version=VERSION, how="signed_sheet", by=cast.collector, at=LATER
    )
    lapses.sweep(at=DEADLINE)
    deaths.reverse(death=death, reason="Orang lain.", by=reviewer, at=DEADLINE)
    assert (standing(member), statuses(member)[11]) == ("active", "open")


def test_who_had_left_before_the_report_stays_as_she_was(cast, member, reviewer):
    suspensions.suspend(
        withdrawal=make_withdrawal(member=member, by=cast.collector), by=reviewer, at=NOON
    )
    before = list(member.terms.values())
    death = reported(Member.objects.get(pk=member.pk), at=LATER)
    deaths.reverse(death=death, reason="Orang lain.", by=reviewer, at=LATER)
    assert standing(member) == "ended"
    assert list(member.terms.values()) == before
