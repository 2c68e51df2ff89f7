"""One place of money by day: it adds up, leads to documents, and shows nobody else's."""

import datetime as dt
import io
import zipfile

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import ledger
from contributions.models import Document
from contributions.place_book import ChosenPlace, moves_of, place_book
from contributions.views import document_links
from markets.models import Partner
from tests import factories
from tests.architecture.urlconf import addresses
from tests.contributions.money import make_cast
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOON.replace(hour=17), tick=False):
        yield


@pytest.fixture
def cast(client):
    """Yesterday one receipt, today one more, then all cash is handed over."""
    cast = make_cast()
    cast.pay(cast.member(), at=NOON - dt.timedelta(days=1))
    cast.pay(cast.member())
    cast.hand_over()
    client.force_login(factories.make_auditor(partner=cast.partner))
    return cast


def chosen(cast, place="collector", first_day=TODAY):
    return ChosenPlace(place, cast.collector.pk, first_day, TODAY)


def own(cast):
    return Partner.objects.filter(pk=cast.partner.pk)


def test_opening_plus_came_minus_went_is_closing_and_what_the_ledger_holds(cast):
    book = place_book(partners=own(cast), chosen=chosen(cast), page=None)
    assert (book.opening_idr, book.came_idr, book.went_idr) == (8_400, 8_400, 16_800)
    assert book.closing_idr == 0 == ledger.balance(*ledger.collector(cast.collector.pk))
    assert [move.left_idr for move in book.moves] == [16_800, 0]


def test_a_later_page_goes_on_from_where_the_one_before_ended(cast, monkeypatch):
    monkeypatch.setattr("contributions.place_book.A_PAGE", 1)
    monkeypatch.setattr("contributions.place_book.AT_ONCE", 1)
    pages = [place_book(partners=own(cast), chosen=chosen(cast), page=page) for page in "12"]
    assert [page.moves[0].left_idr for page in pages] == [16_800, 0]
    every = moves_of(partners=own(cast), chosen=chosen(cast))
    assert [move.left_idr for move in every] == [16_800, 0]


def test_all_places_of_a_kind_are_one(cast):
    everybody = ChosenPlace("collector", None, YESTERDAY, TODAY)
    book = place_book(partners=own(cast), chosen=everybody, page=None)
    assert (book.opening_idr, book.came_idr, book.closing_idr) == (0, 16_800, 0)


def test_the_page_names_the_place_and_links_each_document(client, cast):
    asked = {"place": f"collector:{cast.collector.pk}"}
    text = client.get(reverse("place_book"), asked).text
    assert f"Kolektor: {cast.collector.name}" in text
    handover = cast.collector.handovers.get()
    assert reverse("handover", args=[handover.pk]) in text
    payment = cast.collector.payments_taken.first()
    assert reverse("given_receipt", args=[payment.pk]) in text
    assert f"place=member%3A{payment.member_id}" in text
    hers = client.get(reverse("place_book"), {"place": f"member:{payment.member_id}"}).text
    assert f"<h2>Peserta: {payment.member.name}</h2>" in hers


def test_who_reads_the_book_may_open_the_page_of_every_document():
    access = {address.name: address.access for address in addresses()}
    pages = document_links.PAGES | document_links.LISTS
    assert set(pages) == set(Document)
    assert [name for name in pages.values() if not access["place_book"] <= access[name]] == []


def test_places_of_others_are_neither_named_nor_counted(client, cast):
    other = make_cast()
    payment = other.pay(other.member(name="Orang Lain"))
    for place in (
        f"member:{payment.member_id}",
        f"collector:{other.collector.pk}",
        "x:1",
        "bpjs:9" * 9,
    ):
        text = client.get(reverse("place_book"), {"place": place}).text
        assert "Orang Lain" not in text
        assert "<h2>" not in text
    assert "Orang Lain" not in client.get(reverse("place_book"), {"place": "member:"}).text


def test_the_page_asks_no_more_for_more_moves(client, cast):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("place_book"), {"place": "collector:"})
        return len(asked)

    few = queries()
    for _ in range(12):
        cast.pay(cast.member())
    assert queries() == few <= 12


def test_the_table_begins_with_the_opening_balance_and_runs_no_formula(client, cast):
    cast.collector.name = "=1+1"
    cast.collector.save()
    asked = {"place": f"collector:{cast.collector.pk}", "first_day": TODAY}
    answer = client.get(reverse("place_book_export"), asked)
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert "Saldo awal" in lines[1] and '"8400"' in lines[1]
    assert len(lines) == 4
    assert '"=1+1"' not in "".join(lines) and "'=1+1" in "".join(lines)
    asked["format"] = "xlsx"
    sheet = b"".join(client.get(reverse("place_book_export"), asked).streaming_content)
    assert zipfile.ZipFile(io.BytesIO(sheet)).testzip() is None
