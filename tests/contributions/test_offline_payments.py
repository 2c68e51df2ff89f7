"""Cash that a phone took without a signal: booked, or held and credited, and never refused."""

import datetime as dt

import pytest

from contributions import (
    books,
    ledger,
    receipt_code,
)
from contributions.models import (
    Contribution,
    OfflinePayment,
    Payment,
    Place,
    ReceiptSeries,
)
from contributions.offline_payments import UnableToTakeOffline
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
    refuse(cast, told(factories.make_member()), code="unknown_member")  # of no business here
    refuse(cast, told(member, months=()), code="nothing_asked")
    gap = (NOVEMBER, dt.date(2027, 1, 1))
    refuse(cast, told(member, months=gap), code="not_consecutive")
    refuse(cast, told(member), by=cast.treasurer, code="wrong_taker")


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


# ---- several at once ----


def test_fifty_of_a_round_are_fifty_payments(cast, phone) -> None:
    for number in range(1, 51):
        send(cast, told(cast.member(), phone=phone, number=number), phone=phone)
    assert Payment.objects.filter(series=phone.series).count() == 50
    assert ReceiptSeries.objects.get(pk=phone.series_id).last_number == 600
    assert books.differences(on=TODAY) == []
