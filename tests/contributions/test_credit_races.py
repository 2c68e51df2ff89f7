"""Two use one credit at once: with the guards, and once with each taken away."""

import pytest

from contributions import ledger, payment_refusals, payments
from contributions.models import Payment, PaymentLine, Place
from contributions.payments import UnableToRecordPayment
from tests import factories
from tests.contributions.credit import give
from tests.contributions.money import DUES_IDR, ask, by_type, make_cast
from tests.factories import NOON, NOVEMBER

DECEMBER = NOVEMBER.replace(month=12)


@pytest.fixture
def cast(scratch_database):
    return make_cast()


def two_use_one_credit(cast, at_once, meet):
    """One pays November, the other (who looks away from the order of months) December."""
    meet((payment_refusals, "_check_credit"))
    member = cast.member()
    give(cast, member, DUES_IDR)
    for month in (NOVEMBER, DECEMBER):
        factories.make_contribution(member=member, month=month)
    other = factories.make_collector(market=cast.market)

    def pay(month, by):
        asked = ask(member, first=month, credit_idr=DUES_IDR)
        return payments.record(asked=asked, by=by, at=NOON)

    return at_once(lambda: pay(NOVEMBER, cast.collector), lambda: pay(DECEMBER, other))


@pytest.fixture
def any_month(monkeypatch):
    """The order of months keeps nobody from racing for the credit."""
    monkeypatch.setattr(
        payment_refusals,
        "check_months",
        lambda one, payable: [due for due in payable.months if due.month in one.months],
    )


def used_idr():
    return sum(PaymentLine.objects.filter(live=True).values_list("credit_idr", flat=True))


def test_of_two_who_use_one_credit_at_once_one_is_told_it_is_gone(cast, at_once, meet, any_month):
    outcomes = two_use_one_credit(cast, at_once, meet)
    assert len(by_type(outcomes, Payment)) == 1
    [refusal] = by_type(outcomes, UnableToRecordPayment)
    assert refusal.code == "credit_moved"
    assert used_idr() == DUES_IDR


def test_without_the_jobs_lock_the_trigger_still_refuses_the_second(
    cast, at_once, meet, any_month, no_locks
):
    outcomes = two_use_one_credit(cast, at_once, meet)
    assert len(by_type(outcomes, Payment)) == 1
    [refusal] = by_type(outcomes, UnableToRecordPayment)
    assert refusal.code == "credit_moved"
    assert used_idr() == DUES_IDR


def test_without_lock_and_trigger_credit_would_be_used_twice(
    cast, at_once, meet, any_month, no_locks, scratch_database
):
    scratch_database.execute_as_owner("ALTER TABLE contributions_paymentline DISABLE TRIGGER USER")
    outcomes = two_use_one_credit(cast, at_once, meet)
    assert len(by_type(outcomes, Payment)) == 2
    assert (
        used_idr()
        == 2 * DUES_IDR
        > ledger.balance(Place.MEMBER_CREDIT, Payment.objects.first().member_id)
    )
