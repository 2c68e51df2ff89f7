"""What stays Indonesian though who clicked reads English: rows, digest, chats, files, papers."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from collectors import chats
from contributions import (
    channel_list,
    daily_digests,
    ending_sponsorships,
    own_account,
    receipt_message,
    rejections,
)
from contributions.models import Credit, DailyDigest, LineAnswer, Sponsorship
from contributions.rejections import Rejected
from members import bulk_sheets, import_cells, import_places
from members.models import BulkImport, Member
from tests.contributions.test_daily_digests import NEXT_MORNING, THIRD, stored
from tests.contributions.test_many_rejections import LATER, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def test_a_refused_month_keeps_its_reason_in_indonesian(cast, english):
    posted = sent(cast, cast.member())
    told = {line.pk: Rejected(LineAnswer.Reason.NIK_UNKNOWN) for line in posted.lines.all()}
    rejections.reject_many(remittance=posted, rejected=told, by=cast.treasurer, at=LATER)
    assert Credit.objects.get().explanation == "NIK tidak dikenal BPJS"
    assert str(LineAnswer.Reason.NIK_UNKNOWN.label) != "NIK tidak dikenal BPJS"


def test_the_partners_own_account_has_an_indonesian_name(cast, english):
    assert own_account.of(partner=cast.partner).name.startswith("Pembukuan otomatis ")


def test_the_digest_is_the_same_in_both_languages(cast):
    cast.pay(cast.member())
    stored(THIRD)
    made = []
    for language in ("id", "en"):
        with translation.override(language), transaction.atomic():
            daily_digests.make_due(at=NEXT_MORNING)
            made.append(list(DailyDigest.objects.values_list("day", "sha256")))
            transaction.set_rollback(True)
    assert made[0] == made[1] != []


def test_a_chat_to_a_trader_is_indonesian(english):
    asked = chats.reminder(name="Siti", market="Pasar Cisarua", months=2, amount_idr=33_600)
    assert asked.startswith("Selamat siang, Siti. Iuran BPJS Ketenagakerjaan Anda")
    assert chats.greeting(name="Siti", market="Pasar Cisarua").startswith("Selamat siang")
    sent_on = receipt_message.message(number="A-1", amount_idr=16_800, link="x", is_practice=False)
    assert sent_on.startswith("Terima kasih. Iuran BPJS Ketenagakerjaan Rp16.800 sudah kami terima")
    paid = ending_sponsorships.Paid(
        sponsorship=Sponsorship(member=Member(name="Siti")),
        sponsor="Dinas",
        first_month=dt.date(2026, 5, 1),
        last_month=dt.date(2026, 12, 1),
        is_forecast=False,
        ends_soon=True,
        own_idr=0,
    )
    assert "Anda dibayar Dinas sampai Desember 2026. Sesudah itu" in paid.chat


def test_an_import_and_its_template_know_the_indonesian_words(english):
    empty, explained = bulk_sheets.template(kind=BulkImport.Kind.NEW_WORKERS)
    assert list(empty.header)[:2] == ["NIK", "Nama sesuai KTP"]
    assert list(explained.header)[1] == "Wajib?"
    assert "pelataran" in import_places.STALL_KINDS
    assert import_cells.date("27 Maret 1968") == dt.date(1968, 3, 27)


def test_the_receipt_on_paper_is_indonesian_and_its_page_follows_the_visitor(client, cast):
    payment = cast.pay(cast.member())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    paper = client.get(reverse("receipt_print", args=[payment.token]))
    assert paper["Content-Language"] == "id"
    assert '<html lang="id">' in paper.content.decode()
    assert "Cara bayar" in paper.content.decode()
    page = client.get(reverse("receipt", args=[payment.token]))
    assert page["Content-Language"] == "en"
    assert "Terima%20kasih" in page.content.decode()


def test_the_sheet_both_sign_is_indonesian_and_its_foot_says_so(client, cast):
    cast.pay(cast.member())
    client.force_login(cast.collector)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    sheet = client.get(reverse("handover_sheet", args=[cast.hand_over().pk]))
    assert sheet["Content-Language"] == "id"
    assert "Yang menyerahkan" in sheet.text
    assert '<span aria-current="true">Bahasa Indonesia</span>' in sheet.text


def test_the_list_for_bpjs_has_its_own_headings_and_words(english):
    words = [
        *channel_list.HEADER,
        *(word for some in channel_list.CHOICES.values() for word in some),
    ]
    assert {type(word) for word in words} == {str}
    assert channel_list.HEADER[1:3] == ("Nama sesuai KTP", "Bulan iuran")
