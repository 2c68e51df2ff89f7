"""Cash brought to the bank by a treasurer, with the bank's slip."""

import datetime as dt

import pytest

from contributions import (
    ledger,
)
from contributions.deposits import UnableToDeposit
from tests.contributions.statement_steps import (
    DAY,
    deposit,
    line_of,
    sound,
)
from tests.contributions.straight import insert, refused_by
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def cash(cast):
    cast.pay(cast.member())
    cast.hand_over()


def test_a_deposit_moves_cash_to_the_bank_and_its_line_is_found(cast, bank, cash):
    made = deposit(cast, bank)
    assert ledger.balance("treasurer", cast.treasurer.pk) == 0
    assert ledger.balance("partner_bank", cast.partner.pk) == 8_400
    assert not made.is_seen
    line = line_of(cast, bank, DAY, "SETOR TUNAI SLIP-77", "8.400")
    assert line.matches.get().deposit == made
    assert made.is_seen
    sound()


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("not_that_much", {"amount_idr": 8_401}),
        ("nothing", {"amount_idr": 0}),
        ("needs_slip", {"slip_number": " "}),
        ("wrong_day", {"on": TODAY + dt.timedelta(days=1)}),
    ],
)
def test_no_deposit_beyond_the_cash_or_without_a_slip(cast, bank, cash, code, fields):
    with pytest.raises(UnableToDeposit) as refusal:
        deposit(cast, bank, **fields)
    assert refusal.value.code == code


def test_cash_a_final_remittance_counts_on_is_not_brought_away(cast, bank, cash):
    from contributions import remittances

    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    with pytest.raises(UnableToDeposit, match="hanya Rp0"):
        deposit(cast, bank)


def test_a_deposit_slip_is_booked_once(cast, bank, cash):
    made = deposit(cast, bank, amount_idr=1_000)
    with pytest.raises(UnableToDeposit, match="sudah dicatat"):
        deposit(cast, bank, amount_idr=1_000)
    with refused_by("a_deposit_slip_is_booked_once"):
        insert(made)


def test_deposit_is_positive_and_has_a_slip(cast, bank, cash):
    made = deposit(cast, bank)
    for fields in ({"amount_idr": 0, "slip_number": "B"}, {"slip_number": ""}):
        with refused_by("deposit_is_positive_and_has_a_slip"):
            insert(made, **fields)
