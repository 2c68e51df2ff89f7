"""The public page of a receipt: valid or not, masked, and honest about where the money is."""

import datetime as dt
import gzip

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import handovers, receipt_proof, rejections, tariff, voids
from contributions.models import Payment
from members.models import PayerKind
from tests import factories
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db

BUDGET_BYTES, BUDGET_QUERIES = 20 * 1024, 12


def text_of(client, payment):
    response = client.get(reverse("receipt", args=[payment.token]))
    assert response.status_code == 200
    return response.content.decode()


def test_a_link_that_cannot_be_one_is_not_found(client):
    assert client.get("/kuitansi/%00/").status_code == 404
    assert client.get("/kuitansi/bukan-kuitansi/").status_code == 404


def test_anyone_with_the_link_sees_what_was_paid(client, cast):
    payment = cast.pay(cast.member(name="Siti Aminah"), count=3)
    page = text_of(client, payment)
    for words in (payment.receipt, "Sah", "November 2026", "Januari 2027", "Rp33.600"):
        assert words in page
    assert "Rp16.800" in page  # January, and its programmes
    assert cast.collector.name in page


def test_the_members_data_is_masked(client, cast):
    member = cast.member(name="Siti Aminah", phone="+6281299990001")
    page = text_of(client, cast.pay(member))
    assert "S*** A***" in page
    for secret in ("Siti", "Aminah", "99990001", "Ibu Contoh", "Jalan Contoh"):
        assert secret not in page


@pytest.mark.parametrize("path", ["/kuitansi/tidak-ada/", "/kuitansi/" + "A" * 22 + "/"])
def test_an_unknown_token_is_answered_like_any_missing_page(client, cast, path):
    cast.pay(cast.member())
    assert client.get(path).status_code == 404


def test_where_the_money_is_is_said_month_by_month(client, cast):
    payment = cast.pay(cast.member())
    assert "Uang ada pada kolektor" in text_of(client, payment)
    handover = handovers.ask(by=cast.collector, at=NOON)
    assert "Uang ada pada kolektor" in text_of(client, payment)
    handovers.accept(handover=handover, counted_idr=8_400, by=cast.treasurer, at=NOON)
    page = text_of(client, payment)
    assert "Uang sudah diterima bendahara" in page
    assert "Belum disetor" in page
    assert "Sudah disetor" not in page
    cast.remit()
    page = text_of(client, payment)
    assert "Sudah disetor" in page
    assert "Disetor ke BPJS 10 November 2026" in page
    assert "Semua bulan ini sudah disetor" in page
    assert "belum melindungi" not in page
    assert "Belum disetor" not in page


def test_a_transfer_says_that_it_is_in_the_bank(client, cast):
    payment = cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    page = text_of(client, payment)
    assert "Uang ada di rekening mitra" in page
    assert "Transfer ke rekening mitra" in page


def test_a_void_receipt_says_so_and_a_request_alone_leaves_it_valid(client, cast):
    payment = cast.pay(cast.member())
    void = cast.void(payment)
    page = text_of(client, payment)
    assert "stamp-good" in page
    assert "Pembatalan kuitansi ini sedang diminta" in page
    voids.grant(void=void, by=cast.treasurer, at=NOON)
    page = text_of(client, payment)
    assert "stamp-bad" in page
    assert "Kuitansi ini tidak berlaku" in page
    assert "stamp-good" not in page
    assert "Belum disetor" not in page


def test_a_refused_void_leaves_no_trace_on_the_receipt(client, cast):
    payment = cast.pay(cast.member())
    voids.refuse(void=cast.void(payment), by=cast.treasurer, at=NOON)
    page = text_of(client, payment)
    assert "Pembatalan kuitansi" not in page


@pytest.mark.parametrize(
    ("day", "said"), [("2026-11-16 12:00+07:00", False), ("2026-11-17 12:00+07:00", True)]
)
def test_the_next_amount_is_named_from_45_days_before_it_changes(client, cast, day, said):
    payment = cast.pay(cast.member())
    with time_machine.travel(dt.datetime.fromisoformat(day), tick=False):
        page = text_of(client, payment)
    assert ("Mulai Januari 2027 iuran menjadi Rp16.800 sebulan." in page) is said


def test_without_a_tariff_the_receipt_stands_as_it_is(client, cast, monkeypatch):
    payment = cast.pay(cast.member())
    monkeypatch.setattr(tariff, "ahead", lambda *_: tariff.TariffsAhead({}))
    assert payment.receipt in text_of(client, payment)


def test_who_does_not_pay_herself_is_told_no_next_amount(cast):
    member = factories.make_member(market=cast.market)
    factories.make_contribution(member=member, payer_kind=PayerKind.OTHER_SPONSOR)
    factories.make_term(member=member, payer_kind=PayerKind.OTHER_SPONSOR)
    payment = cast.pay(member, by=cast.treasurer, method=Payment.Method.TRANSFER)
    proof = receipt_proof.of_payment(payment=payment, on=dt.date(2026, 12, 20))
    assert proof.next_amount is None


def test_the_figures_are_those_of_the_contributions(cast):
    proof = receipt_proof.of_payment(payment=cast.pay(cast.member(), count=3), on=TODAY)
    assert (proof.jkk_idr, proof.jkm_idr, proof.jht_idr) == (20_000, 13_600, 0)
    assert (proof.relief_idr, proof.total_idr) == (16_800, 33_600)
    assert (proof.remitted_months, proof.is_valid) == (0, True)


def test_the_address_is_kept_to_who_holds_it(client, cast):
    response = client.get(reverse("receipt", args=[cast.pay(cast.member()).token]))
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"


def test_the_page_is_small_and_asks_little_whatever_the_months(client, cast):
    def measured(count):
        payment = cast.pay(cast.member(), count=count)
        with CaptureQueriesContext(connection) as captured:
            page = text_of(client, payment)
        return len(captured), len(gzip.compress(page.encode()))

    queries, _ = measured(1)
    assert queries <= BUDGET_QUERIES
    assert measured(12)[0] == queries
    assert measured(12)[1] < BUDGET_BYTES / 4  # the rest is for style and script


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Siti Aminah", "S*** A***"), ("Wati", "W***"), ("  Haji  Ali ", "H*** A***"), ("", "")],
)
def test_of_a_name_the_first_letters_are_left(name, shown):
    assert receipt_proof.masked(name) == shown


def test_a_receipt_says_above_all_that_bpjs_rejected_its_months_and_what_follows(client, cast):
    member = cast.member()
    payment = cast.pay(member)
    cast.hand_over()
    cast.reject(cast.post(), member, reason="nik_unknown")
    page = text_of(client, payment)
    assert '<p class="stamp stamp-bad">Sah, tetapi ditolak BPJS</p>' in page
    assert "November 2026: NIK tidak dikenal BPJS. Uangnya disimpan mitra" in page
    assert "dipotong dari iuran berikutnya atau dikembalikan" in page
    assert ">Sah</p>" not in page


def test_of_several_months_a_receipt_says_which_one_bpjs_rejected(client, cast):
    member = cast.member()
    payment = cast.pay(member, count=2)
    cast.hand_over()
    posted = cast.post()
    december = posted.lines.order_by("contribution_month").last()
    rejected = rejections.Rejected("paid_elsewhere")
    rejections.reject(line=december, rejected=rejected, by=cast.treasurer, at=NOON)
    cast.accept(posted)
    page = text_of(client, payment)
    assert '<p class="stamp stamp-wait">Sah, sebagian ditolak BPJS</p>' in page
    assert "Desember 2026: Bulan ini sudah dibayar di tempat lain." in page
    assert "November 2026: " not in page
