"""Two statements that confirm one charge at once."""

import datetime as dt

from contributions import qris_charges, qris_confirmations
from contributions.models import Credit, Payment, QrisCharge
from contributions.qris_confirmations import UnableToConfirm
from tests.contributions import qris_samples
from tests.contributions.money import ask, by_type, make_cast
from tests.factories import NOON

LATER = NOON + dt.timedelta(hours=3)


def _race(at_once):
    cast = make_cast()
    qris_samples.make_qris_code(market=cast.market)
    charge = qris_charges.ask(asked=ask(cast.member()), by=cast.collector, at=NOON)

    def confirm():
        return qris_confirmations.confirm(charge=charge, paid_at=LATER, at=LATER)

    return at_once(confirm, confirm)


def test_two_confirmations_at_once_are_one_payment(scratch_database, at_once):
    outcomes = _race(at_once)
    assert len(by_type(outcomes, QrisCharge)) == 1
    assert len(by_type(outcomes, UnableToConfirm)) == 1
    assert Payment.objects.count() == 1
    assert not Credit.objects.exists()


def test_without_locks_the_second_confirmation_gets_no_clear_refusal(
    scratch_database, at_once, no_locks, meet
):
    """The negative control: keys keep it one payment, but the second is no refusal in words."""
    meet((qris_confirmations, "pay"))
    assert not by_type(_race(at_once), UnableToConfirm)
