"""The pages of statements: columns, upload, results, deciding, deposits."""

import io
import re

import pytest
from django.urls import reverse

from contributions import statement_work, statements
from contributions.models import Deposit, StatementImport, StatementLine, StatementMapping
from tests import factories
from tests.contributions import qris_samples, statement_samples
from tests.contributions.reconciled import reconcile
from tests.contributions.statement_samples import csv_of
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_treasurer")]
ROWS = [("10/11/2026", "A <b>", "8.400"), ("11/11/2026", "B", "-500")]


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON.replace(day=12), tick=False)


@pytest.fixture
def bank(cast):
    return qris_samples.make_account(partner=cast.partner, by=cast.treasurer)


def file(rows=ROWS, header=statement_samples.HEADER):
    found = io.BytesIO(csv_of(rows, header))
    found.name = "mutasi.csv"
    return found


def test_columns_are_guessed_looked_at_and_saved(client, bank):
    address = reverse("statement_mapping", args=[bank.pk])
    page = client.post(address, {"file": file()}).text
    assert "Awal berkas" in page
    sample = re.search(r'name="sample" value="([^"]+)"', page)[1]
    chosen = {
        "sample": sample, "encoding": "utf-8-sig", "delimiter": ";", "header_row": "1",
        "decimal_sign": ",", "day_format": "%d/%m/%Y", "day_column": "1",
        "description_column": "2", "amount_column": "3",
    }  # fmt: skip
    page = client.post(address, {**chosen, "look": "1"}).text
    assert "Beginilah baris pertama terbaca" in page
    assert "10 November 2026" in page
    assert not StatementMapping.objects.exists()
    answer = client.post(address, {**chosen, "save": "1"}, follow=True)
    assert "Kolom mutasi disimpan." in answer.text
    assert StatementMapping.objects.get().account == bank


@pytest.mark.parametrize("sample", ["", "###", "AAAA"])
def test_a_spoiled_sample_is_asked_for_again(client, bank, sample):
    address = reverse("statement_mapping", args=[bank.pk])
    said = {"sample": sample, "encoding": "x", "delimiter": ";"}
    assert "Unggah sekali lagi" in client.post(address, said, follow=True).text


def test_an_uploaded_statement_shows_how_far_it_is_and_what_it_found(
    client, cast, bank, time_machine
):
    statement_samples.mapped(account=bank, by=cast.treasurer)
    answer = client.post(reverse("statements"), {"account": bank.pk, "file": file()}, follow=True)
    assert "Menunggu giliran" in answer.text
    statement_work.work_all(at=NOON)
    row = StatementImport.objects.get()
    assert "Lihat hasilnya" in client.get(reverse("statement_import", args=[row.pk])).text
    time_machine.move_to(NOON.replace(day=13))
    again = client.post(reverse("statements"), {"account": bank.pk, "file": file()}, follow=True)
    assert "sudah diimpor" in again.text


def test_without_columns_the_upload_says_what_comes_first(client, bank):
    answer = client.post(reverse("statements"), {"account": bank.pk, "file": file()})
    assert "Atur dahulu kolom" in answer.text


def test_lines_are_filtered_searched_and_exported(client, cast):
    cast.pay(cast.member())
    cast.hand_over()
    reconcile(cast)
    page = client.get(reverse("statement_lines"), {"hasil": "unmatched"}).text
    assert "LAIN" in page
    assert "SLIP-500" not in page
    page = client.get(reverse("statement_lines"), {"q": "16.700"}).text
    assert "QRIS" in page
    assert "LAIN" not in page
    answer = client.get(reverse("statement_lines_export"), {"hasil": "unmatched"})
    text = b"".join(answer.streaming_content).decode()
    assert "LAIN" in text
    assert "SLIP-500" not in text


def test_a_line_is_named_and_taken_back(client, cast, bank):
    row = statement_samples.imported(account=bank, rows=ROWS, by=cast.treasurer)
    address = reverse("statement_line", args=[row.lines.get(direction="out").pk])
    assert "Bukan salah satu catatan kita" in client.get(address).text
    said = {"what": "name", "kind": "bank_cost", "note": "Rekening koran"}
    assert "Biaya atau bunga bank" in client.post(address, said, follow=True).text
    page = client.post(address, {"what": "undo"}, follow=True).text
    assert "dibatalkan" in page
    assert StatementLine.objects.get(direction="out").state == "doubtful"
    assert "Pilih apa" in client.post(address, {"what": "x"}, follow=True).text


def test_auditors_look_and_decide_nothing(client, cast):
    cast.pay(cast.member())
    cast.hand_over()
    reconcile(cast)
    client.force_login(factories.make_auditor(partner=cast.partner))
    line = StatementLine.objects.get(description="LAIN")
    address = reverse("statement_line", args=[line.pk])
    assert "Bukan salah satu catatan kita" not in client.get(address).text
    assert client.post(address, {"what": "undo"}).status_code == 404
    assert client.post(reverse("statements"), {}).status_code == 404
    assert "LAIN" in client.get(reverse("statement_lines")).text


def test_a_deposit_is_booked_on_the_page(client, cast, bank):
    cast.pay(cast.member())
    cast.hand_over()
    said = {"account": bank.pk, "amount": "8.500", "slip_number": "S1", "on": "2026-11-12"}
    assert "hanya Rp8.400" in client.post(reverse("deposits"), said).text
    answer = client.post(reverse("deposits"), {**said, "amount": "8.400"}, follow=True)
    assert "Setor tunai Rp8.400 dicatat." in answer.text
    assert "Belum terlihat" in answer.text
    assert Deposit.objects.get().treasurer == cast.treasurer


def test_the_pages_ask_as_few_queries_for_many_lines(
    client, cast, bank, django_assert_max_num_queries
):
    rows = [("10/11/2026", f"BARIS {number}", "8400") for number in range(60)]
    row = statement_samples.imported(account=bank, rows=rows, by=cast.treasurer)
    line = row.lines.first()
    for address in (
        reverse("statements"),
        reverse("statement_lines"),
        reverse("statement_line", args=[line.pk]),
        reverse("statement_import", args=[row.pk]),
    ):
        with django_assert_max_num_queries(12):
            client.get(address)
    assert statements.mapping_of(account=bank)
