"""The page of a business day: odd things first, sums that lead to their rows, closing, export."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions.models import DayClose
from tests import factories
from tests.contributions.money import make_cast
from tests.factories import NOON, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_treasurer")]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOON.replace(hour=17), tick=False):
        yield


def url(cast, name="daily_close", day=TODAY):
    return reverse(name, args=[cast.partner.pk, day])


def test_the_day_opens_with_what_is_odd_and_each_sum_leads_to_its_receipts(client, cast):
    first = cast.pay(cast.member())
    cast.hand_over()
    second = cast.pay(cast.member(), at=NOON.replace(hour=2))
    text = client.get(reverse("daily_closes"), follow=True).text
    assert text.index("Waktu yang janggal") < text.index("Tunai menurut kuitansi hari ini")
    rows = {
        state: client.get(url(cast, "daily_receipts"), {"keadaan": state, "cara": "cash"}).text
        for state in ("tangan", "serah", "batal", "")
    }
    shown = {
        state: [row.receipt in text for row in (first, second)] for state, text in rows.items()
    }
    assert shown == {
        "tangan": [False, True],
        "serah": [True, False],
        "batal": [False, False],
        "": [True, True],
    }


def test_the_treasurer_closes_the_day_and_later_changes_are_told(client, cast):
    cast.pay(cast.member())
    assert "Tutup hari ini" in client.get(url(cast)).text
    assert "Hari ditutup" in client.post(url(cast), follow=True).text
    assert DayClose.objects.get().closed_by == cast.treasurer
    assert "sudah ditutup" in client.post(url(cast), follow=True).text
    cast.pay(cast.member())
    assert "Berubah sesudah ditutup" in client.get(url(cast)).text


def test_branch_and_auditor_read_and_do_not_close(client, cast):
    for reader in (
        factories.make_reviewer(branch=cast.partner.branch),
        factories.make_auditor(partner=cast.partner),
    ):
        client.force_login(reader)
        assert "Tutup hari ini" not in client.get(url(cast)).text
        assert client.post(url(cast)).status_code == 404


def test_no_day_and_no_market_of_others_is_found(client, cast):
    assert client.get(url(cast, day="2026-13-40")).status_code == 404
    assert client.get(url(cast), {"pasar": factories.make_market().pk}).status_code == 404
    assert client.get(url(make_cast())).status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-13-01"])
def test_a_day_that_no_book_has_is_not_found(client, cast, day):
    client.force_login(cast.treasurer)
    assert client.get(reverse("daily_close", args=[cast.partner.pk, day])).status_code == 404


def test_the_table_goes_out_as_xlsx_and_csv(client, cast):
    cast.pay(cast.member())
    address = url(cast, "daily_close_export")
    assert b"".join(client.get(address, {"format": "xlsx"}).streaming_content).startswith(b"PK")
    text = b"".join(client.get(address).streaming_content).decode()
    assert f'"{cast.collector.name}","1","8400"' in text


@pytest.mark.parametrize("of_one_market", [False, True])
@pytest.mark.parametrize("name", ["daily_close", "daily_receipts"])
def test_many_people_take_no_more_queries(client, cast, name, of_one_market):
    asked = {"pasar": cast.market.pk} if of_one_market else {}

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(cast, name), asked).status_code == 200
        return len(captured)

    def collect(count):
        for _ in range(count):
            by = factories.make_collector(market=cast.market)
            cast.pay(cast.member(), by=by, at=NOON.replace(hour=2))
            factories.make_market(partner=cast.partner)

    collect(2)
    few = queries()
    collect(10)
    assert queries() == few <= 12
