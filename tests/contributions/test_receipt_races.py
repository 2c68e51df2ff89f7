"""Two people replace one link at once, and many guess at one code: with the guards, and without."""

import pytest

from contributions import receipt_check, receipt_links
from contributions.models import ReplacedLink, WrongCode
from contributions.receipt_check import MOST_FOR_A_RECEIPT, TooManyWrongCodes
from contributions.receipt_links import UnableToReplaceLink
from markets.models import Market
from tests.contributions.money import by_type, make_cast
from tests.factories import NOON


@pytest.fixture
def payment(scratch_database):
    cast = make_cast()
    return cast.pay(cast.member())


def replace_twice(payment, at_once, meet):
    meet((receipt_links, "new_token"))

    def replace():
        return receipt_links.replace(
            payment=payment,
            former_token=payment.token,
            reason="lost",
            by=payment.taken_by,
            at=NOON,
        )

    return at_once(replace, replace)


def test_of_two_who_replace_a_link_at_once_one_does(payment, at_once, meet):
    outcomes = replace_twice(payment, at_once, meet)
    assert len(by_type(outcomes, ReplacedLink)) == len(by_type(outcomes, UnableToReplaceLink)) == 1
    assert ReplacedLink.objects.count() == 1


def test_without_lock_and_constraint_one_link_would_have_two_successors(
    scratch_database, payment, at_once, meet, no_locks
):
    scratch_database.execute_as_owner(
        "ALTER TABLE contributions_replacedlink DROP CONSTRAINT link_is_replaced_once"
    )
    assert len(by_type(replace_twice(payment, at_once, meet), ReplacedLink)) == 2


def guess(payment, at_once):
    def ask():
        nowhere = Market.objects.none()
        return receipt_check.with_code(
            number=payment.receipt, code="22222222", by=None, markets=nowhere, at=NOON
        )

    return at_once(*[ask] * 12)


def test_of_many_guesses_at_once_no_more_are_tried_than_may_be(payment, at_once):
    outcomes = guess(payment, at_once)
    assert len(by_type(outcomes, TooManyWrongCodes)) == 12 - MOST_FOR_A_RECEIPT
    assert WrongCode.objects.count() == MOST_FOR_A_RECEIPT


def test_without_queueing_up_more_guesses_would_be_tried(payment, at_once, meet, monkeypatch):
    monkeypatch.setattr(receipt_check, "_queue_up", lambda *_: None)
    meet((receipt_check, "_payments"), parties=12)
    guess(payment, at_once)
    assert WrongCode.objects.count() > MOST_FOR_A_RECEIPT
