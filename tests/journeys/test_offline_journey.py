"""A round without a signal: prepared, walked, switched off and on again, and sent."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from collectors.models import Visit
from contributions import lost_phones, slip_code
from contributions.models import Payment, Phone, ReceiptSeries
from markets import months
from members import drafts
from members.models import EnrolmentDraft
from tests import factories
from tests.factories import PASSWORD
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
    expect(page.get_by_text(f"Rp16.800 diterima dari {siti.name}, 2 bulan")).to_be_visible()
    expect(page.locator("#luring .pill", has_text="Menunggu dikirim")).to_be_visible()
    look("offline-done")


def visit_the_next(page, dewi, day, look) -> None:
    """She promises to pay; the day is asked for before it is kept."""
    page.get_by_role("link", name=f"Berikutnya: {dewi.name}").click()
    page.get_by_role("link", name="Catat kunjungan").click()
    page.get_by_label("Berjanji membayar").check()
    page.get_by_role("button", name="Simpan kunjungan").click()
    expect(page.get_by_text("Pilih harinya, hari ini atau sesudahnya.")).to_be_visible()
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
    look = looking(phone.page, screenshot)
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


@pytest.mark.parametrize("has_locks", [True, False], ids=["locks", "lease"])
def test_two_tabs_take_two_numbers_and_send_each_entry_once(phone, walk, has_locks) -> None:
    if not has_locks:  # as browsers before 2022
        phone.context.add_init_script("delete Navigator.prototype.locks")
    phone.lose_signal()
    other = phone.context.new_page()
    phone.look_at(walk[0], 2)
    phone.look_at(walk[1], 2, page=other)
    take = "document.querySelector('[data-take]').click()"
    for page in (phone.page, other):
        page.wait_for_selector("[data-take]")
    phone.page.evaluate(take)
    other.evaluate(take)
    for page in (phone.page, other):
        expect(page.get_by_text("diterima dari")).to_be_visible()
    assert sorted(entry["body"]["number"] for entry in phone.entries()) == [1, 2]
    sent = []
    phone.context.on(
        "request",
        lambda request: (
            sent.extend(request.post_data_json["entries"])
            if request.url.endswith("/sync/")
            else None
        ),
    )
    phone.find_signal()
    for page in (phone.page, other):
        page.evaluate("void mitra.outbox.flush()")
    phone.wait_until_sent()
    assert len(sent) == Payment.objects.count() == 2


def test_nothing_of_hers_is_shown_to_or_sent_by_another_user(phone, walk, collector) -> None:
    other = factories.make_collector(
        market=walk[0].market, username="budi", name="Budi", password=PASSWORD
    )
    phone.lose_signal()
    phone.take(walk[0])
    phone.find_signal()
    phone.context.route(SYNC, lambda route: route.abort())
    phone.log_in(other)
    phone.context.unroute(SYNC)
    phone.open(OUTBOX)
    phone.page.get_by_role("button", name="Kirim sekarang").click()
    expect(phone.page.get_by_text("Belum ada yang dicatat di HP ini")).to_be_visible()
    expect(phone.page.get_by_text(walk[0].name)).to_have_count(0)
    assert [entry["state"] for entry in phone.every_entry()] == ["waiting"]
    assert not Payment.objects.exists()
    phone.log_in(collector)
    phone.wait_until_sent()
    assert Payment.objects.get().taken_by == collector


def test_an_expired_session_asks_to_log_in_and_keeps_the_entry(phone, walk, collector) -> None:
    phone.lose_signal()
    phone.take(walk[0])
    Session.objects.all().delete()
    phone.find_signal()
    phone.open(OUTBOX)
    phone.page.get_by_role("button", name="Kirim sekarang").click()
    expect(phone.page.get_by_text("Masuk lagi untuk mengirim.")).to_be_visible()
    assert phone.states() == ["waiting"] and not Payment.objects.exists()
    phone.log_in(collector)
    phone.wait_until_sent()
    assert Payment.objects.count() == 1


def test_a_lost_phone_drops_its_round_and_keeps_what_was_entered(phone, walk, collector) -> None:
    phone.lose_signal()
    phone.take(walk[0])
    lost_phones.declare(
        phone=Phone.objects.get(), reason="Jatuh di pasar", by=collector, at=timezone.now()
    )
    phone.context.route(SYNC, lambda route: route.abort())
    phone.find_signal()
    phone.log_in(collector)
    phone.page.evaluate("mitra.outbox.prepare(false)")
    kept = """async () => {
        const mine = await mitra.store.current();
        return Boolean(await mitra.store.read('rounds', mine.user));
    }"""
    assert phone.page.evaluate(kept) is False
    assert phone.states() == ["waiting"]


def test_what_is_entered_while_it_is_sent_goes_along(phone, walk) -> None:
    entered = """visit => {
        const send = window.fetch;
        window.fetch = async (...asked) => {
            if (asked[0].includes('sync/') && visit) {
                const mine = await mitra.store.current();
                await mitra.store.add({...visit, id: crypto.randomUUID(), user: mine.user});
                visit = null;
            }
            return send(...asked);
        };
    }"""
    body = {"member": walk[1].pk, "outcome": "closed", "note": "", "next_on": None}
    told_at = timezone.now().isoformat()
    visit = {"kind": "visit", "state": "waiting", "phone": None, "shown": {}}
    visit |= {"told_at": told_at, "body": body}
    phone.lose_signal()
    phone.take(walk[0])
    phone.page.evaluate(entered, visit)
    phone.find_signal()
    phone.wait_until("""async () => {
        const mine = await mitra.store.current();
        const entries = await mitra.store.entries(mine.user);
        return entries.length === 2 && entries.every(entry => entry.state === 'sent');
    }""")
    assert (Payment.objects.get().member, Visit.objects.get().member) == (walk[0], walk[1])


def test_one_that_cannot_be_read_holds_up_no_other(phone, walk) -> None:
    phone.lose_signal()
    for member in walk:
        phone.take(member)
    unread = phone.entries()[1]["id"]

    def refuse(route) -> None:
        if unread in route.request.post_data:
            route.fulfill(status=400, json={"detail": "not read"})
        else:
            route.continue_()

    phone.context.route(SYNC, refuse)
    phone.find_signal()
    phone.open(OUTBOX)
    phone.wait_until("""async () => {
        const mine = await mitra.store.current();
        const entries = await mitra.store.entries(mine.user);
        return entries.filter(entry => entry.state === 'sent').length === 2;
    }""")
    assert phone.states() == ["sent", "waiting", "sent"]
    phone.context.unroute(SYNC)
    phone.send()
    assert phone.states() == ["sent"] * 3 and Payment.objects.count() == 3


def test_a_newer_program_takes_over_while_entries_wait(phone, walk, web) -> None:
    phone.lose_signal()
    phone.take(walk[0])
    (before,) = phone.page.evaluate("caches.keys()")
    phone.context.route(SYNC, lambda route: route.abort())
    phone.find_signal()
    # In another language the program is another, as after an update.
    phone.context.add_cookies([{"name": "django_language", "value": "en", "url": web}])
    phone.open("/kunjungan/")
    # The first page that finds it waiting lets it take over: this one, or the next.
    taken = f"() => caches.keys().then(now => now.length === 1 && now[0] !== '{before}')"
    waits = "() => navigator.serviceWorker.getRegistration().then(found => found.waiting)"
    phone.wait_until(f"async () => await ({taken})() || await ({waits})()")
    phone.open("/kunjungan/")
    phone.wait_until(taken)
    phone.lose_signal()
    phone.open("/kunjungan/")
    phone.page.wait_for_selector("html[lang=en] #luring h1")
    assert phone.states() == ["waiting"]


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
