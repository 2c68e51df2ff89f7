"""The list without a signal: who is to be visited is who owes, as the list with a signal has it."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from markets import months
from members.models import Member
from tests import factories
from tests.journeys.phone import Phone as CollectorsPhone

pytestmark = pytest.mark.usefixtures("web")

CHANGE_ROUND = """async ({left_out, day}) => {
    const mine = await mitra.store.current();
    const kept = await mitra.store.read('rounds', mine.user);
    const people = kept.round.people.map(person => {
        const found = {...person};
        left_out.forEach(name => delete found[name]);
        return found;
    });
    const round = {...kept.round, people, day: day || kept.round.day};
    await mitra.store.put('rounds', {...kept, round});
}"""


@pytest.fixture
def offered(walk) -> list[Member]:
    """Who lapsed, and who was approved and not billed yet: each can pay this month."""
    current = months.first_of(months.law_day(timezone.now()))
    found = []
    for name, status in (("Rina Nonaktif", "lapsed"), ("Wati Baru", "active")):
        member = factories.make_member(market=walk[0].market, name=name, status=status)
        factories.make_term(member=member, first_month=current)
        found.append(member)
    return found


@pytest.fixture
def prepared(walk, offered, collector, web, page) -> CollectorsPhone:
    """Prepared with all of them, and without a signal since."""
    phone = CollectorsPhone(web, page)
    phone.log_in(collector)
    phone.prepare()
    phone.lose_signal()
    return phone


def only_who_owes(phone, walk, offered) -> None:
    """Three of the five, with what was billed; the others can pay all the same."""
    page = phone.page
    phone.open("/kunjungan/")
    expect(page.get_by_text("Perlu dikunjungi: 3, Rp50.400")).to_be_visible()
    for member in offered:
        expect(page.get_by_role("link", name=member.name)).to_have_count(0)
    phone.open(f"/peserta/{walk[-1].pk}/")
    expect(page.get_by_text("untuk 2 bulan")).to_be_visible()
    expect(page.get_by_role("link", name=f"Berikutnya: {walk[0].name}")).to_be_visible()
    for member in offered:
        phone.open(f"/peserta/{member.pk}/")
        expect(page.get_by_role("heading", name=member.name)).to_be_visible()
        expect(page.get_by_text("Tidak ada tagihan.")).to_be_visible()
        page.get_by_role("link", name="Terima pembayaran").click()
        expect(page.get_by_label("1 bulan")).to_be_checked()


def test_who_is_only_offered_a_month_is_not_asked_for_it(prepared, walk, offered) -> None:
    only_who_owes(prepared, walk, offered)
    # A round that was prepared before the server told who owes.
    left_out = ["owes", "billed", "market_closed"]
    prepared.page.evaluate(CHANGE_ROUND, {"left_out": left_out})
    only_who_owes(prepared, walk, offered)


def test_nobody_is_to_be_visited_in_a_market_that_is_closed_on_that_day(
    walk, collector, web, page
) -> None:
    market, today = walk[0].market, months.law_day(timezone.now())
    market.closed_weekdays = [today.isoweekday()]
    market.save()
    phone = CollectorsPhone(web, page)
    phone.log_in(collector)
    phone.prepare()
    phone.lose_signal()
    phone.open("/kunjungan/")
    expect(page.get_by_text("Perlu dikunjungi: 0, Rp0")).to_be_visible()
    expect(page.get_by_text(f"{market.name} tutup hari ini.")).to_be_visible()
    # Prepared on the closing day for the day after it.
    yesterday = f"{today - dt.timedelta(days=1)}"
    page.evaluate(CHANGE_ROUND, {"left_out": [], "day": yesterday})
    phone.open("/kunjungan/")
    expect(page.get_by_text("Perlu dikunjungi: 3, Rp50.400")).to_be_visible()
