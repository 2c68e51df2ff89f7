"""From the poster on the wall to a submitted enrolment, and a drive as its helpers run it."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from markets import months
from members import posters
from members.models import Enrolment, EnrolmentDraft, NotEnrolled
from tests.factories import (
    PASSWORD,
    make_block,
    make_branch,
    make_collector,
    make_market,
    make_nik,
    make_partner,
    make_treasurer,
)
from tests.journeys.steps import log_in, looking, sign
from tests.members.activations import make_drive, make_met

pytestmark = pytest.mark.usefixtures("web")
BORN = dt.date(1968, 3, 27)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def market(web):
    partner = make_partner(branch=make_branch(name="Kantor Cabang Bogor"), name="Perumda Tohaga")
    market = make_market(partner=partner, name="Pasar Cisarua")
    make_block(market=market, name="Blok A")
    return market


@pytest.fixture
def collector(market):
    return make_collector(market=market, username="asep", name="Asep Kolektor", password=PASSWORD)


@pytest.fixture
def treasurer(market):
    partner = market.partner
    return make_treasurer(partner=partner, username="neneng", name="Neneng", password=PASSWORD)


@pytest.fixture
def look(page, screenshot):
    return looking(page, screenshot)


def go_on(page) -> None:
    page.get_by_role("button", name="Lanjut").click()


def fill_in_herself(page, look) -> None:
    look("poster-1-card")
    page.get_by_label("NIK").fill(make_nik(birth_date=BORN))
    page.get_by_label("Nama sesuai KTP").fill("Siti Contoh")
    go_on(page)
    page.get_by_label("Tempat lahir").fill("Bogor")
    page.get_by_label("Nama gadis ibu kandung").fill("Ibu Contoh")
    look("poster-2-person")
    go_on(page)
    page.get_by_label("Alamat", exact=True).fill("Jalan Contoh 1")
    page.get_by_label("Nomor HP").fill("0812-3456-7890")
    page.get_by_label("Pasar dan blok").select_option("Pasar Cisarua · Blok A")
    look("poster-3-place")
    go_on(page)
    page.get_by_label("Pekerjaan utama").fill("Pedagang sayur")
    page.get_by_label("Bukan transportasi").check()
    page.get_by_role("group", name="Menggaji orang lain?").get_by_label("Tidak").check()
    page.get_by_label("Penghasilan sebulan").fill("1.500.000")
    page.get_by_role("group", name="Ikut JHT").get_by_label("Tidak").check()
    look("poster-4-work")
    go_on(page)
    look("poster-5-check")
    page.get_by_role("button", name="Kirim kepada kolektor").click()


def test_a_trader_begins_from_the_poster_and_the_collector_sends_her(
    web, page, market, collector, treasurer, look
) -> None:
    page.set_viewport_size(DESK)
    log_in(page, web, treasurer)
    page.goto(f"{web}/poster-pasar/")
    page.get_by_role("button", name="Buat poster Pasar Cisarua").click()
    look("poster-print")
    address = page.locator(".poster [translate=no]").inner_text()
    page.goto(f"{web}/poster-pasar/")
    look("poster-list")

    page.context.clear_cookies()
    page.set_viewport_size(PHONE)
    page.goto(address)
    fill_in_herself(page, look)
    look("poster-6-done")
    code = page.locator(".code").inner_text()
    assert EnrolmentDraft.objects.get().entered_by is None

    log_in(page, web, collector)
    page.goto(f"{web}/daftarkan/")
    page.get_by_role("link", name="1 orang dari poster menunggu ditemui").click()
    page.get_by_label("Kode atau nama").fill(code)
    page.get_by_role("button", name="Cari").click()
    look("waiting-list")
    page.get_by_role("button", name="Temui dan lanjutkan Siti Contoh").click()
    page.get_by_label("Tidak bisa memotret KTP sekarang").check()
    go_on(page)
    page.get_by_label("Nama").first.fill("Dewi Contoh")
    page.get_by_label("Hubungan").first.select_option("Anak")
    go_on(page)
    page.get_by_label("Belum").check()
    go_on(page)
    page.get_by_label("Tanda tangan di layar").check()
    sign(page)
    go_on(page)
    look("waiting-check")
    page.get_by_role("button", name="Kirim ke cabang").click()
    expect(page.get_by_text("Siti Contoh terkirim")).to_be_visible()
    sent = Enrolment.objects.get()
    assert (sent.entered_by, sent.member.name) == (collector, "Siti Contoh")
    assert not EnrolmentDraft.objects.exists()


def test_a_revoked_poster_tells_the_trader_so(web, page, market, treasurer, look) -> None:
    poster = posters.renew(market=market, by=treasurer, at=timezone.now())
    posters.revoke(market=market, by=treasurer, at=timezone.now())
    page.goto(f"{web}/poster/{poster.token}/")
    expect(page.get_by_role("heading", name="Poster ini tidak berlaku lagi")).to_be_visible()
    look("poster-closed")


def test_helpers_run_a_drive_and_the_treasurer_follows_it(
    web, page, market, collector, treasurer, look
) -> None:
    page.set_viewport_size(DESK)
    log_in(page, web, treasurer)
    page.goto(f"{web}/aktivasi/baru/")
    page.get_by_label("Tempat").fill("Halaman depan")
    page.get_by_label("Kota atau kabupaten").fill("Kabupaten Bogor")
    page.get_by_label("Target pendaftaran").fill("20")
    page.get_by_label("Pasar Cisarua").check()
    page.get_by_label("Asep Kolektor").check()
    look("drive-plan")
    page.get_by_role("button", name="Simpan rencana").click()
    look("drive-list")

    page.set_viewport_size(PHONE)
    log_in(page, web, collector)
    page.goto(f"{web}/daftarkan/")
    look("enrol-1-with-a-drive")
    page.get_by_role("link", name="Daftarkan di aktivasi ini").click()
    page.get_by_role("button", name="Tidak membawa KTP").click()
    expect(page.get_by_text("Sudah dihitung.")).to_be_visible()
    look("drive-lane")
    assert NotEnrolled.objects.count() == 1
    page.get_by_role("link", name="Daftarkan orang ke-1").click()
    expect(page.get_by_text("Anda: ke-1 hari ini")).to_be_visible()
    look("drive-lane-enrol")


def test_the_board_and_the_report_of_a_drive(web, page, market, collector, treasurer, look) -> None:
    now = timezone.now()
    drive = make_drive(market=market, helpers=[collector], target=10, first_day=months.law_day(now))
    for _each in range(3):
        make_met(drive=drive, at=now)
    log_in(page, web, collector)
    page.goto(f"{web}/aktivasi/{drive.pk}/papan/")
    expect(page.get_by_role("button", name="Berhenti memperbarui sendiri")).to_be_visible()
    look("drive-live")
    page.set_viewport_size(DESK)
    log_in(page, web, treasurer)
    page.goto(f"{web}/aktivasi/{drive.pk}/papan/")
    look("drive-live-desk")
    page.get_by_role("link", name="Laporan").click()
    look("drive-report")
