"""The collector's own money: what she holds, handing it over, her receipts, asking for a void."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import handovers
from contributions.models import Handover, Void
from tests import factories
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_collector")]
MOST_QUERIES = 12
FITTING = {"pieces_5000": 1, "pieces_2000": 1, "pieces_1000": 1, "pieces_200": 2}


def get(client, name, *args, at=NOON, **query) -> str:
    with time_machine.travel(at, tick=False):
        response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def post(client, name, *args, at=NOON, **fields):
    with time_machine.travel(at, tick=False):
        return client.post(reverse(name, args=args), fields)


def test_an_empty_hand_is_said(client, cast) -> None:
    assert "Tidak ada uang iuran pada Anda." in get(client, "cash_in_hand")


def test_the_amount_stands_with_the_age_of_its_oldest_rupiah(client, cast) -> None:
    payments = [cast.pay(cast.member(), at=NOON + dt.timedelta(hours=hour)) for hour in (0, 2)]
    body = get(client, "cash_in_hand", at=NOON + dt.timedelta(hours=5))
    for text in (
        "Rp16.800",
        "Yang paling lama diterima 10 November 2026, 12.00 WIB (5 jam yang lalu).",
        "Serahkan paling lambat 11 November 2026, 12.00 WIB.",
        *(payment.receipt for payment in payments),
    ):
        assert text in body
    late = get(client, "cash_in_hand", at=NOON + dt.timedelta(hours=25))
    assert "Batas serah terima sudah lewat: 11 November 2026, 12.00 WIB." in late


def test_all_cash_is_handed_over_after_a_last_look(client, cast) -> None:
    cast.pay(cast.member())
    assert "Serahkan Rp8.400" in get(client, "cash_in_hand")
    assert "1 kuitansi" in get(client, "hand_over")
    assert not Handover.objects.exists()
    post(client, "hand_over", **FITTING)
    handover = Handover.objects.get()
    assert (handover.expected_idr, handover.counts.get().total_idr) == (8_400, 8_400)
    body = get(client, "cash_in_hand")
    assert "Menunggu bendahara." in body
    assert reverse("hand_over") not in body


def test_handing_over_twice_says_why_not(client, cast) -> None:
    cast.pay(cast.member())
    post(client, "hand_over", **FITTING)
    post(client, "hand_over", **FITTING)
    assert "Serah terima sebelumnya masih menunggu bendahara" in get(client, "cash_in_hand")
    assert Handover.objects.count() == 1


def test_a_count_that_differs_is_shown_once_and_stands_when_sent_again(client, cast) -> None:
    cast.pay(cast.member())
    text = post(client, "hand_over", pieces_5000=1).text
    assert "Anda menghitung Rp5.000: kurang Rp3.400" in text
    assert not Handover.objects.exists()
    assert 'name="shown_total" value="5000"' in text
    post(client, "hand_over", pieces_5000=1, shown_total=5_000)
    assert Handover.objects.get().counts.get().total_idr == 5_000


def test_nothing_counted_is_not_handed_over(client, cast) -> None:
    cast.pay(cast.member())
    assert "Hitung dulu uang yang Anda bawa" in post(client, "hand_over").text
    assert not Handover.objects.exists()


def test_cash_without_a_receipt_is_taken_too(client, cast) -> None:
    assert "Serahkan uang lain" in get(client, "cash_in_hand")
    post(client, "hand_over", pieces_50000=1, shown_total=50_000)
    handover = Handover.objects.get()
    assert (handover.expected_idr, handover.lines.count()) == (0, 0)


def test_a_shortage_and_the_last_decision_are_shown(client, cast) -> None:
    cast.pay(cast.member())
    cast.hand_over(counted_idr=8_000)
    body = get(client, "cash_in_hand")
    assert "Termasuk Rp400 yang kurang pada serah terima sebelumnya." in body
    assert f"Rp8.000 diterima {cast.treasurer.name}" in body


def test_a_refused_hand_over_says_why(client, cast) -> None:
    cast.pay(cast.member())
    waiting = handovers.ask(by=cast.collector, at=NOON)
    handovers.refuse(handover=waiting, reason="Uang kurang", by=cast.treasurer, at=NOON)
    body = get(client, "cash_in_hand")
    assert f"ditolak {cast.treasurer.name}" in body
    assert "Uang kurang" in body
    assert "Serahkan Rp8.400" in body


def test_money_whose_void_is_asked_for_is_set_aside(client, cast) -> None:
    cast.pay(cast.member())
    cast.void(cast.pay(cast.member(), count=2))
    body = get(client, "cash_in_hand")
    assert "Rp16.800 tidak ikut diserahkan dulu" in body
    assert "Serahkan Rp8.400" in body


def test_another_collectors_money_is_not_shown(client, cast) -> None:
    payment = cast.pay(cast.member(), by=factories.make_collector(market=cast.market))
    assert payment.receipt not in get(client, "cash_in_hand")
    assert payment.receipt not in get(client, "my_receipts", waktu="semua")


def test_receipts_of_today_of_the_week_and_of_ever(client, cast) -> None:
    today, week, ever = (
        cast.pay(cast.member(), at=NOON - dt.timedelta(days=days)) for days in (0, 6, 7)
    )
    shown = {
        span: [
            payment.receipt in get(client, "my_receipts", waktu=span)
            for payment in (today, week, ever)
        ]
        for span in ("hari", "pekan", "semua")
    }
    assert shown == {
        "hari": [True, False, False],
        "pekan": [True, True, False],
        "semua": [True, True, True],
    }


def test_receipts_are_found_by_name_and_number(client, cast) -> None:
    first, second = cast.pay(cast.member(name="Siti")), cast.pay(cast.member(name="Dewi"))
    for text in ("siti", first.receipt, "000001"):
        body = get(client, "my_receipts", q=text)
        assert first.receipt in body
        assert second.receipt not in body
    assert "Tidak ada kuitansi" in get(client, "my_receipts", q="nobody")


def test_each_receipt_says_what_became_of_it(client, cast) -> None:
    cast.pay(cast.member())
    cast.hand_over()
    cast.pay(cast.member())
    handovers.ask(by=cast.collector, at=NOON)
    cast.void(cast.pay(cast.member()))
    cast.pay(cast.member())
    body = get(client, "my_receipts")
    for text in ("Diserahkan", "Menunggu bendahara", "Pembatalan diminta", "Di tangan saya"):
        assert text in body


def test_a_void_is_asked_for_with_a_reason(client, cast) -> None:
    payment = cast.pay(cast.member())
    response = post(client, "ask_void", payment.pk, reason="wrong_member")
    assert response.url == reverse("my_receipts")
    void = Void.objects.get()
    assert (void.payment, void.reason, void.status) == (payment, "wrong_member", "asked")
    assert "sudah diminta dan menunggu bendahara" in get(client, "ask_void", payment.pk)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Pilih alasannya."),
        ({"reason": "x"}, "x"),
        ({"reason": "other"}, "Tulis alasan pembatalannya."),
    ],
)
def test_a_void_without_a_sound_reason_is_not_asked(client, cast, fields, sentence) -> None:
    payment = cast.pay(cast.member())
    response = post(client, "ask_void", payment.pk, **fields)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Void.objects.exists()


def test_after_the_hand_over_a_correction_is_asked_and_said_to_be_one(client, cast) -> None:
    payment = cast.pay(cast.member())
    cast.hand_over()
    assert (
        "menjadi kelebihan bayar peserta" in client.get(reverse("ask_void", args=[payment.pk])).text
    )
    assert "Minta pembatalan" in client.get(reverse("my_receipts"), {"waktu": "semua"}).text
    assert post(client, "ask_void", payment.pk, reason="wrong_member").status_code == 302
    void = Void.objects.get()
    client.force_login(cast.treasurer)
    assert "Betulkan kuitansi" in client.get(reverse("void", args=[void.pk])).text
    assert post(client, "void", void.pk, decision="grant", note="").status_code == 302
    receipt = client.get(reverse("receipt", args=[payment.token])).text
    assert "Uangnya disimpan mitra sebagai kelebihan bayar" in receipt


def test_the_treasurer_asks_for_a_correction_from_the_hand_over(client, cast) -> None:
    payment = cast.pay(cast.member())
    handover = cast.hand_over()
    client.force_login(cast.treasurer)
    address = reverse("ask_void_of_partner", args=[payment.pk])
    assert address in client.get(reverse("handover", args=[handover.pk])).text
    assert "menjadi kelebihan bayar peserta" in client.get(address).text


def test_missing_money_is_refused_with_a_sentence_once_it_was_counted(client, cast) -> None:
    payment = cast.pay(cast.member())
    cast.hand_over()
    response = post(client, "ask_void", payment.pk, reason="no_money")
    assert response.status_code == 200
    assert 'class="error-summary"' in response.content.decode()
    assert not Void.objects.exists()


def test_receipts_of_others_cannot_be_voided(client, cast) -> None:
    payment = cast.pay(cast.member(), by=factories.make_collector(market=cast.market))
    assert post(client, "ask_void", payment.pk, reason="wrong_member").status_code == 404


@pytest.mark.parametrize("name", ["cash_in_hand", "hand_over", "my_receipts"])
@pytest.mark.parametrize("role", ["treasurer", "reviewer", "auditor", "admin"])
def test_other_roles_have_no_cash_of_their_own(client, name, role) -> None:
    client.force_login(getattr(factories, f"make_{role}")())
    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse(name)).status_code == 404


@pytest.mark.parametrize("name", ["cash_in_hand", "my_receipts", "take_payment_search"])
def test_many_receipts_take_no_more_queries(client, cast, name) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(client, name, waktu="semua", q="Peserta")
        return len(captured)

    for _ in range(3):
        cast.pay(cast.member())
    few = queries()
    for _ in range(40):
        cast.pay(cast.member())
    assert queries() == few <= MOST_QUERIES


def test_a_collector_withdraws_her_own_request(client, cast) -> None:
    payment = cast.pay(cast.member())
    void = cast.void(payment)
    client.force_login(cast.collector)
    address = reverse("ask_void", args=[payment.pk])
    assert "Tarik permintaan" in client.get(address).text
    answer = client.post(address, {"decision": "withdraw"}, follow=True)
    assert "Permintaan ditarik; kuitansinya tetap sah." in answer.text
    void.refresh_from_db()
    assert void.status == "withdrawn"
    assert client.post(address, {"decision": "withdraw"}).status_code == 302
