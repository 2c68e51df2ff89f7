"""Cash a phone took: stored once whatever happens on the way, and never refused for being late."""

import datetime as dt

import pytest

from contributions.models import OfflinePayment, Payment
from tests import factories
from tests.collectors.crowd import make_crowd
from tests.collectors.phone_api import MORNING, TEN, make_sending
from tests.contributions.money import no_differences, written
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
THREE_DAYS = dt.timedelta(days=3)


@pytest.fixture
def sending(cast, client):
    return make_sending(cast, client)


def test_it_is_stored_under_the_number_of_the_slip(sending, cast) -> None:
    entry = sending.payment(cast.member(), number=7, count=2)
    (result,) = sending.results(entry)
    payment = Payment.objects.get()
    assert result == {
        "id": entry["id"],
        "status": 201,
        "state": "stored",
        "sentence": "",
        "receipt": f"{sending.phone.series.code}-000007",
        "payment": entry["id"],
    }
    assert (payment.amount_idr, payment.collected_at, payment.received_at) == (16_800, TEN, NOON)
    assert (payment.taken_by, payment.receipt) == (cast.collector, result["receipt"])
    no_differences()


def test_a_code_as_it_is_written_on_the_slip_is_known(sending, cast) -> None:
    entry = sending.payment(cast.member(), number=7)
    entry["code"] = f"{entry['code'][:4]}-{entry['code'][4:]}"
    (result,) = sending.results(entry)
    assert (result["state"], result["sentence"]) == ("stored", "")


def test_a_repeat_is_answered_for_ever_and_writes_nothing(sending, cast, client) -> None:
    entry = sending.payment(cast.member(), number=7)
    (first,) = sending.results(entry)
    before = written()
    for _attempt in range(3):
        (again,) = sending.results(entry)
        assert again == {**first, "status": 200}
    client.logout()
    client.force_login(cast.collector)
    assert sending.results(entry) == [{**first, "status": 200}]
    assert written() == before


@pytest.mark.parametrize(
    "other", [{"total_idr": 16_800}, {"months": ["2026-11", "2026-12"]}, {"number": 8}]
)
def test_the_same_id_with_another_body_is_refused_for_ever(sending, cast, other) -> None:
    entry = sending.payment(cast.member(), number=7)
    sending.results(entry)
    before = written()
    (result,) = sending.results({**entry, **other})
    assert (result["status"], result["state"]) == (409, "refused")
    assert "tersimpan dengan isi lain" in result["sentence"]
    assert (result["receipt"], result["payment"]) == ("", None)
    assert written() == before


def test_the_number_of_another_slip_is_refused(sending, cast) -> None:
    sending.results(sending.payment(cast.member(), number=7))
    (result,) = sending.results(sending.payment(cast.member(), number=7))
    assert result["status"] == 409


def test_the_id_of_another_user_is_refused(sending, cast, client) -> None:
    entry = sending.payment(cast.member())
    sending.results(entry, phone=None)
    client.force_login(factories.make_collector(market=cast.market))
    (result,) = sending.results(entry, phone=None)
    assert result["status"] == 409
    assert Payment.objects.get().taken_by == cast.collector


@pytest.mark.parametrize("number", [1, 10_000])
def test_a_number_the_phone_was_not_given_is_refused(sending, cast, number) -> None:
    phone = {"phone": None} if number == 1 else {}
    (result,) = sending.results(sending.payment(cast.member(), number=number), **phone)
    assert result["status"] == 422
    assert f"Nomor kuitansi {number} bukan milik ponsel ini." in result["sentence"]


def test_an_unknown_member_is_refused(sending, cast) -> None:
    (result,) = sending.results({**sending.payment(cast.member()), "member": 999_999_999})
    assert (result["status"], result["sentence"]) == (422, "Peserta tidak ditemukan.")


def test_what_was_paid_meanwhile_is_stored_and_flagged(sending, cast) -> None:
    member = cast.member()
    cast.pay(member)
    entry = sending.payment(member, number=7)
    (result,) = sending.results(entry)
    assert (result["status"], result["state"]) == (201, "flagged")
    assert result["sentence"] == "Bulannya sudah dibayar"
    assert result["receipt"].endswith("-000007")
    (again,) = sending.results(entry)
    assert again == {**result, "status": 200}


@pytest.mark.parametrize("wrong", [THREE_DAYS, -THREE_DAYS])
def test_a_clock_three_days_off_is_put_right(sending, cast, wrong) -> None:
    entry = sending.payment(cast.member(), number=7, told_at=(TEN + wrong).isoformat())
    (result,) = sending.results(entry, sent_at=NOON + wrong)
    assert result["state"] == "stored"
    assert Payment.objects.get().collected_at == TEN
    kept = OfflinePayment.objects.get()
    assert (kept.told_at, kept.sent_at) == (TEN + wrong, NOON + wrong)


def test_a_time_that_cannot_be_is_not_believed(sending, cast) -> None:
    before = MORNING - dt.timedelta(minutes=1)
    (result,) = sending.results(sending.payment(cast.member(), told_at=before.isoformat()))
    assert result["state"] == "flagged"
    assert Payment.objects.get().collected_at == NOON


def test_two_hundred_payments_of_a_day_come_in_four_batches(sending, cast) -> None:
    members = make_crowd(cast, 200)
    step = dt.timedelta(seconds=20)
    entries = [
        sending.payment(member, number=number, told_at=TEN + number * step)
        for number, member in enumerate(members, start=1)
    ]
    for start in range(0, 200, 50):
        results = sending.results(*entries[start : start + 50])
        assert {(result["status"], result["state"]) for result in results} == {(201, "stored")}
    assert Payment.objects.count() == 200
    numbers = list(Payment.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 201))
    assert {result["status"] for result in sending.results(*entries[75:125])} == {200}
