"""A sponsor's transfers: his until months are paid with them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from contributions import books, ledger, sponsor_money, sponsors
from contributions.models import (
    Contribution,
    LedgerEntry,
    Payment,
    Place,
    SponsoredPayment,
    Sponsorship,
    SponsorTransfer,
)
from contributions.sponsor_money import UnableToBookMoney
from members.models import Member, PayerKind
from tests.contributions.money import make_cast
from tests.contributions.sponsored import (
    APBD_IDR,
    DECEMBER,
    make_sponsor,
    owes_apbd,
    sponsored_since_november,
    state,
    transfer,
)
from tests.factories import NOON, NOVEMBER, TODAY, at

pytestmark = pytest.mark.django_db


def held(programme):
    return ledger.balance(Place.SPONSOR_CREDIT, programme.sponsor.pk)


def test_a_transfer_pays_each_member_with_a_receipt_of_her_own(cast):
    programme = sponsored_since_november(cast, 3)
    state(cast, programme)
    transfer(cast, programme.sponsor, amount_idr=3 * APBD_IDR)
    payments = Payment.objects.order_by("number")
    assert [(one.amount_idr, one.reference, one.method) for one in payments] == [
        (APBD_IDR, "SP2D-77", "transfer")
    ] * 3
    assert ledger.balance(Place.SPONSOR, programme.sponsor.pk) == -3 * APBD_IDR
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == 3 * APBD_IDR
    assert held(programme) == 0
    assert books.differences(on=TODAY) == []


def test_a_month_billed_before_she_moved_is_paid_where_it_was_billed(cast):
    programme = sponsored_since_november(cast, 1)
    state(cast, programme)
    elsewhere = make_cast()
    Member.objects.update(market=elsewhere.market)
    transfer(cast, programme.sponsor, amount_idr=APBD_IDR)
    payment = Payment.objects.get()
    assert (payment.partner, payment.market) == (cast.partner, cast.market)
    assert ledger.balance(Place.PARTNER_BANK, cast.partner.pk) == APBD_IDR
    assert ledger.balance(Place.PARTNER_BANK, elsewhere.partner.pk) == 0
    assert Member.objects.get().market == elsewhere.market
    assert books.differences(on=TODAY) == []


def test_what_is_too_much_stays_the_sponsors_until_the_next_statement(cast):
    programme = sponsored_since_november(cast, 1)
    state(cast, programme)
    transfer(cast, programme.sponsor, amount_idr=2 * APBD_IDR + 1)
    assert held(programme) == APBD_IDR + 1
    owes_apbd(Sponsorship.objects.get().member, DECEMBER)
    state(cast, programme, month=DECEMBER, at=at(dt.date(2026, 12, 2)))
    assert held(programme) == 1
    assert not Contribution.objects.filter(status="open").exists()
    assert books.differences(on=dt.date(2026, 12, 2)) == []


def test_a_part_pays_whole_months_the_oldest_first_then_in_the_order_of_admission(cast):
    programme = sponsored_since_november(cast, 2)
    first, second = (row.member for row in programme.sponsorships.order_by("place"))
    owes_apbd(first, DECEMBER)
    state(cast, programme, month=DECEMBER, at=at(dt.date(2026, 12, 2)))
    for reference, amount_idr in (("A", APBD_IDR + 5), ("B", APBD_IDR)):
        transfer(cast, programme.sponsor, amount_idr=amount_idr, reference=reference)
    lines = [one.line for one in SponsoredPayment.objects.order_by("payment__number")]
    assert [(line.member, line.contribution_month) for line in lines] == [
        (first, NOVEMBER),
        (second, NOVEMBER),
    ]
    assert held(programme) == 5


def test_the_same_reference_again_is_answered_with_what_was_booked(cast):
    sponsor = make_sponsor(cast)
    first = transfer(cast, sponsor, amount_idr=5)
    assert transfer(cast, sponsor, amount_idr=5, reference=" SP2D-77 ") == first
    for other, amount_idr in ((sponsor, 6), (make_sponsor(cast), 5)):
        with pytest.raises(UnableToBookMoney) as refusal:
            transfer(cast, other, amount_idr=amount_idr)
        assert refusal.value.code == "reference_used"
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("needs_reference", {"reference": " "}),
        ("no_amount", {"amount_idr": 0}),
        ("day_to_come", {"received_on": dt.date(2026, 11, 11)}),
    ],
)
def test_what_is_typed_is_checked(cast, code, fields):
    with pytest.raises(UnableToBookMoney) as refusal:
        transfer(cast, make_sponsor(cast), **{"amount_idr": 5, **fields})
    assert refusal.value.code == code
    assert not SponsorTransfer.objects.exists()


def test_only_a_treasurer_of_the_partner_books(cast):
    sponsor = make_sponsor(cast)
    for by in (cast.collector, make_cast().treasurer):
        with pytest.raises(UnableToBookMoney) as refusal:
            sponsor_money.book(
                sponsor=sponsor, reference="A", amount_idr=1, received_on=TODAY, by=by, at=NOON
            )
        assert refusal.value.code == "not_yours"


def test_the_payer_without_a_name_does_not_see_the_months_of_one_with_a_name(cast):
    sponsored_since_november(cast, 2)
    found = sponsors.expected(partner=cast.partner, payer_kind=PayerKind.APBD, month=NOVEMBER)
    assert found.members == 0


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("sponsor_transfer_is_booked_once", {}),
        ("sponsor_transfer_is_positive", {"amount_idr": 0, "reference": "B"}),
        ("sponsor_transfer_is_positive", {"reference": ""}),
    ],
)
def test_a_sponsor_transfer_is_sound(cast, constraint, fields):
    row = transfer(cast, make_sponsor(cast), amount_idr=5)
    row.pk = None
    for name, value in fields.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save(force_insert=True)
