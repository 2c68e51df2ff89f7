"""A phone sends twice at once, and what came is credited once: with the guards, and without."""

import pytest
from django.db import transaction

from contributions import (
    cash_lies,
    offline_payments,
    offline_release,
    payment_refusals,
    phones,
)
from contributions.models import Credit, LedgerEntry, OfflinePayment, Payment
from contributions.offline_payments import Taken
from tests.contributions.money import by_type, make_cast, no_differences
from tests.contributions.offline import make_phone, send, told
from tests.contributions.straight import refused_by
from tests.factories import NOON


@pytest.fixture
def cast(scratch_database):
    return make_cast()


def send_four_times(cast, at_once):
    phone = make_phone(cast)
    asked = told(cast.member(), phone=phone, number=1)
    return at_once(*[lambda: send(cast, asked, phone=phone)] * 4)


def test_an_entry_sent_by_several_tabs_at_once_is_one_payment(cast, at_once) -> None:
    outcomes = by_type(send_four_times(cast, at_once), Taken)
    assert sorted(taken.is_new for taken in outcomes) == [False, False, False, True]
    assert len({taken.payment for taken in outcomes}) == 1
    assert (Payment.objects.count(), LedgerEntry.objects.count()) == (1, 1)
    no_differences()


def test_without_the_locks_a_repeat_would_not_be_answered(cast, at_once, meet, no_locks) -> None:
    """The negative control: the constraints are the second wall."""
    meet((payment_refusals, "check_taker"), parties=4)
    assert by_type(send_four_times(cast, at_once), Exception)
    assert Payment.objects.count() == 1


def one_number_for_two(cast, at_once):
    """Two entries under one number: a phone whose storage was copied."""
    phone = make_phone(cast)
    asked = [told(cast.member(), phone=phone, number=1) for _ in range(2)]
    return at_once(*[lambda one=one: send(cast, one, phone=phone) for one in asked])


def test_of_two_with_one_number_one_is_refused(cast, at_once) -> None:
    outcomes = one_number_for_two(cast, at_once)
    refused = by_type(outcomes, offline_payments.UnableToTakeOffline)
    assert [refusal.code for refusal in refused] == ["other_body"]
    assert Payment.objects.count() == 1
    no_differences()


def test_without_lock_and_constraint_one_number_would_stand_on_two_receipts(
    cast, at_once, meet, no_locks, scratch_database
) -> None:
    """The negative control."""
    scratch_database.execute_as_owner(
        "ALTER TABLE contributions_payment DROP CONSTRAINT receipt_number_is_unique"
    )
    meet((payment_refusals, "check_taker"))
    one_number_for_two(cast, at_once)
    assert Payment.objects.filter(number=1).count() == 2


def credit_twice(cast, at_once):
    phone = make_phone(cast)
    asked = told(cast.member(), phone=phone, number=1, total_idr=9_000)
    send(cast, asked, phone=phone)
    cast.hand_over()
    return at_once(*(lambda: offline_release.sweep(at=NOON) for _worker in range(2)))


def test_held_cash_becomes_credit_once(cast, at_once) -> None:
    assert sorted(credit_twice(cast, at_once)) == [0, 1]
    assert Credit.objects.count() == 1
    no_differences()


def test_without_locks_and_guards_it_would_become_credit_twice(
    cast, at_once, no_locks, meet, scratch_database
) -> None:
    """The negative control."""
    scratch_database.execute_as_owner("DROP INDEX payment_line_gives_one_credit")
    meet((cash_lies, "sources"))
    credit_twice(cast, at_once)
    assert Credit.objects.count() == 2


# ---- what the database refuses ----


@pytest.fixture
def flagged(cast):
    phone = make_phone(cast)
    asked = told(cast.member(), phone=phone, number=1, total_idr=9_000)
    return send(cast, asked, phone=phone).payment.offline


def test_offline_receipt_is_of_its_phone(cast, monkeypatch) -> None:
    phone, other = make_phone(cast), make_phone(cast)
    with transaction.atomic():
        promised = phones.promised(phone=phone, number=1)
    monkeypatch.setattr(phones, "promised", lambda **_: promised)
    with refused_by("offline_receipt_is_of_its_phone"):
        send(cast, told(cast.member(), phone=other, number=1), phone=other)


def test_held_offline_cash_says_why(flagged) -> None:
    with refused_by("held_offline_cash_says_why"):
        OfflinePayment(
            payment=flagged.payment,
            market=flagged.market,
            partner=flagged.partner,
            told_at=NOON,
            status="held",
        ).save(force_insert=True)


def test_settled_offline_cash_says_who_and_how(flagged) -> None:
    with refused_by("settled_offline_cash_says_who_and_how"):
        OfflinePayment.objects.update(settled_at=NOON)
