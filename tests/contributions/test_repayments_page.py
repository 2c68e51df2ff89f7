"""The pages on which credit is given back: found, prepared, approved, signed, paid, printed."""

import base64

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import books, repayments
from contributions.models import Repayment
from members.models import PersonalDataView
from tests import factories
from tests.contributions.credit import give
from tests.contributions.money import make_cast
from tests.contributions.repaid import pay, prepare
from tests.factories import NOON, TODAY
from tests.photos import jpeg, sent_photo

pytestmark = pytest.mark.django_db

BUDGET_QUERIES = 12


@pytest.fixture
def cast(client):
    cast = make_cast()
    client.force_login(cast.treasurer)
    return cast


@pytest.fixture
def reviewer(cast):
    return factories.make_reviewer(branch=cast.partner.branch)


def owing(cast, name="Siti Contoh", amount_idr=5_000):
    member = cast.member(name=name)
    give(cast, member, amount_idr)
    return member


def drawn():
    return "data:image/png;base64," + base64.b64encode(jpeg()).decode()


def post(client, name, pk, **fields):
    return client.post(reverse(name, args=[pk]), fields)


def text(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).text


def test_from_who_has_credit_to_the_signed_sheet(client, cast, reviewer):
    member = owing(cast)
    assert "Rp5.000" in text(client, "credit_holders")
    assert "Rp5.000" in text(client, "prepare_repayment", member.pk)
    answers = {"receiver": "Dewi", "relation": "child", "how": "cash", "explanation": "Wafat"}
    post(client, "prepare_repayment", member.pk, shown=5_000, **answers)
    row = Repayment.objects.get()
    assert "Menunggu persetujuan bendahara lain" in text(client, "repayment", row.pk)
    client.force_login(reviewer)
    assert "Setujui" in text(client, "repayment", row.pk)
    post(client, "decide_repayment", row.pk, decision="approve")
    client.force_login(cast.treasurer)
    assert "Rp5.000 sudah diserahkan" in text(client, "repayment", row.pk)
    post(client, "pay_repayment", row.pk, consent_how="drawn_signature", signature=drawn())
    row.refresh_from_db()
    assert (row.status, row.receiver, row.relation) == ("paid", "Dewi", "child")
    assert "telah menerima Rp5.000" in text(client, "repayment_sheet", row.pk)
    picture = client.get(reverse("repayment_signature", args=[row.pk]))
    assert picture["Content-Type"] == "image/jpeg"
    assert PersonalDataView.objects.filter(document=row.signature_id).exists()


def test_a_photographed_sheet_is_a_signature_too(client, cast, reviewer):
    row = prepare(member=owing(cast), by=cast.treasurer)
    repayments.approve(repayment=row, by=reviewer, at=NOON)
    post(client, "pay_repayment", row.pk, consent_how="sheet_photo", sheet_camera=sent_photo())
    row.refresh_from_db()
    assert row.status == Repayment.Status.PAID


@pytest.mark.parametrize("how", ["drawn_signature", "sheet_photo"])
def test_without_a_signature_nothing_is_paid(client, cast, reviewer, how):
    row = prepare(member=owing(cast), by=cast.treasurer)
    repayments.approve(repayment=row, by=reviewer, at=NOON)
    assert "menandatangani" in post(client, "pay_repayment", row.pk, consent_how=how).text or (
        "ditandatangani" in post(client, "pay_repayment", row.pk, consent_how=how).text
    )
    row.refresh_from_db()
    assert row.status == Repayment.Status.APPROVED


def test_refusing_needs_a_reason_and_frees_the_credit(client, cast, reviewer):
    row = prepare(member=owing(cast), by=cast.treasurer)
    client.force_login(reviewer)
    assert post(client, "decide_repayment", row.pk, decision="refuse").status_code == 200
    post(client, "decide_repayment", row.pk, decision="refuse", note="Bukan ahli waris")
    client.force_login(cast.treasurer)
    assert "Bukan ahli waris" in text(client, "repayment", row.pk)
    assert "Rp5.000" in text(client, "credit_holders")


def test_found_by_name_receiver_and_status_and_exported(client, cast, reviewer):
    prepare(member=owing(cast, "Siti"), by=cast.treasurer, receiver="=Dewi")
    row = prepare(member=owing(cast, "Tuti"), by=cast.treasurer)
    repayments.approve(repayment=row, by=reviewer, at=NOON)
    pay(repayment=row, by=cast.treasurer)
    assert "Tuti" not in text(client, "repayments", q="dewi")
    assert "Siti" not in text(client, "repayments", status="paid")
    table = client.get(reverse("repayments_export"), {"status": "prepared"})
    rows = b"".join(table.streaming_content).decode()
    assert "Siti" in rows and "Tuti" not in rows and ",=Dewi" not in rows


@pytest.mark.parametrize("name", ["repayments", "credit_holders"])
def test_a_list_needs_as_many_queries_for_ten_as_for_two(client, cast, name):
    def queries(count):
        for number in range(count):
            prepare(member=owing(cast, f"A{count}{number}"), by=cast.treasurer)
            owing(cast, f"B{count}{number}")
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(reverse(name)).status_code == 200
        return len(found)

    few = queries(2)
    assert queries(8) == few <= BUDGET_QUERIES


def test_what_another_partner_gives_back_is_not_found(client, cast):
    there = make_cast()
    row = prepare(member=owing(there), by=there.treasurer)
    for name in ("repayment", "repayment_sheet"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404
    assert client.get(reverse("prepare_repayment", args=[row.member_id])).status_code == 404


def test_an_auditor_reads_and_changes_nothing(client, cast):
    row = prepare(member=owing(cast), by=cast.treasurer)
    client.force_login(factories.make_auditor(partner=cast.partner))
    assert "Rp5.000" in text(client, "repayment", row.pk)
    assert "Siapkan pengembalian" not in text(client, "repayments")
    assert post(client, "decide_repayment", row.pk, decision="approve").status_code == 404


def test_credit_of_who_went_to_another_partner_is_seen_by_both_and_paid_by_the_former(
    client, cast, reviewer
):
    gone, stays = owing(cast, "Zainab"), owing(cast, "Ani")
    new = make_cast()
    gone.market = new.market
    gone.save(update_fields=["market"])
    page = text(client, "credit_holders")
    assert f"Pindah ke {new.partner}" in page
    assert page.index(gone.name) < page.index(stays.name)
    client.force_login(factories.make_auditor(partner=cast.partner))
    page = text(client, "credit_holders")
    assert gone.name in page and reverse("member_page", args=[stays.pk]) in page
    assert reverse("member_page", args=[gone.pk]) not in page, "her new market is out of reach"
    client.force_login(new.treasurer)
    page = text(client, "credit_holders")
    assert f"disimpan {cast.partner}" in page and "Rp5.000" in page and stays.name not in page
    assert client.get(reverse("prepare_repayment", args=[gone.pk])).status_code == 404
    row = prepare(member=gone, by=cast.treasurer)
    assert (row.partner, row.market) == (cast.partner, cast.market)
    repayments.approve(repayment=row, by=reviewer, at=NOON)
    pay(repayment=row, by=cast.treasurer)
    assert "Masih disimpan mitra sebelumnya" not in text(client, "credit_holders")
    assert books.differences(on=TODAY) == []
