"""The page of the list: its parts, its budget, and who may open it."""

import datetime as dt
import gzip

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.factories import NOON, NOVEMBER, WIB

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
MOST_BYTES = 15 * 1024


def owing(cast, count: int, **fields) -> None:
    """So many traders at their stalls, each with a phone and one month open."""
    block = factories.make_block(market=cast.market)
    for number in range(count):
        stall = factories.make_stall(block=block, number=f"{number}")
        phone = f"+62812{(number * 7919 + 1234567) % 10**8:08}"
        name = f"{NAMES[number * 7 % len(NAMES)]} {NAMES[number * 5 % len(NAMES)]} {number:x}"
        member = factories.make_member(stall=stall, name=name, phone=phone, **fields)
        factories.make_cover(member=member, paid_until=dt.date(2026, 8 + number % 3, 28))
        factories.make_contribution(member=member, month=NOVEMBER)


NAMES = [
    "Siti",
    "Dewi",
    "Tuti",
    "Rahmat",
    "Asep",
    "Wahyu",
    "Nurhayati",
    "Kusnadi",
    "Yayah",
    "Eti",
    "Mulyadi",
    "Entin",
    "Iis",
]


def page(client, cast, query="", *, user=None):
    client.force_login(user or cast.collector)
    with time_machine.travel(NOON, tick=False):
        return client.get(reverse("worklist") + query)


def test_it_says_who_where_how_much_and_how_to_reach_her(client, cast) -> None:
    owing(cast, 1)
    body = page(client, cast).content.decode()
    assert "1 orang perlu dikunjungi, Rp8.400." in body
    for text in (
        "Kios 0",
        "Rp8.400",
        "Bulan terakhir sebelum nonaktif",
        "sisa 20 hari sampai nonaktif",
    ):
        assert text in body
    assert 'href="tel:+6281201234567"' in body
    assert "https://wa.me/6281201234567?text=Selamat%20siang" in body


@pytest.mark.parametrize(
    "query",
    [
        "?tampil=postponed",
        "?tampil=done",
        "?tampil=nothing",
        "?urut=mendesak",
        "?cakupan=semua",
        "?blok=x",
        "?blok=99999999999999999999",
        "?page=0",
        "?page=-1",
        "?page=x",
        "?q=%00",
        "?q=%25_%5C",
    ],
)
def test_any_query_is_answered(client, cast, query) -> None:
    owing(cast, 1)
    assert page(client, cast, query).status_code == 200


def test_who_covers_nothing_is_led_to_the_whole_market(client, cast) -> None:
    factories.make_assignment(
        collector=factories.make_collector(partner=cast.partner),
        market=cast.market,
        first_day=dt.date(2026, 11, 1),
    )
    body = page(client, cast).content.decode()
    assert "Belum ada tempat untuk Anda" in body


@pytest.mark.parametrize("role", ["treasurer", "reviewer", "auditor", "admin"])
def test_other_roles_have_no_list(client, cast, role) -> None:
    user = getattr(factories, f"make_{role}")()
    assert page(client, cast, user=user).status_code == 404


def test_it_takes_the_same_few_queries_for_ten_and_for_a_thousand(client, cast) -> None:
    client.force_login(cast.collector)

    def queries() -> int:
        with time_machine.travel(NOON, tick=False), CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("worklist")).status_code == 200
        return len(captured)

    owing(cast, 10)
    few = queries()
    owing(cast, 990)
    assert queries() == few <= MOST_QUERIES


def test_two_hundred_rows_stay_within_fifteen_kibibytes(client, cast) -> None:
    owing(cast, 200)
    body = page(client, cast).content
    assert body.count(b"https://wa.me/") == 200
    size = len(gzip.compress(body, 6))
    assert size <= MOST_BYTES


def test_a_closed_market_is_said_with_the_next_day(client, cast):
    cast.market.closed_weekdays = [6, 7]
    cast.market.save()
    owing(cast, 1)
    client.force_login(cast.collector)
    with time_machine.travel(dt.datetime(2026, 11, 21, 9, tzinfo=WIB), tick=False):
        text = client.get(reverse("worklist")).text
        whole = client.get(reverse("worklist"), {"cakupan": "semua"}).text
    assert "Pasar tutup hari ini: kunjungan berikutnya Senin, 23 November 2026." in text
    assert "0 orang perlu dikunjungi" in text
    assert "1 orang perlu dikunjungi" in whole
