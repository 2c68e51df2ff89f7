"""A trader's own page, behind the QR of her card: what is paid, remitted, owed, and who comes."""

import datetime as dt
import gzip

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import credit_use, overpaid, voids
from contributions.models import Contribution
from contributions.views.cards import CardThrottle
from markets import months
from members import cards
from members.models import PayerKind
from tests import factories
from tests.contributions.credit import make_credit
from tests.factories import NOON, NOVEMBER

pytestmark = pytest.mark.django_db

BUDGET_BYTES, BUDGET_QUERIES = 20 * 1024, 12


@pytest.fixture(autouse=True)
def at_noon():
    cache.clear()
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def member(cast):
    return cast.member(name="Siti Aminah", phone="+6281299990001")


def card_of(member, cast):
    return cards.make(member=member, by=cast.collector, at=NOON)


def look(client, member, cast):
    answer = client.get(reverse("card", args=[card_of(member, cast).token]))
    assert answer.status_code == 200
    return answer.content.decode()


def receipt_url(payment, card):
    return reverse("card_receipt", args=[card.token, payment.pk])


def test_paid_remitted_and_owed_months_are_told_apart(client, cast, member) -> None:
    factories.make_contribution(member=member)
    page = look(client, member, cast)
    assert "Belum dibayar 1 bulan: Rp8.400." in page
    cast.pay(member, count=2)
    page = look(client, member, cast)
    assert "Tidak ada yang harus Anda bayar sekarang." in page
    assert page.count("Dibayar, belum disetor") == 2 and "Sudah disetor" not in page
    assert "Hari ini tidak terlindungi" in page
    cast.hand_over()
    cast.remit()
    page = look(client, member, cast)
    assert page.count("Sudah disetor") == 2 and "Hari ini terlindungi" in page
    assert "31 Desember 2026" in page


def test_what_bpjs_answers_is_told_here_and_on_the_receipt(client, cast, member) -> None:
    payment, card = cast.pay(member), card_of(member, cast)
    cast.hand_over()
    remittance = cast.post()
    assert "Menunggu BPJS" in look(client, member, cast)
    assert "menunggu jawaban BPJS" in client.get(receipt_url(payment, card)).content.decode()
    cast.reject(remittance, member)
    page = look(client, member, cast)
    assert "Belum dibayar" in page and "Kelebihan bayar Anda Rp8.400" in page
    assert "Tidak berlaku" not in page  # the receipt stands: the money is hers
    page = client.get(receipt_url(payment, card)).content.decode()
    assert "Sah, tetapi ditolak BPJS" in page
    assert "Uangnya disimpan mitra sebagai kelebihan bayar: dipotong dari iuran" in page
    credit_use.sweep(at=NOON)  # the month is paid again, and waits for the objection to be settled
    page = look(client, member, cast)
    assert "NIK tidak dikenal BPJS. Uangnya disimpan mitra" in page
    assert "Menunggu BPJS" not in page


def test_who_can_still_catch_up_is_told_until_when(client, cast, member, at_noon) -> None:
    factories.make_paid_month(member=member, month=NOVEMBER, remitted_on=dt.date(2026, 11, 9))
    at_noon.move_to(dt.datetime(2027, 1, 20, 12, tzinfo=NOON.tzinfo))
    page = look(client, member, cast)
    assert "Bulan yang tertinggal masih dapat dibayar sampai 28 Februari 2027." in page


def test_her_receipts_open_below_her_card_and_say_what_became_of_them(client, cast, member) -> None:
    payment, card = cast.pay(member), card_of(member, cast)
    url = receipt_url(payment, card)
    assert url in look(client, member, cast)
    answer = client.get(url)
    page = answer.content.decode()
    assert ">Sah<" in page and payment.receipt in page
    assert payment.token not in page  # it would outlive the card
    assert answer["Referrer-Policy"] == "no-referrer"
    voids.grant(void=cast.void(payment), by=cast.treasurer, at=NOON)
    assert "Tidak berlaku" in look(client, member, cast)
    assert ">Dibatalkan<" in client.get(url).content.decode()


def test_receipts_of_others_and_of_a_revoked_card_do_not_open(client, cast, member) -> None:
    card = card_of(member, cast)
    mine, others = cast.pay(member), cast.pay(cast.member())
    assert client.get(receipt_url(others, card)).status_code == 404
    cards.replace(card=card, reason="lost", by=cast.collector, at=NOON)
    assert client.get(receipt_url(mine, card)).status_code == 404


def test_it_says_who_collects_and_how_to_pay_alone(client, cast, member) -> None:
    page = look(client, member, cast)
    assert f"Kepada kolektor Anda, {cast.collector.name}" in page
    assert "dengan NIK Anda sebagai nomor pembayaran" in page
    cast.collector.assignments.update(first_day=dt.date(2026, 1, 1), last_day=dt.date(2026, 11, 9))
    assert "Kepada kolektor Anda" not in look(client, member, cast)


def test_who_is_sponsored_is_told_and_owes_nothing(client, cast) -> None:
    member = factories.make_member(market=cast.market)
    factories.make_contribution(member=member, payer_kind=PayerKind.APBD)
    page = look(client, member, cast)
    assert f"Iuran Anda dibayar oleh {PayerKind.APBD.label}." in page
    assert "Tidak ada yang harus Anda bayar sekarang." in page


def test_the_next_amount_is_named_before_it_comes(client, cast, member, at_noon) -> None:
    factories.make_contribution(member=member)
    assert "Mulai Januari 2027" not in look(client, member, cast)
    at_noon.move_to(dt.datetime(2026, 11, 18, 12, tzinfo=NOON.tzinfo))
    assert "Mulai Januari 2027 iuran menjadi Rp16.800 sebulan." in look(client, member, cast)


def test_a_finder_does_not_learn_whose_card_it_is(client, cast, member) -> None:
    cast.pay(member)
    page = look(client, member, cast)
    for hidden in ("Siti", "Aminah", "99990001", "1975", "Ibu Contoh", "Jalan Contoh"):
        assert hidden not in page


def test_it_is_small_and_asks_little_whatever_there_is(client, cast) -> None:
    def measured(count):
        member = cast.member()
        for number in range(count):
            cast.pay(member, first=months.add(NOVEMBER, number))
        card = card_of(member, cast)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(reverse("card", args=[card.token])).content
        return len(captured), len(gzip.compress(page))

    queries, _bytes = measured(1)
    assert queries <= BUDGET_QUERIES
    more, size = measured(10)
    assert more == queries
    assert size < BUDGET_BYTES / 4  # the rest is for style and script


def test_who_opens_receipts_below_cards_too_often_waits(client, cast, member, monkeypatch) -> None:
    monkeypatch.setattr(CardThrottle, "rate", "2/min")
    url = receipt_url(cast.pay(member), card_of(member, cast))
    answers = [client.get(url, REMOTE_ADDR="203.0.113.7") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_credit_that_will_not_come_any_more_is_not_promised(cast, member) -> None:
    cast.pay(member)
    cast.hand_over()
    month = Contribution.objects.get(member=member, contribution_month=NOVEMBER)
    make_credit(contribution=month, amount_idr=4_000)
    assert overpaid.credit_of(members=[member.pk])[member.pk].waiting_idr == 4_000
    cast.reject(cast.post(), member, reason="paid_elsewhere")
    assert overpaid.credit_of(members=[member.pk])[member.pk] == overpaid.MembersCredit(8_400, 0)
