"""Who is a participant already: no month twice, no new waiting time, whose word it is."""

import datetime as dt

import pytest

from contributions import cover
from members import earlier_memberships, enrolment, review
from members.earlier_memberships import Earlier, Finding
from members.models import CoverageTerm, EarlierMembership, Enrolment, Member
from members.review import UnableToDecide
from tests.factories import (
    NOON,
    TODAY,
    make_application,
    make_collector,
    make_enrolment,
    make_member,
    make_term,
)

pytestmark = pytest.mark.django_db
SINCE = dt.date(2021, 3, 1)
SEPTEMBER = dt.date(2026, 9, 1)
NUMBER = "12345678901"
EARLIER = Earlier(membership_number=NUMBER, member_since=SINCE, last_month_paid=SEPTEMBER)


def approve(waiting, reviewer, **more) -> CoverageTerm:
    review.approve(enrolment=waiting, by=reviewer, at=NOON, **more)
    return waiting.member.terms.order_by("-first_month")[0]


def refused(waiting, reviewer, finding) -> UnableToDecide:
    with pytest.raises(UnableToDecide) as refusal:
        review.approve(enrolment=waiting, by=reviewer, at=NOON, finding=finding)
    assert not EarlierMembership.objects.exists() and not CoverageTerm.objects.exists()
    assert Enrolment.objects.get(pk=waiting.pk).status == "submitted"
    return refusal.value


@pytest.mark.parametrize(
    ("last_paid", "first"),
    [
        ("2025-12", "2026-11"),
        ("2026-07", "2026-11"),  # protection ended on 31 July, its grace on 31 October
        ("2026-08", "2026-09"),
        ("2026-10", "2026-11"),
        ("2026-11", "2026-12"),
        ("2027-05", "2027-06"),
    ],
)
def test_the_first_month_that_is_ours_follows_the_last_one_paid_or_revives(
    market, reviewer, last_paid, first
) -> None:
    earlier = Earlier(member_since=SINCE, last_month_paid=dt.date.fromisoformat(f"{last_paid}-01"))
    term = approve(make_enrolment(market=market, earlier=earlier), reviewer)
    assert f"{term.first_month:%Y-%m}" == first
    assert (term.last_month, term.approved_on) == (None, TODAY)


def test_the_gap_that_ends_a_membership_is_the_same_everywhere() -> None:
    assert earlier_memberships.CATCH_UP_MONTHS == cover.GRACE_MONTHS


def test_as_told_it_counts_unconfirmed_with_its_number(market, reviewer) -> None:
    waiting = make_enrolment(market=market, earlier=EARLIER)
    assert "participant_already" in waiting.warnings
    approve(waiting, reviewer)
    kept = EarlierMembership.objects.get()
    assert (kept.member, kept.enrolment, kept.market) == (waiting.member, waiting, market)
    assert (kept.member_since, kept.last_month_paid) == (SINCE, SEPTEMBER)
    assert (kept.membership_number, kept.confirmed) == (NUMBER, False)
    assert (kept.by, kept.at) == (reviewer, NOON)
    assert Member.objects.get().membership_number == NUMBER
    assert waiting.member.recorded_numbers.get().by == reviewer
    assert earlier_memberships.of(waiting.member) == kept


def test_the_branch_corrects_what_was_told_and_confirms_it(market, reviewer) -> None:
    waiting = make_enrolment(market=market, earlier=EARLIER)
    august = Earlier(membership_number="", member_since=SINCE, last_month_paid=dt.date(2026, 8, 1))
    term = approve(waiting, reviewer, finding=Finding(earlier=august, confirmed=True))
    assert term.first_month == SEPTEMBER
    kept = EarlierMembership.objects.get()
    assert (kept.last_month_paid, kept.membership_number, kept.confirmed) == (
        dt.date(2026, 8, 1),
        "",
        True,
    )
    waiting.refresh_from_db()
    assert waiting.last_month_paid == SEPTEMBER  # what was said stays
    assert Member.objects.get().membership_number is None


def test_who_is_new_after_all_begins_now(market, reviewer) -> None:
    waiting = make_enrolment(market=market, earlier=EARLIER)
    term = approve(waiting, reviewer, finding=Finding(earlier=None, confirmed=False))
    assert term.first_month == dt.date(2026, 11, 1)
    assert not EarlierMembership.objects.exists()
    assert Member.objects.get().membership_number is None


def test_the_branch_may_know_of_a_membership_nobody_told_of(market, reviewer) -> None:
    waiting = make_enrolment(market=market)
    term = approve(waiting, reviewer, finding=Finding(earlier=EARLIER, confirmed=True))
    assert term.first_month == dt.date(2026, 10, 1)
    assert EarlierMembership.objects.get().confirmed


def test_a_number_that_stands_with_another_is_refused_without_saying_with_whom(
    market, reviewer
) -> None:
    other = make_member(name="Orang Lain", membership_number=NUMBER)
    waiting = make_enrolment(market=market, earlier=EARLIER)
    refusal = refused(waiting, reviewer, None)
    assert (refusal.code, refusal.field) == ("taken", "membership_number")
    assert other.name not in str(refusal) and other.market.name not in str(refusal)


def test_what_the_branch_found_must_be_possible_too(market, reviewer) -> None:
    waiting = make_enrolment(market=market)
    never = Earlier(member_since=SEPTEMBER, last_month_paid=SINCE)
    assert refused(waiting, reviewer, Finding(earlier=never, confirmed=True)).field == (
        "last_month_paid"
    )


def test_an_earlier_term_with_us_ends_before_what_was_paid_elsewhere(market, reviewer) -> None:
    waiting = make_enrolment(market=market, earlier=EARLIER)
    former = make_term(member=waiting.member, first_month=dt.date(2026, 1, 1))
    term = approve(waiting, reviewer)
    former.refresh_from_db()
    assert (former.last_month, term.first_month) == (SEPTEMBER, dt.date(2026, 10, 1))


def test_months_paid_ahead_elsewhere_are_not_left_to_the_earlier_term(market, reviewer) -> None:
    ahead = Earlier(member_since=SINCE, last_month_paid=dt.date(2027, 5, 1))
    waiting = make_enrolment(market=market, earlier=ahead)
    former = make_term(member=waiting.member, first_month=dt.date(2026, 1, 1))
    term = approve(waiting, reviewer)
    former.refresh_from_db()
    assert (former.last_month, term.first_month) == (dt.date(2026, 10, 1), dt.date(2027, 6, 1))


def test_mending_changes_what_was_told(market, reviewer) -> None:
    collector = make_collector(market=market)
    application = make_application(market=market, earlier=EARLIER)
    sent = enrolment.submit(application=application, by=collector, at=NOON)
    review.return_(enrolment=sent, reason="Sudah peserta?", by=reviewer, at=NOON)
    mended = make_application(market=market, nik="", earlier=None)
    enrolment.resubmit(enrolment=sent, application=mended, by=collector, at=NOON)
    sent.refresh_from_db()
    assert (sent.member_since, sent.last_month_paid, sent.membership_number) == (None, None, "")
    assert "participant_already" not in sent.warnings


def test_a_repeat_that_tells_something_else_is_not_the_same(market) -> None:
    collector = make_collector(market=market)
    application = make_application(market=market)
    enrolment.submit(application=application, by=collector, at=NOON)
    with pytest.raises(enrolment.UnableToEnrol):
        enrolment.submit(
            application=make_application(market=market, nik=application.nik, earlier=EARLIER),
            by=collector,
            at=NOON + dt.timedelta(hours=1),
        )
