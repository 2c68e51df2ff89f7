"""The partner's own money makes up for fees: recorded by one, confirmed by another or the bank."""

import datetime as dt

import pytest

from contributions import (
    ledger,
    own_money,
    remittances,
    replenishments,
)
from contributions.replenishments import UnableToReplenish
from tests import factories
from tests.contributions.own_money import FEE_IDR, confirm, paid_out, reverse, told
from tests.contributions.qris_samples import make_account
from tests.contributions.statement_steps import LATER, sound
from tests.contributions.straight import insert, refused_by, update
from tests.contributions.transferred import record
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast, provider, bank, deputy):
    paid_out(cast, provider)
    return told(bank, cast.treasurer)


def fee(cast):
    return ledger.balance("fee", cast.partner.pk)


def waiting(cast):
    return remittances.preview(partner=cast.partner).waiting


# ---- what it does ----


def test_a_fee_keeps_a_month_waiting_until_the_partners_own_money_is_there(cast, asked, deputy):
    [part] = waiting(cast)
    assert part.reason == "Biaya penyedia dan bank Rp118 belum diganti mitra."
    assert remittances.preview(partner=cast.partner).months == 1
    confirm(asked, deputy)
    assert fee(cast) == 0
    assert ledger.balance("partner_bank", cast.partner.pk) == 16_800
    assert waiting(cast) == []
    cast.remit()
    assert ledger.balance("partner_bank", cast.partner.pk) == 0
    sound()


def test_what_was_told_counts_for_nothing_before_somebody_confirms(cast, asked):
    assert fee(cast) == FEE_IDR
    assert own_money.owed(partner=cast.partner.pk) == own_money.Owed(FEE_IDR, FEE_IDR)
    assert len(waiting(cast)) == 1
    sound()


def test_who_recorded_it_does_not_confirm_it(cast, asked):
    with pytest.raises(UnableToReplenish) as refusal:
        confirm(asked, cast.treasurer)
    assert refusal.value.code == "own_request"


def test_the_branch_confirms_only_where_there_is_no_other_treasurer(cast, asked):
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    with pytest.raises(UnableToReplenish) as refusal:
        confirm(asked, reviewer)
    assert refusal.value.code == "not_yours"
    others = cast.partner.users.filter(role="treasurer").exclude(pk=cast.treasurer.pk)
    others.update(is_active=False)
    assert confirm(asked, reviewer).status == "confirmed"


def test_a_refused_one_changes_nothing_and_is_told_anew(cast, bank, asked, deputy):
    with pytest.raises(UnableToReplenish) as refusal:
        replenishments.refuse(replenishment=asked, note=" ", by=deputy, at=LATER)
    assert refusal.value.code == "needs_reason"
    replenishments.refuse(replenishment=asked, note="Belum masuk", by=deputy, at=LATER)
    with pytest.raises(UnableToReplenish) as refusal:
        confirm(asked, deputy)
    assert refusal.value.code == "decided"
    again = told(bank, cast.treasurer)
    confirm(again, deputy)
    assert fee(cast) == 0
    sound()


def test_no_more_is_told_than_fees_took_and_nobody_told_about(cast, bank, asked):
    with pytest.raises(UnableToReplenish) as refusal:
        told(bank, cast.treasurer, amount_idr=1, reference="OWN-0002")
    assert refusal.value.code == "too_much"


def test_a_fee_that_the_partner_paid_from_outside_is_not_owed(cast, bank):
    cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference="1")
    record(cast.post(), cast.treasurer, kind="fee", amount_idr=2_500, proof=None)
    assert fee(cast) == 2_500
    assert own_money.owed(partner=cast.partner.pk).fees_idr == 0
    with pytest.raises(UnableToReplenish) as refusal:
        told(bank, cast.treasurer)
    assert refusal.value.code == "too_much"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"amount_idr": 0}, "nothing"),
        ({"reference": "  "}, "needs_reference"),
        ({"day": TODAY + dt.timedelta(days=3)}, "wrong_day"),
        ({"day": TODAY - dt.timedelta(days=100)}, "wrong_day"),
    ],
)
def test_what_is_told_must_be_whole(cast, provider, bank, fields, code):
    paid_out(cast, provider)
    with pytest.raises(UnableToReplenish) as refusal:
        told(bank, cast.treasurer, **fields)
    assert refusal.value.code == code


def test_it_comes_into_a_bank_account_and_is_recorded_by_its_treasurer(cast, provider, bank):
    paid_out(cast, provider)
    for account, by, code in (
        (provider, cast.treasurer, "not_a_bank"),
        (bank, factories.make_treasurer(), "not_yours"),
        (bank, cast.collector, "not_yours"),
    ):
        with pytest.raises(UnableToReplenish) as refusal:
            told(account, by)
        assert refusal.value.code == code


def test_one_reference_of_the_bank_makes_up_for_fees_once(cast, provider, bank, asked, deputy):
    confirm(asked, deputy)
    paid_out(cast, provider)
    with pytest.raises(UnableToReplenish) as refusal:
        told(bank, cast.treasurer, reference="own-0001 ")
    assert refusal.value.code == "reference_used"
    reverse(asked, deputy)
    told(bank, cast.treasurer)


# ---- mistakes ----


def test_a_mistake_is_reversed_by_another_person_and_the_fee_is_owed_again(cast, asked, deputy):
    confirm(asked, deputy)
    with pytest.raises(UnableToReplenish) as refusal:
        reverse(asked, cast.treasurer)
    assert refusal.value.code == "not_yours"
    reverse(asked, deputy)
    assert fee(cast) == FEE_IDR
    assert len(waiting(cast)) == 1
    with pytest.raises(UnableToReplenish) as refusal:
        reverse(asked, deputy)
    assert refusal.value.code == "decided"
    sound()


def test_what_was_sent_or_listed_for_bpjs_is_reversed_no_more(cast, asked, deputy):
    confirm(asked, deputy)
    remittance = remittances.finalise(partner=cast.partner, by=cast.treasurer, at=LATER)
    with pytest.raises(UnableToReplenish) as refusal:
        reverse(asked, deputy)
    assert refusal.value.code == "not_there"
    remittances.cancel(remittance=remittance, by=cast.treasurer, at=LATER)
    reverse(asked, deputy)
    sound()


# ---- what the database refuses ----


def test_a_person_or_a_line_confirms_a_replenishment(asked):
    with refused_by("a_person_or_a_line_confirms_a_replenishment"):
        update(asked, status="confirmed", decided_at=LATER)


def test_replenishment_is_decided_by_another_person(cast, asked):
    with refused_by("replenishment_is_decided_by_another_person"):
        update(asked, status="confirmed", decided_by=cast.treasurer, decided_at=LATER)


def test_decided_replenishment_says_who_and_when(asked, deputy):
    for changes in (
        {"decided_at": LATER},
        {"status": "confirmed", "decided_by": deputy},
        {"status": "refused", "decided_by": deputy, "decided_at": LATER},
        {"status": "refused", "decided_at": LATER, "decision_note": "x"},
    ):
        with refused_by("decided_replenishment_says_who_and_when"):
            update(asked, **changes)


def test_replenishment_is_reversed_by_another_person(cast, asked, deputy):
    confirm(asked, deputy)
    said = {"status": "reversed", "reversed_at": LATER, "reversal_note": "x"}
    for changes in (
        {**said, "reversed_by": cast.treasurer},
        {**said, "reversed_by": deputy, "reversal_note": ""},
        {**said, "reversed_by": deputy, "status": "confirmed"},
    ):
        with refused_by("replenishment_is_reversed_by_another_person"):
            update(asked, **changes)


def test_closed_replenishments_stay(asked, deputy):
    replenishments.refuse(replenishment=asked, note="Belum masuk", by=deputy, at=LATER)
    with refused_by("Cannot update"):  # closed_replenishments_stay
        update(asked, decision_note="lain")


def test_decisions_about_replenishments_stay(cast, asked, deputy):
    confirm(asked, deputy)
    for changes in ({"decision_note": "lain"}, {"decided_by": None}):
        with refused_by("Cannot update"):  # decisions_about_replenishments_stay
            update(asked, **changes)


def test_replenishment_comes_into_its_partners_bank(provider, asked, deputy):
    refused = {"status": "refused", "decided_by": deputy, "decided_at": LATER, "decision_note": "x"}
    for account in (provider, make_account()):
        with refused_by("replenishment_comes_into_its_partners_bank"):
            insert(asked, account=account, proof=_copy(asked.proof), **refused)


def test_no_more_is_replenished_than_was_taken(asked):
    with refused_by("no_more_is_replenished_than_was_taken"):
        insert(asked, amount_idr=1, reference="X", proof=_copy(asked.proof))


def test_a_reference_replenishes_once(asked):
    with refused_by("a_reference_replenishes_once"):
        insert(asked, amount_idr=1, proof=_copy(asked.proof))


def test_replenishment_is_positive_and_names_its_reference(asked):
    with refused_by("replenishment_is_positive"):
        insert(asked, amount_idr=0, reference="X", proof=_copy(asked.proof))
    with refused_by("replenishment_names_its_reference"):
        insert(asked, reference="", proof=_copy(asked.proof))


def _copy(proof):
    return insert(proof, id=factories.new_id())
