"""What a drawn person tells, kept for ever, and compared with the books as of that moment."""

import datetime as dt

import pytest

from contributions import spot_answers, spot_asking, voids
from contributions.models import SaidPayment, SpotAnswer, SpotCase
from contributions.spot_answers import Told
from contributions.spot_asking import UnableToAsk
from tests import factories
from tests.contributions.credit import give
from tests.contributions.spot import ask, make_spot_cast, told
from tests.factories import NOON, NOVEMBER

DECEMBER = dt.date(2026, 12, 1)
NINTH = dt.date(2026, 11, 9)
AUGUST = dt.datetime(2026, 8, 10, 12, tzinfo=factories.WIB)
OTHER_RECEIPT = "LAIN-1-000001"


@pytest.fixture
def spot(db):
    return make_spot_cast()


@pytest.fixture
def person(spot):
    return spot.drawn()


def cases(answer):
    return [
        (case.kind, case.said_idr, case.booked_idr)
        for case in SpotCase.objects.filter(answer=answer).order_by("pk")
    ]


def test_what_the_books_say_too_opens_no_case(spot, person):
    payment = spot.cast.pay(person.member)
    answer = ask(person, spot.colleague, told(day=NINTH))
    assert cases(answer) == []
    assert SaidPayment.objects.get().payment == payment


def test_she_says_she_paid_and_the_books_have_nothing(spot, person):
    answer = ask(person, spot.colleague, told())
    assert cases(answer) == [("unrecorded", 8_400, 0)]
    case = SpotCase.objects.get()
    assert case.collector == spot.cast.collector
    assert (case.market, case.partner) == (spot.cast.market, spot.cast.partner)
    assert str(SpotCase.Kind.UNRECORDED.label) == "Uang tidak tercatat"


def test_the_case_is_about_whom_she_says_she_paid(spot, person):
    other = factories.make_collector(market=spot.cast.market)
    ask(person, spot.colleague, told(paid_to=other))
    assert SpotCase.objects.get().collector == other


def test_she_paid_more_than_was_booked(spot, person):
    payment = spot.cast.pay(person.member)
    answer = ask(person, spot.colleague, told(amount_idr=10_000, day=NINTH))
    assert cases(answer) == [("amount", 10_000, 8_400)]
    assert SpotCase.objects.get().payment == payment


def test_the_books_have_a_payment_she_denies(spot, person):
    payment = spot.cast.pay(person.member)
    answer = ask(person, spot.colleague)
    assert cases(answer) == [("denied", None, 8_400)]
    assert SpotCase.objects.get().payment == payment


def test_of_two_booked_payments_she_tells_one(spot, person):
    spot.cast.pay(person.member)
    spot.cast.pay(person.member, first=DECEMBER)
    answer = ask(person, spot.colleague, told())
    assert cases(answer) == [("denied", None, 8_400)]


def test_her_receipt_says_which_payment_it_is(spot, person):
    first = spot.cast.pay(person.member)
    spot.cast.pay(person.member, first=DECEMBER)
    typed = first.receipt.lower().replace("-", " ")
    ask(person, spot.colleague, told(receipt_number=typed), told())
    assert SaidPayment.objects.earliest("pk").payment == first
    assert not SpotCase.objects.exists()


def test_a_receipt_number_nobody_gave_out(spot, person):
    answer = ask(person, spot.colleague, told(receipt_number=OTHER_RECEIPT))
    assert cases(answer) == [("receipt", 8_400, 0)]


def test_a_receipt_of_somebody_else_is_not_hers(spot, person):
    stranger = spot.cast.pay(spot.cast.member())
    spot.cast.pay(person.member)
    answer = ask(person, spot.colleague, told(receipt_number=stranger.receipt))
    assert [kind for kind, *_ in cases(answer)] == ["receipt", "denied"]


def test_a_receipt_that_was_undone_is_no_payment(spot, person):
    payment = spot.cast.pay(person.member)
    voids.grant(void=spot.cast.void(payment), by=spot.cast.treasurer, at=NOON)
    answer = ask(person, spot.colleague, told(receipt_number=payment.receipt))
    assert cases(answer) == [("unrecorded", 8_400, 0)]


def test_who_remembers_only_months_is_compared_by_months(spot, person):
    spot.cast.pay(person.member, count=2)
    answer = ask(person, spot.colleague, told(amount_idr=None, months=2))
    assert cases(answer) == []


def test_who_remembers_other_months_than_were_booked(spot, person):
    spot.cast.pay(person.member, count=2)
    answer = ask(person, spot.colleague, told(amount_idr=None, months=3))
    assert cases(answer) == [("amount", None, 16_800)]


def test_what_was_paid_before_the_day_asked_about_is_not_held_against_her(spot, person):
    spot.cast.pay(person.member, at=AUGUST)
    assert cases(ask(person, spot.colleague)) == []


def test_what_is_booked_later_closes_nothing_by_itself(spot, person):
    answer = ask(person, spot.colleague, told())
    spot.cast.pay(person.member, at=NOON + dt.timedelta(hours=1))
    assert cases(answer) == [("unrecorded", 8_400, 0)]


def test_her_credit_is_no_payment_of_hers(spot, person):
    give(spot.cast, person.member, 8_400)
    spot.cast.pay(person.member, first=NOVEMBER, credit_idr=8_400)
    assert cases(ask(person, spot.colleague)) == []


@pytest.mark.parametrize("outcome", ["refused", "not_found"])
def test_who_says_nothing_is_not_compared(spot, person, outcome):
    spot.cast.pay(person.member)
    spot_asking.take(person=person, by=spot.colleague, at=NOON)
    answer = spot_answers.record(
        person=person, told=Told(outcome, note="Sedang sakit"), by=spot.colleague, at=NOON
    )
    assert (answer.outcome, answer.note, cases(answer)) == (outcome, "Sedang sakit", [])


def test_who_paid_tells_what_and_who_did_not_tells_nothing(spot, person):
    spot_asking.take(person=person, by=spot.colleague, at=NOON)
    for wrong in (Told("paid"), Told("not_paid", (told(),))):
        with pytest.raises(UnableToAsk) as refusal:
            spot_answers.record(person=person, told=wrong, by=spot.colleague, at=NOON)
        assert refusal.value.code == "says_nothing"
    assert not SpotAnswer.objects.exists()


def test_only_who_was_sent_answers_and_only_once(spot, person):
    with pytest.raises(UnableToAsk) as refusal:
        spot_answers.record(person=person, told=Told("not_paid"), by=spot.cast.treasurer, at=NOON)
    assert refusal.value.code == "taken"
    ask(person, spot.colleague)
    with pytest.raises(UnableToAsk) as refusal:
        spot_answers.record(person=person, told=Told("refused"), by=spot.colleague, at=NOON)
    assert refusal.value.code == "answered"
    assert SpotAnswer.objects.get().outcome == "not_paid"


def test_who_took_her_money_since_she_was_sent_does_not_answer(spot, person):
    spot_asking.take(person=person, by=spot.colleague, at=NOON)
    factories.make_assignment(collector=spot.colleague, market=spot.cast.market)
    spot.cast.pay(person.member, by=spot.colleague)
    with pytest.raises(UnableToAsk) as refusal:
        spot_answers.record(person=person, told=Told("not_paid"), by=spot.colleague, at=NOON)
    assert refusal.value.code == "own_takings"
