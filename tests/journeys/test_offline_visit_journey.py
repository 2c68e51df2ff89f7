"""A visit without a signal: a day that the server would refuse is refused on the phone."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from collectors.models import Visit
from contributions.wording import day as in_words
from markets import months

pytestmark = pytest.mark.usefixtures("web")

FORGET_LAST_DAYS = """async () => {
    const mine = await mitra.store.current();
    const kept = await mitra.store.read('rounds', mine.user);
    const known = ({value, label, needs_day}) => ({value, label, needs_day});
    const outcomes = kept.round.outcomes.map(known);
    await mitra.store.put('rounds', {...kept, round: {...kept.round, outcomes}});
}"""


def name(phone, member, outcome: str, day: dt.date) -> None:
    """Try to keep a visit with that day."""
    phone.open(f"/peserta/{member.pk}/kunjungan/")
    phone.page.get_by_label(outcome).check()
    phone.page.get_by_label("Hari yang disebut").fill(f"{day}")
    phone.page.get_by_role("button", name="Simpan kunjungan").click()


@pytest.mark.parametrize(
    ("outcome", "first", "last"),
    [("Berjanji membayar", 0, 31), ("Jangan ditagih sampai tanggal", 1, 92)],
)
def test_a_day_out_of_the_range_is_refused_with_both_ends(
    phone, walk, outcome, first, last
) -> None:
    today = months.law_day(timezone.now())
    ends = [today + dt.timedelta(days=days) for days in (first, last)]
    told = f"Pilih hari antara {in_words(ends[0])} dan {in_words(ends[1])}."
    phone.lose_signal()
    for wrong in (ends[0] - dt.timedelta(days=1), ends[1] + dt.timedelta(days=1)):
        name(phone, walk[0], outcome, wrong)
        expect(phone.page.get_by_role("link", name=told)).to_be_visible()
        box = phone.page.get_by_label("Hari yang disebut")
        assert [box.get_attribute(end) for end in ("min", "max")] == [f"{end}" for end in ends]
    assert phone.entries() == []
    for member, right in zip(walk, ends, strict=False):
        name(phone, member, outcome, right)
        expect(phone.page.get_by_role("heading", name="Daftar kunjungan")).to_be_visible()
    phone.find_signal()
    phone.wait_until_sent()
    assert set(Visit.objects.values_list("named_day", flat=True)) == set(ends)


def test_a_round_of_before_the_ends_were_told_asks_for_today_or_later(phone, walk) -> None:
    today = months.law_day(timezone.now())
    phone.lose_signal()
    phone.page.evaluate(FORGET_LAST_DAYS)
    name(phone, walk[0], "Berjanji membayar", today - dt.timedelta(days=1))
    told = "Pilih harinya, hari ini atau sesudahnya."
    expect(phone.page.get_by_role("link", name=told)).to_be_visible()
    name(phone, walk[0], "Berjanji membayar", today)
    expect(phone.page.get_by_role("heading", name="Daftar kunjungan")).to_be_visible()
    assert phone.states() == ["waiting"]
