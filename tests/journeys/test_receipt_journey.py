"""A trader pays, and looks on another phone; what is undone or revoked says so there."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from contributions import payments, receipt_code, voids
from contributions.models import Payment, Void
from markets import months, text_sizes
from markets.models import TextSize
from members import cards
from tests import factories
from tests.contributions.money import ask
from tests.factories import PASSWORD
from tests.journeys.steps import log_in, looking

pytestmark = pytest.mark.usefixtures("web")
MILLIMETRE = 96 / 25.4  # in pixels of CSS


@pytest.fixture
def siti(web):
    """She owes this month, at a market of a small partner."""
    current = months.first_of(months.law_day(timezone.now()))
    partner = factories.make_partner(name="Perumda Pasar Tohaga", code="tohaga")
    market = factories.make_market(partner=partner, name="Pasar Cisarua")
    block = factories.make_block(market=market, name="Blok A")
    stall = factories.make_stall(block=block, number="1")
    member = factories.make_member(stall=stall, name="Siti Contoh")
    factories.make_term(member=member, first_month=current)
    factories.make_contribution(member=member, month=current)
    return member


@pytest.fixture
def collector(siti):
    market = siti.market
    return factories.make_collector(market=market, username="asep", name="Asep", password=PASSWORD)


@pytest.fixture
def her_phone(new_context, screenshot):
    """Another phone, on which nobody is logged in."""
    other = new_context().new_page()
    other.look = looking(other, screenshot)
    return other


def pay(page, web, collector) -> Payment:
    log_in(page, web, collector)
    page.get_by_role("link", name="Siti Contoh").first.click()
    page.get_by_role("link", name="Terima pembayaran").click()
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_role("button", name="Uang sudah saya terima").click()
    expect(page.get_by_text("diterima dari Ibu Siti Contoh")).to_be_visible()
    return Payment.objects.select_related("series").get()


def test_a_trader_looks_at_her_receipt_on_another_phone(
    web, page, her_phone, collector, screenshot
) -> None:
    payment = pay(page, web, collector)
    looking(page, screenshot)("receipt-done")
    expect(page.get_by_text(receipt_code.written(receipt_code.of(payment)))).to_be_visible()
    address = page.get_by_role("link", name="Lihat kuitansi").get_attribute("href")
    page.get_by_role("link", name=f"Cetak {payment.receipt}").click()
    looking(page, screenshot)("receipt-print")

    her_phone.goto(address)
    expect(her_phone.get_by_text("Sah", exact=True)).to_be_visible()
    expect(her_phone.get_by_text("S*** C***")).to_be_visible()
    expect(her_phone.get_by_text("Uang ada pada kolektor")).to_be_visible()
    her_phone.look("receipt-of-the-trader")

    at = timezone.now()
    void = voids.ask(payment=payment, reason=Void.Reason.WRONG_MEMBER, by=collector, at=at)
    treasurer = factories.make_treasurer(partner=payment.partner)
    voids.grant(void=void, by=treasurer, at=at)
    her_phone.reload()
    expect(her_phone.get_by_text("Dibatalkan", exact=True)).to_be_visible()
    expect(her_phone.get_by_text("Kuitansi ini tidak berlaku.")).to_be_visible()
    her_phone.look("receipt-void")


@pytest.mark.parametrize("size", [TextSize.NORMAL, TextSize.LARGEST])
def test_a_receipt_of_two_months_is_one_slip_of_110_mm(
    web, page, siti, collector, screenshot, size
):
    """On a roll of 58 mm, with a code that a phone reads, whatever letters the screen has."""
    current = months.first_of(months.law_day(timezone.now()))
    factories.make_contribution(member=siti, month=months.add(current, 1))
    owed_idr = sum(siti.contributions.values_list("total_idr", flat=True))
    asked = ask(siti, count=2, first=current, shown_total_idr=owed_idr)
    payment = payments.record(asked=asked, by=collector, at=timezone.now())
    text_sizes.choose(size=size, by=collector)
    log_in(page, web, collector)
    page.goto(web + reverse("receipt_print", args=[payment.token]))
    page.emulate_media(media="print")
    screenshot(page, f"receipt-on-paper-{size}")
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
    assert page.locator(".qr").bounding_box()["width"] >= 22 * MILLIMETRE
    letters = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert letters == pytest.approx(10 * MILLIMETRE * 25.4 / 72, abs=0.01)  # 10 pt on any paper
    page.emulate_media(media="screen")


def test_number_and_code_are_read_out_and_a_link_is_revoked(
    web, page, her_phone, collector, screenshot
) -> None:
    payment = pay(page, web, collector)
    her_phone.goto(f"{web}/periksa-kuitansi/")
    her_phone.look("receipt-check")
    her_phone.get_by_label("Nomor kuitansi").fill(payment.receipt.lower())
    her_phone.get_by_label("Kode periksa").fill("2222 2222")
    her_phone.get_by_role("button", name="Periksa").click()
    expect(her_phone.get_by_text("Nomor dan kode itu tidak cocok.")).to_be_visible()
    her_phone.get_by_label("Kode periksa").fill(receipt_code.of(payment).lower())
    her_phone.get_by_role("button", name="Periksa").click()
    expect(her_phone.get_by_text("Sah", exact=True)).to_be_visible()
    her_phone.look("receipt-checked")

    page.goto(f"{web}/kuitansi-saya/")
    page.get_by_role("link", name=payment.receipt).first.click()
    looking(page, screenshot)("receipt-of-the-collector")
    page.get_by_text("Tautan jatuh ke tangan lain?").click()
    page.get_by_label("Terkirim ke orang lain").check()
    page.get_by_role("button", name="Cabut dan ganti tautan").click()
    expect(page.get_by_text("Tautan lama tidak membuka kuitansi lagi.")).to_be_visible()
    her_phone.goto(f"{web}/kuitansi/{payment.token}/")
    expect(her_phone.get_by_role("heading", name="Tautan ini sudah dicabut")).to_be_visible()
    her_phone.look("receipt-revoked")


def test_a_trader_scans_her_card_and_opens_her_receipt(
    web, page, her_phone, collector, siti
) -> None:
    payment = pay(page, web, collector)
    card = cards.make(member=siti, by=collector, at=timezone.now())
    her_phone.goto(f"{web}/kartu/{card.token}/")
    expect(her_phone.get_by_text("Tidak ada yang harus Anda bayar sekarang.")).to_be_visible()
    expect(her_phone.get_by_text("Dibayar, belum disetor")).to_be_visible()
    her_phone.look("own-page")
    her_phone.get_by_role("link", name=payment.receipt).click()
    expect(her_phone.get_by_text("Sah", exact=True)).to_be_visible()
    her_phone.look("own-receipt")
    her_phone.get_by_role("link", name="Halaman saya").click()
    expect(her_phone.get_by_text("Kartu berlaku")).to_be_visible()
