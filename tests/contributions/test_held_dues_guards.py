"""What the database refuses about held dues, and two who act on them at once."""

import datetime as dt

import pytest

from contributions import books, cash_lies, held_dues, held_release
from contributions.models import Credit, HeldDues, LedgerEntry, Payment, PaymentLine
from members import enrolment
from tests import factories
from tests.contributions.deposits import held, sent
from tests.contributions.money import by_type, make_cast
from tests.contributions.straight import refused_by, update
from tests.factories import NOON, TODAY


@pytest.fixture
def dues(db):
    return held(make_cast())


def test_held_dues_are_positive(dues) -> None:
    with refused_by("held_dues_are_positive"):
        copy(dues, amount_idr=0)


def test_held_dues_are_for_a_whole_month(dues) -> None:
    with refused_by("held_dues_are_for_a_whole_month"):
        copy(dues, contribution_month=dt.date(2026, 11, 2))


def copy(dues: HeldDues, **changes) -> None:
    other = held(make_cast())
    fields = {field.attname: getattr(dues, field.attname) for field in HeldDues._meta.fields}
    kept = {"payment_id": other.payment_id, "enrolment_id": sent(make_cast()).pk}
    HeldDues(**{**fields, **kept, **changes}).save(force_insert=True)


def test_applied_dues_say_when(dues) -> None:
    with refused_by("applied_dues_say_when"):
        update(dues, status="applied")


def test_only_what_goes_back_becomes_credit(dues) -> None:
    with refused_by("status"):
        update(dues, status="credited")


def test_the_amount_of_held_dues_stays(dues) -> None:
    with refused_by("helddues"):
        update(dues, amount_idr=1)


def test_a_held_line_pays_a_month_of_hers_that_costs_as_much_and_no_other(dues) -> None:
    line = PaymentLine.objects.get(payment=dues.payment)
    month = factories.make_contribution(member=make_cast().member())
    with refused_by("line_fits_its_contribution"):
        update(line, contribution=month)


def test_a_line_that_pays_a_month_stays_with_it(dues) -> None:
    line = PaymentLine.objects.get(payment=dues.payment)
    update(line, contribution=factories.make_contribution(member=dues.member))
    with refused_by("contribution_is_written_once"):
        update(line, contribution=None)


# ---- two at once ----


@pytest.fixture
def cast(scratch_database):
    return make_cast()


def take_twice(cast, at_once):
    """A second tap under another id: two forms were open."""
    waiting = sent(cast)
    return at_once(*(lambda: held(cast, enrolment=waiting) for _tap in range(2)))


def test_first_dues_are_taken_once(cast, at_once) -> None:
    outcomes = take_twice(cast, at_once)
    assert [outcome.code for outcome in by_type(outcomes, held_dues.UnableToHold)] == [
        "taken_already"
    ]
    assert (Payment.objects.count(), HeldDues.objects.count()) == (1, 1)


def credit_twice(cast, at_once):
    dues = held(cast)
    cast.hand_over()
    enrolment.withdraw(enrolment=dues.enrolment, by=cast.collector, at=NOON)
    held_dues.sweep(at=NOON)
    return at_once(*(lambda: held_release.sweep(at=NOON) for _worker in range(2)))


def test_they_become_credit_once(cast, at_once) -> None:
    assert sorted(credit_twice(cast, at_once)) == [0, 1]
    assert Credit.objects.count() == LedgerEntry.objects.filter(document="credit").count() == 1
    assert books.differences(on=TODAY) == []


def test_without_locks_and_guards_they_would_become_credit_twice(
    cast, at_once, no_locks, meet, scratch_database
) -> None:
    """The negative control."""
    scratch_database.execute_as_owner("DROP INDEX payment_line_gives_one_credit")
    meet((cash_lies, "sources"))
    credit_twice(cast, at_once)
    assert Credit.objects.count() == 2
