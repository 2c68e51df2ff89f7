"""What BPJS says of a membership that was told: months, dates and numbers follow it."""

import datetime as dt

import pytest
from django.urls import reverse

from contributions import billing, books, cover
from contributions.models import Contribution
from markets import months
from members import earlier_memberships, terms
from members.earlier_memberships import Earlier, Finding, UnableToSettle
from members.models import EarlierMembership, Member
from tests import factories
from tests.contributions.test_told_cover import SINCE, approved, billed, dates_of, sweep
from tests.factories import NOON, NOVEMBER, TODAY, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
AUGUST, SEPTEMBER, OCTOBER, DECEMBER = (dt.date(2026, month, 1) for month in (8, 9, 10, 12))
JANUARY, FEBRUARY = dt.date(2027, 1, 1), dt.date(2027, 2, 1)
NUMBER = "12345678901"
LIST = "unconfirmed_memberships"


def settle(member, reviewer, last_month_paid=None, **more) -> EarlierMembership:
    earlier = last_month_paid and Earlier(
        member_since=SINCE, last_month_paid=last_month_paid, **more
    )
    return earlier_memberships.settle(
        told=earlier_memberships.of(member),
        finding=Finding(earlier=earlier, confirmed=bool(earlier)),
        by=reviewer,
        at=NOON,
    )


def test_confirmed_it_counts_without_a_remark(cast, reviewer) -> None:
    member = approved(cast, OCTOBER)
    sweep()
    kept = settle(member, reviewer, OCTOBER, membership_number=NUMBER)
    sweep()
    assert (kept.confirmed, kept.denied, kept.by, kept.at) == (True, False, reviewer, NOON)
    assert dates_of(member) == cover.CoverDates(dt.date(2026, 10, 31), dt.date(2026, 10, 31))
    member.refresh_from_db()
    assert member.membership_number == NUMBER
    assert EarlierMembership.objects.count() == 2  # what was told stays


def test_fewer_months_paid_than_told_are_billed_where_they_can_be_caught_up(cast, reviewer) -> None:
    member = approved(cast, OCTOBER)
    sweep()
    assert billed(member) == ["2026-11"]
    settle(member, reviewer, AUGUST)
    sweep()
    assert billed(member) == ["2026-09", "2026-10", "2026-11"]
    assert books.differences(on=TODAY) == []


def test_more_months_paid_than_told_fall_away(cast, reviewer) -> None:
    member = approved(cast, SEPTEMBER)
    sweep()
    settle(member, reviewer, NOVEMBER)
    sweep()
    assert billed(member) == []
    assert {row.status_reason for row in Contribution.objects.all()} == {"paid_elsewhere"}


def test_months_paid_elsewhere_stay_unbilled_where_her_term_was_split(cast, reviewer) -> None:
    member = approved(cast, SEPTEMBER)
    sweep()
    terms.change(
        term=member.terms.get(),
        from_month=DECEMBER,
        declared_income_idr=2_000_000,
        jht=False,
        sector="non_transport",
    )
    settle(member, reviewer, JANUARY)
    for when in (NOON, NOON, at(DECEMBER), at(JANUARY)):
        sweep(when)
        assert billed(member) == []
        assert billing.open_due_runs(at=when) == []
        billing.open_runs(month=months.first_of(when.date()), at=when)
        billing.work_all(at=when)
        assert billed(member) == []
        assert books.differences(on=when.date()) == []
    sweep(at(FEBRUARY))
    assert billed(member) == ["2027-02"]


def test_a_membership_bpjs_knows_nothing_of_covers_nothing_and_she_begins_now(
    cast, reviewer
) -> None:
    member = approved(cast, dt.date(2027, 5, 1))
    sweep()
    assert billed(member) == []
    kept = settle(member, reviewer)
    assert (kept.confirmed, kept.denied) == (False, True)
    sweep()
    assert dates_of(member) == cover.CoverDates(None, None)
    assert billed(member) == ["2026-11"]
    assert books.differences(on=TODAY) == []


def test_it_is_settled_once_and_by_her_own_branch(cast, reviewer) -> None:
    member = approved(cast, OCTOBER)
    told = earlier_memberships.of(member)
    finding = Finding(earlier=None, confirmed=False)
    with pytest.raises(UnableToSettle) as refusal:
        earlier_memberships.settle(
            told=told, finding=finding, by=factories.make_reviewer(), at=NOON
        )
    assert refusal.value.code == "other_branch"
    settle(member, reviewer, OCTOBER)
    with pytest.raises(UnableToSettle) as refusal:
        earlier_memberships.settle(told=told, finding=finding, by=reviewer, at=NOON)
    assert refusal.value.code == "settled"


def test_a_number_of_somebody_else_changes_nothing(cast, reviewer) -> None:
    cast.member(membership_number=NUMBER)
    member = approved(cast, OCTOBER)
    with pytest.raises(UnableToSettle) as refusal:
        settle(member, reviewer, OCTOBER, membership_number=NUMBER)
    assert (refusal.value.code, refusal.value.field) == ("taken", "membership_number")
    assert EarlierMembership.objects.count() == 1


class TestPages:
    def test_the_list_names_who_waits_and_a_settled_one_leaves_it(self, client, cast, reviewer):
        member = approved(cast, OCTOBER)
        client.force_login(reviewer)
        page = client.get(reverse(LIST)).content.decode()
        assert all(said in page for said in (member.name, "Maret 2021", "Oktober 2026"))
        told = earlier_memberships.of(member)
        answer = client.post(
            reverse("settle_membership", args=[told.pk]),
            {
                "finding": "confirmed",
                "member_since_month": "3",
                "member_since_year": "2021",
                "last_month_paid_month": "9",
                "last_month_paid_year": "2026",
                "membership_number": NUMBER,
            },
        )
        assert answer.url == reverse(LIST)
        kept = earlier_memberships.of(Member.objects.get())
        assert (kept.last_month_paid, kept.confirmed) == (SEPTEMBER, True)
        assert "Semua sudah dicocokkan" in client.get(reverse(LIST)).content.decode()
        assert client.get(reverse("settle_membership", args=[told.pk])).status_code == 404

    def test_nothing_is_chosen_for_the_reviewer(self, client, cast, reviewer):
        told = earlier_memberships.of(approved(cast, OCTOBER))
        client.force_login(reviewer)
        address = reverse("settle_membership", args=[told.pk])
        page = client.get(address).content.decode()
        assert "checked" not in page and 'value="2021"' in page
        assert "Pilih kepesertaan BPJS." in client.post(address, {"x": "y"}).content.decode()
        assert EarlierMembership.objects.count() == 1

    def test_another_branch_sees_nothing(self, client, cast):
        told = earlier_memberships.of(approved(cast, OCTOBER))
        client.force_login(factories.make_reviewer())
        assert client.get(reverse("settle_membership", args=[told.pk])).status_code == 404
        assert "Semua sudah dicocokkan" in client.get(reverse(LIST)).content.decode()

    def test_the_list_costs_the_same_for_many(
        self, client, cast, reviewer, django_assert_max_num_queries
    ):
        for _ in range(8):
            approved(cast, OCTOBER)
        client.force_login(reviewer)
        with django_assert_max_num_queries(8):
            client.get(reverse(LIST))

    def test_her_page_says_whose_word_it_is(self, client, cast):
        member = approved(cast, OCTOBER)
        sweep()
        client.force_login(cast.collector)
        page = client.get(reverse("member_page", args=[member.pk])).content.decode()
        assert "31 Oktober 2026" in page and "menurut peserta, belum dikonfirmasi BPJS" in page
