"""Asking for dues by QRIS, and what becomes of it when a statement confirms it."""

import datetime as dt

import pytest

from contributions import books, ledger, qris, qris_charges, qris_confirmations, voids
from contributions.models import Contribution, Credit, Payment, QrisCharge, Refund
from contributions.qris_charges import UnableToCharge
from contributions.qris_confirmations import UnableToConfirm
from contributions.voids import UnableToVoid
from tests import factories
from tests.contributions import qris_samples
from tests.contributions.bereaved import confirmed, reported
from tests.contributions.money import ask, make_cast
from tests.contributions.straight import insert, refused_by, update
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=3)
TOO_LATE = NOON + dt.timedelta(days=5)


@pytest.fixture
def cast():
    cast = make_cast()
    qris_samples.make_qris_code(market=cast.market)
    return cast


def charge_for(cast, member, *, count=1, by=None, **fields):
    return qris_charges.ask(
        asked=ask(member, count=count, **fields), by=by or cast.collector, at=NOON
    )


def refuse(cast, asked, code, **fields):
    before = QrisCharge.objects.count()
    with pytest.raises(UnableToCharge) as refusal:
        qris_charges.ask(asked=asked, **{"by": cast.collector, "at": NOON, **fields})
    assert refusal.value.code == code
    assert QrisCharge.objects.count() == before
    return refusal.value


def confirm(charge, at=LATER):
    return qris_confirmations.confirm(charge=charge, paid_at=at, at=at)


def test_a_code_asks_for_exactly_the_dues_under_a_reference(cast):
    charge = charge_for(cast, cast.member(), count=2)
    code = qris.read(charge.payload)
    assert (code.amount_idr, code.reference) == (16_800, charge.reference)
    assert code.merchant_name == "PASAR CISARUA"
    assert charge.status == "pending"
    assert charge.expires_at == NOON + qris_charges.VALID_FOR


def test_a_charge_is_no_money(cast):
    charge_for(cast, cast.member())
    assert not Payment.objects.exists()
    assert ledger.balance("provider_clearing", cast.partner.pk) == 0


def test_the_same_form_sent_twice_is_one_charge(cast):
    member, id = cast.member(), factories.new_id()
    assert charge_for(cast, member, id=id) == charge_for(cast, member, id=id)
    refuse(cast, ask(member, count=2, id=id), "other_body")
    other = factories.make_collector(market=cast.market)
    refuse(cast, ask(member, id=id), "other_body", by=other)
    refuse(cast, ask(cast.member(), id=id), "other_body")


def test_one_code_at_a_time_and_the_standing_one_is_named(cast):
    member = cast.member()
    charge = charge_for(cast, member)
    assert refuse(cast, ask(member), "pending").charge == charge
    qris_charges.cancel(charge=charge, by=cast.collector, at=LATER)
    assert charge_for(cast, member).status == "pending"


def test_what_cannot_be_paid_gets_no_code(cast):
    member = cast.member()
    refuse(cast, ask(member, shown_total_idr=1), "tariff_moved")
    refuse(cast, ask(member, first=dt.date(2027, 1, 1)), "not_payable_month")
    refuse(cast, ask(member), "not_a_collector", by=cast.treasurer)
    refuse(cast, ask(make_cast().member()), "unknown_member")
    stranger = make_cast()
    refuse(cast, ask(stranger.member()), "no_code", by=stranger.collector)
    cast.pay(member)
    refuse(cast, ask(member), "already_paid")


def test_sponsored_months_get_no_code(cast):
    member = factories.make_member(market=cast.market)
    factories.make_term(member=member, first_month=NOVEMBER, payer_kind="apbd")
    refuse(cast, ask(member, shown_total_idr=16_800), "sponsored")


def test_nobody_confirms_in_time_so_it_expires(cast):
    charge = charge_for(cast, cast.member())
    assert qris_charges.sweep(at=charge.expires_at - dt.timedelta(seconds=1)) == 0
    assert qris_charges.sweep(at=charge.expires_at) == 1
    assert qris_charges.sweep(at=charge.expires_at) == 0
    charge.refresh_from_db()
    assert charge.status == "expired"
    with pytest.raises(UnableToCharge, match="kedaluwarsa"):
        qris_charges.cancel(charge=charge, by=cast.collector, at=TOO_LATE)


def test_a_confirmed_charge_is_a_payment_in_clearing(cast):
    member = cast.member()
    charge = confirm(charge_for(cast, member, count=2))
    payment = charge.payment
    assert (payment.method, payment.amount_idr) == ("qris", 16_800)
    assert payment.reference == charge.reference
    assert payment.collected_at == LATER
    assert payment.taken_by not in (cast.collector, cast.treasurer)
    assert ledger.balance("provider_clearing", cast.partner.pk) == 16_800
    assert Contribution.objects.filter(member=member, status="paid").count() == 2
    assert books.differences(on=TODAY) == []


@pytest.mark.parametrize("close", ["expire", "cancel"])
def test_who_pays_late_has_paid(cast, close):
    charge = charge_for(cast, cast.member())
    if close == "expire":
        qris_charges.sweep(at=TOO_LATE)
    else:
        qris_charges.cancel(charge=charge, by=cast.collector, at=LATER)
    assert confirm(charge, at=TOO_LATE).payment.amount_idr == 8_400


def test_months_paid_in_cash_meanwhile_make_it_credit(cast):
    member = cast.member()
    charge = charge_for(cast, member)
    cast.pay(member)
    charge = confirm(charge)
    assert charge.payment is None
    assert charge.credit.amount_idr == 8_400
    assert charge.credit.reason == Credit.Reason.PAID_TWICE
    assert charge.reference in charge.credit.explanation
    assert ledger.balance("member_credit", member.pk) == 8_400
    assert books.differences(on=TODAY) == []


def test_what_comes_after_her_death_is_owed_to_her_family(cast):
    charge = charge_for(cast, cast.member())
    confirmed(reported(charge.member))
    confirm(charge)
    assert Refund.objects.get().credit == Credit.objects.get()
    assert books.differences(on=TODAY) == []


def test_a_charge_is_confirmed_once(cast):
    charge = charge_for(cast, cast.member())
    confirm(charge)
    with pytest.raises(UnableToConfirm, match="sudah dikonfirmasi"):
        confirm(charge)
    assert Payment.objects.count() == 1


def test_a_qris_receipt_is_not_undone_while_its_provider_has_the_money(cast):
    payment = confirm(charge_for(cast, cast.member())).payment
    with pytest.raises(UnableToVoid, match="masih pada penyedia"):
        voids.ask(payment=payment, reason="wrong_member", by=cast.treasurer, at=LATER)


# ---- constraints ----


def test_member_has_one_pending_qris_charge(cast):
    charge = charge_for(cast, cast.member())
    with refused_by("member_has_one_pending_qris_charge"):
        insert(charge, id=factories.new_id(), reference="MPZ")


def test_a_reference_is_unique(cast):
    charge = charge_for(cast, cast.member())
    with refused_by("contributions_qrischarge_reference"):
        insert(charge, id=factories.new_id(), member=cast.member())


def test_qris_charge_is_positive(cast):
    charge = charge_for(cast, cast.member())
    with refused_by("qris_charge_is_positive"):
        insert(charge, id=factories.new_id(), reference="MPZ", member=cast.member(), amount_idr=0)


def test_qris_charge_is_for_months(cast):
    charge = charge_for(cast, cast.member())
    fields = {"reference": "MPZ", "member": cast.member(), "contribution_months": []}
    with refused_by("qris_charge_is_for_months"):
        insert(charge, id=factories.new_id(), **fields)


def test_confirmed_qris_charge_became_a_payment_or_credit(cast):
    charge = charge_for(cast, cast.member())
    with refused_by("confirmed_qris_charge_became_a_payment_or_credit"):
        update(charge, status="confirmed", confirmed_at=NOON)


def test_closed_qris_charge_says_when(cast):
    charge = charge_for(cast, cast.member())
    with refused_by("closed_qris_charge_says_when"):
        update(charge, status="expired")


def test_confirmed_qris_charges_stay(cast):
    charge = confirm(charge_for(cast, cast.member()))
    with refused_by("confirmed_qris_charges_stay"):
        update(charge, closed_by=cast.collector)


def test_status_of_a_charge_moves_as_listed(cast):
    charge = charge_for(cast, cast.member())
    qris_charges.cancel(charge=charge, by=cast.collector, at=LATER)
    with refused_by("status_moves_as_listed"):
        update(charge, status="pending", closed_by=None, closed_at=None)
