"""Phones with numbers of their own; one that is lost, and its round from the traders' slips."""

import dataclasses
import datetime as dt
import hashlib
import hmac

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from contributions import lost_phones, phones, receipts, slip_code
from contributions.lost_phones import Slip
from contributions.models import OfflinePayment, Payment, Phone, ReceiptSeries
from contributions.offline_payments import Taken
from contributions.offline_times import NOT_BEFORE
from contributions.phones import NUMBERS_AHEAD
from markets import months
from members.models import Member
from tests import factories
from tests.contributions.money import no_differences, written
from tests.contributions.offline import AN_HOUR, make_phone, send, told
from tests.contributions.straight import refused_by
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def phone(cast):
    return make_phone(cast)


@pytest.fixture
def lost(cast, phone):
    return lost_phones.declare(phone=phone, reason="Jatuh di got", by=cast.treasurer, at=NOON)


# ---- numbers ----


def test_each_phone_of_a_collector_has_a_series_and_a_key_of_its_own(cast, phone) -> None:
    other = make_phone(cast)
    assert phone.series.code.endswith(f"-{cast.collector.pk}-P1")
    assert other.series.code.endswith(f"-{cast.collector.pk}-P2")
    assert len(phone.series.code) <= receipts.LONGEST_CODE
    assert len(phones.signing_key(phone=phone)) == 32
    assert phones.signing_key(phone=phone) != phones.signing_key(phone=other)
    assert set(phones.of_user(by=cast.collector)) == {phone, other}


def test_only_a_collector_registers_a_phone(cast) -> None:
    with pytest.raises(phones.UnableToRegister):
        make_phone(cast, by=cast.treasurer)


def test_numbers_are_filled_up_beyond_the_last_that_came_back(cast, phone) -> None:
    send(cast, told(cast.member(), phone=phone, number=40), phone=phone)
    given = phones.numbers(phone=phone, session_key="k", at=NOON)
    assert given == (phone.series.code, 41, 40 + NUMBERS_AHEAD)
    assert phones.numbers(phone=phone, session_key="k", at=NOON) == given
    phone.refresh_from_db()
    assert (phone.session_key, phone.seen_at) == ("k", NOON)


def test_given_numbers_are_not_taken_back(phone) -> None:
    with refused_by("given_numbers_are_not_taken_back"):
        ReceiptSeries.objects.filter(pk=phone.series_id).update(last_number=1)


def test_person_has_one_series_besides_her_phones(cast, phone) -> None:
    cast.pay(cast.member())
    with refused_by("person_has_one_series_besides_her_phones"):
        ReceiptSeries.objects.create(code="LAIN", holder=cast.collector)


def test_a_number_before_one_that_came_is_missing(cast, phone) -> None:
    """On the phone are the numbers after it; those before it were sent before it."""
    send(cast, told(cast.member(), phone=phone, number=1), phone=phone)
    assert not receipts.unexplained_series(partner=cast.partner).exists()
    send(cast, told(cast.member(), phone=phone, number=3), phone=phone)
    assert receipts.unexplained_series(partner=cast.partner).get() == phone.series
    lost_phones.declare(phone=phone, reason="Hilang", by=cast.collector, at=NOON)
    assert not receipts.unexplained_series(partner=cast.partner).exists()


def test_the_code_on_a_slip_is_what_the_papers_say_it_is(phone) -> None:
    """docs/offline.md tells phones how to work it out: worked out here by hand."""
    facts = f"{phone.series.code}-000007|12|2026-11|2026-12|16800".encode()
    digest = hmac.new(phones.signing_key(phone=phone), facts, hashlib.sha256).digest()
    expected = "".join("23456789AFKMRTUY"[byte % 16] for byte in digest[:8])
    run = (NOVEMBER, NOVEMBER.replace(month=12))
    said = {"receipt": f"{phone.series.code}-000007", "member": 12, "months": run}
    assert slip_code.of(phone=phone.pk, **said, total_idr=16_800) == expected
    assert slip_code.of(phone=phone.pk, **said, total_idr=16_801) != expected


# ---- lost ----


def test_a_lost_phone_is_logged_out_and_gets_no_numbers(cast) -> None:
    client = Client()
    client.force_login(cast.collector)
    elsewhere = Client()
    elsewhere.force_login(cast.collector)
    phone = make_phone(cast, session_key=client.session.session_key)
    lost_phones.declare(phone=phone, reason="Dicopet", by=cast.collector, at=NOON)
    assert client.get("/kunjungan/").status_code == 302
    assert elsewhere.get("/kunjungan/").status_code == 200
    with pytest.raises(phones.PhoneIsLost):
        phones.numbers(phone=phone, session_key="k", at=NOON)


def test_whoever_else_prepared_a_round_in_that_browser_is_logged_out_too(cast) -> None:
    device, other = factories.new_id(), factories.make_collector(market=cast.market)
    keys = []
    for by, where in ((other, device), (other, factories.new_id()), (other, None)):
        client = Client()
        client.force_login(by)
        keys.append(client.session.session_key)
        make_phone(cast, by=by, device=where, session_key=keys[-1])
    phone = make_phone(cast, device=device)
    lost_phones.declare(phone=phone, reason="Dicopet", by=cast.collector, at=NOON)
    left = set(Session.objects.values_list("session_key", flat=True))
    assert left & set(keys) == set(keys[1:])


def test_its_holder_or_a_treasurer_declares_it_lost_once_with_a_reason(cast, phone) -> None:
    for by, reason, code in (
        (factories.make_collector(market=cast.market), "x", "not_yours"),
        (factories.make_treasurer(), "x", "not_yours"),
        (cast.treasurer, " ", "no_reason"),
    ):
        with pytest.raises(lost_phones.UnableToDeclareLost) as refusal:
            lost_phones.declare(phone=phone, reason=reason, by=by, at=NOON)
        assert refusal.value.code == code
    lost_phones.declare(phone=phone, reason="Hilang", by=cast.collector, at=NOON)
    with pytest.raises(lost_phones.UnableToDeclareLost) as refusal:
        lost_phones.declare(phone=phone, reason="Lagi", by=cast.treasurer, at=NOON)
    assert refusal.value.code == "lost_already"
    assert not Session.objects.exists()


def test_lost_phone_says_who_and_why(cast, phone) -> None:
    with refused_by("lost_phone_says_who_and_why"):
        Phone.objects.filter(pk=phone.pk).update(lost_at=NOON)


# ---- rebuilt from slips ----


def slip(phone: Phone, member: Member, /, **changed) -> Slip:
    """What stands on the slip of one month with number 5."""
    asked = told(member, phone=phone, number=5)
    said = Slip(5, asked.code, member, asked.months, asked.total_idr, TODAY)
    return dataclasses.replace(said, **changed)


def rebuild(cast, phone: Phone, member: Member, /, *, at=NOON, **changed) -> Taken:
    said = slip(phone, member, **changed)
    return lost_phones.rebuild(phone=phone, slip=said, by=cast.treasurer, at=at)


def test_a_slip_becomes_the_payment_it_proves_owed_by_the_phones_holder(cast, lost) -> None:
    member = cast.member()
    taken = rebuild(cast, lost, member)
    payment = taken.payment
    assert payment.receipt == f"{lost.series.code}-000005"
    assert (payment.taken_by, payment.offline.rebuilt_by) == (cast.collector, cast.treasurer)
    assert (payment.offline.status, taken.flag) == (OfflinePayment.Status.BOOKED, "")
    again = rebuild(cast, lost, member)
    assert (again.payment, again.is_new) == (payment, False)
    no_differences()


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 6},
        {"total_idr": 8_500},
        {"months": (NOVEMBER.replace(month=12),)},
        {"code": "22222222"},
    ],
)
def test_a_slip_that_was_changed_does_not_prove_anything(cast, lost, changed) -> None:
    before = written()
    with pytest.raises(lost_phones.UnableToRebuild) as refusal:
        rebuild(cast, lost, cast.member(), **changed)
    assert refusal.value.code == "wrong_code"
    assert written() == before


def test_a_slip_of_somebody_else_proves_nothing(cast, lost) -> None:
    with pytest.raises(lost_phones.UnableToRebuild) as refusal:
        rebuild(cast, lost, cast.member(), member=cast.member())
    assert refusal.value.code == "wrong_code"


def test_only_a_treasurer_of_the_partner_enters_slips_and_only_of_a_lost_phone(cast, phone) -> None:
    member = cast.member()
    for by, code in ((factories.make_treasurer(), "not_yours"), (cast.treasurer, "not_lost")):
        with pytest.raises(lost_phones.UnableToRebuild) as refusal:
            lost_phones.rebuild(phone=phone, slip=slip(phone, member), by=by, at=NOON)
        assert refusal.value.code == code


@pytest.mark.parametrize("registered_at", [NOON - 7 * AN_HOUR, NOON + 3 * AN_HOUR])
@pytest.mark.parametrize("days_after", [0, 1])
def test_a_slip_stands_in_the_book_of_its_day(cast, registered_at, days_after) -> None:
    """On the day its phone was registered too, in the morning or in the afternoon."""
    phone = make_phone(cast, at=registered_at)
    at = registered_at + 3 * DAY
    phone = lost_phones.declare(phone=phone, reason="Hilang", by=cast.treasurer, at=at)
    day = TODAY + days_after * DAY
    taken = rebuild(cast, phone, cast.member(), at=at, day=day)
    assert (taken.payment.business_day, taken.flag) == (day, "")
    assert months.law_day(taken.payment.offline.told_at) == day
    no_differences()


def test_a_slip_of_today_is_entered_in_the_morning_too(cast) -> None:
    at = NOON - 4 * AN_HOUR
    phone = make_phone(cast, at=at - AN_HOUR)
    phone = lost_phones.declare(phone=phone, reason="Hilang", by=cast.treasurer, at=at)
    taken = rebuild(cast, phone, cast.member(), at=at)
    assert (taken.payment.collected_at, taken.flag) == (at, "")


@pytest.mark.parametrize(
    ("days", "code", "words"),
    [(1, "future", "belum tiba"), (-1, "before_phone", "baru didaftarkan 10 November 2026")],
)
def test_a_slip_of_a_day_on_which_its_phone_gave_none_is_refused(
    cast, lost, days, code, words
) -> None:
    before = written()
    with pytest.raises(lost_phones.UnableToRebuild) as refusal:
        rebuild(cast, lost, cast.member(), day=TODAY + days * DAY)
    assert (refusal.value.code, refusal.value.field) == (code, "day")
    assert words in str(refusal.value)
    assert written() == before


def test_a_slip_that_is_too_old_to_be_believed_is_flagged(cast, lost) -> None:
    at = NOON + NOT_BEFORE + DAY
    member = cast.member()
    factories.make_cover(member=member, paid_until=NOVEMBER - DAY)
    taken = rebuild(cast, lost, member, at=at)
    assert taken.payment.collected_at == at
    assert taken.payment.offline.flag == OfflinePayment.Flag.CLOCK


def test_a_lost_phone_that_turns_up_sends_what_was_rebuilt_once(cast, lost) -> None:
    member = cast.member()
    rebuilt = rebuild(cast, lost, member).payment
    again = send(cast, told(member, phone=lost, number=5), phone=lost)
    assert (again.payment, again.is_new) == (rebuilt, False)
    other = send(cast, told(cast.member(), phone=lost, number=6), phone=lost)
    assert other.payment.offline.flag == OfflinePayment.Flag.LOST_PHONE
    assert Payment.objects.count() == 2
    no_differences()
