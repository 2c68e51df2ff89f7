"""The pages of deaths and claims: report, confirm, follow; and what is owed to families."""

import csv
import io

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collectors import reminders
from collectors.models import Reminder
from contributions import claims
from contributions.models import Claim, Refund
from members.models import Death
from tests import factories
from tests.contributions.bereaved import asked_reversal, confirmed, reported
from tests.contributions.money import make_cast
from tests.factories import NOON, make_auditor, make_reviewer
from tests.members.relatives import make_family

pytestmark = pytest.mark.django_db
TOLD = {
    "died_on_day": "8",
    "died_on_month": "November",
    "died_on_year": "2026",
    "at_work": "no",
    "reporter_name": "Dewi Contoh",
    "reporter_relation": "child",
    "reporter_phone": "0812 3456 7891",
    "note": "",
}
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast(name="Perumda Tohaga")


@pytest.fixture
def reviewer(cast):
    return make_reviewer(branch=cast.partner.branch)


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


def test_a_death_is_asked_twice_and_sent_twice_it_is_one(client, cast, member) -> None:
    factories.make_contribution(member=member)
    reminders.refresh(at=NOON)
    client.force_login(cast.collector)
    url = reverse("report_death", args=[member.pk])
    assert url in page(client, "member_page", member.pk)
    form = text(client.get(url))
    told = {**TOLD, "id": form.split('name="id" value="')[1].split('"')[0]}
    asked = text(client.post(url, {**told, "go": "check"}))
    assert "Siti Contoh meninggal dunia?" in asked and "8 November 2026" in asked
    assert not Death.objects.exists()
    for _twice in range(2):
        answer = client.post(url, {**told, "died_on_month": "11", "go": "yes"})
        assert answer.url == reverse("death", args=[Death.objects.get().pk])
    assert Reminder.objects.get().close_reason == "deceased"
    assert reminders.refresh(at=NOON).opened == 0
    said = page(client, "member_page", member.pk)
    assert "Meninggal dunia." in said and "Terima pembayaran" not in said and url not in said
    assert "Catat kunjungan" not in said
    assert "Peserta meninggal dunia" not in page(client, "worklist")
    assert client.get(url).status_code == 302


def test_the_page_before_the_last_can_be_changed(client, cast, member) -> None:
    client.force_login(cast.collector)
    url = reverse("report_death", args=[member.pk])
    told = {**TOLD, "id": factories.new_id()}
    again = text(client.post(url, {**told, "go": "change"}))
    assert 'value="Dewi Contoh"' in again and "Catat kematian" in again
    wrong = text(client.post(url, {**told, "died_on_year": "2027", "go": "yes"}))
    assert "Tanggal meninggal belum tiba" in wrong
    assert not Death.objects.exists()


def test_cancelled_months_are_seen_on_the_members_page(client, cast, member) -> None:
    factories.make_contribution(member=member, month=factories.dt.date(2026, 12, 1))
    reported(member, by=cast.collector)
    client.force_login(cast.collector)
    said = page(client, "member_page", member.pk)
    assert "Dibatalkan" in said and "Peserta meninggal dunia" in said


def test_the_branch_confirms_and_the_claim_opens(client, cast, member, reviewer) -> None:
    death = reported(member, by=cast.collector)
    client.force_login(cast.collector)
    url = reverse("death", args=[death.pk])
    assert "Petugas kantor cabang memastikan" in text(client.get(url))
    assert client.post(url).status_code == 404
    client.force_login(reviewer)
    assert "Siti Contoh" in page(client, "claims")
    assert "Ya, pastikan dan buka klaim" in text(client.get(url))
    opened = client.post(url, follow=True)
    assert opened.redirect_chain[-1][0] == reverse("claim", args=[Claim.objects.get().pk])
    assert "klaimnya dibuka" in text(opened)


def test_a_mistaken_report_is_taken_back_with_a_reason(client, cast, member, reviewer) -> None:
    death = reported(member, by=cast.collector)
    client.force_login(reviewer)
    url = reverse("reverse_death", args=[death.pk])
    assert "Isi mengapa laporan ini keliru?" in text(client.post(url, {"reason": ""}))
    said = text(client.post(url, {"reason": "Orang lain."}, follow=True))
    assert "penagihannya berjalan lagi" in said and "Orang lain." in said


def test_two_undo_a_confirmed_report_that_was_mistaken(client, claim, cast, reviewer) -> None:
    client.force_login(cast.collector)
    death = reverse("death", args=[claim.death_id])
    url = reverse("ask_death_reversal", args=[claim.death_id])
    form = text(client.get(death))
    told = {"id": form.split('name="id" value="')[1].split('"')[0], "reason": "Orang lain."}
    assert "Isi mengapa laporan ini keliru?" in text(client.post(url, {**told, "reason": ""}))
    for _twice in range(2):
        said = text(client.post(url, told, follow=True))
    assert "Petugas cabang yang lain memutuskan permintaan ini" in said
    assert "Tolak" not in said and url not in said
    client.force_login(reviewer)
    assert "Diminta dibatalkan" in page(client, "claims")
    reversal = claim.death.reversals.get()
    url = reverse("decide_death_reversal", args=[claim.death_id])
    assert client.post(url, {"go": "approve", "reversal": "x"}).status_code == 404
    decided = {"reversal": reversal.pk}
    assert "Tulis alasannya" in text(client.post(url, {**decided, "go": "refuse"}))
    said = text(client.post(url, {**decided, "go": "approve"}, follow=True))
    assert "penagihannya berjalan lagi" in said and "Orang lain." in said
    claim.refresh_from_db()
    assert claim.status == "withdrawn"
    assert "sudah selesai" in text(client.post(url, {**decided, "go": "approve"}, follow=True))


def test_a_reversal_is_refused_with_a_reason(client, claim, cast, reviewer) -> None:
    reversal = asked_reversal(claim.death, by=cast.treasurer)
    client.force_login(reviewer)
    url = reverse("decide_death_reversal", args=[claim.death_id])
    sent = {"reversal": reversal.pk, "go": "refuse", "note": "Aktanya benar."}
    assert "tetap dipastikan" in text(client.post(url, sent, follow=True))
    claim.death.refresh_from_db()
    assert claim.death.status == "confirmed"


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
    assert "Dikirim ke BPJS" in text(client.get(url))
    assert "dikirim ke BPJS" in text(client.post(url, {"to": "sent"}, follow=True))
    assert "Tulis alasan penolakan" in text(client.post(url, {"to": "refused"}))
    said = text(client.post(url, {"to": "paid", "note": "Rp10.000.000"}, follow=True))
    assert "dibayar BPJS" in said and "Rp10.000.000" in said


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
    client.force_login(make_auditor(partner=cast.partner))
    said = page(client, "refunds")
    assert "Siti Contoh" in said and reverse("claim", args=[claim.pk]) not in said
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
