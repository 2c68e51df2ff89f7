"""The partner's limit of cash in hand: above it no new cash is taken, whoever tries from where."""

import pytest
from django.urls import reverse

from contributions import cash_limits, handovers, ledger, payments, receipts
from contributions.held_dues import UnableToHold
from contributions.models import Payment, Place, ReceiptSeries
from contributions.payments import UnableToRecordPayment
from contributions.receipts import ReceiptNumber
from markets.models import Partner
from tests import factories
from tests.contributions.deposits import held
from tests.contributions.money import DUES_IDR, ask, by_type, make_cast, refuse_payment
from tests.factories import NOON

TWO_PAYMENTS_IDR = 2 * DUES_IDR


@pytest.fixture
def cast(db):
    return make_cast(cash_limit_idr=TWO_PAYMENTS_IDR)


def test_cash_is_taken_up_to_the_limit_and_not_above_it(cast):
    cast.pay(cast.member())
    cast.pay(cast.member())
    sentence = refuse_payment(ask(cast.member()), code="cash_limit", by=cast.collector)
    for words in ("Uang di tangan Anda Rp16.800", "batas Rp16.800", "serahkan uang"):
        assert words in sentence


def test_one_payment_above_the_whole_limit_asks_for_fewer_months(cast):
    sentence = refuse_payment(ask(cast.member(), count=3), code="cash_limit", by=cast.collector)
    assert "lebih sedikit bulan" in sentence


def test_several_taken_at_once_are_judged_together(cast):
    asked = [ask(cast.member()) for _ in range(3)]
    refuse_payment(*asked, code="cash_limit", by=cast.collector)


def test_a_partner_without_a_limit_takes_what_comes(cast):
    Partner.objects.update(cash_limit_idr=cash_limits.NO_LIMIT)
    assert cast.pay(cast.member(), count=3).amount_idr == 4 * DUES_IDR  # January costs twice


def test_cash_in_a_waiting_handover_counts_until_it_is_accepted(cast):
    cast.pay(cast.member(), count=2)
    handover = handovers.ask(by=cast.collector, at=NOON)
    refuse_payment(ask(cast.member()), code="cash_limit", by=cast.collector)
    handovers.accept(handover=handover, counted_idr=TWO_PAYMENTS_IDR, by=cast.treasurer, at=NOON)
    assert cast.pay(cast.member())


def test_a_payment_that_stands_is_answered_also_above_the_limit(cast):
    asked = ask(cast.member(), count=2)
    taken = payments.record(asked=asked, by=cast.collector, at=NOON)
    Partner.objects.update(cash_limit_idr=1)
    assert payments.record(asked=asked, by=cast.collector, at=NOON) == taken


def test_transfers_know_no_limit(cast):
    method = {"method": Payment.Method.TRANSFER, "reference": "BRI-1"}
    assert cast.pay(cast.member(), count=3, by=cast.treasurer, **method)


def test_first_dues_are_cash_like_any(cast):
    cast.pay(cast.member(), count=2)
    with pytest.raises(UnableToHold) as refusal:
        held(cast)
    assert refusal.value.code == "cash_limit"
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == TWO_PAYMENTS_IDR


# ---- two phones of one collector ----


def two_phones(at_once, meet):
    """Each has written its payment, so far as it gets, before either looks at the limit."""
    cast = make_cast(cash_limit_idr=DUES_IDR)
    people = [cast.member(), cast.member()]
    code = receipts.code_for(holder=cast.collector)
    ReceiptSeries.objects.create(holder=cast.collector, code=code)
    meet((cash_limits, "refusal_of_taken"))

    def pay(member):
        return payments.record(asked=ask(member), by=cast.collector, at=NOON)

    outcomes = at_once(*[lambda member=member: pay(member) for member in people])
    return cast, outcomes


def test_two_phones_of_one_collector_do_not_pass_the_limit_together(
    scratch_database, at_once, meet
):
    cast, outcomes = two_phones(at_once, meet)
    assert len(by_type(outcomes, Payment)) == 1
    assert [refusal.code for refusal in by_type(outcomes, UnableToRecordPayment)] == ["cash_limit"]
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == DUES_IDR


def test_without_the_lock_on_the_series_both_would_be_taken(
    scratch_database, at_once, meet, monkeypatch
):
    numbers, take = iter(range(100, 200)), receipts.take

    def take_without_lock(*, holder):
        series = ReceiptSeries.objects.filter(holder=holder).first()
        if series is None:
            return take(holder=holder)
        return ReceiptNumber(series.pk, series.code, next(numbers))

    monkeypatch.setattr(receipts, "take", take_without_lock)
    # Who takes no lock counts no number, which would be refused as well.
    scratch_database.execute_as_owner("ALTER TABLE contributions_payment DISABLE TRIGGER USER")
    cast, outcomes = two_phones(at_once, meet)
    assert len(by_type(outcomes, Payment)) == 2
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == 2 * DUES_IDR


def test_who_changed_the_limit_and_when_is_kept(db, client):
    partner, admin = factories.make_partner(), factories.make_admin()
    client.force_login(admin)
    fields = ("code", "name", "kind", "branch_id", "handover_hours")
    facts = {name.removesuffix("_id"): getattr(partner, name) for name in fields}
    address = reverse("admin:markets_partner_change", args=[partner.pk])
    client.post(address, {**facts, "cash_limit_idr": 2_000_000})
    event = partner.events.order_by("-pgh_id").first()
    assert (event.cash_limit_idr, event.pgh_context.metadata["user"]) == (2_000_000, admin.pk)
