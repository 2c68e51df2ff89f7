"""A collector's day on a small phone, in a real browser."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from collectors.models import Visit
from contributions.cash_counts import pieces_of
from contributions.models import Handover, Payment
from contributions.wording import rupiah
from markets import months
from tests import factories
from tests.factories import PASSWORD
from tests.journeys.steps import log_in, looking

pytestmark = pytest.mark.usefixtures("web")
SMALL_TARGETS = """() => [
    ...document.querySelectorAll('a, button, input, select, textarea, summary')]
    .filter(e => e.offsetParent !== null && e.type !== 'hidden' && !e.closest('.foot'))
    .map(e => {
        const label = e.closest('label.choice'), box = (label || e).getBoundingClientRect();
        return [e.textContent.trim() || e.name, Math.round(box.width), Math.round(box.height)];
    })
    .filter(([, width, height]) => width && height && (width < 48 || height < 48))"""


@pytest.fixture
def today(web) -> dt.date:
    return months.law_day(timezone.now())


@pytest.fixture
def people(today):
    """A block with three traders: two months owed, one month owed, nothing owed."""
    partner = factories.make_partner(name="Perumda Pasar Tohaga", code="tohaga")
    market = factories.make_market(partner=partner, name="Pasar Cisarua")
    block = factories.make_block(market=market, name="Blok A")
    current = months.first_of(today)
    found = []
    for number, (name, behind) in enumerate([("Siti", 2), ("Dewi", 1), ("Tuti", 0)], start=1):
        stall = factories.make_stall(block=block, number=str(number))
        phone = f"+62812345678{number:02d}"
        member = factories.make_member(stall=stall, name=f"{name} Contoh", phone=phone)
        factories.make_term(member=member, first_month=months.add(current, -6))
        for back in range(behind, 6):
            factories.make_paid_month(member=member, month=months.add(current, -back))
        for back in range(behind):
            factories.make_contribution(member=member, month=months.add(current, -back))
        found.append(member)
    return found


@pytest.fixture
def collector(people):
    market = people[0].market
    return factories.make_collector(market=market, username="asep", name="Asep", password=PASSWORD)


@pytest.fixture
def look(page, screenshot):
    """Keep the page as a picture; it has no violations, small targets or sideways scroll."""
    check = looking(page, screenshot)

    def take(name: str) -> None:
        check(f"collector-{name}")
        assert page.evaluate(SMALL_TARGETS) == []
        page.set_viewport_size({"width": 320, "height": 740})
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide)
        page.set_viewport_size({"width": 360, "height": 740})

    return take


def test_a_day_of_a_collector(web, page, people, collector, today, look) -> None:
    siti, dewi, _tuti = people
    log_in(page, web, collector)
    expect(page.get_by_text("2 orang perlu dikunjungi")).to_be_visible()
    look("worklist")

    page.get_by_role("link", name="Siti Contoh").first.click()
    look("member")
    page.get_by_role("link", name="Terima pembayaran").click()
    expect(page.get_by_label("2 bulan")).to_be_checked()
    expect(page.locator("[data-sum]")).to_have_text("Rp16.800")
    look("months")
    page.get_by_role("button", name="Lanjut").click()
    look("check")
    page.get_by_role("button", name="Uang sudah saya terima").click()
    expect(page.get_by_role("heading", name="Pembayaran tersimpan")).to_be_visible()
    receipt = Payment.objects.get()
    expect(page.get_by_text(receipt.receipt, exact=True).first).to_be_visible()
    assert (receipt.member, receipt.amount_idr) == (siti, 16_800)
    look("done")

    page.get_by_role("link", name="Berikutnya: Dewi Contoh").click()
    page.get_by_role("link", name="Catat kunjungan").click()
    look("visit")
    page.get_by_label("Berjanji membayar").check()
    page.get_by_role("button", name="Simpan kunjungan").click()
    expect(page.get_by_text("Pilih harinya.").first).to_be_visible()
    expect(page.get_by_label("Berjanji membayar")).to_be_checked()
    look("visit-refused")
    page.get_by_label("Hari yang disebut").fill(f"{today + dt.timedelta(days=3)}")
    page.get_by_role("button", name="Simpan kunjungan").click()
    expect(page.get_by_text("Tidak ada yang perlu dikunjungi")).to_be_visible()
    assert Visit.objects.get().member == dewi
    look("worklist-empty")
    page.get_by_role("link", name="Ditunda").click()
    expect(page.get_by_role("link", name="Dewi Contoh").first).to_be_visible()
    look("worklist-postponed")

    page.get_by_role("link", name="Uang saya").click()
    look("cash")
    page.get_by_role("link", name="Serahkan Rp16.800").click()
    look("hand-over")
    for worth, number in pieces_of(16_800).items():
        page.get_by_label(rupiah(worth), exact=True).fill(f"{number}")
    page.get_by_role("button", name="Serahkan", exact=True).click()
    expect(page.get_by_text("Menunggu bendahara.")).to_be_visible()
    assert Handover.objects.get().expected_idr == 16_800
    look("cash-waiting")
    page.get_by_role("link", name="Semua kuitansi saya").click()
    look("receipts")


def test_a_relative_pays_for_three(web, page, people, collector, look) -> None:
    log_in(page, web, collector)
    page.get_by_role("link", name="Bayar", exact=True).click()
    look("search")
    page.get_by_label("Nama atau nomor tempat").fill("contoh")
    page.get_by_role("button", name="Cari").click()
    for name in ("Siti", "Dewi", "Tuti"):
        page.get_by_label(f"{name} Contoh").check()
    look("search-found")
    page.get_by_role("button", name="Lanjut").click()
    look("months-of-three")
    page.get_by_role("button", name="Lanjut").click()
    look("check-three")
    page.get_by_role("button", name="Uang sudah saya terima").click()
    expect(page.get_by_role("heading", name="Pembayaran tersimpan")).to_be_visible()
    look("done-three")
    assert Payment.objects.count() == 3
    first = Payment.objects.order_by("number").first()
    page.get_by_role("link", name=f"Salah? Minta pembatalan {first.receipt}").click()
    look("void")
    page.get_by_label("Salah orang").check()
    page.get_by_role("button", name="Minta pembatalan").click()
    expect(page.get_by_text("Bendahara yang memutuskan").first).to_be_visible()
    look("receipts-with-void")
