"""A provider pays out what it took, less its fee."""

import pytest

from contributions import ledger, settlements, voids
from contributions.models import (
    Settlement,
)
from contributions.settlements import UnableToSettle
from contributions.voids import UnableToVoid
from tests import factories
from tests.contributions.statement_steps import (
    DAY,
    LATER,
    charge_for,
    line_of,
    paid_by_qris,
    settle,
    sound,
)
from tests.contributions.straight import insert, refused_by

pytestmark = pytest.mark.django_db


def test_a_payout_brings_clearing_to_the_bank_less_the_fee(cast, provider, bank):
    for _each in range(2):
        paid_by_qris(cast, provider)
    line = line_of(cast, bank, "11/11/2026", "QRIS SETTLEMENT", "16.682")
    offer = settlements.offers(line=line)[-1]
    assert (offer.charges, offer.gross_idr, offer.fee_idr) == (2, 16_800, 118)
    made = settle(cast, provider, line)
    assert (made.gross_idr, made.fee_idr, made.credit_idr) == (16_800, 118, 0)
    assert ledger.balance("provider_clearing", cast.partner.pk) == 0
    assert ledger.balance("partner_bank", cast.partner.pk) == 16_682
    assert ledger.balance("fee", cast.partner.pk) == 118
    sound()


def test_what_became_credit_never_lay_in_clearing(cast, provider, bank):
    member = cast.member()
    charge = charge_for(cast, member)
    cast.pay(member)
    line_of(cast, provider, DAY, charge.reference, "8400")
    paid_by_qris(cast, provider)
    line = line_of(cast, bank, "11/11/2026", "QRIS SETTLEMENT", "16.800")
    assert settle(cast, provider, line).credit_idr == 8_400
    assert ledger.balance("provider_clearing", cast.partner.pk) == 0
    assert ledger.balance("member_credit", member.pk) == 8_400
    sound()


def test_paid_out_a_qris_receipt_is_undone_by_two_persons_and_becomes_credit(cast, provider, bank):
    charge = paid_by_qris(cast, provider)
    charge.refresh_from_db()
    settle(cast, provider, line_of(cast, bank, "11/11/2026", "QRIS SETTLEMENT", "8.400"))
    asked = {"payment": charge.payment, "by": cast.treasurer, "at": LATER}
    with pytest.raises(UnableToVoid) as refusal:
        voids.ask(reason="no_money", **asked)
    assert refusal.value.code == "money_counted"
    void = voids.ask(reason="wrong_member", **asked)
    voids.grant(void=void, by=factories.make_treasurer(partner=cast.partner), at=LATER)
    assert void.is_correction
    assert ledger.balance("partner_bank", cast.partner.pk) == 0
    assert ledger.balance("member_credit", charge.member_id) == 8_400
    sound()


@pytest.mark.parametrize(("amount", "code"), [("9.000", "too_little"), ("1.000", "fee_too_high")])
def test_a_payout_is_neither_more_nor_much_less_than_was_confirmed(
    cast, provider, bank, amount, code
):
    paid_by_qris(cast, provider)
    line = line_of(cast, bank, "11/11/2026", "QRIS SETTLEMENT", amount)
    assert settlements.offers(line=line) == []
    with pytest.raises(UnableToSettle) as refusal:
        settle(cast, provider, line)
    assert refusal.value.code == code


def test_a_charge_is_paid_out_once(cast, provider, bank):
    paid_by_qris(cast, provider)
    settle(cast, provider, line_of(cast, bank, "11/11/2026", "SETTLEMENT A", "8400"))
    with pytest.raises(UnableToSettle, match="Tidak ada QRIS"):
        settle(cast, provider, line_of(cast, bank, "11/11/2026", "SETTLEMENT B", "8400"))
    with refused_by("contributions_settledcharge_charge_id"):
        insert(Settlement.objects.get().charges.get())


def test_a_settlement_brings_more_than_it_costs(cast, provider, bank):
    paid_by_qris(cast, provider)
    made = settle(cast, provider, line_of(cast, bank, "11/11/2026", "SETTLEMENT A", "8400"))
    other = line_of(cast, bank, "11/11/2026", "LAIN", "1")
    with refused_by("a_settlement_brings_more_than_it_costs"):
        insert(made, line=other, fee_idr=8_401)
