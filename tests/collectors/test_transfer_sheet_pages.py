"""A treasurer books one transfer for many: which one, whom it pays, one sending, and its rest."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions.models import CollectionSheet, Payment, StatementMatch
from tests import factories
from tests.collectors.till import OCTOBER, behind, hidden
from tests.contributions.money import make_cast, written
from tests.contributions.qris_samples import make_qris_code
from tests.contributions.sheets import asked_line, results, submit
from tests.contributions.statement_steps import line_of
from tests.factories import NOON, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
TYPED = {"referensi": "trf 77", "jumlah": "33600", "tanggal": f"{TODAY}"}


@pytest.fixture
def cast(client):
    cast = make_cast()
    client.force_login(cast.treasurer)
    return cast


@pytest.fixture
def bank(cast):
    return make_qris_code(market=cast.market).account.settles_into


def shown(cast, bank, amount="33.600"):
    day = f"{TODAY:%d/%m/%Y}"
    return line_of(cast, bank, day, "KIRIMAN PAGUYUBAN", amount)


def place(cast):
    return {"tempat": f"pasar={cast.market.pk}"}


def fill(client, cast, transfer):
    answer = client.get(reverse("transfer_sheets"), transfer | place(cast))
    assert answer.status_code == 302, answer.text
    return answer.url, client.get(answer.url)


def named(url):
    return parse_qs(urlsplit(url).query)


def check(client, cast, transfer, members, count=2):
    url, _page = fill(client, cast, transfer)
    ticks = {"anggota": [member.pk for member in members]}
    for member in members:
        ticks |= {f"p{member.pk}-pays": "on", f"p{member.pk}-count": count}
    return client.get(reverse("check_sheet"), named(url) | ticks)


def send(client, fields):
    return client.post(reverse("fill_sheet"), fields)


def test_the_transfer_goes_along_to_the_people_and_the_last_look(client, cast):
    siti, dewi = behind(cast), behind(cast, name="Dewi")
    _url, page = fill(client, cast, TYPED)
    assert "TRF 77" in page.text and "Rp33.600" in page.text and "Siti Contoh" in page.text
    before = written()
    look = check(client, cast, TYPED, [siti, dewi]).text
    assert "Dari transfer, 2 orang" in look and "Sisa" not in look
    assert "Catat 2 pembayaran" in look
    assert written() == before


def test_one_sending_books_them_all_with_the_reference_and_again_shows_the_same(client, cast):
    members = [behind(cast), behind(cast, name="Dewi")]
    fields = hidden(check(client, cast, TYPED, members))
    first, again = send(client, fields), send(client, fields)
    assert first.url == again.url
    sheet = CollectionSheet.objects.get()
    assert all(results(sheet))
    paid = set(Payment.objects.values_list("method", "reference", "amount_idr"))
    assert paid == {("transfer", "TRF 77", 16_800)}
    page = client.get(first.url).text
    assert all(receipt in page for receipt in results(sheet))
    assert "belum dicatat untuk siapa pun" not in page


def test_from_a_line_the_rest_is_named_and_booked_from_the_result(client, cast, bank):
    siti, dewi = behind(cast), behind(cast, name="Dewi")
    line = shown(cast, bank)
    assert "?baris=" in client.get(reverse("statement_line", args=[line.pk])).text
    look = check(client, cast, {"baris": line.pk, "referensi": "KIRIM 5"}, [siti])
    assert "Sisa Rp16.800 tidak dicatat" in look.text
    assert f"ditangani {cast.treasurer.name}" in look.text
    page = client.get(send(client, hidden(look)).url).text
    assert "Sisa Rp16.800 dari transfer ini belum dicatat" in page
    assert f"baris={line.pk}" in page
    first = client.get(reverse("transfer_sheets"), {"baris": line.pk}).text
    assert "KIRIM 5" in first and "Rp16.800" in first
    # The reference stays what the first sheet called it, whatever is sent.
    again = {"baris": line.pk, "referensi": "LAIN"}
    page = client.get(send(client, hidden(check(client, cast, again, [dewi]))).url).text
    assert "belum dicatat untuk siapa pun" not in page and "Cocok" in page
    assert StatementMatch.objects.get(line=line).payment_reference == "KIRIM 5"
    assert client.get(reverse("statement_line", args=[line.pk])).text.count("/lembar/") >= 2


def test_more_than_is_left_cannot_be_sent(client, cast):
    members = [behind(cast, name=f"Siti {letter}") for letter in "ABC"]
    look = check(client, cast, TYPED, members)
    assert "tinggal Rp33.600" in look.text and "Catat 3 pembayaran" not in look.text
    answer = client.post(reverse("fill_sheet"), hidden(look), follow=True)
    assert "Kurangi centangnya" in answer.text
    assert not CollectionSheet.objects.exists()


@pytest.mark.parametrize("missing", ["referensi", "jumlah", "tanggal"])
def test_what_is_missing_is_asked_and_nothing_is_filled(client, cast, missing):
    behind(cast)
    said = {**TYPED, missing: ""}
    assert client.get(reverse("transfer_sheets"), said | place(cast)).status_code == 200
    for name in ("fill_sheet", "check_sheet"):
        answer = client.get(reverse(name), said | {"pasar": cast.market.pk, "anggota": 1})
        assert answer.url == reverse("transfer_sheets")


def test_a_day_to_come_is_said_where_it_was_typed_last(client, cast):
    later = TYPED | {"tanggal": f"{TODAY + dt.timedelta(days=1)}"}
    fields = hidden(check(client, cast, later, [behind(cast)]))
    answer = client.post(reverse("fill_sheet"), fields, follow=True)
    assert "Tanggal transfer belum tiba." in answer.text


def test_another_partners_line_place_and_sheet_are_not_found(client, cast):
    strangers = make_cast()
    account = make_qris_code(market=strangers.market).account.settles_into
    line = shown(strangers, account)
    assert client.get(reverse("transfer_sheets"), {"baris": line.pk}).status_code == 404
    answer = client.get(reverse("fill_sheet"), {**TYPED, "pasar": strangers.market.pk})
    assert answer.status_code == 404
    sheet = factories.new_id()
    CollectionSheet.objects.create(
        id=sheet,
        by=strangers.treasurer,
        place="Pasar",
        at=NOON,
        method="transfer",
        partner=strangers.partner,
        reference="X",
        transfer_idr=1,
        transferred_on=TODAY,
    )
    assert client.get(reverse("collection_sheet", args=[sheet])).status_code == 404


def test_colleagues_and_auditors_look_at_a_sheet_and_auditors_only_look(client, cast):
    url = send(client, hidden(check(client, cast, TYPED, [behind(cast)]))).url
    client.force_login(factories.make_treasurer(partner=cast.partner))
    assert "Catat sisanya" in client.get(url).text
    client.force_login(factories.make_auditor(partner=cast.partner))
    page = client.get(url).text
    assert "TRF 77" in page and "Catat sisanya" not in page
    assert client.post(url).status_code == 404


def test_the_pages_take_as_many_queries_for_three_people_as_for_thirty(client, cast, bank):
    def queries(url, query=None):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url, query).status_code == 200
        return len(captured)

    def all_pages(count):
        members = [behind(cast) for _ in range(count)]
        line = shown(cast, bank, f"{16_800 * count}")
        transfer = {"baris": line.pk, "referensi": f"KIRIM {count}"}
        look = check(client, cast, transfer, members)
        url, _page = fill(client, cast, transfer)
        filled = queries(url)
        result = send(client, hidden(look)).url
        return filled, queries(result), queries(reverse("transfer_sheets"), {"baris": line.pk})

    few, many = all_pages(3), all_pages(30)
    assert few == many
    assert max(many) <= 12


def test_a_treasurer_does_not_see_a_sheet_of_cash_which_she_counts_and_an_auditor_does(
    client, cast
):
    sheet = submit(asked_line(behind(cast), first=OCTOBER), by=cast.collector)
    url = reverse("collection_sheet", args=[sheet.pk])
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    client.force_login(factories.make_auditor(partner=cast.partner))
    assert results(sheet)[0] in client.get(url).text
