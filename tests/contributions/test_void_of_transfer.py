"""A transfer that never arrived is undone only while the bank holds what was counted on."""

import datetime as dt

import pytest

from contributions import ledger, remittances, voids
from contributions.models import Payment, Place, RemittanceLine, Void
from contributions.voids import UnableToVoid
from tests import factories
from tests.contributions.money import no_differences
from tests.contributions.sponsored import APBD_IDR, sponsored_since_november, state, transfer
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
    paid = cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=LATER)
    assert not RemittanceLine.objects.filter(payment_line__payment=paid).exists()
    void = asked(cast, paid)
    with pytest.raises(UnableToVoid) as refusal:
        granted(cast, void)
    assert refusal.value.code == "shortage"
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 16_700
    no_differences(on=LATER.date())


def test_a_sponsors_transfer_that_another_month_was_paid_with_is_not_said_to_be_missing(
    cast, provider, bank
):
    paid_by_qris(cast, provider)
    settle(cast, provider, line_of(cast, bank, "11/11/2026", "QRIS SETTLEMENT", "8300"))
    programme = sponsored_since_november(cast, 1)
    state(cast, programme)
    transfer(cast, programme.sponsor, amount_idr=APBD_IDR)
    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=LATER)
    payment = Payment.objects.get(method=Payment.Method.TRANSFER)
    said = {"reason": Void.Reason.OTHER, "explanation": "Bulan lain"}
    void = voids.ask(payment=payment, by=cast.treasurer, at=LATER, **said)
    with pytest.raises(UnableToVoid) as refusal:
        granted(cast, void)
    assert refusal.value.code == "shortage"
    assert str(refusal.value).startswith("Uang transfer ini sudah terpakai")


def test_a_transfer_that_nothing_was_paid_with_is_undone(cast):
    paid = cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    assert granted(cast, asked(cast, paid)).status == "granted"
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 0
