"""A round without a signal: prepared, walked, switched off and on again, and sent."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from collectors.models import Visit
from contributions import slip_code
from contributions.models import Payment, Phone, ReceiptSeries
from markets import months
from members import drafts
from members.models import EnrolmentDraft
from tests.journeys.phone import OUTBOX, SYNC
from tests.journeys.phone import Phone as CollectorsPhone
from tests.journeys.steps import looking

pytestmark = pytest.mark.usefixtures("web")


def find_and_take(page, siti, dewi, look) -> None:
    """Find her in the list, and take what she owes."""
    expect(page.get_by_text("Perlu dikunjungi: 3")).to_be_visible()
    look("offline-list")
    box = page.get_by_label("Nama, blok atau nomor tempat")
    box.fill("nomor 2")
    expect(page.get_by_role("link", name=dewi.name)).to_be_visible()
    expect(page.get_by_role("link", name=siti.name)).to_have_count(0)
    box.fill("nomor 1")
    page.get_by_role("link", name=siti.name).click()
    look("offline-member")
    page.get_by_role("link", name="Terima pembayaran").click()
    expect(page.get_by_label("2 bulan")).to_be_checked()
    look("offline-months")
    page.get_by_role("button", name="Lanjut").click()
    look("offline-check")
    page.get_by_role("button", name="Terima uang").click()
    expect(page.get_by_text(f"Rp16.800 diterima dari Ibu {siti.name}, 2 bulan")).to_be_visible()
    expect(page.locator("#luring .pill", has_text="Menunggu dikirim")).to_be_visible()
    look("offline-done")


def visit_the_next(page, dewi, day, look) -> None:
    """She promises to pay; the day is asked for before it is kept."""
    page.get_by_role("link", name=f"Berikutnya: {dewi.name}").click()
    page.get_by_role("link", name="Catat kunjungan").click()
    page.get_by_label("Berjanji membayar").check()
    page.get_by_role("button", name="Simpan kunjungan").click()
    expect(page.get_by_role("alert").get_by_text("Pilih hari antara")).to_be_visible()
    look("offline-visit-refused")
    page.get_by_label("Hari yang disebut").fill(f"{day}")
    page.get_by_role("button", name="Simpan kunjungan").click()
    expect(page.get_by_text("Perlu dikunjungi: 1")).to_be_visible()


def begin_an_enrolment(page, look) -> None:
    """A name, a number and a place: the rest when the draft is taken up again."""
    page.get_by_role("link", name="Daftarkan").click()
    page.get_by_label("Nama sesuai KTP").fill("Ratna Contoh")
    page.get_by_label("NIK").fill("3271 0142 0680 9901")
    page.get_by_label("Pasar dan blok").select_option(label="Pasar Cisarua · Blok A")
    look("offline-draft")
    page.get_by_role("button", name="Simpan di HP").click()
    expect(page.get_by_text("Ratna Contoh").first).to_be_visible()


def test_a_round_without_a_signal(kept_phone, walk, collector, screenshot) -> None:
    siti, dewi, _tuti = walk
    day = months.law_day(timezone.now()) + dt.timedelta(days=3)
    phone = kept_phone()
    phone.log_in(collector)
    phone.prepare()
    phone.lose_signal()
    look = looking(phone.page, screenshot, strictly=True)
    phone.open("/kunjungan/")
    find_and_take(phone.page, siti, dewi, look)
    visit_the_next(phone.page, dewi, day, look)
    begin_an_enrolment(phone.page, look)
    look("offline-outbox")
    phone.open("/uang-saya/")
    expect(phone.page.get_by_role("heading", name="Halaman ini perlu sinyal")).to_be_visible()
    look("offline-elsewhere")

    phone = kept_phone()
    phone.lose_signal()
    phone.open(OUTBOX)
    assert phone.states() == ["waiting"] * 3
    assert Payment.objects.count() == Visit.objects.count() == EnrolmentDraft.objects.count() == 0
    phone.find_signal()
    phone.send()
    assert phone.states() == ["sent"] * 3
    entry, payment = phone.entries()[0], Payment.objects.get()
    assert (payment.member, payment.amount_idr) == (siti, 16_800)
    assert payment.receipt == entry["shown"]["receipt"]
    assert entry["body"]["code"] == code_of(payment)
    assert Visit.objects.get().named_day == day
    assert drafts.typed(EnrolmentDraft.objects.get())["name"] == "Ratna Contoh"
    phone.page.get_by_role("link", name=f"Lihat kuitansi {siti.name}").click()
    phone.page.get_by_role("link", name="Salah? Minta pembatalan").click()
    phone.page.wait_for_url(f"**/kuitansi-saya/{payment.pk}/batalkan/")


def code_of(payment: Payment) -> str:
    """The code that the server knows for the slip of that payment."""
    lines = payment.lines.order_by("contribution_month")
    return slip_code.of(
        phone=Phone.objects.get().pk,
        receipt=payment.receipt,
        member=payment.member_id,
        months=[line.contribution_month for line in lines],
        total_idr=payment.amount_idr,
    )


def test_what_is_sealed_cannot_be_read_from_the_disk(phone) -> None:
    phone.lose_signal()
    phone.open("/daftarkan/")
    phone.page.get_by_label("Nama sesuai KTP").fill("Ratna Contoh")
    phone.page.get_by_role("button", name="Simpan di HP").click()
    expect(phone.page.get_by_text("Ratna Contoh").first).to_be_visible()
    (entry,) = phone.entries()
    assert set(entry["body"]) == {"iv", "sealed"} and "Ratna" not in str(entry)
    exported = """async () => {
        const mine = await mitra.store.current();
        const row = await mitra.store.read('keys', mine.user);
        const phone = await mitra.store.read('phones', mine.user);
        return [row.key.extractable, phone.key.extractable];
    }"""
    assert phone.page.evaluate(exported) == [False, False]


def test_a_number_block_that_is_used_up_is_said_plainly(phone, walk) -> None:
    used_up = """async () => {
        const mine = await mitra.store.current();
        const phone = await mitra.store.read('phones', mine.user);
        await mitra.store.put('phones', {...phone, next: phone.last + 1});
    }"""
    phone.page.evaluate(used_up)
    phone.lose_signal()
    phone.look_at(walk[0], 2)
    expect(phone.page.get_by_text("Nomor kuitansi di HP ini habis.")).to_be_visible()
    phone.page.get_by_role("button", name="Terima uang").click()
    expect(phone.page.get_by_text("Nomor kuitansi menyusul")).to_be_visible()
    phone.find_signal()
    phone.send()
    payment = Payment.objects.get()
    own = ReceiptSeries.objects.get(holder=payment.taken_by, is_of_phone=False)
    assert payment.series == own and phone.entries()[0]["receipt"] == payment.receipt


def test_a_clock_that_is_three_days_wrong_moves_no_money_to_another_day(
    web, page, collector, walk
) -> None:
    phone = CollectorsPhone(web, page)
    page.context.clock.install(time=timezone.now() - dt.timedelta(days=3))
    phone.log_in(collector)
    phone.prepare()
    phone.lose_signal()
    phone.take(walk[0])
    phone.find_signal()
    phone.send()
    assert Payment.objects.get().business_day == months.law_day(timezone.now())


def test_leaving_takes_the_round_along_and_says_what_still_waits(phone, walk, collector) -> None:
    phone.lose_signal()
    phone.take(walk[0])
    phone.context.route(SYNC, lambda route: route.abort())
    phone.find_signal()
    phone.open("/uang-saya/serahkan/")
    told = phone.page.get_by_text("Pembayaran yang belum terkirim dari HP ini: 1, Rp16.800.")
    expect(told).to_be_visible()
    phone.open("/akun/")
    expect(phone.page.get_by_text("Belum terkirim dari HP ini: 1.")).to_be_visible()
    phone.page.get_by_role("button", name="Keluar dari akun ini").click()
    phone.page.wait_for_url("**/masuk/")
    phone.lose_signal()
    phone.open("/kunjungan/")
    expect(phone.page.get_by_role("heading", name="Masuk dulu")).to_be_visible()
    round_of = f"mitra.store.read('rounds', {collector.pk}).then(Boolean)"
    assert phone.page.evaluate(round_of) is False
    assert [entry["state"] for entry in phone.every_entry()] == ["waiting"]
