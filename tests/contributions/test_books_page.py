"""The cash book as auditors read it: by place and by day, within their scope, exported."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions.cash_book import Chosen, cash_book
from contributions.models import LedgerEntry
from markets.models import Partner
from tests import factories
from tests.contributions.money import make_cast
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(client):
    cast = make_cast()
    cast.pay(cast.member())
    cast.hand_over()
    cast.remit()
    cast.pay(cast.member(), count=2)
    client.force_login(factories.make_auditor(partner=cast.partner))
    return cast


def book(cast, **chosen):
    partners = Partner.objects.filter(pk=cast.partner.pk)
    return cash_book(partners=partners, chosen=Chosen(TODAY, TODAY, **chosen), page=None)


def read(client, name="books", **query):
    with time_machine.travel(NOON, tick=False):
        return client.get(reverse(name), query)


def test_each_place_shows_what_came_and_what_went(cast):
    lines = {line.place: (line.came_idr, line.went_idr) for line in book(cast).places}
    assert lines == {
        "Peserta": (0, 25_200),
        "Kolektor": (25_200, 8_400),
        "Kas bendahara": (8_400, 8_400),
        "Menuju BPJS, belum ditransfer": (8_400, 8_400),
        "BPJS": (8_400, 0),
    }


def test_what_came_everywhere_is_what_went_everywhere(cast):
    assert sum(line.change_idr for line in book(cast).places) == 0


def test_the_book_is_narrowed_by_place_and_document(cast):
    (line,) = book(cast, place="bpjs").days
    assert (line.to_place, line.amount_idr) == ("BPJS", 8_400)
    assert line.from_place == "Menuju BPJS, belum ditransfer"
    assert book(cast, document="payment").moves == 2


def test_the_page_shows_this_month_and_the_days_that_were_chosen(client, cast):
    assert "Kas bendahara" in read(client).text
    empty = read(client, first_day="2026-10-01", last_day="2026-10-31")
    assert "Tidak ada catatan" in empty.text
    assert 'value="2026-10-31"' in empty.text
    assert read(client, first_day="kemarin", place="saku").status_code == 200


def test_the_export_has_every_move_and_no_names_of_members(client, cast):
    lines = b"".join(read(client, "books_export")).decode().splitlines()
    assert len(lines) == 1 + LedgerEntry.objects.count()
    assert "Peserta" in lines[1]
    assert not any(name in "".join(lines) for name in ("Peserta 1,", "Siti"))


def test_another_partners_book_stays_closed_whatever_is_asked(client, cast):
    elsewhere = make_cast()
    elsewhere.pay(elsewhere.member())
    text = read(client, partner=elsewhere.partner.pk).text
    assert elsewhere.partner.name not in text
    assert "Rp25.200" in text  # the choice is dropped, the scope stays


def test_nothing_can_be_written_here(client, cast):
    assert client.post(reverse("books")).status_code == 405


def test_the_page_takes_as_many_queries_with_many_moves_as_with_few(client, cast):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert read(client).status_code == 200
        return len(captured)

    few = queries()
    for _ in range(15):
        cast.pay(cast.member())
    assert queries() == few <= 12
