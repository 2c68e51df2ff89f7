"""The last look before cash is taken, a visit, another form: with a signal that fails at the worst
moment."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from collectors.models import Visit
from contributions import payments
from contributions.models import Payment
from contributions.payments import AskedPayment
from tests import factories
from tests.journeys.phone import OUTBOX, SYNC, Phone

pytestmark = pytest.mark.usefixtures("web")
TILL = "**/bayar/bulan/"
# As a phone whose storage is full, and one whose browser has closed it.
FULL = """IDBObjectStore.prototype.add = () => {
    throw new DOMException('no space is left', 'QuotaExceededError');
}"""
CLOSED = """IDBFactory.prototype.open = () => {
    throw new DOMException('closed', 'UnknownError');
}"""

# As a page that came unencrypted, or a browser in which nothing may be kept.
NO_WORKER = "delete Navigator.prototype.serviceWorker"


@pytest.fixture
def till(web, page, collector) -> Phone:
    """Logged in, with a signal."""
    phone = Phone(web, page)
    phone.log_in(collector)
    return phone


def confirm(phone: Phone) -> None:
    phone.page.get_by_role("button", name="Uang sudah saya terima").click()


def test_what_is_saved_is_shown_as_ever_and_waits_no_more(till, walk) -> None:
    till.look_at(walk[0], 2)
    confirm(till)
    expect(till.page.get_by_role("heading", name="Pembayaran tersimpan")).to_be_visible()
    assert till.page.url.startswith(
        f"{till.web}/bayar/selesai/?kuitansi={Payment.objects.get().pk}"
    )
    assert till.entries() == []


def test_what_is_refused_is_told_as_ever_and_waits_no_more(phone, walk, collector) -> None:
    phone.look_at(walk[0], 2)
    first = walk[0].contributions.order_by("contribution_month").first()
    asked = AskedPayment(factories.new_id(), walk[0], (first.contribution_month,), first.total_idr)
    payments.record(asked=asked, by=collector, at=timezone.now())
    confirm(phone)
    told = phone.page.get_by_text("Belum tersimpan. Tidak ada uang yang tercatat.")
    expect(told).to_be_visible()
    assert Payment.objects.count() == 1 and phone.entries() == []


def test_without_an_answer_it_waits_and_is_sent_once(till, walk) -> None:
    till.look_at(walk[0], 2)
    till.context.route(TILL, lambda route: route.abort())
    till.context.route(SYNC, lambda route: route.abort())
    confirm(till)
    till.page.wait_for_url(f"**{OUTBOX}**")
    expect(till.page.get_by_text(f"Rp16.800 diterima dari Ibu {walk[0].name}")).to_be_visible()
    expect(till.page.get_by_text("Nomor kuitansi menyusul")).to_be_visible()
    assert till.states() == ["waiting"] and not Payment.objects.exists()
    till.context.unroute(SYNC)
    till.send()
    assert f"{Payment.objects.get().pk}" == till.entries()[0]["id"]


def test_what_was_paid_or_visited_with_a_signal_is_not_asked_for_without_one(phone, walk) -> None:
    phone.look_at(walk[0], 2)
    confirm(phone)
    expect(phone.page.get_by_role("heading", name="Pembayaran tersimpan")).to_be_visible()
    visit(phone, walk[1])
    expect(phone.page.get_by_text(f"Kunjungan ke {walk[1].name} tersimpan.")).to_be_visible()
    phone.lose_signal()
    phone.open("/kunjungan/")
    expect(phone.page.get_by_text("Perlu dikunjungi: 1")).to_be_visible()
    (payment, _visit) = phone.entries()
    assert phone.states() == ["sent", "sent"]
    assert payment["receipt"] == Payment.objects.get().receipt
    phone.open(f"/peserta/{walk[0].pk}/")
    expect(phone.page.get_by_text("Tidak ada tagihan.")).to_be_visible()


def test_after_her_session_the_last_look_keeps_what_was_paid(phone, walk, collector) -> None:
    phone.look_at(walk[0], 2)
    Session.objects.all().delete()
    confirm(phone)
    phone.page.wait_for_url(f"**{OUTBOX}**")
    expect(phone.page.get_by_text("Masuk lagi untuk mengirim.")).to_be_visible()
    assert phone.states() == ["waiting"] and not Payment.objects.exists()
    phone.log_in(collector)
    phone.send()
    assert phone.states() == ["sent"] and Payment.objects.count() == 1


@pytest.mark.parametrize("status", [403, 404], ids=["token", "member"])
def test_an_error_is_no_word_of_what_was_paid(phone, walk, status) -> None:
    phone.context.route(TILL, lambda route: route.fulfill(status=status, body="<p>Tidak</p>"))
    phone.context.route(SYNC, lambda route: route.abort())
    phone.look_at(walk[0], 2)
    confirm(phone)
    phone.page.wait_for_url(f"**{OUTBOX}**")
    assert phone.states() == ["waiting"]


def test_to_be_led_elsewhere_is_no_word_of_what_was_paid_or_visited(phone, walk) -> None:
    def elsewhere(route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=302, headers={"Location": "/kunjungan/"})
        else:
            route.continue_()

    phone.context.route(TILL, elsewhere)
    phone.context.route("**/peserta/*/kunjungan/", elsewhere)
    phone.context.route(SYNC, lambda route: route.abort())
    phone.look_at(walk[0], 2)
    confirm(phone)
    phone.page.wait_for_url(f"**{OUTBOX}**")
    visit(phone, walk[1])
    phone.page.wait_for_url(f"**{OUTBOX}")
    assert phone.states() == ["waiting", "waiting"]


def test_leaving_without_a_signal_keeps_the_round(phone) -> None:
    phone.open("/akun/")
    phone.lose_signal()
    phone.page.get_by_role("button", name="Keluar dari akun ini").click()
    told = phone.page.get_by_role("alert").filter(has_text="belum terkirim")
    expect(told).to_be_visible()
    phone.open("/kunjungan/")
    expect(phone.page.get_by_text("Perlu dikunjungi: 3")).to_be_visible()


def test_what_the_server_stored_unheard_is_the_same_payment(till, walk) -> None:
    def swallow(route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    till.look_at(walk[0], 2)
    till.context.route(TILL, swallow)
    confirm(till)
    till.page.wait_for_url(f"**{OUTBOX}**")
    till.send()
    (entry,) = till.entries()
    payment = Payment.objects.get()
    assert (entry["id"], entry["state"]) == (f"{payment.pk}", "sent")
    assert entry["receipt"] == payment.receipt


@pytest.mark.parametrize("failing", [FULL, CLOSED, NO_WORKER], ids=["full", "closed", "no worker"])
def test_a_phone_that_keeps_nothing_sends_the_form_as_it_is(till, walk, failing) -> None:
    till.page.add_init_script(failing)
    till.look_at(walk[0], 2)
    confirm(till)
    expect(till.page.get_by_role("heading", name="Pembayaran tersimpan")).to_be_visible()
    assert Payment.objects.count() == 1


def test_a_full_phone_without_a_signal_says_that_nothing_was_recorded(phone, walk) -> None:
    phone.lose_signal()
    phone.page.add_init_script(FULL)
    phone.look_at(walk[0], 2)
    phone.page.get_by_role("button", name="Terima uang").click()
    expect(
        phone.page.get_by_text("Belum tercatat: HP ini tidak dapat menyimpannya.")
    ).to_be_visible()
    assert phone.entries() == []


def test_a_full_phone_whose_signal_goes_at_the_last_look_keeps_the_page(phone, walk) -> None:
    phone.look_at(walk[0], 2)
    phone.page.evaluate(f"void ({FULL})")
    phone.lose_signal()
    confirm(phone)
    told = phone.page.get_by_role("alert").filter(has_text="belum terkirim")
    expect(told).to_be_visible()
    assert phone.entries() == []
    phone.find_signal()
    confirm(phone)
    expect(phone.page.get_by_role("heading", name="Pembayaran tersimpan")).to_be_visible()
    assert Payment.objects.count() == 1


def test_another_way_of_paying_keeps_no_cash(till, walk) -> None:
    """In browsers, too, that do not say by which button a form is sent."""
    till.context.route("**/qris-lain/", lambda route: route.fulfill(body="<p>QRIS</p>"))
    till.look_at(walk[0], 2)
    till.page.evaluate("""() => {
        delete SubmitEvent.prototype.submitter;
        const button = document.createElement('button');
        Object.assign(button, {type: 'submit', textContent: 'Lain', formAction: '/qris-lain/'});
        document.querySelector('[data-kept-first]').closest('form').append(button);
    }""")
    till.page.get_by_role("button", name="Lain").click()
    expect(till.page.get_by_text("QRIS")).to_be_visible()
    till.open(OUTBOX)
    assert till.entries() == [] and not Payment.objects.exists()


def test_a_closed_storage_says_so_instead_of_an_empty_list(phone) -> None:
    phone.lose_signal()
    phone.page.add_init_script(CLOSED)
    phone.open("/kunjungan/")
    expect(phone.page.get_by_role("heading", name="Penyimpanan HP bermasalah")).to_be_visible()


def visit(phone: Phone, member) -> None:
    phone.open(f"/peserta/{member.pk}/kunjungan/")
    phone.page.get_by_label("Tidak ada di tempat").check()
    phone.page.get_by_label("Catatan").fill("Tutup sampai siang")
    phone.page.get_by_role("button", name="Simpan kunjungan").click()


def test_a_visit_that_is_saved_waits_no_more(till, walk) -> None:
    visit(till, walk[0])
    expect(till.page.get_by_text(f"Kunjungan ke {walk[0].name} tersimpan.")).to_be_in_viewport()
    assert Visit.objects.get().note == "Tutup sampai siang" and till.entries() == []


def test_a_visit_without_its_outcome_is_asked_for_it(phone, walk) -> None:
    phone.open(f"/peserta/{walk[0].pk}/kunjungan/")
    phone.page.get_by_role("button", name="Simpan kunjungan").click()
    expect(
        phone.page.locator(".error-summary").get_by_text("Pilih hasil kunjungan.")
    ).to_be_visible()
    assert phone.entries() == [] and not Visit.objects.exists()


def test_a_visit_that_waits_is_sent_as_it_was_corrected(phone, walk) -> None:
    """Back at its form, which has the same id."""
    phone.context.route(SYNC, lambda route: route.abort())
    phone.open(f"/peserta/{walk[0].pk}/kunjungan/")
    phone.page.evaluate("""async () => {
        const form = document.querySelector('form [name=id]').form;
        const entry = {id: form.elements.id.value, user: (await mitra.store.current()).user};
        const body = {member: 1, outcome: 'closed', note: '', next_on: null};
        const before = {kind: 'visit', state: 'waiting', phone: null, told_at: '', shown: {}, body};
        await mitra.store.add({...entry, ...before});
    }""")
    phone.lose_signal()
    phone.page.get_by_label("Tidak ada di tempat").check()
    phone.page.get_by_role("button", name="Simpan kunjungan").click()
    phone.page.wait_for_url(f"**{OUTBOX}")
    (entry,) = phone.entries()
    assert (entry["state"], entry["body"]["member"]) == ("waiting", walk[0].pk)
    phone.context.unroute(SYNC)
    phone.find_signal()
    phone.wait_until_sent()
    assert Visit.objects.get().outcome == entry["body"]["outcome"] == "not_there"


@pytest.mark.parametrize("is_stored", [False, True], ids=["going", "coming"])
def test_a_visit_without_an_answer_waits_and_is_sent_once(till, walk, is_stored) -> None:
    def swallow(route) -> None:
        if route.request.method == "POST":
            if is_stored:
                route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    till.context.route("**/kunjungan/", swallow)
    till.context.route(SYNC, lambda route: route.abort())
    visit(till, walk[0])
    till.page.wait_for_url(f"**{OUTBOX}")
    expect(till.page.get_by_text(walk[0].name)).to_be_visible()
    assert till.states() == ["waiting"] and Visit.objects.count() == int(is_stored)
    till.context.unroute(SYNC)
    till.send()
    assert f"{Visit.objects.get().pk}" == till.entries()[0]["id"]
    assert till.states() == ["sent"] and Visit.objects.get().note == "Tutup sampai siang"


def test_another_form_stays_as_it_was_typed_until_there_is_a_signal(till) -> None:
    till.open("/daftarkan/")
    till.page.get_by_label("Nama sesuai KTP").fill("Ratna Contoh")
    till.lose_signal()
    save = till.page.locator("main form [type=submit]").first
    save.click()
    save.click()
    told = till.page.get_by_role("alert").filter(has_text="belum terkirim")
    expect(told).to_have_count(1)
    expect(told).to_be_visible()
    assert till.page.get_by_label("Nama sesuai KTP").input_value() == "Ratna Contoh"
    till.find_signal()
    save.click()
    expect(told).to_have_count(0)
