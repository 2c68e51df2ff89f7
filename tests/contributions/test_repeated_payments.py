"""The same payment sent again: answered with what stands, or refused, never written twice."""

import datetime as dt

import pytest

from contributions import payments, voids
from tests import factories
from tests.contributions.money import ask, refuse_payment, written
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_a_true_repeat_is_answered_with_the_same_receipt_and_writes_nothing(cast):
    asked = ask(cast.member(), count=2)
    first = payments.record(asked=asked, by=cast.collector, at=NOON)
    before = written()
    later = NOON + dt.timedelta(days=90)
    again = payments.record(asked=asked, by=cast.collector, at=later)
    assert (again.pk, again.receipt, again.token) == (first.pk, first.receipt, first.token)
    assert written() == before


def test_the_same_id_with_other_months_another_total_or_member_is_refuse_payment(cast):
    member = cast.member()
    asked = ask(member)
    payments.record(asked=asked, by=cast.collector, at=NOON)
    for changed in (
        ask(member, id=asked.id, count=2),
        ask(member, id=asked.id, shown_total_idr=1),
        ask(cast.member(), id=asked.id),
    ):
        refuse_payment(changed, code="other_body", by=cast.collector)


def test_the_same_id_from_another_user_is_refuse_payment(cast):
    asked = ask(cast.member())
    payments.record(asked=asked, by=cast.collector, at=NOON)
    refuse_payment(asked, code="other_body", by=factories.make_collector(market=cast.market))


def test_a_repeat_is_answered_even_after_the_payment_was_undone(cast):
    asked = ask(cast.member())
    payment = payments.record(asked=asked, by=cast.collector, at=NOON)
    voids.grant(void=cast.void(payment), by=cast.treasurer, at=NOON)
    again = payments.record(asked=asked, by=cast.collector, at=NOON)
    assert again.pk == payment.pk
    assert not again.lines.get().live
