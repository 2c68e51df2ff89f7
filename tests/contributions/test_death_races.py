"""Two people confirm one death, or a payment comes while it is confirmed, in the same moment."""

import pytest

from contributions import books, deaths, payments, refunds
from contributions.models import Claim, Payment, Refund
from members import deaths as member_deaths
from members.deaths import UnableToDecideDeath
from tests import factories
from tests.contributions.bereaved import reported
from tests.contributions.money import by_type, make_cast
from tests.factories import NOON, TODAY


@pytest.fixture
def cast(scratch_database):
    return make_cast()


@pytest.fixture
def member(cast):
    return cast.member()


# ---- two confirm ----


@pytest.fixture
def without_the_guards(no_locks, scratch_database):
    """Neither locks nor columns that are written once."""
    for table, name in (
        ("members_death", "confirmed_by_is_written_once"),
        ("members_death", "confirmed_at_is_written_once"),
        ("members_death", "status_moves_as_listed"),
    ):
        trigger = scratch_database.execute_as_owner(
            f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass "
            f"AND tgname LIKE 'pgtrigger_{name}%%'"
        )[0][0]
        scratch_database.execute_as_owner(f"DROP TRIGGER {trigger} ON {table}")


def confirm_twice(cast, member, at_once, meet):
    """Each waits, having read the report, until the other has read it too, if it ever can."""
    cast.pay(member, count=2)
    death = reported(member, by=cast.collector)
    branch = cast.partner.branch
    first, second = factories.make_reviewer(branch=branch), factories.make_reviewer(branch=branch)
    meet((member_deaths, "_check_branch"))
    return at_once(
        lambda: deaths.confirm(death=death, by=first, at=NOON),
        lambda: deaths.confirm(death=death, by=second, at=NOON),
    )


def test_of_two_who_confirm_one_does_and_the_other_learns_it(cast, member, at_once, meet) -> None:
    outcomes = confirm_twice(cast, member, at_once, meet)
    [refusal] = by_type(outcomes, UnableToDecideDeath)
    assert refusal.code == "confirmed"
    assert (Claim.objects.count(), Refund.objects.count()) == (1, 1)
    assert list(books.differences(on=TODAY)) == []


def test_without_them_both_believe_to_have_confirmed_it(
    cast, member, at_once, meet, without_the_guards
) -> None:
    """The negative control: without it the test above could pass by luck."""
    outcomes = confirm_twice(cast, member, at_once, meet)
    assert len(by_type(outcomes, Claim)) == 2


# ---- a payment comes ----


def pay_while_confirming(cast, member, at_once, meet):
    """Three months are about to be paid while she is reported, and the branch is sure at once."""
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    meet((payments, "store"), (refunds, "owe"))

    def report_and_confirm():
        death = reported(member, by=factories.make_treasurer(partner=cast.partner))
        return deaths.confirm(death=death, by=reviewer, at=NOON)

    return at_once(lambda: cast.pay(member, first=factories.NOVEMBER, count=3), report_and_confirm)


def unrefunded() -> list[str]:
    return [str(difference) for difference in books.differences(on=TODAY)]


def test_a_payment_comes_before_the_report_and_goes_back_or_after_it_and_is_refused(
    cast, member, at_once, meet
) -> None:
    outcomes = pay_while_confirming(cast, member, at_once, meet)
    assert len(by_type(outcomes, Claim)) == 1
    owed = [refund.months for refund in Refund.objects.all()]
    assert owed == ([2] if Payment.objects.exists() else [])
    assert unrefunded() == []


def test_without_locks_months_after_her_death_stay_with_the_partner(
    cast, member, at_once, meet, no_locks
) -> None:
    """The negative control: without it the test above could pass by luck."""
    outcomes = pay_while_confirming(cast, member, at_once, meet)
    assert by_type(outcomes, Exception) == []
    assert (Payment.objects.count(), Refund.objects.count()) == (1, 0)
    assert unrefunded() != []
