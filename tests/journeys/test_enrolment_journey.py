"""A trader is enrolled on a phone and approved at the branch, in a real browser."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from members import enrolment
from members.models import Enrolment, Member
from tests.factories import (
    PASSWORD,
    make_application,
    make_block,
    make_branch,
    make_collector,
    make_market,
    make_nik,
    make_partner,
    make_reviewer,
    make_stall,
)
from tests.journeys.steps import card, held, log_in, looking, sign

pytestmark = pytest.mark.usefixtures("web")
BORN = dt.date(1968, 3, 27)
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def market(web):
    partner = make_partner(branch=make_branch(name="Kantor Cabang Bogor"), name="Perumda Tohaga")
    market = make_market(partner=partner, name="Pasar Cisarua")
    block = make_block(market=market, name="Blok A")
    make_stall(block=block, kind="los", number="12")
    return market


@pytest.fixture
def collector(market):
    return make_collector(market=market, username="asep", name="Asep Kolektor", password=PASSWORD)


@pytest.fixture
def reviewer(market):
    branch = market.partner.branch
    return make_reviewer(branch=branch, username="ratna", name="Ratna", password=PASSWORD)


@pytest.fixture
def look(page, screenshot):
    return looking(page, screenshot)


def go_on(page) -> None:
    page.get_by_role("button", name="Lanjut").click()


def fill_in(page, number: str, look) -> None:
    page.get_by_label("NIK").fill(f"{number[:6]} {number[6:12]} {number[12:]}")
    page.get_by_label("Nama sesuai KTP").fill("Siti Contoh")
    look("enrol-1-card")
    go_on(page)
    page.get_by_label("Tempat lahir").fill("Bogor")
    expect(page.get_by_label("Tahun")).to_have_value("1968")
    expect(page.get_by_label("Perempuan")).to_be_checked()
    go_on(page)
    look("enrol-2-person-missing")
    page.get_by_label("Nama gadis ibu kandung").fill("Ibu Contoh")
    go_on(page)
    look("enrol-photo-empty")
    page.get_by_label("Ambil foto").set_input_files(card())
    expect(page.get_by_role("img", name="Foto KTP")).to_be_visible()
    look("enrol-photo-kept")
    go_on(page)
    page.get_by_label("Alamat", exact=True).fill("Jalan Contoh 1")
    page.get_by_label("Nomor HP").fill("0812-3456-7890")
    page.get_by_label("Pasar dan blok").select_option("Pasar Cisarua · Blok A")
    page.get_by_label("Nomor tempat usaha").fill("12")
    look("enrol-3-place")
    go_on(page)
    page.get_by_label("Pekerjaan utama").fill("Pedagang sayur")
    page.get_by_label("Bukan transportasi").check()
    page.get_by_role("group", name="Menggaji orang lain?").get_by_label("Ya").check()
    page.get_by_label("Penghasilan sebulan").fill("1.500.000")
    page.get_by_role("group", name="Ikut JHT").get_by_label("Tidak").check()
    look("enrol-4-work")
    go_on(page)
    page.get_by_label("Nama").first.fill("Dewi Contoh")
    page.get_by_label("Hubungan").first.select_option("Anak")
    look("enrol-5-family")
    page.get_by_role("button", name="Tambah satu lagi").click()
    expect(page.get_by_label("Nama").first).to_have_value("Dewi Contoh")
    go_on(page)
    page.get_by_label("Belum").check()
    look("enrol-6-participant")
    go_on(page)
    look("enrol-7-consent")
    page.get_by_label("Tanda tangan di layar").check()
    go_on(page)
    look("enrol-consent-missing")
    sign(page)
    look("enrol-consent-signed")
    go_on(page)
    look("enrol-8-check")


def test_a_trader_is_enrolled_on_the_phone_and_approved_at_the_desk(
    web, page, market, collector, reviewer, look
) -> None:
    log_in(page, web, collector)
    page.goto(f"{web}/daftarkan/")
    fill_in(page, make_nik(birth_date=BORN), look)
    page.get_by_role("button", name="Kirim ke cabang").click()
    expect(page.get_by_text("Siti Contoh terkirim")).to_be_visible()
    look("enrolments-mine")
    assert Enrolment.objects.get().warnings == ["employer_without_jht"]

    page.set_viewport_size(DESK)
    log_in(page, web, reviewer)
    page.goto(f"{web}/tinjauan/")
    look("review-queue")
    page.get_by_role("link", name="Siti Contoh").click()
    look("review-case")
    small = page.get_by_role("img", name="Foto KTP").bounding_box()
    whole_pictures = held(page, "**/dokumen/*/")
    page.get_by_role("button", name="Perbesar").click()
    page.get_by_role("button", name="Putar").click()
    large = page.get_by_role("img", name="Foto KTP").bounding_box()
    assert large["height"] > 2 * small["height"]
    assert large["height"] > large["width"], "a card stands upright once it is turned"
    whole_pictures[0].continue_()
    shown = "image => image.decode().then(() => image.currentSrc)"
    assert "kecil" not in page.get_by_role("img", name="Foto KTP").evaluate(shown)
    look("review-case-turned")
    page.get_by_role("button", name="Tampilkan NIK").click()
    look("review-case-nik")
    page.get_by_role("button", name="Setujui").click()
    expect(page.get_by_text("Pendaftaran Siti Contoh disetujui.")).to_be_visible()
    assert Member.objects.get().status == "active"


def test_a_returned_one_is_mended_on_the_phone(
    web, page, market, collector, reviewer, look
) -> None:
    sent = enrolment.submit(
        application=make_application(market=market, name="Siti Kontoh", birth_date=BORN),
        by=collector,
        at=timezone.now(),
    )
    page.set_viewport_size(DESK)
    log_in(page, web, reviewer)
    page.goto(f"{web}/tinjauan/{sent.pk}/")
    page.get_by_text("Kembalikan untuk diperbaiki").click()
    page.get_by_role("button", name="Kembalikan", exact=True).click()
    look("review-case-no-reason")
    page.get_by_role("checkbox", name="Nama berbeda dengan KTP").check()
    page.get_by_label("Catatan: Nama berbeda dengan KTP").fill("Siti Contoh.")
    look("review-case-reasons")
    page.get_by_role("button", name="Kembalikan", exact=True).click()

    page.set_viewport_size({"width": 360, "height": 740})
    log_in(page, web, collector)
    page.goto(f"{web}/daftarkan/")
    look("enrol-1-with-returned")
    page.get_by_role("link", name="1 pendaftaran dikembalikan cabang").click()
    look("enrolments-mine-returned")
    page.get_by_role("link", name="Perbaiki Siti Kontoh").click()
    look("mend-check")
    page.get_by_role("button", name="Ubah NIK dan nama").click()
    expect(
        page.get_by_text("Catatan cabang: Nama berbeda dengan KTP: Siti Contoh.")
    ).to_be_visible()
    look("mend-name")
    page.get_by_label("Nama sesuai KTP").fill("Siti Contoh")
    go_on(page)
    page.get_by_role("button", name="Kirim ke cabang").click()
    sent.refresh_from_db()
    assert (sent.status, sent.member.name) == ("submitted", "Siti Contoh")


def test_a_killed_tab_loses_nothing(web, page, new_context, market, collector, screenshot) -> None:
    log_in(page, web, collector)
    page.goto(f"{web}/daftarkan/")
    page.get_by_label("NIK").fill(make_nik(birth_date=BORN))
    page.get_by_label("Nama sesuai KTP").fill("Siti Contoh")
    go_on(page)
    page.get_by_label("Tempat lahir").fill("Bogor")
    page.get_by_label("Nama gadis ibu kandung").fill("Ibu Contoh")
    go_on(page)
    page.get_by_label("Ambil foto").set_input_files(card())
    expect(page.get_by_role("img", name="Foto KTP")).to_be_visible()
    page.close()  # as a phone does while its camera is open
    tab = new_context().new_page()
    log_in(tab, web, collector)

    look = looking(tab, screenshot)
    tab.goto(f"{web}/daftarkan/")
    look("enrol-1-with-a-draft")
    tab.get_by_role("link", name="1 pendaftaran belum dikirim").click()
    look("enrolments-mine-with-a-draft")
    tab.get_by_role("link", name="Hapus Siti Contoh").click()
    look("throw-away-draft")
    tab.go_back()
    tab.get_by_role("link", name="Lanjutkan Siti Contoh").click()
    expect(tab.get_by_role("heading", name="Alamat dan tempat kerja")).to_be_visible()
    tab.get_by_role("button", name="Kembali ke langkah sebelumnya").click()
    expect(tab.get_by_role("img", name="Foto KTP")).to_be_visible()
    tab.get_by_role("button", name="Kembali ke langkah sebelumnya").click()
    expect(tab.get_by_label("Nama gadis ibu kandung")).to_have_value("Ibu Contoh")


def test_a_reviewer_decides_with_the_keyboard_only(
    web, page, market, collector, reviewer, screenshot
) -> None:
    sent = [
        enrolment.submit(
            application=make_application(market=market, name=name, birth_date=BORN),
            by=collector,
            at=timezone.now(),
        )
        for name in ("Siti Kontoh", "Dewi Contoh", "Tuti Contoh")
    ]
    page.set_viewport_size(DESK)
    log_in(page, web, reviewer)
    page.goto(f"{web}/tinjauan/{sent[0].pk}/")
    looking(page, screenshot)("review-case-keys")
    page.keyboard.press("k")  # it needs a reason first
    expect(page.get_by_role("checkbox", name="NIK berbeda dengan KTP")).to_be_focused()
    page.keyboard.press("2")
    expect(page.get_by_role("checkbox", name="Nama berbeda dengan KTP")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Kata tidak sesuai KTP 123.")  # letters and digits are text in a field
    page.keyboard.press("Escape")
    page.keyboard.press("8")
    page.keyboard.press("k")
    expect(page.get_by_text("Siti Kontoh dikembalikan")).to_be_visible()
    expect(page.get_by_role("heading", name="Dewi Contoh")).to_be_visible()
    page.keyboard.press("Control+s")
    page.keyboard.down("s")
    page.keyboard.down("s")  # held down, it decides once
    expect(page.get_by_text("Pendaftaran Dewi Contoh disetujui.")).to_be_visible()
    page.keyboard.down("s")
    expect(page.get_by_role("heading", name="Tuti Contoh")).to_be_visible()
    page.keyboard.up("s")
    page.get_by_role("button", name="Matikan tombol papan ketik").click()
    page.keyboard.press("s")
    page.reload()
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Nyalakan tombol papan ketik")).to_be_visible()
    for row in sent:
        row.refresh_from_db()
    said = sent[0].decisions.last()
    assert said.codes == ["name_differs", "phone"]
    assert said.notes == {"name_differs": "Kata tidak sesuai KTP 123."}
    assert [row.status for row in sent] == ["returned", "approved", "submitted"]
