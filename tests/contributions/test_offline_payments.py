"""Cash that a phone took without a signal: booked, or held and credited, and never refused."""

import datetime as dt

import pytest

from contributions import (
    books,
    cash,
    ledger,
    offline_release,
    offline_settling,
    receipt_code,
    voids,
)
from contributions.models import (
    Contribution,
    Credit,
    OfflinePayment,
    Payment,
    Place,
    ReceiptSeries,
    Void,
)
from contributions.offline_payments import UnableToTakeOffline
from members.models import Member
from tests import factories
from tests.contributions.money import no_differences, written
from tests.contributions.offline import AN_HOUR, make_phone, send, told
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db

Flag = OfflinePayment.Flag
DAY = dt.timedelta(days=1)


@pytest.fixture
def phone(cast):
    return make_phone(cast)


def refuse(cast, asked, *, code: str, **fields) -> str:
    """The sentence of a refusal with that code, which has written nothing."""
    before = written()
    with pytest.raises(UnableToTakeOffline) as refusal:
        send(cast, asked, **fields)
    assert refusal.value.code == code
    assert written() == before
    return str(refusal.value)


# ---- what fits ----


def test_what_fits_pays_its_months_under_the_number_that_was_promised(cast, phone) -> None:
    member = cast.member()
    taken = send(cast, told(member, phone=phone, number=7, count=2), phone=phone)
    payment = Payment.objects.get()
    assert (taken.payment, taken.is_new, taken.flag) == (payment, True, "")
    assert payment.receipt == f"{phone.series.code}-000007"
    assert (payment.collected_at, payment.received_at) == (NOON - AN_HOUR, NOON)
    assert payment.lines.filter(contribution__status=Contribution.Status.PAID).count() == 2
    assert payment.offline.status == OfflinePayment.Status.BOOKED
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == 16_800
    no_differences()


def test_without_a_promised_number_it_gets_the_next_one_of_the_collector(cast, phone) -> None:
    cast.pay(cast.member())
    taken = send(cast, told(cast.member()), phone=phone)
    assert (taken.payment.number, taken.payment.series.is_of_phone) == (2, False)
    no_differences()


def test_numbers_of_a_phone_come_in_any_order_and_leave_the_collectors_own_alone(
    cast, phone
) -> None:
    for number in (3, 1, 2):
        send(cast, told(cast.member(), phone=phone, number=number), phone=phone)
    assert cast.pay(cast.member()).number == 1
    no_differences()


def test_the_check_code_of_the_receipt_is_the_one_on_the_slip(cast, phone) -> None:
    asked = told(cast.member(), phone=phone, number=1)
    payment = send(cast, asked, phone=phone).payment
    assert payment.offline.code == asked.code
    assert receipt_code.is_of(Payment.objects.get(), typed=asked.code)


def test_a_repeat_is_answered_for_ever_and_writes_nothing(cast, phone) -> None:
    asked = told(cast.member(), phone=phone, number=1)
    first = send(cast, asked, phone=phone)
    before = written()
    again = send(cast, asked, phone=phone, at=NOON + 30 * DAY, sent_at=NOON + 30 * DAY)
    assert (again.payment, again.is_new) == (first.payment, False)
    assert written() == before


def test_what_was_entered_online_and_told_again_is_one_payment(cast, phone) -> None:
    """The page was sent, the answer never came, so the phone tells it without a number."""
    member = cast.member()
    online = cast.pay(member)
    again = send(cast, told(member, id=online.pk), phone=phone)
    assert (again.payment, again.is_new) == (online, False)
    assert Payment.objects.count() == 1


# ---- what is refused: nothing is written, the phone keeps it ----


def test_the_same_id_with_another_body_or_user_is_refused(cast, phone) -> None:
    member = cast.member()
    asked = told(member, phone=phone, number=1)
    send(cast, asked, phone=phone)
    other = factories.make_collector(market=cast.market)
    refuse(cast, told(member, id=asked.id, count=2), code="other_body")
    refuse(cast, told(member, id=asked.id), by=other, code="other_body")
    refuse(cast, told(member, phone=phone, id=asked.id, number=2), phone=phone, code="other_number")


def test_a_number_stands_for_one_payment(cast, phone) -> None:
    send(cast, told(cast.member(), phone=phone, number=1), phone=phone)
    another = told(cast.member(), phone=phone, number=1)
    refuse(cast, another, phone=phone, code="other_body")
    standing = send(cast, told(cast.member()), phone=phone).payment
    mixed = told(standing.member, phone=phone, id=standing.pk, number=1)
    refuse(cast, mixed, phone=phone, code="other_number")


def test_numbers_that_no_phone_of_hers_was_given_are_refused(cast, phone) -> None:
    member = cast.member()
    last = phone.series.last_number
    for number in (0, last + 1):
        refuse(cast, told(member, number=number), phone=phone, code="number_not_given")
    refuse(cast, told(member, number=1), code="number_not_given")
    other = factories.make_collector(market=cast.market)
    asked = told(member, phone=phone, number=1)
    refuse(cast, asked, phone=phone, by=other, code="not_your_phone")


def test_what_cannot_be_understood_is_refused(cast, phone) -> None:
    member = cast.member()
    refuse(cast, told(member, member_id=0), code="unknown_member")
    refuse(cast, told(member, months=()), code="nothing_asked")
    gap = (NOVEMBER, dt.date(2027, 1, 1))
    refuse(cast, told(member, months=gap), code="not_consecutive")
    refuse(cast, told(member), by=cast.treasurer, code="wrong_taker")


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
    Member.objects.filter(pk=member.pk).update(market=factories.make_market())
    offline = hold(cast, phone, member, flag=Flag.OTHER_PARTNER)
    assert (offline.partner, offline.market) == (cast.partner, cast.market)
    assert (offline.payment.partner, offline.payment.market) == (cast.partner, cast.market)


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


def test_a_slip_with_another_code_is_taken_and_told(cast, phone) -> None:
    asked = told(cast.member(), phone=phone, number=1, code="22222222")
    taken = send(cast, asked, phone=phone)
    assert taken.payment.offline.flag == Flag.CODE


def test_who_moved_to_another_market_of_the_partner_is_paid_and_told(cast, phone) -> None:
    member = cast.member()
    market = factories.make_market(partner=cast.partner)
    Member.objects.filter(pk=member.pk).update(market=market)
    taken = send(cast, told(member, phone=phone, number=1), phone=phone)
    assert taken.payment.lines.get().contribution is not None
    assert (taken.payment.market, taken.payment.offline.flag) == (market, Flag.MOVED)


# ---- clocks ----


@pytest.mark.parametrize("wrong_by", [-3 * DAY, dt.timedelta(), 3 * DAY])
def test_a_clock_that_is_wrong_by_days_is_put_right(cast, wrong_by) -> None:
    phone = make_phone(cast)
    asked = told(cast.member(), phone=phone, number=1, told_at=NOON - AN_HOUR + wrong_by)
    taken = send(cast, asked, phone=phone, sent_at=NOON + wrong_by)
    assert taken.payment.collected_at == NOON - AN_HOUR
    assert taken.payment.business_day == TODAY
    assert (taken.payment.offline.told_at, taken.flag) == (asked.told_at, "")


@pytest.mark.parametrize("moment", [NOON + AN_HOUR, NOON - 3 * DAY])
def test_a_moment_that_cannot_be_is_not_believed(cast, phone, moment) -> None:
    """After it came, or before the phone was registered."""
    taken = send(cast, told(cast.member(), phone=phone, number=1, told_at=moment), phone=phone)
    assert taken.payment.collected_at == NOON
    assert taken.payment.offline.flag == Flag.CLOCK


def test_yesterdays_cash_stands_in_yesterdays_book(cast) -> None:
    phone = make_phone(cast, at=NOON - 2 * DAY)
    asked = told(cast.member(), phone=phone, number=1, told_at=NOON - DAY)
    taken = send(cast, asked, phone=phone)
    assert taken.payment.business_day == TODAY - DAY
    no_differences()


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


# ---- several at once ----


def test_fifty_of_a_round_are_fifty_payments(cast, phone) -> None:
    for number in range(1, 51):
        send(cast, told(cast.member(), phone=phone, number=number), phone=phone)
    assert Payment.objects.filter(series=phone.series).count() == 50
    assert ReceiptSeries.objects.get(pk=phone.series_id).last_number == 600
    assert books.differences(on=TODAY) == []
