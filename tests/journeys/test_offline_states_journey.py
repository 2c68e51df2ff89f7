"""The rarer states of what the phone shows without a signal: each can be used by everybody."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contributions import payments
from contributions.models import OfflinePayment
from contributions.payments import AskedPayment
from tests import factories
from tests.journeys.phone import OUTBOX, SYNC
from tests.journeys.steps import looking
from tests.journeys.test_last_look_journey import CLOSED

pytestmark = pytest.mark.usefixtures("web")
ONE_OF_EACH = re.compile(r"Perlu perhatian 1\s+Terkirim 1")
# As after six hundred slips without a signal between them.
USED_UP = """async () => {
    const { user } = await mitra.store.current();
    const phone = await mitra.store.read('phones', user);
    await mitra.store.put('phones', { ...phone, next: phone.last + 1 });
}"""


@pytest.fixture
def look(phone, screenshot):
    return looking(phone.page, screenshot, strictly=True)


def test_what_the_round_does_not_know_or_the_phone_cannot_show(phone, walk, look) -> None:
    phone.lose_signal()
    phone.open("/peserta/999999/")
    expect(phone.page.get_by_role("heading", name="Tidak ada di putaran ini")).to_be_visible()
    look("offline-unknown")
    phone.page.evaluate("mitra.store.current().then(({user}) => mitra.store.drop('rounds', user))")
    phone.open("/kunjungan/")
    expect(phone.page.get_by_role("heading", name="Belum disiapkan")).to_be_visible()
    look("offline-unprepared")
    phone.context.clear_cookies(name="csrftoken")
    phone.open("/kunjungan/")
    expect(phone.page.get_by_role("heading", name="Masuk dulu")).to_be_visible()
    look("offline-nobody")
    phone.page.add_init_script(CLOSED)
    phone.open("/kunjungan/")
    expect(phone.page.get_by_role("heading", name="Penyimpanan HP bermasalah")).to_be_visible()
    look("offline-trouble")


def test_without_a_number_left_she_is_told_before_and_after(phone, walk, look) -> None:
    phone.page.evaluate(USED_UP)
    phone.lose_signal()
    phone.look_at(walk[0], 2)
    expect(phone.page.get_by_text("Nomor kuitansi di HP ini habis.")).to_be_visible()
    look("offline-check-without-number")
    phone.page.get_by_role("button", name="Terima uang").click()
    expect(phone.page.get_by_text("Nomor kuitansi menyusul")).to_be_visible()
    look("offline-done-without-number")


def test_what_needs_attention_is_counted_until_she_has_seen_to_it(
    phone, walk, collector, look
) -> None:
    page, bar = phone.page, phone.page.locator("[data-outbox-bar]")
    phone.lose_signal()
    phone.take(walk[0])
    phone.take(walk[1])
    expect(bar).to_have_text("Menunggu dikirim 2", use_inner_text=True)
    flag_what_comes_of(walk[0], collector)
    phone.find_signal()
    phone.open(OUTBOX)
    expect(bar).to_have_text(ONE_OF_EACH, use_inner_text=True)
    assert OfflinePayment.objects.exclude(flag="").count() == 1
    row = page.locator("#luring li", has_text=walk[0].name)
    expect(row.locator(".pill")).to_have_text("Perlu perhatian")
    look("offline-outbox-attention")
    row.get_by_role("link", name="Lihat kuitansi").click()
    pills = page.locator("#luring .pill")
    expect(pills).to_have_count(1)  # the list is left
    expect(pills).to_have_text("Perlu perhatian")
    look("offline-done-attention")
    page.go_back()
    row.get_by_role("button", name="Sudah saya urus").click()
    expect(row.locator(".pill")).to_have_text("Sudah diurus")
    expect(bar).to_have_text("Terkirim 2", use_inner_text=True)
    look("offline-outbox-settled")
    phone.open("/kunjungan/")  # one from the server, which has not asked the phone
    expect(bar).to_have_text("Terkirim 2", use_inner_text=True)


def flag_what_comes_of(member, collector) -> None:
    """She pays the first month to another phone of the collector's meanwhile."""
    first = member.contributions.order_by("contribution_month").first()
    asked = AskedPayment(factories.new_id(), member, (first.contribution_month,), first.total_idr)
    payments.record(asked=asked, by=collector, at=timezone.now())


def test_the_bar_stands_there_before_any_script_runs(phone, walk) -> None:
    phone.context.route(SYNC, lambda route: route.abort())
    phone.lose_signal()
    phone.take(walk[0])
    phone.find_signal()
    phone.open("/kunjungan/")
    phone.context.route("**/outbox*.js", lambda route: route.abort())
    without = phone.context.new_page()
    without.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    without.goto(phone.web + "/kunjungan/")
    expect(without.locator("[data-outbox-bar]")).to_have_text(
        "Menunggu dikirim 1", use_inner_text=True
    )


@pytest.mark.parametrize("said", ["sent some attention offline", "broken login other", "storage"])
def test_what_is_said_of_sending_can_be_read(phone, look, said) -> None:
    phone.open(OUTBOX)
    phone.page.evaluate(
        """said => document.querySelectorAll('[data-say]').forEach(line => {
            line.hidden = !line.dataset.say.split(' ').some(one => said.split(' ').includes(one));
        })""",
        said,
    )
    look(f"offline-said-{said.split()[0]}")
