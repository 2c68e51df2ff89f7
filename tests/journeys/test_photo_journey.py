"""Photos on a phone: made smaller before they are sent, and taken without a script too."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from members import pictures
from members.models import Document, Enrolment
from tests.factories import PASSWORD, make_collector, make_draft, make_market, make_nik
from tests.journeys.steps import card, log_in, looking

pytestmark = pytest.mark.usefixtures("web")
TYPED = {
    "birth_place": "Bogor",
    "birth_date_day": "17",
    "birth_date_month": "3",
    "birth_date_year": "1975",
    "sex": "female",
    "mother_name": "Ibu Contoh",
    "address": "Jalan Contoh 1",
    "occupation": "Pedagang sayur",
    "sector": "non_transport",
    "employs_others": "false",
    "declared_income_idr": "1500000",
    "jht": "false",
    "family_asked": "1",
    "participant": "false",
}

# The browser tells nobody else how much of a file it sends.
REMEMBER_SIZE = """document.addEventListener("submit", event => {
    sessionStorage.sent = event.target.elements.photo_camera.files[0].size;
})"""


@pytest.fixture
def market(web):
    return make_market(name="Pasar Cisarua")


@pytest.fixture
def collector(market):
    return make_collector(market=market, username="asep", name="Asep Kolektor", password=PASSWORD)


@pytest.fixture
def begun(market, collector):
    """Everything is typed; only pictures are missing."""
    return make_draft(by=collector, nik=make_nik(), place=f"{market.pk}-", **TYPED)


def test_a_photo_goes_on_its_way_small(web, page, collector, begun) -> None:
    log_in(page, web, collector)
    page.goto(f"{web}/daftarkan/{begun.pk}/")
    page.evaluate(REMEMBER_SIZE)
    camera = card()
    page.get_by_label("Ambil foto").set_input_files(camera)
    expect(page.get_by_role("img", name="Foto KTP")).to_be_visible()
    sent = int(page.evaluate("sessionStorage.sent"))
    assert 10_000 < sent < len(camera["buffer"]) / 2
    kept = Document.objects.get()
    assert (kept.width, kept.height) == (1600, 1200)
    assert kept.size <= pictures.WANTED_BYTES


def test_without_a_script_both_pictures_are_sent_by_a_button(
    web, new_context, collector, begun, screenshot
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, web, collector)
    page.goto(f"{web}/daftarkan/{begun.pk}/")
    screenshot(page, "enrol-photo-without-script")
    page.get_by_label("Ambil foto").set_input_files(card(size=(1200, 800)))
    page.get_by_role("button", name="Simpan foto").click()
    expect(page.get_by_role("img", name="Foto KTP")).to_be_visible()
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_role("heading", name="Persetujuan")).to_be_visible()
    screenshot(page, "enrol-consent-without-script")
    page.get_by_label("Foto lembar bertanda tangan").check()
    page.get_by_label("Foto lembarnya").set_input_files(card(size=(1200, 800)))
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_role("button", name="Kirim ke cabang").click()
    expect(page.get_by_text("Pendaftaran Siti Contoh terkirim")).to_be_visible()
    assert Enrolment.objects.get().member.consents.get().how == "sheet_photo"


def test_a_sheet_is_photographed_and_seen(web, page, collector, begun, screenshot) -> None:
    log_in(page, web, collector)
    look = looking(page, screenshot)
    page.goto(f"{web}/daftarkan/{begun.pk}/")
    page.get_by_label("Tidak bisa memotret KTP sekarang").check()
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Foto lembar bertanda tangan").check()
    look("enrol-consent-sheet")
    page.get_by_label("Foto lembarnya").set_input_files(card())
    picture = page.get_by_role("img", name="Lembar persetujuan")
    expect(picture).to_be_in_viewport()
    look("enrol-consent-sheet-kept")
    address = picture.get_attribute("src")
    answer = page.request.get(f"{web}{address}")
    with Image.open(io.BytesIO(answer.body())) as image:
        assert max(image.size) == pictures.SMALL_SIDE
    assert "no-store" in answer.headers["cache-control"]
