"""A phone that is declared lost: its login ends, and what it shows of others goes."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from contributions import lost_phones
from contributions.models import Payment, Phone
from tests.journeys.phone import NONE_WAITS
from tests.journeys.phone import Phone as SmallPhone

pytestmark = pytest.mark.usefixtures("web")
NO_ROUND = """() => mitra.store.within(['rounds'], 'readonly', (transaction, answer) => {
    const asked = transaction.objectStore('rounds').count();
    asked.onsuccess = () => answer(asked.result === 0);
})"""


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
