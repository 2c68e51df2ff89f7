"""The checker of the bank run finds what it is to find: each way of going wrong, done by hand."""

import uuid

import pytest

from config.bench.payment_clients import Due
from tests.contributions.money import make_cast
from tests.contributions.straight import a_number_without_receipt
from tests.faults.told import Told, assert_nothing_is_double, assert_told_is_stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """Two who paid, as their collector was told, and one of them asked for by another in vain."""
    cast = make_cast()
    answers = []
    for payment in (cast.pay(cast.member()), cast.pay(cast.member())):
        line = payment.lines.get()
        due = Due(
            contribution=line.contribution_id,
            member=line.member_id,
            market=cast.market.pk,
            by=cast.collector.pk,
            month=line.contribution_month,
            amount_idr=line.amount_idr,
        )
        answers.append(Told(payment.pk, due, True))
    return [*answers, Told(uuid.uuid4(), answers[0].due, False)]


def found(told):
    with pytest.raises(AssertionError) as wrong:
        assert_told_is_stored(told)
    return str(wrong.value)


def test_what_is_as_it_was_told_passes(told):
    assert_told_is_stored(told)
    assert_nothing_is_double()


def test_a_payment_that_was_answered_and_is_not_stored_is_lost(told):
    assert "lost" in found([*told, Told(uuid.uuid4(), told[0].due, True)])


def test_a_payment_that_was_refused_must_not_be_stored(told):
    told[1].taken = False
    assert "stored, but refused" in found(told)


def test_a_payment_that_nobody_was_told_of_is_found(told):
    assert "stored, but refused" in found(told[1:])


def test_a_month_that_everybody_was_refused_is_found(told):
    someone = told[0].due._replace(contribution=0)
    assert "taken twice, or by nobody" in found([*told, Told(uuid.uuid4(), someone, False)])


@pytest.mark.parametrize("field", ["member", "amount_idr"])
def test_a_payment_of_somebody_else_or_of_another_sum_is_found(told, field):
    told[0].due = told[0].due._replace(**{field: 1})
    assert "stored as another one" in found(told)


def test_a_number_that_no_payment_has_is_found(told):
    with a_number_without_receipt(), pytest.raises(AssertionError, match="an unexplained number"):
        assert_nothing_is_double()
