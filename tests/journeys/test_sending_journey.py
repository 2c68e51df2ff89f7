"""What waits on a phone is sent: once, by its owner, whatever else goes on."""

import contextlib

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Error, expect
from playwright.sync_api import TimeoutError as TooLate

from collectors.models import Visit
from contributions.models import Payment
from tests import factories
from tests.factories import PASSWORD
from tests.journeys.phone import ALL_SENT, NONE_WAITS, OUTBOX, SYNC
from tests.journeys.phone import Phone as SmallPhone

pytestmark = pytest.mark.usefixtures("web")
SESSION = "**/api/v1/session/"


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
    phone.context.route(SYNC, lambda route: route.abort())
    phone.find_signal()
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


def test_who_logs_in_where_it_was_asked_goes_on_at_once(phone, walk, collector) -> None:
    phone.lose_signal()
    phone.take(walk[0])
    Session.objects.all().delete()
    phone.find_signal()
    phone.open(OUTBOX)
    phone.page.get_by_role("button", name="Kirim sekarang").click()
    phone.page.get_by_role("link", name="Masuk").click()
    phone.page.get_by_label("Nama pengguna").fill(collector.username)
    phone.page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    phone.page.get_by_role("button", name="Masuk").click()
    expect(phone.page.get_by_role("heading", name="Daftar kunjungan")).to_be_visible()
    phone.wait_until_sent()
    assert Payment.objects.count() == 1


def flushed_in_vain(phone: SmallPhone, walk) -> None:
    """The signal is back, and what was tried with it failed."""
    phone.context.route(SYNC, lambda route: route.abort())
    phone.lose_signal()
    phone.take(walk[0])
    with phone.page.expect_event("requestfailed", lambda asked: asked.url.endswith("/sync/")):
        phone.find_signal()
    phone.context.unroute(SYNC)
    assert phone.states() == ["waiting"]


def test_it_is_sent_when_the_page_is_looked_at_again(phone, walk) -> None:
    flushed_in_vain(phone, walk)
    phone.page.evaluate("void document.dispatchEvent(new Event('visibilitychange'))")
    phone.wait_until(ALL_SENT, seconds=30)
    assert Payment.objects.count() == 1


def test_it_is_tried_again_every_minute(phone, walk) -> None:
    phone.page.clock.install()
    flushed_in_vain(phone, walk)
    phone.page.clock.run_for(61_000)
    phone.page.clock.resume()
    phone.wait_until(NONE_WAITS)
    assert Payment.objects.count() == 1


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
    # The page was drawn anew under her finger, and a screen reader is where it was.
    expect(phone.page.get_by_role("button", name="Kirim sekarang")).to_be_focused()


def test_a_newer_program_takes_over_while_entries_wait(make_phone, walk) -> None:
    """Playwright holds every program as it starts, and one time in fifty never lets go of it.

    Driven without it, the same browser let in all of 90. So another phone may try.
    """
    for _ in range(3):
        phone = make_phone()
        phone.lose_signal()
        phone.take(walk[0])
        phone.context.route(SYNC, lambda route: route.abort())
        phone.find_signal()
        with contextlib.suppress(TooLate):
            let_in_a_newer_program(phone)
            break
    phone.lose_signal()
    phone.open("/kunjungan/")
    phone.page.wait_for_selector("html[lang=en] #luring h1")
    assert phone.states() == ["waiting"]
    phone.context.unroute(SYNC)
    phone.find_signal()
    phone.wait_until_sent()
    assert Payment.objects.count() == 1


def let_in_a_newer_program(phone: SmallPhone) -> None:
    """In another language the program is another, as after an update."""
    (before,) = phone.page.evaluate("caches.keys()")
    language = {"name": "django_language", "value": "en", "url": phone.web}
    phone.context.add_cookies([language])
    taken = f"() => caches.keys().then(now => now.length === 1 && now[0] !== '{before}')"
    for _ in range(10):
        phone.open("/kunjungan/")  # one that came from the server, and finds it waiting, lets it in
        with contextlib.suppress(Error):
            phone.wait_until(taken, seconds=5)
            return
    pytest.fail("the newer program did not take over")


def test_what_needs_attention_is_said_besides_what_was_sent(phone, walk) -> None:
    def answer(route) -> None:
        first, second = (entry["id"] for entry in route.request.post_data_json["entries"])
        stored = {"id": first, "status": 201, "state": "stored", "receipt": "A-1"}
        refused = {"id": second, "status": 422, "sentence": "Tidak tersimpan."}
        route.fulfill(json={"results": [stored, refused]})

    phone.context.route(SYNC, answer)
    phone.lose_signal()
    phone.take(walk[0])
    phone.take(walk[1])
    phone.find_signal()
    phone.open(OUTBOX)
    phone.page.get_by_role("button", name="Kirim sekarang").click()
    expect(phone.page.get_by_text("Ada yang perlu perhatian: buka kotak kirim.")).to_be_visible()
    expect(phone.page.get_by_text("Semua terkirim.")).to_be_hidden()
    assert phone.states() == ["sent", "attention"]
    phone.page.get_by_role("button", name="Sudah saya urus").click()
    bar = phone.page.locator("[data-outbox-bar]")  # what was refused was not sent by that
    expect(bar).to_have_text("Terkirim 1", use_inner_text=True)


def test_what_was_corrected_while_it_was_sent_is_not_told_to_be_stored(phone, walk) -> None:
    visit = {"member": walk[0].pk, "outcome": "closed", "note": "", "next_on": None}
    phone.page.add_init_script("addEventListener('outbox', () => { window.looked = true; }, true)")
    phone.open(OUTBOX)
    phone.wait_until("() => window.looked")  # what it sends by itself has gone: nothing
    phone.page.evaluate(
        """async body => {
        const { user } = await mitra.store.current(), id = crypto.randomUUID();
        const told_at = new Date().toISOString();
        await mitra.store.add({id, user, kind: 'visit', state: 'waiting', phone: null, told_at, shown: {}, body});
        const send = window.fetch;
        window.fetch = async (...asked) => {
            const answer = await send(...asked);
            if (asked[0].includes('sync/')) {
                window.fetch = send;
                const now = {told_at: new Date().toISOString(), body: {...body, note: 'Pindah'}};
                await mitra.store.change([id], kept => ({...kept, ...now}));
            }
            return answer;
        };
        await mitra.outbox.flush();
    }""",  # noqa: E501
        visit,
    )
    assert phone.states() == ["waiting"] and Visit.objects.get().note == ""
    phone.page.evaluate("mitra.outbox.flush()")
    phone.wait_until(NONE_WAITS)
    assert phone.states() == ["attention"]  # the server says that it has the other


def test_who_logs_in_meanwhile_sends_nothing_of_hers(phone, walk) -> None:
    """Another page of this phone is another one's already; the page at hand is not."""
    other = factories.make_collector(market=walk[0].market).pk
    phone.lose_signal()
    phone.take(walk[0])
    phone.context.route(
        SESSION, lambda route: route.fulfill(json={"user": other, "name": "Ujang", "csrf": "x"})
    )
    phone.page.evaluate(
        """other => {
        const current = mitra.store.current;
        let asked = 0;
        mitra.store.current = async () => asked++ > 1 ? {user: other} : current();
    }""",
        other,
    )
    sent = []
    phone.context.route(SYNC, lambda route: (sent.append(route), route.abort()))
    phone.context.set_offline(False)
    phone.page.evaluate("async () => { while (!(await mitra.outbox.flush())); }")  # one of its own
    assert sent == []
