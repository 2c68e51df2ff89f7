"""Credit given back and used at once, or paid out twice: with the guards, and once without."""

import pytest

from contributions import credit_use, payments, repayments
from contributions.models import LedgerEntry, Payment, Repayment
from contributions.repayments import UnableToRepay
from tests import factories
from tests.contributions.credit import give
from tests.contributions.money import DUES_IDR, by_type, make_cast
from tests.contributions.repaid import pay, prepare
from tests.factories import NOON


@pytest.fixture
def cast(scratch_database):
    return make_cast()


def use_and_give_back(cast, at_once, meet):
    member = cast.member()
    factories.make_contribution(member=member)
    give(cast, member, DUES_IDR)
    meet((repayments, "_check_amount"), (payments, "store"))
    return at_once(
        lambda: prepare(member=member, by=cast.treasurer, shown_idr=DUES_IDR),
        lambda: credit_use.use(member_id=member.pk, at=NOON),
    )


def used():
    return Payment.objects.count() + Repayment.objects.count()


def test_credit_is_either_used_or_given_back(cast, at_once, meet):
    use_and_give_back(cast, at_once, meet)
    assert used() == 1


def test_without_the_jobs_locks_the_triggers_still_let_one_through(cast, at_once, meet, no_locks):
    use_and_give_back(cast, at_once, meet)
    assert used() == 1


def test_without_locks_and_triggers_credit_would_be_used_and_given_back(
    cast, at_once, meet, no_locks, scratch_database
):
    for table in ("paymentline", "repayment"):
        scratch_database.execute_as_owner(f"ALTER TABLE contributions_{table} DISABLE TRIGGER USER")
    use_and_give_back(cast, at_once, meet)
    assert used() == 2


def pay_twice(cast, at_once, meet):
    member = cast.member()
    give(cast, member, DUES_IDR)
    row = prepare(member=member, by=cast.treasurer)
    other = factories.make_treasurer(partner=cast.partner)
    repayments.approve(repayment=row, by=other, at=NOON)
    meet((repayments.documents, "store_of_member"))
    return at_once(
        lambda: pay(repayment=row, by=cast.treasurer), lambda: pay(repayment=row, by=other)
    )


def test_of_two_who_pay_at_once_one_is_told(cast, at_once, meet):
    outcomes = pay_twice(cast, at_once, meet)
    assert len(by_type(outcomes, Repayment)) == 1
    assert [one.code for one in by_type(outcomes, UnableToRepay)] == ["not_approved"]
    assert LedgerEntry.objects.filter(document="refund").count() == 1


def test_without_the_lock_only_the_ledgers_key_stops_the_second(cast, at_once, meet, no_locks):
    outcomes = pay_twice(cast, at_once, meet)
    assert by_type(outcomes, UnableToRepay) == []
    assert len(by_type(outcomes, Exception)) == 1
    assert LedgerEntry.objects.filter(document="refund").count() == 1
