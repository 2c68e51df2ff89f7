"""Memberships that end by themselves: the worked dates of domain.md section 3."""

import datetime as dt

import pytest

from contributions import billing, dues, lapses
from contributions.models import Contribution
from tests.factories import at, make_contribution, make_member, make_paid_month, make_term

pytestmark = pytest.mark.django_db

JULY, AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (dt.date(2026, month, 1) for month in range(7, 12))


AHEAD = tuple(dt.date(2027, month, 1) for month in (2, 3))


def statuses(member):
    return {
        row.contribution_month.month: row.status
        for row in Contribution.objects.filter(member=member)
    }


@pytest.fixture
def paid_until_july():
    """Last month paid to BPJS is July; August to October are billed and open."""
    member = make_member()
    make_term(member=member, first_month=dt.date(2026, 1, 1))
    make_paid_month(member=member, month=JULY)
    for month in (AUGUST, SEPTEMBER, OCTOBER):
        make_contribution(member=member, month=month)
    return member


def test_until_the_end_of_october_august_to_october_can_be_bought_back(paid_until_july):
    day = dt.date(2026, 10, 31)
    lapses.sweep(at=at(day, hour=23))
    paid_until_july.refresh_from_db()
    assert paid_until_july.status == "active"
    owed = dues.payable(member=paid_until_july, on=day).owed
    assert [due.month for due in owed] == [AUGUST, SEPTEMBER, OCTOBER]


def test_on_the_first_of_november_the_membership_lapses_and_the_arrears_are_written_off(
    paid_until_july,
):
    outcome = lapses.sweep(at=at(dt.date(2026, 11, 1), hour=0))
    paid_until_july.refresh_from_db()
    assert paid_until_july.status == "lapsed"
    assert outcome == lapses.Outcome(lapsed=1, written_off=3, offers_ended=0)
    assert statuses(paid_until_july) == {
        7: "paid",
        8: "written_off",
        9: "written_off",
        10: "written_off",
    }


def test_the_day_of_the_law_is_the_day_in_jakarta(paid_until_july):
    # 17.30 UTC on 31 October is half past midnight on 1 November in Jakarta.
    lapses.sweep(at=dt.datetime(2026, 10, 31, 16, 30, tzinfo=dt.UTC))
    paid_until_july.refresh_from_db()
    assert paid_until_july.status == "active"
    lapses.sweep(at=dt.datetime(2026, 10, 31, 17, 30, tzinfo=dt.UTC))
    paid_until_july.refresh_from_db()
    assert paid_until_july.status == "lapsed"


def test_who_lapsed_can_pay_from_the_current_month_on_and_owes_nothing_from_before(
    paid_until_july,
):
    lapses.sweep(at=at(dt.date(2026, 11, 1)))
    paid_until_july.refresh_from_db()
    payable = dues.payable(member=paid_until_july, on=dt.date(2026, 11, 5))
    assert payable.months[0].month == NOVEMBER
    assert [due.month for due in payable.owed] == [NOVEMBER]


def test_a_paid_august_keeps_her_until_the_end_of_november(paid_until_july):
    august = Contribution.objects.get(member=paid_until_july, contribution_month=AUGUST)
    Contribution.objects.filter(pk=august.pk).update(
        status="paid", remitted_on=dt.date(2026, 10, 30)
    )
    lapses.cover.refresh(members=[paid_until_july.pk], on=dt.date(2026, 10, 30))
    lapses.sweep(at=at(dt.date(2026, 11, 30)))
    paid_until_july.refresh_from_db()
    assert paid_until_july.status == "active"
    lapses.sweep(at=at(dt.date(2026, 12, 1)))
    paid_until_july.refresh_from_db()
    assert paid_until_july.status == "lapsed"


def test_who_paid_a_collector_does_not_lapse_because_the_money_was_not_remitted(paid_until_july):
    for month in (AUGUST, SEPTEMBER, OCTOBER):
        Contribution.objects.filter(member=paid_until_july, contribution_month=month).update(
            status="paid"
        )
    lapses.cover.refresh(members=[paid_until_july.pk], on=dt.date(2026, 10, 30))
    lapses.sweep(at=at(dt.date(2026, 11, 1)))
    paid_until_july.refresh_from_db()
    assert paid_until_july.status == "active"


def test_an_offer_is_for_the_current_month_only_and_ends_after_three_months():
    member = make_member()
    make_term(member=member, first_month=AUGUST, approved_on=dt.date(2026, 8, 20))
    make_contribution(member=member, month=AUGUST)
    lapses.sweep(at=at(dt.date(2026, 9, 1)))
    assert statuses(member) == {8: "cancelled"}
    make_contribution(member=member, month=SEPTEMBER)
    assert [due.month for due in dues.payable(member=member, on=dt.date(2026, 9, 5)).owed] == [
        SEPTEMBER
    ]
    lapses.sweep(at=at(dt.date(2026, 10, 31)))
    member.refresh_from_db()
    assert member.status == "active"
    lapses.sweep(at=at(dt.date(2026, 11, 1)))
    member.refresh_from_db()
    assert member.status == "lapsed"


def test_who_is_approved_again_after_a_lapse_gets_the_whole_offer():
    member = make_member()
    make_term(member=member, first_month=dt.date(2025, 1, 1), last_month=dt.date(2025, 12, 1))
    make_paid_month(member=member, month=dt.date(2025, 12, 1), remitted_on=dt.date(2025, 12, 20))
    make_term(member=member, first_month=OCTOBER, approved_on=dt.date(2026, 10, 3))
    lapses.sweep(at=at(dt.date(2026, 11, 1)))
    member.refresh_from_db()
    assert member.status == "active"


def test_an_open_month_behind_paid_ones_can_be_paid_for_three_months_and_is_then_written_off():
    member = make_member()
    make_term(member=member)
    make_contribution(member=member, month=JULY)
    make_paid_month(member=member, month=AUGUST)
    october = dt.date(2026, 10, 5)
    make_paid_month(member=member, month=SEPTEMBER)
    assert dues.payable(member=member, on=october).months[0].month == JULY
    lapses.sweep(at=at(dt.date(2026, 10, 31)))
    assert statuses(member)[7] == "open"
    lapses.sweep(at=at(NOVEMBER))
    assert statuses(member)[7] == "written_off"


def test_a_sweep_run_twice_changes_nothing_more(paid_until_july):
    lapses.sweep(at=at(NOVEMBER))
    assert lapses.sweep(at=at(NOVEMBER)) == lapses.Outcome()


def test_months_open_from_the_current_one_on_become_free_when_she_lapses_and_she_can_revive():
    member = make_member()
    make_term(member=member)
    make_paid_month(member=member, month=dt.date(2026, 10, 1))
    for month in (NOVEMBER, dt.date(2026, 12, 1), dt.date(2027, 1, 1), *AHEAD):
        make_contribution(member=member, month=month)  # a void left them open
    first_of_february = dt.date(2027, 2, 1)
    lapses.sweep(at=at(first_of_february))
    member.refresh_from_db()
    assert member.status == "lapsed"
    rows = Contribution.objects.filter(member=member)
    assert {row.status for row in rows.filter(contribution_month__lt=first_of_february)} == {
        "paid",
        "written_off",
    }
    assert {row.status for row in rows.filter(contribution_month__gte=first_of_february)} == {
        "cancelled"
    }
    payable = dues.payable(member=member, on=dt.date(2027, 2, 5))
    assert payable.months[0].month == first_of_february


def test_a_change_of_income_prolongs_no_membership():
    member = make_member()
    make_term(member=member, last_month=SEPTEMBER)
    make_paid_month(member=member, month=dt.date(2026, 6, 1))
    make_term(member=member, first_month=OCTOBER, approved_on=dt.date(2026, 9, 28))
    lapses.sweep(at=at(OCTOBER))
    member.refresh_from_db()
    assert member.status == "lapsed"


def test_who_was_approved_again_owes_no_month_before_the_current_one():
    member = make_member()
    make_term(member=member, first_month=dt.date(2025, 1, 1), last_month=dt.date(2025, 12, 1))
    make_paid_month(member=member, month=dt.date(2025, 12, 1), remitted_on=dt.date(2025, 12, 20))
    make_term(member=member, first_month=OCTOBER, approved_on=dt.date(2026, 10, 3))
    make_contribution(member=member, month=OCTOBER)
    lapses.sweep(at=at(NOVEMBER))
    assert statuses(member) == {12: "paid", 10: "cancelled"}
    billing.open_due_runs(at=at(NOVEMBER))
    billing.work_all(at=at(NOVEMBER))
    assert statuses(member) == {12: "paid", 10: "cancelled", 11: "open"}
