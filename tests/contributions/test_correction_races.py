"""Two corrections decided at once, with money for one: with the guard, and once without."""

import pytest

from contributions import credits, ledger, voids
from contributions.models import Place, Void
from contributions.voids import UnableToVoid
from tests import factories
from tests.contributions.money import DUES_IDR, by_type, make_cast
from tests.factories import NOON


@pytest.fixture
def cast(scratch_database):
    return make_cast()


def two_corrections_with_money_for_one(cast, at_once, meet):
    """The cash of both was brought to the bank, and half of it was sent astray from there."""
    people = [cast.member(), cast.member()]
    paid = [cast.pay(member) for member in people]
    cast.hand_over()
    asked = [cast.void(payment) for payment in paid]
    treasurer, bank = ledger.treasurer(cast.treasurer.pk), ledger.partner_bank(cast.partner.pk)
    astray = ledger.Account(Place.MISDIRECTED, cast.partner.pk)
    for number, move in enumerate(
        ((treasurer, bank, 2 * DUES_IDR), (bank, astray, DUES_IDR)), start=1
    ):
        source, target, amount_idr = move
        ledger.move(
            source=source,
            target=target,
            amount_idr=amount_idr,
            founded=ledger.Founded("deposit", str(number), cast.partner.pk, cast.treasurer, NOON),
        )
    meet((credits, "give"))
    other = factories.make_treasurer(partner=cast.partner)
    return at_once(
        lambda: voids.grant(void=asked[0], by=cast.treasurer, at=NOON),
        lambda: voids.grant(void=asked[1], by=other, at=NOON),
    )


def test_of_two_corrections_with_money_for_one_the_second_is_told_it_is_short(cast, at_once, meet):
    outcomes = two_corrections_with_money_for_one(cast, at_once, meet)
    assert len(by_type(outcomes, Void)) == 1
    [refusal] = by_type(outcomes, UnableToVoid)
    assert refusal.code == "shortage"
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 0


def test_without_the_lock_on_the_partner_money_would_be_given_twice(cast, at_once, meet, no_locks):
    outcomes = two_corrections_with_money_for_one(cast, at_once, meet)
    assert len(by_type(outcomes, Void)) == 2
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == -DUES_IDR
