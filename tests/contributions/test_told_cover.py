"""Months a participant paid before she came to us: none twice, no waiting time anew."""

import datetime as dt

import pytest

from contributions import billing, books, cover, dues, lapses, payments
from contributions.models import Contribution, Cover
from contributions.posted import posted
from markets import months
from members import review
from members.earlier_memberships import Earlier, Finding
from members.models import EarlierMembership, Member
from tests import factories
from tests.contributions.money import ask
from tests.factories import NOON, NOVEMBER, TODAY, at

pytestmark = pytest.mark.django_db
SINCE = dt.date(2021, 3, 1)
AUGUST, SEPTEMBER, OCTOBER, DECEMBER = (dt.date(2026, month, 1) for month in (8, 9, 10, 12))


def approved(cast, last_month_paid: dt.date, *, confirmed: bool = False, when=NOON) -> Member:
    """A participant, paid until that month, whom the branch has just approved."""
    earlier = Earlier(member_since=SINCE, last_month_paid=last_month_paid)
    sent = factories.make_enrolment(by=cast.collector, market=cast.market, earlier=earlier, at=when)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    finding = Finding(earlier=earlier, confirmed=confirmed)
    review.approve(enrolment=sent, by=reviewer, at=when, finding=finding)
    return Member.objects.select_related("market").get(pk=sent.member_id)


def sweep(when=NOON) -> None:
    lapses.sweep(at=when)
    billing.open_due_runs(at=when)
    billing.work_all(at=when)


def billed(member) -> list[str]:
    rows = Contribution.objects.filter(member=member, status="open").order_by("contribution_month")
    return [f"{row.contribution_month:%Y-%m}" for row in rows]


def dates_of(member) -> cover.CoverDates:
    return cover.of(Member.objects.select_related("cover").get(pk=member.pk))


@pytest.mark.parametrize(
    ("last_month_paid", "months_billed"),
    [
        ("2026-11", []),
        ("2027-05", []),
        ("2026-10", ["2026-11"]),
        ("2026-09", ["2026-10", "2026-11"]),
        ("2026-08", ["2026-09", "2026-10", "2026-11"]),
        ("2026-07", ["2026-11"]),
        ("2024-01", ["2026-11"]),
    ],
)
def test_only_what_is_not_paid_and_can_be_caught_up_is_billed(
    cast, last_month_paid, months_billed
) -> None:
    member = approved(cast, dt.date.fromisoformat(f"{last_month_paid}-01"))
    sweep()
    assert billed(member) == months_billed
    sweep()
    assert billed(member) == months_billed
    member.refresh_from_db()
    assert member.status == "active"
    assert books.differences(on=TODAY) == []


def test_what_she_says_covers_her_as_told_until_it_is_confirmed(cast) -> None:
    member = approved(cast, OCTOBER)
    sweep()
    dates = dates_of(member)
    end = dt.date(2026, 10, 31)
    assert (dates.paid_until, dates.covered_until, dates.is_told) == (end, end, True)
    assert dates.grace_until == dt.date(2027, 1, 31)


def test_what_bpjs_confirmed_covers_her_without_a_remark(cast) -> None:
    member = approved(cast, OCTOBER, confirmed=True)
    sweep()
    assert dates_of(member) == cover.CoverDates(dt.date(2026, 10, 31), dt.date(2026, 10, 31))


def test_a_month_remitted_through_us_is_no_hearsay_any_more(cast) -> None:
    member = approved(cast, OCTOBER)
    sweep()
    Contribution.objects.filter(member=member).update(
        status="paid", remitted_on=dt.date(2026, 11, 20)
    )
    cover.refresh(members=[member.pk], on=TODAY)
    assert dates_of(member) == cover.CoverDates(dt.date(2026, 11, 30), dt.date(2026, 11, 30))


def test_before_the_sweep_the_oldest_month_is_asked_for_already(cast) -> None:
    member = approved(cast, SEPTEMBER)
    assert not Cover.objects.exists()
    found = dues.payable(member=member, on=TODAY).months
    assert [due.month for due in found[:2]] == [OCTOBER, NOVEMBER]
    asked = ask(member, count=2, first=OCTOBER)
    payments.record(asked=asked, by=cast.collector, at=NOON)
    assert dates_of(member).paid_until == dt.date(2026, 11, 30)


def test_who_paid_ahead_elsewhere_is_offered_the_month_after(cast) -> None:
    member = approved(cast, dt.date(2027, 1, 1))
    sweep()
    found = dues.payable(member=member, on=TODAY)
    assert (found.owed, found.months[0].month) == ([], dt.date(2027, 2, 1))


def test_who_paid_ahead_elsewhere_does_not_lapse_before_her_grace_is_over(cast) -> None:
    member = approved(cast, dt.date(2027, 1, 1))
    for day, status in [("2027-04-30", "active"), ("2027-05-01", "lapsed")]:
        sweep(at(dt.date.fromisoformat(day)))
        member.refresh_from_db()
        assert member.status == status


def test_an_open_month_she_had_paid_elsewhere_falls_away(cast) -> None:
    member = approved(cast, SEPTEMBER)
    sweep()
    assert billed(member) == ["2026-10", "2026-11"]
    told = EarlierMembership.objects.get()
    told.pk, told.last_month_paid, told.confirmed = None, OCTOBER, True
    told.save(force_insert=True)
    sweep()
    assert billed(member) == ["2026-11"]
    fallen = Contribution.objects.get(status="cancelled")
    assert (fallen.contribution_month, fallen.status_reason) == (OCTOBER, "paid_elsewhere")
    assert books.differences(on=TODAY) == []


def test_the_waiting_time_goes_on_from_her_first_membership(cast) -> None:
    member = approved(cast, OCTOBER, confirmed=True)
    day, later = dt.date(2026, 11, 2), dt.date(2026, 11, 25)
    factories.make_paid_month(member=member, month=NOVEMBER, remitted_on=dt.date(2026, 11, 20))
    for died_on, covered in (
        (day, True),
        (dt.date(2022, 5, 5), True),
        (dt.date(2021, 2, 28), False),
    ):
        known = posted(member=member, died_on=died_on, known_on=later)
        assert known.was_covered is covered


def test_what_is_only_told_proves_no_cover(cast) -> None:
    member = approved(cast, OCTOBER)
    known = posted(member=member, died_on=dt.date(2022, 5, 5), known_on=TODAY)
    assert not known.was_covered


def test_the_cover_that_was_told_is_found_when_it_is_corrupted(cast) -> None:
    member = approved(cast, OCTOBER)
    sweep()
    Cover.objects.filter(member=member).update(is_told=False)
    found = books.differences(on=TODAY)
    assert [(one.check, one.subject) for one in found] == [
        ("cover_is_its_months", f"member {member.pk}")
    ]


def test_a_statement_of_today_may_wait_for_the_sweep_one_of_yesterday_is_a_difference(
    cast,
) -> None:
    approved(cast, OCTOBER)
    assert books.differences(on=TODAY) == []
    found = books.differences(on=TODAY + dt.timedelta(days=1))
    assert [one.check for one in found] == ["cover_is_its_months"]


def test_told_cover_rests_on_a_statement(cast) -> None:
    with pytest.raises(Exception, match="told_cover_rests_on_a_statement"):
        Cover.objects.create(member=cast.member(), is_told=True)


def test_a_day_of_the_law_ends_at_midnight_in_jakarta() -> None:
    assert months.midnight_after(TODAY) == at(TODAY + dt.timedelta(days=1), 0)
