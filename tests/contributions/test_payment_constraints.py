"""What the database refuses about payments, lines, receipts and the ledger: a test each."""

import datetime as dt

import pytest

from contributions import voids
from contributions.models import (
    LedgerEntry,
    ReceiptSeries,
)
from tests import factories
from tests.contributions.credit import make_credit
from tests.contributions.straight import another_payment, insert, refused_by, update
from tests.factories import NOON

pytestmark = pytest.mark.django_db

DECEMBER = dt.date(2026, 12, 1)


# ---- receipts ----


def test_a_series_has_its_own_code_and_one_holder(cast):
    cast.pay(cast.member())
    series = ReceiptSeries.objects.get()
    other = factories.make_collector(market=cast.market)
    with refused_by("contributions_receiptseries_code_key"):
        ReceiptSeries.objects.create(code=series.code, holder=other)
    with refused_by("person_has_one_series_besides_her_phones"):
        ReceiptSeries.objects.create(code="LAIN-1", holder=series.holder)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_numbers_go_up_by_one(cast, number):
    cast.pay(cast.member())
    with refused_by("numbers_go_up_by_one"):
        ReceiptSeries.objects.update(last_number=number)


def test_every_number_is_a_receipt(cast):
    """A number that was counted and is on no receipt would be a gap."""
    cast.pay(cast.member())
    with refused_by("every_number_is_a_receipt"):
        ReceiptSeries.objects.update(last_number=2)
    other = factories.make_collector(market=cast.market)
    with refused_by("every_number_is_a_receipt"):
        ReceiptSeries.objects.create(code="LAIN-1", holder=other, last_number=1)


def test_receipt_number_was_counted(cast):
    """A receipt with an invented number would be a gap before it."""
    payment = cast.pay(cast.member())
    with refused_by("receipt_number_was_counted"):
        other = another_payment(payment, number=2)
        insert(payment.lines.get(), payment=other, contribution=None)


def test_receipt_number_is_unique(cast):
    payment = cast.pay(cast.member())
    with refused_by("receipt_number_is_unique"):
        another_payment(payment, number=payment.number)


def test_receipt_number_is_positive(cast):
    with refused_by("receipt_number_is_positive"):
        another_payment(cast.pay(cast.member()), number=0)


def test_a_token_opens_one_receipt(cast):
    payment = cast.pay(cast.member())
    with refused_by("contributions_payment_token_key"):
        another_payment(payment, token=payment.token)


# ---- payments and their lines ----


def test_a_payment_id_is_used_once(cast):
    payment = cast.pay(cast.member())
    with refused_by("contributions_payment_pkey"):
        another_payment(payment, id=payment.pk)


def test_payment_is_positive(cast):
    with refused_by("payment_is_positive"):
        another_payment(cast.pay(cast.member()), amount_idr=0)


def test_payment_is_the_sum_of_its_lines(cast):
    payment = cast.pay(cast.member())
    with refused_by("payment_is_the_sum_of_its_lines"):
        another_payment(payment)


def test_a_later_line_does_not_make_a_payment_larger(cast):
    member = cast.member()
    payment = cast.pay(member)
    december = factories.make_contribution(member=member, month=DECEMBER)
    with refused_by("lines_sum_to_the_amount"):
        insert(payment.lines.get(), contribution=december, contribution_month=DECEMBER)


def test_one_live_payment_line_per_contribution(cast):
    payment = cast.pay(cast.member())
    line = payment.lines.get()
    with refused_by("one_live_payment_line_per_contribution"):
        other = another_payment(payment)
        insert(line, payment=other)


def test_payment_line_is_positive(cast):
    with refused_by("payment_line_is_positive"):
        insert(cast.pay(cast.member()).lines.get(), contribution=None, amount_idr=0)


def test_payment_line_is_for_a_whole_month(cast):
    with refused_by("payment_line_is_for_a_whole_month"):
        insert(
            cast.pay(cast.member()).lines.get(),
            contribution=None,
            contribution_month=dt.date(2026, 11, 2),
        )


def test_a_void_line_stays_void(cast):
    payment = cast.pay(cast.member())
    voids.grant(void=cast.void(payment), by=cast.treasurer, at=NOON)
    with refused_by("a_void_line_stays_void"):
        update(payment.lines.get(), live=True)


@pytest.mark.parametrize(
    "changes",
    [{"amount_idr": 8_399}, {"contribution_month": DECEMBER}, {"member": "another"}],
)
def test_line_fits_its_contribution(cast, changes):
    line = cast.pay(cast.member()).lines.get()
    update(line, live=False)
    if "member" in changes:
        changes = {"member": cast.member()}
    with refused_by("line_fits_its_contribution|the line differs from contribution"):
        insert(line, live=True, **changes)


def test_line_fits_its_payment(cast):
    payment, other = cast.pay(cast.member()), cast.pay(cast.member())
    line = other.lines.get()
    update(line, live=False)
    with refused_by("the line is for another member"):
        insert(line, live=True, payment=payment)


def test_credit_is_positive(cast):
    contribution = cast.pay(cast.member()).lines.get().contribution
    with refused_by("credit_is_positive"):
        make_credit(contribution=contribution, amount_idr=0)


# ---- the cash ledger ----


def test_ledger_amount_is_positive(cast):
    cast.pay(cast.member())
    with refused_by("ledger_amount_is_positive"):
        insert(LedgerEntry.objects.get(), amount_idr=0, document_id="lain")


def test_money_moves_between_two_places(cast):
    cast.pay(cast.member())
    entry = LedgerEntry.objects.get()
    with refused_by("money_moves_between_two_places"):
        insert(entry, from_place=entry.to_place, from_id=entry.to_id, document_id="lain")


def test_a_document_moves_money_once(cast):
    cast.pay(cast.member())
    with refused_by("a_document_moves_money_once"):
        insert(LedgerEntry.objects.get())
