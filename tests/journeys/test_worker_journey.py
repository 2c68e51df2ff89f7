"""When the phone answers in the server's place, and what it keeps for that."""

import pytest
from django.db import connections, transaction
from playwright.sync_api import expect

from tests.journeys.conftest import prepared
from tests.journeys.phone import SYNC, Phone
from tests.journeys.poor_signal import poor_signal

pytestmark = pytest.mark.usefixtures("web")
KEPT = """async () => {
    const found = {};
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const asked of await cache.keys()) {
            found[new URL(asked.url).pathname] = await (await cache.match(asked)).text();
        }
    }
    return found;
}"""


def test_what_the_server_answers_is_shown_also_an_error(phone, walk) -> None:
    phone.open("/peserta/999999/")
    expect(phone.page.get_by_role("heading", name="Halaman ini tidak ada")).to_be_visible()
    phone.open(f"/peserta/{walk[0].pk}/")
    expect(phone.page.get_by_role("heading", name="Mengapa sejumlah ini?")).to_be_visible()
    assert phone.page.locator("#luring").count() == 0


def test_a_page_that_does_not_come_in_time_is_shown_by_the_phone(phone, walk) -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("LOCK TABLE members_member IN ACCESS EXCLUSIVE MODE")
        phone.open(f"/peserta/{walk[0].pk}/")
        expect(phone.page.locator("#luring h1")).to_have_text(walk[0].name)


def test_a_page_that_breaks_off_is_shown_by_the_phone(web, page, collector, walk) -> None:
    with poor_signal(web) as signal:
        phone = prepared(Phone(signal.address, page), collector)
        signal.most_bytes = 2_500  # what it is, and the beginning of the page
        phone.page.goto(f"{phone.web}/peserta/{walk[0].pk}/", wait_until="commit")
        expect(phone.page.locator("#luring h1")).to_have_text(walk[0].name, timeout=20_000)


def test_no_page_with_people_on_it_is_kept(phone, walk, collector) -> None:
    for path in ("/kunjungan/", f"/peserta/{walk[0].pk}/", "/uang-saya/", "/bayar/?q=siti"):
        phone.open(path)
    kept = phone.page.evaluate(KEPT)
    assert "/luar-jaringan/" in kept
    assert all(path == "/luar-jaringan/" or path.startswith("/static/") for path in kept)
    for name in (collector.name, "Siti Nomor"):
        assert not any(name in text for path, text in kept.items() if path.endswith("/"))


def test_each_page_says_how_much_waits(phone, walk) -> None:
    phone.lose_signal()
    phone.take(walk[0])
    phone.context.route(SYNC, lambda route: route.abort())
    phone.find_signal()
    for path in ("/kunjungan/", "/uang-saya/", f"/peserta/{walk[1].pk}/"):
        phone.open(path)
        expect(phone.page.get_by_role("link", name="Menunggu dikirim 1")).to_be_visible()
    phone.page.get_by_role("link", name="Menunggu dikirim 1").click()
    expect(phone.page.get_by_role("heading", name="Kotak kirim")).to_be_visible()
