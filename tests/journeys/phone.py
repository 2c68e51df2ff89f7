"""A collector's phone in a real browser: with a signal, without one, and with one that fails."""

from collections import Counter
from typing import Any

from playwright.sync_api import Error, expect

from contributions.models import Payment, PaymentLine
from markets.models import User
from members.models import Member
from tests.journeys.steps import log_in

ENTRIES = """async () => {
    const mine = await mitra.store.current();
    return (await mitra.store.entries(mine.user)).map(({body, ...entry}) => ({...entry, body}));
}"""
ALL_SENT = """async () => {
    const mine = await mitra.store.current();
    return (await mitra.store.entries(mine.user)).every(entry => entry.state === 'sent');
}"""
NONE_WAITS = ALL_SENT.replace("=== 'sent'", "!== 'waiting'")
EVERY_ENTRY = """() => mitra.store.within(['entries'], 'readonly', (transaction, answer) => {
    transaction.objectStore('entries').getAll().onsuccess = event => answer(event.target.result);
}).then(rows => rows.map(({id, user, state}) => ({id, user, state})))"""
WAIT = """async () => {
    const late = new Promise((_, fail) => setTimeout(fail, %d000, Error('it did not get there')));
    while (!(await Promise.race([late, (%s)()]))) {
        await Promise.race([late, new Promise(go => setTimeout(go, 100))]);
    }
}"""
OUTBOX = "/luar-jaringan/"
SYNC = "**/api/v1/sync/"


class Phone:
    """What a collector does with it, and what it keeps."""

    def __init__(self, web: str, page: Any) -> None:
        self.web, self.page = web, page

    @property
    def context(self) -> Any:
        return self.page.context

    def log_in(self, user: User) -> None:
        log_in(self.page, self.web, user)

    def open(self, path: str) -> None:
        self.page.goto(self.web + path)

    def prepare(self) -> None:
        """Fetch the round, and wait until the program is kept too."""
        self.open("/kunjungan/")
        self.page.get_by_role("button", name="Siapkan putaran").click()
        expect(self.page.get_by_text("Putaran siap.")).to_be_visible()
        self.wait_until(
            "() => navigator.serviceWorker.getRegistration()"
            ".then(found => found && found.active && found.active.state === 'activated')"
        )

    def lose_signal(self) -> None:
        self.context.set_offline(True)

    def find_signal(self) -> None:
        self.context.set_offline(False)

    def look_at(self, member: Member, count: int, page: Any = None) -> None:
        """The last look at so many months of hers."""
        path = f"/bayar/periksa/?anggota={member.pk}&p{member.pk}-count={count}"
        (page or self.page).goto(self.web + path)

    def take(self, member: Member, count: int = 2) -> None:
        """Take her cash, without a signal."""
        self.look_at(member, count)
        self.page.get_by_role("button", name="Terima uang").click()
        expect(
            self.page.get_by_text(f"diterima dari Ibu {member.name}, {count} bulan")
        ).to_be_visible()

    def send(self) -> None:
        """Open the outbox and send what waits."""
        self.open(OUTBOX)
        self.page.get_by_role("button", name="Kirim sekarang").click()
        expect(self.page.get_by_text("Semua terkirim.")).to_be_visible()

    def entries(self) -> list[dict[str, Any]]:
        """What the phone keeps of who works with it now, in the order in which it was entered."""
        return self.page.evaluate(ENTRIES)

    def wait_until_sent(self) -> None:
        """Until the server has answered every entry."""
        try:
            self.wait_until(ALL_SENT, seconds=90)  # the phone tries every 60
        except Error:
            left = [entry for entry in self.entries() if entry["state"] != "sent"]
            raise AssertionError(f"not sent: {left}") from None

    def wait_until(self, is_so: str, seconds: int = 30) -> None:
        """Until that function says so. Playwright's own waiting is refused by our pages' policy."""
        self.page.evaluate(WAIT % (seconds, is_so))

    def states(self) -> list[str]:
        return [entry["state"] for entry in self.entries()]

    def every_entry(self) -> list[dict[str, Any]]:
        """Of everybody; the states only."""
        return self.page.evaluate(EVERY_ENTRY)


def nothing_lost_nothing_double(phone: Phone, people: list[Member], by: User) -> None:
    """By the rows of the server alone, and against what the phone gave."""
    taken = Payment.objects.filter(taken_by=by)
    assert Counter(taken.values_list("member", flat=True)) == dict.fromkeys(
        [member.pk for member in people], 1
    )
    assert sum(taken.values_list("amount_idr", flat=True)) == 16_800 * len(people)
    assert PaymentLine.objects.filter(payment__in=taken, live=True).count() == 2 * len(people)
    told = {entry["id"]: entry for entry in phone.entries()}
    stored = {f"{payment.pk}": payment.receipt for payment in taken.select_related("series")}
    assert set(told) <= set(stored)
    promised = {id: e["shown"]["receipt"] for id, e in told.items() if "receipt" in e["shown"]}
    assert promised and promised == {id: stored[id] for id in promised}
