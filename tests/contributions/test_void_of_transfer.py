"""A transfer that never arrived is undone only while the bank holds what was counted on."""

import datetime as dt

import pytest

from contributions import ledger, remittances, voids
from contributions.models import Payment, Place, RemittanceLine, Void
from contributions.voids import UnableToVoid
from tests import factories
from tests.contributions.money import no_differences
from tests.contributions.statement_steps import line_of, paid_by_qris, settle
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=2)
NO_MONEY = Void.Reason.NO_MONEY


def asked(cast, payment):
    return voids.ask(payment=payment, reason=NO_MONEY, by=cast.treasurer, at=LATER)


def granted(cast, void):
    other = factories.make_treasurer(partner=cast.partner)
    return voids.grant(void=void, by=other, at=LATER)


def test_a_transfer_that_another_month_was_paid_with_is_not_undone(cast, provider, bank):
    paid_by_qris(cast, provider)
    settle(cast, provider, line_of(cast, bank, "11/11/2026", "QRIS SETTLEMENT", "8300"))
    transfer = cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=LATER)
    assert not RemittanceLine.objects.filter(payment_line__payment=transfer).exists()
    void = asked(cast, transfer)
    with pytest.raises(UnableToVoid) as refusal:
        granted(cast, void)
    assert refusal.value.code == "shortage"
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 16_700
    no_differences(on=LATER.date())


def test_a_transfer_that_nothing_was_paid_with_is_undone(cast):
    transfer = cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    assert granted(cast, asked(cast, transfer)).status == "granted"
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 0
