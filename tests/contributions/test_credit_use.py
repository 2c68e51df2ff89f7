"""Credit that pays by itself: whole months that are owed, once, with a receipt of nobody's."""

import pytest

from contributions import books, credit_left, credit_use, ledger, voids
from contributions.models import Contribution, Payment, Place, Void
from contributions.receipts import code_for
from tests import factories
from tests.contributions.credit import give, make_credit
from tests.contributions.money import DUES_IDR
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db

OCTOBER = NOVEMBER.replace(month=10)


def billed(cast, *months, **fields):
    """A member with these months billed and open."""
    member = factories.make_member(market=cast.market, **fields)
    factories.make_term(member=member, first_month=OCTOBER)
    if OCTOBER in months:
        factories.make_paid_month(member=member, month=OCTOBER.replace(month=9))
    for month in months:
        factories.make_contribution(member=member, month=month)
    return member


def left(cast, member):
    return credit_left.of_members(members=[member.pk], partner=cast.partner.pk).get(member.pk, 0)


def test_credit_pays_a_month_that_is_billed_with_a_receipt_of_the_partners_own(cast):
    member = billed(cast, NOVEMBER)
    give(cast, member, 10_000)
    assert credit_use.sweep(at=NOON) == 1
    payment = Payment.objects.get()
    assert (payment.method, payment.amount_idr, payment.credit_idr) == ("credit", 8_400, 8_400)
    taker = payment.taken_by
    assert (taker.is_active, taker.has_usable_password(), taker.partner) == (
        False,
        False,
        cast.partner,
    )
    assert payment.receipt == f"{code_for(holder=taker)}-000001"
    assert left(cast, member) == 1_600
    assert credit_use.sweep(at=NOON) == 0, "again, it does nothing more"
    assert [str(one) for one in books.differences(on=TODAY)] == []


def test_the_oldest_months_are_paid_as_far_as_it_reaches(cast):
    member = billed(cast, OCTOBER, NOVEMBER)
    give(cast, member, DUES_IDR + 5_000)
    credit_use.sweep(at=NOON)
    assert [line.contribution_month for line in Payment.objects.get().lines.all()] == [OCTOBER]


def test_too_little_for_a_month_stays_for_the_till(cast):
    member = billed(cast, NOVEMBER)
    give(cast, member, DUES_IDR - 1)
    assert credit_use.sweep(at=NOON) == 0
    assert credit_use.use(member_id=member.pk, at=NOON) is None


def test_nothing_is_paid_ahead_by_itself(cast):
    member = cast.member()
    cast.pay(member)
    give(cast, member, 3 * DUES_IDR)
    assert credit_use.sweep(at=NOON) == 0
    assert credit_use.use(member_id=member.pk, at=NOON) is None


def test_who_has_lapsed_or_died_is_not_paid_for(cast):
    for status in ("lapsed", "deceased", "left"):
        member = billed(cast, NOVEMBER, status=status)
        give(cast, member, DUES_IDR)
        assert credit_use.use(member_id=member.pk, at=NOON) is None
    assert credit_use.sweep(at=NOON) == 0


def test_what_a_sponsor_owes_is_not_paid_from_her_credit(cast):
    member = billed(cast, NOVEMBER)
    Contribution.objects.filter(member=member).update(status="cancelled")
    factories.make_contribution(member=member, payer_kind="apbd")
    give(cast, member, DUES_IDR)
    assert credit_use.sweep(at=NOON) == 0
    assert credit_use.use(member_id=member.pk, at=NOON) is None


def test_a_month_that_was_undone_is_not_paid_again_by_itself(cast):
    give(cast, billed(cast, NOVEMBER), DUES_IDR)
    credit_use.sweep(at=NOON)
    another = factories.make_treasurer(partner=cast.partner)
    void = voids.ask(
        payment=Payment.objects.get(),
        reason=Void.Reason.WRONG_MEMBER,
        by=cast.treasurer,
        at=NOON,
    )
    voids.grant(void=void, by=another, at=NOON)
    assert credit_use.sweep(at=NOON) == 0
    assert [str(one) for one in books.differences(on=TODAY)] == []


def test_what_a_lower_tariff_gave_pays_once_bpjs_has_the_dear_month(cast):
    member = cast.member()
    paid = cast.pay(member).lines.get().contribution
    make_credit(contribution=paid, amount_idr=DUES_IDR)
    december = factories.make_contribution(member=member, month=NOVEMBER.replace(month=12))
    later = NOON.replace(month=12)
    assert credit_use.sweep(at=later) == 0
    cast.hand_over()
    cast.remit()
    assert credit_use.sweep(at=later) == 1
    december.refresh_from_db()
    assert december.status == Contribution.Status.PAID
    assert ledger.balance(Place.MEMBER_CREDIT, member.pk) == DUES_IDR, "until it is remitted"
    assert [str(one) for one in books.differences(on=later.date())] == []
