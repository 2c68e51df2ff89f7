"""Order, choice and download of the tables that treasurers work with all day, and the way back."""

import csv
import datetime as dt
import html
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import handovers, voids
from tests.contributions.credit import give
from tests.contributions.repaid import prepare
from tests.contributions.statement_steps import deposit
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def signed_in(client, cast):
    client.force_login(cast.treasurer)


def shown(client, page, *args, **query):
    with CaptureQueriesContext(connection) as captured:
        text = client.get(reverse(page, args=args), query).text
    assert len(captured) <= 12
    return text


def names(client, page, *args, **query):
    """What stands first in each row of the last table, from above."""
    body = shown(client, page, *args, **query).rpartition("<tbody>")[2]
    return re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]*)', body)


def table(client, page, *args, **query):
    """The first two cells of each row of a download."""
    text = client.get(reverse(page, args=args), query).getvalue().decode("utf-8-sig")
    return [row[:2] for row in csv.reader(io.StringIO(text))][1:]


class TestHandovers:
    @pytest.fixture
    def decided(self, cast):
        """The second was short; the pages name each by its own number."""
        cast.pay(cast.member())
        first = cast.hand_over()
        cast.pay(cast.member())
        return first, cast.hand_over(counted_idr=8_000, at=LATER)

    def numbers(self, client, **query):
        text = shown(client, "handovers", **query).rpartition("<tbody>")[2]
        return [int(number) for number in re.findall(r'<a href="/serah-terima/(\d+)/', text)]

    def test_they_are_narrowed_and_sorted_by_what_is_missing(self, client, cast, decided):
        first, second = (row.pk for row in decided)
        assert self.numbers(client) == [second, first]
        assert self.numbers(client, outcome="differing") == [second]
        assert self.numbers(client, q=cast.collector.name, urut="-selisih") == [first, second]
        assert self.numbers(client, first_day=TODAY, urut="selisih") == [second, first]
        assert self.numbers(client, last_day=TODAY - dt.timedelta(days=1)) == []
        assert self.numbers(client, q="orang lain") == []

    def test_all_of_all_years_are_sorted_by_their_day_only(self, client, decided):
        page = shown(client, "handovers")
        assert "urut=diputuskan" in page and "urut=selisih" not in page

    def test_the_download_is_what_the_page_shows(self, client, cast, decided):
        first, second = (str(row.pk) for row in decided)
        found = table(client, "handovers_export", first_day=TODAY, urut="-selisih")
        assert [number for number, _partner in found] == [first, second]
        assert len(table(client, "handovers_export", outcome="differing")) == 1

    def test_one_that_waits_is_in_no_download(self, client, cast):
        cast.pay(cast.member())
        handovers.ask(by=cast.collector, at=NOON)
        assert table(client, "handovers_export") == []

    def test_from_one_of_them_the_way_leads_back_to_the_list_as_it_was(self, client, decided):
        page = shown(client, "handovers", outcome="differing", urut="-selisih")
        (row,) = re.findall(r'href="(/serah-terima/\d+/\?daftar=[^"]*)"', page)
        back = '<a class="back" href="/serah-terima/?outcome=differing&amp;urut=-selisih">'
        assert back in client.get(html.unescape(row)).text

    def test_a_count_on_the_page_keeps_the_way_back(self, client, cast):
        cast.pay(cast.member())
        waiting = handovers.ask(by=cast.collector, at=NOON)
        url = reverse("handover", args=[waiting.pk]) + "?daftar=page%3D2"
        answer = client.post(url, {"decision": "refuse", "reason": "Belum dihitung bersama"})
        assert answer.url == "/serah-terima/?page=2"


class TestReceiptsOfTheDay:
    @pytest.fixture
    def day(self, cast):
        cast.pay(cast.member(name="Budi"))
        cast.pay(cast.member(name="Ani"), at=LATER, count=2, first=NOVEMBER)
        return [cast.partner.pk, TODAY]

    def receipts(self, client, day, **query):
        rows = table(client, "daily_receipts_export", *day, **query)
        assert [receipt for receipt, _name in rows] == names(
            client, "daily_receipts", *day, **query
        )
        return [name for _receipt, name in rows]

    def test_page_and_download_have_the_same_order(self, client, day):
        assert self.receipts(client, day) == ["Budi", "Ani"]
        assert self.receipts(client, day, urut="peserta") == ["Ani", "Budi"]
        assert self.receipts(client, day, urut="-jumlah") == ["Ani", "Budi"]

    def test_page_and_download_are_narrowed_alike(self, client, cast, day):
        assert self.receipts(client, day, q="an") == ["Ani"]
        assert self.receipts(client, day, cara="transfer") == []
        assert self.receipts(client, day, orang=cast.treasurer.pk) == []
        assert self.receipts(client, day, keadaan="serah") == []

    def test_what_is_not_counted_yet_is_neither_sorted_by_nor_downloaded(self, client, cast, day):
        handovers.ask(by=cast.collector, at=LATER)
        assert "urut=jumlah" not in shown(client, "daily_receipts", *day)
        assert self.receipts(client, day, urut="-jumlah") == ["Budi", "Ani"]
        url = reverse("daily_receipts_export", args=day)
        text = client.get(url).getvalue().decode()
        assert "16800" not in text and "8400" not in text

    def test_a_figure_of_one_market_leads_to_its_receipts_and_back(self, client, cast, day):
        page = shown(client, "daily_close", *day, pasar=cast.market.pk)
        links = re.findall(r'href="([^"]*/kuitansi/[^"]*)"', page)
        assert links and all(f"pasar={cast.market.pk}" in link for link in links)
        back = re.search(r'class="back" href="([^"]*)"', client.get(html.unescape(links[0])).text)
        assert html.unescape(back[1]).endswith(f"/?pasar={cast.market.pk}")


class TestVoids:
    @pytest.fixture
    def decided(self, cast):
        for name, at in (("Budi", NOON), ("Ani", LATER)):
            void = cast.void(cast.pay(cast.member(name=name)))
            voids.refuse(void=void, note="Kuitansinya benar", by=cast.treasurer, at=at)

    def test_they_are_sorted_and_sought(self, client, decided):
        assert names(client, "voids") == ["Ani", "Budi"]
        assert names(client, "voids", urut="diputuskan") == ["Budi", "Ani"]
        assert names(client, "voids", urut="-nama") == ["Budi", "Ani"]
        assert names(client, "voids", q="bud") == ["Budi"]
        assert "Tidak ditemukan" in shown(client, "voids", q="orang lain")

    def test_the_download_has_those_sought(self, client, decided):
        assert len(table(client, "voids_export")) == 2
        assert len(table(client, "voids_export", q="bud")) == 1


class TestDeposits:
    def test_they_are_sorted_sought_and_downloaded(self, client, cast, bank):
        cast.pay(cast.member())
        cast.hand_over()
        deposit(cast, bank, amount_idr=8_000, slip_number="A-1")
        deposit(cast, bank, amount_idr=400, slip_number="B-2")
        assert names(client, "deposits", urut="jumlah") == ["B-2", "A-1"]
        assert names(client, "deposits", urut="slip") == ["A-1", "B-2"]
        assert names(client, "deposits", q="b-2") == ["B-2"]
        found = table(client, "deposits_export", urut="-slip")
        assert [slip for slip, _day in found] == ["B-2", "A-1"]
        assert len(table(client, "deposits_export", q="a-1")) == 1


class TestCredit:
    def test_holders_are_sorted_and_downloaded(self, client, cast):
        for name, amount_idr in (("Ani", 3_000), ("Budi", 5_000)):
            give(cast, cast.member(name=name), amount_idr)
        assert names(client, "credit_holders") == ["Ani", "Budi"]
        assert names(client, "credit_holders", urut="-jumlah") == ["Budi", "Ani"]
        found = table(client, "credit_holders_export", urut="-jumlah")
        assert [name for name, _number in found] == ["Budi", "Ani"]
        assert len(table(client, "credit_holders_export", q="ani")) == 1

    def test_repayments_are_sorted_as_they_are_downloaded(self, client, cast):
        for name, amount_idr in (("Ani", 3_000), ("Budi", 5_000)):
            member = cast.member(name=name)
            give(cast, member, amount_idr)
            prepare(member=member, by=cast.treasurer)
        assert names(client, "repayments", urut="-jumlah") == ["Budi", "Ani"]
        found = table(client, "repayments_export", urut="-jumlah")
        assert [name for _number, name in found] == ["Budi", "Ani"]


def test_months_of_a_remittance_are_sorted_as_they_are_downloaded(client, cast):
    cast.pay(cast.member(name="Budi"))
    cast.pay(cast.member(name="Ani"))
    cast.hand_over()
    remittance = cast.post()
    assert names(client, "remittance", remittance.pk) == ["Ani", "Budi"]
    assert names(client, "remittance", remittance.pk, urut="-nama") == ["Budi", "Ani"]
    assert names(client, "remittance", remittance.pk, urut="kuitansi") == ["Budi", "Ani"]
    found = table(client, "remittance_export", remittance.pk, urut="-nama")
    assert [name for name, _number in found] == ["Budi", "Ani"]
