"""The pages of claims: followed until BPJS has answered; and what is owed to families."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import claims
from contributions.models import Claim, Refund
from tests.contributions.bereaved import confirmed, reported
from tests.contributions.elsewhere import record
from tests.contributions.money import make_cast
from tests.factories import NOON, make_auditor, make_reviewer
from tests.members.relatives import make_family

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
MOST_QUERIES = 12


@pytest.fixture
def cast():
    return make_cast(name="Perumda Tohaga")


@pytest.fixture
def member(cast):
    member = cast.member(name="Siti Contoh")
    make_family(member=member, by=cast.collector)
    return member


def text(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


def page(client, name, *args, **query) -> str:
    return text(client.get(reverse(name, args=args), query))


@pytest.fixture
def claim(cast, member, reviewer):
    cast.pay(member, count=2)
    return confirmed(reported(member, by=cast.collector), by=reviewer)


def test_the_claims_page_shows_what_is_known_and_what_is_missing(client, claim, cast) -> None:
    client.force_login(cast.collector)
    said = page(client, "claim", claim.pk)
    for part in (
        "9 dokumen" if claim.death.at_work != "no" else "8 dokumen",
        "Perkiraan",
        "PP 44/2015 pasal 37",
        "Dewi Contoh",
        "Rp8.400",
        "BPJS Ketenagakerjaan yang memutuskan",
    ):
        assert part in said, part
    url = reverse("claim_document", args=[claim.pk])
    said = text(client.post(url, {"document": "form", "state": "received"}, follow=True))
    assert "7 dokumen belum ada" in said
    said = text(client.post(url, {"document": "form", "state": "lost"}, follow=True))
    assert "tidak diminta" in said
    assert client.post(reverse("claim", args=[claim.pk]), {"to": "sent"}).status_code == 404


def test_the_branch_notes_what_comes_next(client, claim, reviewer) -> None:
    for document in claims.needed(claim.death):
        claims.note_document(claim=claim, document=document, state="received", by=reviewer, at=NOON)
    client.force_login(reviewer)
    url = reverse("claim", args=[claim.pk])
    form = text(client.get(url))
    assert "Dikirim ke BPJS" in form and "Jumlah yang dibayar BPJS" not in form
    day = {"happened_on_day": "10", "happened_on_month": "11", "happened_on_year": "2026"}
    late = {**day, "happened_on_day": "11"}
    assert "Periksa tanggalnya" in text(client.post(url, {"to": "sent", **late}))
    assert "dikirim ke BPJS" in text(client.post(url, {"to": "sent", **day}, follow=True))
    assert "Tulis alasan penolakan" in text(client.post(url, {"to": "refused", **day}))
    assert "Tulis jumlah yang dibayar" in text(client.post(url, {"to": "paid", **day}))
    paid = {"to": "paid", **day, "amount": "Rp10.000.000"}
    said = text(client.post(url, paid, follow=True))
    assert "dibayar BPJS" in said and "Rp10.000.000" in said and "10 November 2026" in said
    [row] = csv.DictReader(
        io.StringIO(page(client, "claims_export", status="paid").lstrip("\ufeff"))
    )
    assert row["Dibayar BPJS (Rp)"] == "10000000"
    assert "Rp10.000.000" in page(client, "claims", status="paid")


def test_the_sheet_for_the_family_promises_nothing(client, claim, cast) -> None:
    client.force_login(cast.collector)
    said = page(client, "claim_sheet", claim.pk)
    for part in ("Ini perkiraan", "Saudara kandung", "KTP ahli waris", "Rp8.400 iuran"):
        assert part in said, part


def test_the_list_is_narrowed_searched_and_exported(client, claim, cast, reviewer) -> None:
    confirmed(reported(cast.member(name="Tuti Contoh"), by=cast.collector), by=reviewer)
    Claim.objects.filter(pk=claim.pk).update(status="complete")
    client.force_login(reviewer)
    assert "2 klaim" in page(client, "claims")
    for query in ({"q": "siti"}, {"status": "complete"}):
        said = page(client, "claims", **query)
        assert "Siti Contoh" in said and "Tuti Contoh" not in said
    assert "Tidak ada klaim" in page(client, "claims", status="paid")
    table = page(client, "claims_export", status="complete").lstrip("\ufeff")
    [row] = csv.DictReader(io.StringIO(table))
    assert (row["Nama"], row["Keadaan"], row["Meninggal"]) == (
        "Siti Contoh",
        "Dokumen lengkap",
        "2026-11-08",
    )


def test_a_month_that_waits_for_bpjs_is_said_not_to_be_counted_yet(client, cast, reviewer) -> None:
    member = cast.member(name="Tuti Contoh")
    record(member, by=cast.collector)
    claim = confirmed(reported(member, by=cast.collector), by=reviewer)
    client.force_login(reviewer)
    for name in ("claim", "claim_sheet"):
        said = page(client, name, claim.pk)
        assert "Belum dihitung, karena dibayar di tempat lain" in said
        assert "<b>November 2026</b>. Bila BPJS membenarkannya" in said


def test_nobody_else_sees_it(client, claim) -> None:
    stranger = make_cast()
    for user in (stranger.collector, stranger.treasurer, make_reviewer()):
        client.force_login(user)
        for name, key in (
            ("claim", claim.pk),
            ("death", claim.death_id),
            ("claim_sheet", claim.pk),
        ):
            assert client.get(reverse(name, args=[key])).status_code == 404
        assert "Siti Contoh" not in page(client, "claims", status="all")


def test_the_treasurer_sees_what_goes_back_to_the_family(client, claim, cast) -> None:
    client.force_login(cast.treasurer)
    treasury = page(client, "treasury")
    assert "Harus dikembalikan kepada keluarga" in treasury and "Rp8.400" in treasury
    said = page(client, "refunds")
    assert "Siti Contoh" in said and "Desember 2026" in said
    table = page(client, "refunds_export").lstrip("\ufeff")
    [row] = csv.DictReader(io.StringIO(table))
    assert (row["Nama"], row["Bulan"], row["Jumlah (Rp)"]) == ("Siti Contoh", "2026-12", "8400")
    client.force_login(make_auditor(partner=cast.partner))
    said = page(client, "refunds")
    assert "Siti Contoh" in said and reverse("claim", args=[claim.pk]) in said
    client.force_login(make_cast().treasurer)
    assert "Tidak ada yang harus dikembalikan" in page(client, "refunds")
    assert Refund.objects.count() == 1


def queries(client, name, *args) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(client, name, *args)
    return len(captured)


def test_many_claims_take_no_more_queries(client, claim, cast, reviewer) -> None:
    client.force_login(reviewer)
    pages = [("claims",), ("claim", claim.pk), ("death", claim.death_id), ("refunds",)]
    few = [queries(client, *each) for each in pages]
    for number in range(4):
        other = cast.member()
        make_family(member=claim.member, by=cast.collector, relation="sibling")
        cast.pay(other, count=2)
        death = reported(other, by=cast.collector)
        if number % 2:
            confirmed(death, by=reviewer)
        claims.note_document(
            claim=claim,
            document=claims.needed(claim.death)[number],
            state="received",
            by=reviewer,
            at=NOON,
        )
    assert [queries(client, *each) for each in pages] == few
    assert max(few) <= MOST_QUERIES
