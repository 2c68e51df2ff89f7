"""A treasurer's day on a small phone: cash counted, money sent to BPJS, cover moved."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contributions import cover, dues, handovers, payments, voids
from contributions.cash_counts import pieces_of
from contributions.models import Handover, Payment, Remittance, Void
from contributions.payments import AskedPayment
from contributions.wording import rupiah
from markets import months
from members.models import Member
from tests import factories
from tests.factories import PASSWORD
from tests.journeys.steps import log_in, looking
from tests.photos import jpeg

pytestmark = pytest.mark.usefixtures("web")


@pytest.fixture
def look(page, screenshot):
    return looking(page, screenshot)


@pytest.fixture
def market(web):
    partner = factories.make_partner(name="Perumda Pasar Tohaga")
    return factories.make_market(partner=partner, name="Pasar Cisarua")


@pytest.fixture
def treasurer(market):
    return factories.make_treasurer(
        partner=market.partner, username="ratna", name="Ratna Bendahara", password=PASSWORD
    )


@pytest.fixture
def collector(market):
    return factories.make_collector(market=market, name="Asep Kolektor")


def make_member(market, name) -> Member:
    """She may be billed from the current month on, whenever this test runs."""
    month = months.first_of(months.law_day(timezone.now()))
    member = factories.make_member(market=market, name=name)
    factories.make_term(member=member, first_month=month)
    return member


def pay(member, collector) -> Payment:
    now = timezone.now()
    due = dues.payable(member=member, on=months.law_day(now)).first(1)[0]
    asked = AskedPayment(factories.new_id(), member, (due.month,), due.amount_idr)
    return payments.record(asked=asked, by=collector, at=now)


def answer(web, page, look) -> None:
    """BPJS accepted the month that was sent."""
    page.get_by_role("link", name="Catat jawaban").click()
    look("answer-line")
    page.locator("a.back").click()
    page.get_by_role("link", name="Unggah jawaban BPJS").click()
    look("upload-answers")
    page.go_back()
    page.get_by_text("Semua yang lain diterima").click()
    page.get_by_role("button", name="Catat semuanya diterima").click()
    expect(page.get_by_text("1 jawaban BPJS tercatat.")).to_be_visible()
    look("remittance-answered")
    page.goto(f"{web}/setoran/ditolak/")
    look("rejected-months")


def test_cash_is_counted_short_sent_to_bpjs_and_protects(
    web, page, market, treasurer, collector, look
) -> None:
    first, second = make_member(market, "Siti Contoh"), make_member(market, "Ujang Contoh")
    dues_idr = sum(pay(member, collector).amount_idr for member in (first, second))
    handovers.ask(by=collector, at=timezone.now())

    log_in(page, web, treasurer)
    look("treasury")
    page.get_by_role("link", name="Terima serah terima").click()
    look("handovers")
    page.get_by_role("link", name="Asep Kolektor").click()
    look("handover")
    for worth, number in pieces_of(dues_idr - 1_000).items():
        page.get_by_label(rupiah(worth), exact=True).fill(f"{number}")
    page.get_by_role("button", name="Simpan hitungan").click()
    look("handover-differs")
    page.get_by_label("Alasan selisih").fill("Uang robek, ditukar besok")
    page.get_by_role("button", name=f"Terima {rupiah(dues_idr - 1_000)}").click()
    expect(page.get_by_text("dari Asep Kolektor diterima")).to_be_visible()
    look("handover-accepted")
    handover = Handover.objects.get()
    assert (handover.status, handover.difference_idr) == ("accepted", -1_000)

    page.get_by_role("link", name="Setoran").click()
    look("remittances")
    page.get_by_role("button", name="Susun setoran").click()
    look("remittance-final")
    # What was short keeps one month back; the other goes.
    remittance = Remittance.objects.get()
    assert (remittance.status, remittance.months) == ("final", 1)
    page.get_by_role("button", name="Catat sudah dibayar").click()
    look("remittance-without-code")
    page.get_by_label("Kode bayar BPJS").fill("2611-0001")
    page.get_by_label("Jumlah pada bukti").fill(f"{remittance.amount_idr}")
    page.get_by_label("Nomor referensi bank").fill("BRI-1")
    proof = {"name": "bukti.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    page.get_by_label("Bukti (foto atau PDF)").set_input_files(proof)
    page.get_by_role("button", name="Catat sudah dibayar").click()
    expect(page.get_by_text("Setoran dibayar.")).to_be_visible()
    look("remittance-posted")
    answer(web, page, look)
    sent = remittance.lines.get().contribution.member
    assert cover.of(sent).covered_until is not None
    page.goto(f"{web}/uang-di-mitra/")
    look("unremitted-money")


def test_a_wrong_receipt_is_undone_after_a_look_at_it(
    web, page, market, treasurer, collector, look
) -> None:
    payment = pay(make_member(market, "Siti Contoh"), collector)
    reason = Void.Reason.WRONG_MEMBER
    voids.ask(payment=payment, reason=reason, by=collector, at=timezone.now())

    log_in(page, web, treasurer)
    page.get_by_role("link", name="Putuskan pembatalan").click()
    look("voids")
    page.get_by_role("link", name="Siti Contoh").click()
    look("void")
    page.get_by_label("Catatan").fill("Sudah ditanyakan kepada Bu Siti")
    page.get_by_role("button", name="Batalkan kuitansi").click()
    expect(page.get_by_text("Kembalikan uangnya kepada peserta.")).to_be_visible()
    assert Void.objects.get().status == "granted"


def test_a_substitute_covers_the_market_for_some_days(web, page, market, treasurer, look) -> None:
    factories.make_member(market=market)
    factories.make_collector(partner=market.partner, name="Euis Pengganti")
    log_in(page, web, treasurer)
    page.get_by_role("link", name="Penugasan").click()
    expect(page.get_by_text("tidak punya kolektor hari ini")).to_be_visible()
    look("coverage-with-a-gap")
    page.get_by_role("link", name="Tugaskan kolektor").click()
    page.get_by_label("Kolektor").select_option("Euis Pengganti")
    page.get_by_label("Tempat").select_option("Pasar Cisarua")
    look("assign")
    page.get_by_role("button", name="Tugaskan").click()
    expect(page.get_by_text("Euis Pengganti ditugaskan.")).to_be_visible()
    expect(page.get_by_text("tidak punya kolektor hari ini")).to_have_count(0)
    look("coverage")
