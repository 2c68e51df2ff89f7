"""A death is reported on the phone, confirmed at the branch, and its claim followed to the end."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from contributions import claims
from contributions.models import Claim, DocumentStep
from markets import months
from members.models import Card
from tests import factories
from tests.contributions.bereaved import confirmed, reported
from tests.factories import (
    NOVEMBER,
    PASSWORD,
    make_collector,
    make_market,
    make_member,
    make_paid_month,
    make_reviewer,
)
from tests.journeys.steps import log_in, looking
from tests.members.relatives import make_family

pytestmark = pytest.mark.usefixtures("web")
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def look(page, screenshot):
    return looking(page, screenshot)


@pytest.fixture
def collector(web):
    return make_collector(
        market=make_market(name="Pasar Cisarua"), username="asep", name="Asep", password=PASSWORD
    )


@pytest.fixture
def market(collector):
    return collector.assignments.get().market


@pytest.fixture
def reviewer(market):
    branch = market.partner.branch
    return make_reviewer(branch=branch, username="ratna", name="Ratna", password=PASSWORD)


@pytest.fixture
def member(market, collector):
    member = make_member(market=market, name="Siti Contoh")
    factories.make_term(member=member, first_month=NOVEMBER)
    make_paid_month(member=member, month=NOVEMBER, remitted_on=NOVEMBER.replace(day=9))
    make_family(member=member, name="Dewi Contoh", by=collector)
    return member


def report(web, page, member, look) -> None:
    page.goto(web + reverse("member_page", args=[member.pk]))
    page.get_by_role("link", name="Peserta ini meninggal dunia").click()
    page.get_by_role("button", name="Lanjut").click()
    look("death-missing")
    died_on = months.law_day(timezone.now()) - dt.timedelta(days=3)
    page.get_by_label("Hari").fill(str(died_on.day))
    page.get_by_label("Bulan").fill(str(died_on.month))
    page.get_by_label("Tahun").fill(str(died_on.year))
    page.get_by_label("Belum diketahui").check()
    page.get_by_label("Nama pelapor").fill("Dewi Contoh")
    page.get_by_label("Hubungan pelapor").select_option("Anak")
    page.get_by_label("Nomor HP pelapor").fill("0812-3456-7891")
    look("death-told")
    page.get_by_role("button", name="Lanjut").click()
    look("death-asked-again")
    page.get_by_role("button", name="Ya, catat").click()
    expect(page.get_by_text("Kematian Siti Contoh tercatat")).to_be_visible()
    look("death-reported")


def test_a_death_is_reported_confirmed_and_its_claim_followed(
    web, page, collector, reviewer, member, look
) -> None:
    log_in(page, web, collector)
    report(web, page, member, look)

    page.set_viewport_size(DESK)
    log_in(page, web, reviewer)
    page.goto(web + reverse("claims"))
    look("claims-waiting")
    page.get_by_role("link", name="Siti Contoh").click()
    look("death-at-the-branch")
    page.get_by_role("button", name="Ya, pastikan dan buka klaim").click()
    expect(page.get_by_text("dipastikan; klaimnya dibuka")).to_be_visible()
    look("claim-opened")
    page.set_viewport_size(PHONE)
    look("claim-opened-phone")
    page.set_viewport_size(DESK)
    claim = Claim.objects.get()
    page.get_by_role("button", name="Sudah diterima Kartu keluarga").click()
    expect(page.get_by_text("8 dokumen belum ada")).to_be_visible()
    for document in claims.needed(claim.death):
        claims.note_document(
            claim=claim,
            document=document,
            state=DocumentStep.State.RECEIVED,
            by=reviewer,
            at=claim.opened_at,
        )
    page.reload()
    look("claim-complete")
    page.get_by_role("button", name="Dikirim ke BPJS").click()
    expect(page.get_by_text("Klaim dicatat: dikirim ke BPJS.")).to_be_visible()
    page.get_by_role("button", name="Dibayar").click()
    expect(page.get_by_role("link", name="Tulis jumlah yang dibayar")).to_be_visible()
    look("claim-without-amount")
    page.get_by_label("Jumlah yang dibayar BPJS").fill("10.000.000")
    page.get_by_role("button", name="Dibayar").click()
    expect(page.get_by_text("Klaim dicatat: dibayar BPJS.")).to_be_visible()
    look("claim-paid")
    page.goto(f"{web}{reverse('claims')}?status=all")
    look("claims-desk")

    page.set_viewport_size(PHONE)
    look("claims-phone")
    for name in ("claim", "claim_sheet"):
        page.goto(web + reverse(name, args=[claim.pk]))
        look(f"{name}-phone")
    page.goto(web + reverse("refunds"))
    look("refunds-phone")


def test_a_confirmed_report_that_was_mistaken_is_undone_by_two(
    web, page, collector, reviewer, member, look
) -> None:
    death = confirmed(reported(member, by=collector), by=reviewer).death
    log_in(page, web, collector)
    page.goto(web + reverse("death", args=[death.pk]))
    page.get_by_text("Laporan ini keliru?", exact=True).click()
    page.get_by_label("Mengapa laporan ini keliru?").fill("Yang meninggal tetangganya.")
    look("reversal-form")
    page.get_by_role("button", name="Minta dibatalkan").click()
    expect(page.get_by_text("Pembatalan diminta.")).to_be_visible()
    log_in(page, web, reviewer)
    page.goto(web + reverse("death", args=[death.pk]))
    look("reversal-at-the-branch")
    page.get_by_role("button", name="Setujui: laporannya keliru").click()
    expect(page.get_by_text("penagihannya berjalan lagi")).to_be_visible()
    look("reversal-approved")


def test_a_card_is_made_printed_scanned_checked_and_replaced(
    web, page, collector, member, look, screenshot
) -> None:
    log_in(page, web, collector)
    page.goto(web + reverse("member_page", args=[member.pk]))
    page.get_by_role("link", name="Kartu buku").click()
    look("card-none")
    page.get_by_role("button", name="Buat kartu").click()
    look("card-made")
    page.get_by_role("link", name="Cetak kartu").click()
    look("card-sheet")
    page.emulate_media(media="print")
    screenshot(page, "card-on-paper")
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
    page.emulate_media(media="screen")
    card = Card.objects.get()
    page.goto(f"{web}{reverse('check_card')}?kode={card.check_code.lower()}")
    expect(page.get_by_text("Kartu berlaku")).to_be_visible()
    look("card-checked")
    page.goto(web + reverse("card", args=[card.token]))
    expect(page.get_by_text("S*** C***")).to_be_visible()
    look("card-public")
    page.goto(web + reverse("member_card", args=[member.pk]))
    page.get_by_text("Kartu hilang atau rusak?").click()
    page.get_by_label("Hilang").check()
    page.get_by_role("button", name="Cabut dan buat yang baru").click()
    expect(page.get_by_text("Cetak kartu yang baru.")).to_be_visible()
    look("card-replaced")
    page.goto(web + reverse("card", args=[card.token]))
    expect(page.get_by_text("Kartu ini sudah dicabut")).to_be_visible()
    look("card-public-revoked")
