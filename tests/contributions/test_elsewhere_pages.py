"""The pages of months paid elsewhere: recorded at the stall, listed, answered, withdrawn."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import own_page
from contributions.models import ElsewhereMonth, PaidElsewhere, TransferProofView
from tests import factories
from tests.collectors.till import behind
from tests.contributions.elsewhere import confirm, deny, record
from tests.contributions.transferred import PDF, jpeg
from tests.factories import NOON, NOVEMBER

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON + dt.timedelta(days=3), tick=False):
        yield


def page(client, user, name, *args, query=""):
    client.force_login(user)
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def slip(**fields):
    return {
        "id": str(factories.new_id()),
        "months": ["2026-11-01"],
        "channel": "kiosk",
        "channel_name": "Gerai Sejahtera",
        "paid_on_day": "10",
        "paid_on_month": "11",
        "paid_on_year": "2026",
        "amount_idr": "8.400",
        "reference": "KIOS-77",
        "photo": SimpleUploadedFile("bukti.jpg", jpeg(), "image/jpeg"),
    } | fields


def sent(client, user, member, **fields):
    client.force_login(user)
    told = {key: value for key, value in slip(**fields).items() if value is not None}
    return client.post(reverse("record_elsewhere", args=[member.pk]), told)


def test_a_collector_records_the_slip_from_the_members_page(client, cast):
    member = cast.member()
    way = reverse("record_elsewhere", args=[member.pk])
    assert way in page(client, cast.collector, "member_page", member.pk)
    assert "November 2026: Rp8.400" in page(client, cast.collector, "record_elsewhere", member.pk)
    answer = sent(client, cast.collector, member)
    row = PaidElsewhere.objects.get()
    assert answer.url == reverse("elsewhere_record", args=[row.pk])
    assert (row.amount_idr, row.reference, row.proof.media) == (8_400, "KIOS-77", "image/jpeg")
    body = page(client, cast.collector, "member_page", member.pk)
    assert "Dibayar di tempat lain, menunggu jawaban BPJS" in body
    assert answer.url in body
    assert cast.treasurer.name in body


def test_without_a_proof_or_a_month_the_form_says_so_and_keeps_what_was_typed(client, cast):
    body = sent(client, cast.collector, cast.member(), photo=None).content.decode()
    assert "Ambil foto buktinya" in body
    assert "Gerai Sejahtera" in body
    body = sent(client, cast.collector, cast.member(), amount_idr="2.147.483.648").content.decode()
    assert "Periksa angka nolnya" in body
    body = sent(client, cast.collector, cast.member(), months=[]).content.decode()
    assert "Pilih sedikitnya satu bulan." in body
    assert not PaidElsewhere.objects.exists()


def test_a_refusal_stands_beside_its_field(client, cast):
    record(cast.member(), by=cast.collector, reference="KIOS-77")
    body = sent(client, cast.collector, cast.member()).content.decode()
    assert "satu bukti hanya untuk satu catatan" in body
    assert "Ambil atau pilih lagi buktinya." in body


def test_what_is_owed_stands_first_and_other_months_are_folded_away(client, cast):
    member = behind(cast)
    way = "record_elsewhere"
    body = page(client, cast.collector, way, member.pk)
    first, summary, folded = body.partition("<details><summary>12 bulan lain")
    assert "Oktober 2026: Rp8.400" in first and "November 2026: Rp8.400" in first
    assert summary and "Januari 2027: Rp16.800" in folded
    assert "Desember 2026" not in first
    told = {"months": ["2026-12-01"]}
    again = client.post(reverse(way, args=[member.pk]), told).content.decode()
    assert "<details open><summary>12 bulan lain" in again, "what is ticked there stays in sight"


def test_where_nothing_is_owed_the_next_month_stands_first(client, cast):
    member = cast.member()
    cast.pay(member)
    shown = page(client, cast.collector, "record_elsewhere", member.pk).split("bulan lain")[0]
    assert "November 2026" in shown and "Desember 2026" not in shown


def test_the_form_says_why_a_month_is_not_in_it(client, cast):
    member = cast.member()
    record(member, by=cast.collector)
    body = page(client, cast.collector, "record_elsewhere", member.pk)
    assert "November 2026: Rp8.400" not in body
    assert "Bulan yang tidak dapat dipilih" in body
    assert "sudah dicatat dibayar di tempat lain" in body


def test_a_pdf_is_taken_too_and_a_month_paid_here_names_its_receipt(client, cast):
    member = cast.member()
    payment = cast.pay(member)
    assert payment.receipt in page(client, cast.collector, "record_elsewhere", member.pk)
    proof = SimpleUploadedFile("bukti.pdf", PDF, "application/pdf")
    sent(client, cast.collector, member, photo=None, file=proof, months=["2026-11-01+paid"])
    assert ElsewhereMonth.objects.get().payment_line == payment.lines.get()


def test_the_treasurer_writes_down_bpjss_answer(client, cast):
    row = record(cast.member(), by=cast.collector)
    body = page(client, cast.treasurer, "elsewhere_record", row.pk)
    assert "sejak 3 hari" in body
    told = {
        "months": ["2026-11-01"],
        "outcome": "denied",
        "answered_on_day": "12",
        "answered_on_month": "11",
        "answered_on_year": "2026",
        "note": "",
    }
    url = reverse("answer_elsewhere", args=[row.pk])
    assert "Tulis apa kata BPJS." in client.post(url, told).content.decode()
    assert client.post(url, told | {"outcome": "confirmed"}).status_code == 302
    body = page(client, cast.treasurer, "elsewhere_record", row.pk)
    assert "BPJS 12 November 2026" in body
    assert url not in body


def test_who_recorded_it_withdraws_it_and_does_not_answer_it(client, cast):
    row = record(cast.member(), by=cast.treasurer)
    body = page(client, cast.treasurer, "elsewhere_record", row.pk)
    assert reverse("answer_elsewhere", args=[row.pk]) not in body
    url = reverse("withdraw_elsewhere", args=[row.pk])
    assert url in body
    client.post(url, {"reason": "Salah orang"})
    assert row.months.get().status == "withdrawn"


def test_a_look_at_the_proof_is_kept(client, cast):
    row = record(cast.member(), by=cast.collector)
    client.force_login(cast.treasurer)
    answer = client.get(reverse("elsewhere_proof", args=[row.pk]))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert TransferProofView.objects.get().by == cast.treasurer
    assert cast.treasurer.name in page(client, cast.treasurer, "elsewhere_record", row.pk)


def test_the_list_is_searched_filtered_and_exported(client, cast):
    waits = record(cast.member(name="Siti Menunggu"), by=cast.collector, reference="CARI-1")
    confirmed = record(cast.member(name="Rina Benar"), by=cast.collector)
    confirm(confirmed, by=cast.treasurer)
    body = page(client, cast.treasurer, "elsewhere_records")
    assert ("Siti Menunggu" in body, "Rina Benar" in body) == (True, False)
    assert "Rina Benar" in page(client, cast.treasurer, "elsewhere_records", query="?status=all")
    body = page(client, cast.treasurer, "elsewhere_records", query="?status=all&q=cari-1")
    assert ("Siti Menunggu" in body, "Rina Benar" in body) == (True, False)
    csv = client.get(reverse("elsewhere_export") + "?status=all").getvalue().decode()
    assert len(csv.splitlines()) == 3
    assert waits.reference in csv
    xlsx = client.get(reverse("elsewhere_export") + "?format=xlsx").getvalue()
    assert xlsx.startswith(b"PK")


def test_the_list_takes_as_many_queries_for_many_records_as_for_few(client, cast):
    client.force_login(cast.treasurer)
    counts = []
    for _round in range(2):
        for _ in range(3):
            record(cast.member(), by=cast.collector)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("elsewhere_records"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_a_month_bpjs_denied_says_so_where_it_is_asked_for_again(client, cast):
    member = cast.member()
    row = record(member, by=cast.collector)
    deny(row, by=cast.treasurer)
    body = page(client, cast.collector, "member_page", member.pk)
    assert "Dicatat dibayar di tempat lain, tetapi tidak ada pada BPJS. Jatuh tempo" in body
    body = page(client, cast.collector, "elsewhere_record", row.pk)
    assert "BPJS tidak menemukan pembayaran ini" in body


def test_a_member_whose_month_waits_is_shown_so_on_her_own_page(client, cast):
    member = cast.member()
    row = record(member, by=cast.collector)
    shown = own_page.of_member(member=member, on=NOON.date())
    assert [(one.month, one.word, one.tone) for one in shown.months] == [
        (NOVEMBER, "Dibayar di tempat lain", "wait")
    ]
    assert shown.owed_months == 0
    confirm(row, by=cast.treasurer)
    assert own_page.of_member(member=member, on=NOON.date()).months[0].tone == "good"
