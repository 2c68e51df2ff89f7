"""Cash of a phone that does not fit: held, counted, credited, settled, and never refused."""

import pytest

from contributions import (
    cash,
    ledger,
    offline_release,
    offline_settling,
    voids,
)
from contributions.models import (
    Credit,
    OfflinePayment,
    Payment,
    Place,
    Void,
)
from contributions.offline_payments import UnableToTakeOffline
from members.models import Member
from tests import factories
from tests.contributions.credit import give
from tests.contributions.money import no_differences
from tests.contributions.offline import make_phone, send, told
from tests.factories import NOON

pytestmark = pytest.mark.django_db

Flag = OfflinePayment.Flag


@pytest.fixture
def phone(cast):
    return make_phone(cast)


# ---- what does not fit: cash is never refused ----


def hold(cast, phone, member, *, flag: str, **fields) -> OfflinePayment:
    """Sent, and held with that flag: her cash is there, no month is paid by it."""
    asked = told(member, phone=phone, number=1, **fields)
    taken = send(cast, asked, phone=phone)
    offline = OfflinePayment.objects.get(payment=taken.payment)
    assert (offline.status, offline.flag) == (OfflinePayment.Status.HELD, flag)
    assert offline.explanation
    assert taken.flag == offline.get_flag_display()
    assert taken.payment.amount_idr == asked.total_idr
    assert not taken.payment.lines.exclude(contribution=None).exists()
    no_differences()
    return offline


def test_a_month_paid_meanwhile_is_held(cast, phone) -> None:
    member = cast.member()
    cast.pay(member)
    offline = hold(cast, phone, member, flag=Flag.PAID_ALREADY)
    assert "sudah dibayar" in offline.explanation


def test_another_tariff_is_held(cast, phone) -> None:
    hold(cast, phone, cast.member(), flag=Flag.TARIFF_MOVED, total_idr=9_000)


def test_three_months_that_do_not_divide_lose_no_rupiah(cast, phone) -> None:
    offline = hold(cast, phone, cast.member(), flag=Flag.TARIFF_MOVED, total_idr=25_000, count=3)
    amounts = offline.payment.lines.values_list("amount_idr", flat=True)
    assert list(amounts) == [8_334, 8_333, 8_333]


def test_who_may_not_pay_any_more_is_held(cast, phone) -> None:
    member = cast.member()
    Member.objects.filter(pk=member.pk).update(status=Member.Status.DECEASED)
    hold(cast, phone, member, flag=Flag.NOT_PAYABLE)


def test_who_went_to_another_partner_is_held_where_the_cash_is(cast, phone) -> None:
    member = cast.member()
    cast.pay(member)
    Member.objects.filter(pk=member.pk).update(market=factories.make_market())
    offline = hold(cast, phone, member, flag=Flag.OTHER_PARTNER)
    assert (offline.partner, offline.market) == (cast.partner, cast.market)
    assert (offline.payment.partner, offline.payment.market) == (cast.partner, cast.market)


def test_credit_that_is_there_no_more_pays_nothing_and_the_cash_is_held(cast, phone) -> None:
    """Of Rp8.400 she gave Rp5.400; the rest was to come from her credit."""
    told_of = told(cast.member(), phone=phone, number=1, credit_idr=3_000)
    payment = send(cast, told_of, phone=phone).payment
    assert (payment.amount_idr, payment.credit_idr) == (5_400, 0)
    assert payment.offline.flag == Flag.TARIFF_MOVED
    no_differences()


def test_where_no_cash_changed_hands_nothing_is_held(cast, phone) -> None:
    told_of = told(cast.member(), phone=phone, credit_idr=8_400)
    with pytest.raises(UnableToTakeOffline) as refusal:
        send(cast, told_of, phone=phone)
    assert refusal.value.code == "credit_moved"
    assert not Payment.objects.exists()


def test_credit_that_is_there_pays_its_part(cast, phone) -> None:
    member = cast.member()
    give(cast, member, 3_000)
    payment = send(cast, told(member, phone=phone, number=1, credit_idr=3_000), phone=phone).payment
    assert (payment.amount_idr, payment.credit_idr) == (8_400, 3_000)
    assert payment.offline.status == OfflinePayment.Status.BOOKED
    no_differences()


def test_what_is_held_becomes_credit_once_it_was_counted_and_pays_the_next_months(
    cast, phone
) -> None:
    member = cast.member()
    cast.pay(member)
    offline = hold(cast, phone, member, flag=Flag.PAID_ALREADY)
    assert offline_release.sweep(at=NOON) == 0
    cast.hand_over()
    assert offline_release.sweep(at=NOON) == 1
    assert offline_release.sweep(at=NOON) == 0
    offline.refresh_from_db()
    assert offline.status == OfflinePayment.Status.CREDITED
    credit = Credit.objects.get()
    assert (credit.member, credit.amount_idr, credit.reason) == (member, 8_400, "offline")
    assert ledger.balance(Place.MEMBER_CREDIT, member.pk) == 8_400
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 8_400
    no_differences()


def test_held_cash_pays_no_other_month_to_bpjs(cast, phone) -> None:
    """It lies with the treasurer, and is nobody's but hers."""
    member = cast.member()
    cast.pay(member)
    hold(cast, phone, member, flag=Flag.PAID_ALREADY)
    cast.hand_over()
    assert cast.post().amount_idr == 8_400
    no_differences()


def test_held_cash_can_be_undone_until_it_was_counted(cast, phone) -> None:
    member = cast.member()
    cast.pay(member)
    offline = hold(cast, phone, member, flag=Flag.PAID_ALREADY)
    void = cast.void(offline.payment)
    voids.grant(void=void, by=cast.treasurer, at=NOON)
    offline.refresh_from_db()
    assert offline.status == OfflinePayment.Status.VOID
    assert cash.in_hand(user=cast.collector).to_hand_over_idr == 8_400
    no_differences()


def test_counted_it_is_her_credit_and_its_receipt_stays(cast, phone) -> None:
    member = cast.member()
    cast.pay(member)
    offline = hold(cast, phone, member, flag=Flag.PAID_ALREADY)
    cast.hand_over()
    with pytest.raises(voids.UnableToVoid) as refusal:
        voids.ask(
            payment=offline.payment, reason=Void.Reason.WRONG_MEMBER, by=cast.collector, at=NOON
        )
    assert refusal.value.code == "held"


def test_the_partners_limit_of_cash_refuses_nothing_and_is_told(cast, phone) -> None:
    cast.partner.cash_limit_idr = 1
    cast.partner.save()
    taken = send(cast, told(cast.member(), phone=phone, number=1), phone=phone)
    assert taken.payment.offline.status == OfflinePayment.Status.BOOKED
    assert taken.payment.offline.flag == Flag.CASH_LIMIT


@pytest.mark.parametrize("code", ["22222222", ""])
def test_a_slip_with_another_code_or_none_is_taken_and_told(cast, phone, code) -> None:
    asked = told(cast.member(), phone=phone, number=1, code=code)
    taken = send(cast, asked, phone=phone)
    assert taken.payment.offline.flag == Flag.CODE


def test_who_moved_to_another_market_of_the_partner_is_paid_and_told(cast, phone) -> None:
    member = cast.member()
    market = factories.make_market(partner=cast.partner)
    Member.objects.filter(pk=member.pk).update(market=market)
    taken = send(cast, told(member, phone=phone, number=1), phone=phone)
    assert taken.payment.lines.get().contribution is not None
    assert (taken.payment.market, taken.payment.offline.flag) == (market, Flag.MOVED)


# ---- settling ----


def test_a_treasurer_settles_what_was_flagged_once_and_says_how(cast, phone) -> None:
    member = cast.member()
    cast.pay(member)
    offline = hold(cast, phone, member, flag=Flag.PAID_ALREADY)
    other = factories.make_treasurer()
    for by, note, code in (
        (cast.collector, "x", "not_yours"),
        (other, "x", "not_yours"),
        (cast.treasurer, " ", "no_note"),
    ):
        with pytest.raises(offline_settling.UnableToSettle) as refusal:
            offline_settling.settle(offline=offline, note=note, by=by, at=NOON)
        assert refusal.value.code == code
    said = {"note": "Bu Sari diberi tahu", "by": cast.treasurer, "at": NOON}
    assert offline_settling.settle(offline=offline, **said).settled_by == cast.treasurer
    with pytest.raises(offline_settling.UnableToSettle) as refusal:
        offline_settling.settle(offline=offline, **said)
    assert refusal.value.code == "settled"


def test_what_was_never_flagged_is_not_settled(cast, phone) -> None:
    payment = send(cast, told(cast.member(), phone=phone, number=1), phone=phone).payment
    with pytest.raises(offline_settling.UnableToSettle) as refusal:
        offline_settling.settle(offline=payment.offline, note="x", by=cast.treasurer, at=NOON)
    assert refusal.value.code == "nothing_to_settle"
