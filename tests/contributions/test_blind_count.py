"""Who counts cash is told nowhere how much it should be, until she has counted it."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import day_closes, handovers
from contributions.day_closes import UnableToClose
from contributions.models import DayClose
from contributions.uncounted import kept_from
from tests import factories
from tests.contributions.money import Cast
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - dt.timedelta(days=1)
# What was counted before, what waits, and what both are together.
COUNTED, WAITS, TOGETHER = "Rp8.400", "Rp25.200", "33.600"


@pytest.fixture(autouse=True)
def evening():
    with time_machine.travel(NOON.replace(hour=17), tick=False):
        yield


@pytest.fixture
def waiting(cast):
    """One receipt was handed over and counted; one of three months waits in a second hand-over."""
    cast.pay(cast.member())
    cast.hand_over()
    cast.pay(cast.member(), count=3)
    return handovers.ask(by=cast.collector, at=NOON)


def pages(client, cast: Cast):
    """Each page and table on which the money of the day stands, by name."""
    day = [cast.partner.pk, TODAY]
    place = {"place": f"collector:{cast.collector.pk}"}
    asked = [
        ("daily_close", day, {}),
        ("daily_close", day, {"pasar": cast.market.pk}),
        ("daily_receipts", day, {}),
        ("daily_close_export", day, {}),
        ("place_book", [], place),
        ("place_book", [], {"place": "member:"}),
        ("place_book_export", [], place),
        ("books", [], {}),
        ("books_export", [], {}),
    ]
    for name, arguments, query in asked:
        answer = client.get(reverse(name, args=arguments), query)
        assert answer.status_code == 200, name
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield name, content.decode()


def telling(client, cast):
    """Those from which the sum can be read, or follows."""
    sums = (WAITS, TOGETHER, WAITS.removeprefix("Rp").replace(".", ""), TOGETHER.replace(".", ""))
    return {name for name, text in pages(client, cast) if any(one in text for one in sums)}


def test_what_waits_is_left_out_and_said_so(client, cast, waiting):
    client.force_login(cast.treasurer)
    assert telling(client, cast) == set()
    for name, text in pages(client, cast):
        if "export" not in name:
            assert "Tanpa uang yang belum Anda hitung" in text, name
            assert f"{cast.collector.name}, 1 kuitansi" in text, name
            assert reverse("handover", args=[waiting.pk]) in text, name
        if name != "daily_receipts":
            assert COUNTED in text or '"8400"' in text, name


def test_once_counted_all_is_shown(client, cast, waiting):
    handovers.count(handover=waiting, pieces={10_000: 1}, by=cast.treasurer, at=NOON)
    client.force_login(cast.treasurer)
    names = {name for name, _text in pages(client, cast)}
    assert telling(client, cast) == names
    assert not any("belum Anda hitung" in text for _name, text in pages(client, cast))


def test_who_does_not_count_sees_all_of_it(client, cast, waiting):
    for reader in (
        factories.make_auditor(partner=cast.partner),
        factories.make_reviewer(branch=cast.partner.branch),
    ):
        assert not kept_from(user=reader)
        client.force_login(reader)
        assert telling(client, cast) == {name for name, _text in pages(client, cast)}


def test_receipts_are_counted_and_what_is_odd_about_them_is_told(client, cast):
    cast.pay(cast.member(), at=NOON.replace(hour=2))
    handovers.ask(by=cast.collector, at=NOON)
    client.force_login(cast.treasurer)
    text = client.get(reverse("daily_close", args=[cast.partner.pk, TODAY])).text
    assert f"1 kuitansi tunai {cast.collector.name} antara pukul 20 dan pukul 4." in text
    assert COUNTED not in text


def test_cash_that_she_brings_herself_is_kept_from_nobody(cast):
    """Nobody takes over her own cash; another treasurer counts it."""
    assert not kept_from(user=cast.treasurer)
    cast.pay(cast.member())
    assert not kept_from(user=cast.treasurer)  # it waits in no hand-over yet


def test_days_before_it_was_taken_are_told(cast, waiting):
    assert kept_from(user=cast.treasurer, until=TODAY)
    assert not kept_from(user=cast.treasurer, until=YESTERDAY)


def test_a_day_is_closed_after_its_cash_is_counted(client, cast, waiting):
    client.force_login(cast.treasurer)
    address = reverse("daily_close", args=[cast.partner.pk, TODAY])
    assert "Tutup hari ini dengan angka" not in client.get(address).text
    with pytest.raises(UnableToClose, match="Hitung dulu") as refusal:
        day_closes.close(partner=cast.partner, day=TODAY, by=cast.treasurer, at=NOON)
    assert refusal.value.code == "uncounted"
    assert not DayClose.objects.exists()
    day_closes.close(partner=cast.partner, day=YESTERDAY, by=cast.treasurer, at=NOON)
    handovers.count(handover=waiting, pieces={10_000: 1}, by=cast.treasurer, at=NOON)
    day_closes.close(partner=cast.partner, day=TODAY, by=cast.treasurer, at=NOON)


def test_what_came_after_the_close_is_told_once_it_is_counted(client, cast):
    day_closes.close(partner=cast.partner, day=TODAY, by=cast.treasurer, at=NOON)
    cast.pay(cast.member(), count=3)
    waiting = handovers.ask(by=cast.collector, at=NOON)
    client.force_login(cast.treasurer)
    address = reverse("daily_close", args=[cast.partner.pk, TODAY])
    before = client.get(address).text
    assert "Berubah sesudah ditutup" not in before
    assert "25.200" not in before
    handovers.count(handover=waiting, pieces={10_000: 1}, by=cast.treasurer, at=NOON)
    assert "Berubah sesudah ditutup" in client.get(address).text


@pytest.mark.parametrize("name", ["daily_close", "daily_receipts", "place_book", "books"])
def test_many_hand_overs_take_no_more_queries(client, cast, name):
    def hand_over(count):
        for _ in range(count):
            by = factories.make_collector(market=cast.market)
            cast.pay(cast.member(), by=by)
            handovers.ask(by=by, at=NOON)

    def queries():
        arguments = [cast.partner.pk, TODAY] if name.startswith("daily") else []
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name, args=arguments)).status_code == 200
        return len(captured)

    client.force_login(cast.treasurer)
    hand_over(2)
    few = queries()
    hand_over(6)
    assert queries() == few <= 12
