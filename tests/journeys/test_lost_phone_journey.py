"""A phone that is declared lost: its login ends, and what it shows of others goes."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from contributions import lost_phones, phones
from contributions.models import Payment, Phone
from tests.factories import make_collector
from tests.journeys.phone import NONE_WAITS, OUTBOX, SYNC
from tests.journeys.phone import Phone as SmallPhone
from tests.journeys.steps import held

pytestmark = pytest.mark.usefixtures("web")
NO_ROUND = """() => mitra.store.within(['rounds'], 'readonly', (transaction, answer) => {
    const asked = transaction.objectStore('rounds').count();
    asked.onsuccess = () => answer(asked.result === 0);
})"""
FORGET = "mitra.store.within(['rounds'], 'readwrite', it => it.objectStore('rounds').clear())"
LOST = """async () => {
    for (const row of await mitra.store.within(['phones'], 'readonly', (transaction, answer) => {
        const asked = transaction.objectStore('phones').getAll();
        asked.onsuccess = () => answer(asked.result);
    })) await mitra.store.lose(row);
}"""


def declared_lost(phone: SmallPhone, collector) -> None:
    """While it had no signal; its login ends with that."""
    lost_phones.declare(
        phone=Phone.objects.get(), reason="Jatuh di pasar", by=collector, at=timezone.now()
    )
    assert not Session.objects.exists()


def test_a_lost_phone_drops_its_round_and_keeps_what_was_entered(phone, walk, collector) -> None:
    phone.lose_signal()
    phone.take(walk[0])
    declared_lost(phone, collector)
    phone.find_signal()  # whoever has it, without logging in
    phone.wait_until(NO_ROUND)
    assert phone.states() == ["waiting"] and not Payment.objects.exists()
    phone.log_in(collector)
    phone.wait_until(NONE_WAITS)
    assert Payment.objects.count() == 1 and phone.states() == ["attention"]


def test_a_lost_phone_drops_every_round_at_the_login_too(phone, collector) -> None:
    """Also of another collector, who worked with it last."""
    phone.page.evaluate("mitra.store.put('rounds', {user: 4711, round: {people: []}})")
    declared_lost(phone, collector)
    phone.open("/kunjungan/")
    expect(phone.page.get_by_role("heading", name="Masuk")).to_be_visible()
    phone.wait_until(NO_ROUND)
    phone.lose_signal()
    phone.open("/kunjungan/")
    expect(phone.page.get_by_role("heading", name="Belum disiapkan")).to_be_visible()


def test_who_works_with_a_phone_that_was_lost_by_another_is_asked_to_log_in(
    phone, walk, collector
) -> None:
    """Every round on it goes, hers too; her own phone is not lost, so she logs in and goes on."""
    another = make_collector(market=walk[0].market)
    lost = phones.register(by=another, device=None, session_key="", at=timezone.now())
    row = {"user": another.pk, "phone": str(lost.pk)}
    phone.page.evaluate("row => mitra.store.put('phones', row)", row)
    phone.lose_signal()
    phone.take(walk[0])
    lost_phones.declare(phone=lost, reason="Jatuh", by=another, at=timezone.now())
    Session.objects.all().delete()
    phone.context.route(SYNC, lambda route: route.abort())
    phone.find_signal()
    phone.open(OUTBOX)
    phone.page.get_by_role("button", name="Kirim sekarang").click()
    expect(phone.page.get_by_text("Masuk lagi untuk mengirim.")).to_be_visible()
    phone.wait_until(NO_ROUND)
    assert phone.states() == ["waiting"]


@pytest.mark.parametrize("meanwhile", ["mitra.store.drop('about', 'current')", LOST])
def test_a_round_on_its_way_is_not_kept_after_she_left_or_it_was_lost(phone, meanwhile) -> None:
    phone.page.evaluate(FORGET)
    underway = held(phone.context, "**/api/v1/round/*")
    phone.open("/kunjungan/")  # it is fetched again by itself
    while not underway:
        phone.page.wait_for_timeout(50)
    phone.page.evaluate(meanwhile)
    underway[0].continue_()
    phone.page.evaluate("navigator.locks.request('mitra-prepare', () => 0)")  # it is through
    assert phone.page.evaluate(NO_ROUND)


def test_after_a_new_login_the_round_is_fetched_by_it(phone, collector) -> None:
    """A phone declared lost ends the login that fetched its round last."""
    before = Phone.objects.get().session_key
    phone.log_in(collector)
    phone.wait_until("() => mitra.outbox.whose()")
    (now,) = {
        cookie["value"] for cookie in phone.context.cookies() if cookie["name"] == "sessionid"
    }
    deadline = timezone.now() + dt.timedelta(seconds=20)
    while Phone.objects.get().session_key != now and timezone.now() < deadline:
        phone.page.wait_for_timeout(100)
    assert Phone.objects.get().session_key == now != before
