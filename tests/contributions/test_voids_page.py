"""Deciding about voids on the page, and seeing who asks for many."""

import datetime as dt
import html
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import sponsors, voids
from contributions.models import Payment, Void
from contributions.void_requests import COLUMNS, void_requests
from markets.models import Partner
from tests import factories
from tests.contributions.money import make_cast
from tests.factories import NOON, NOVEMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_treasurer")]


@pytest.fixture
def void(cast):
    return cast.void(cast.pay(cast.member(name="Siti Contoh"), count=2))


def decide(client, void, **fields):
    return client.post(reverse("void", args=[void.pk]), fields, follow=True)


def habits(cast, at):
    partners = Partner.objects.filter(pk=cast.partner.pk)
    shown = void_requests(partners=partners, text="", order=COLUMNS.order(), page=None, at=at)
    return shown.habits


def test_the_request_shows_who_what_and_why(client, void):
    text = client.get(reverse("void", args=[void.pk])).text
    for words in ("Siti Contoh", "Rp16.800", "November 2026", "Desember 2026", "Salah orang"):
        assert words in text


def test_granted_the_money_goes_back(client, void):
    answer = decide(client, void, decision="grant", note="Sudah ditanyakan")
    assert "dibatalkan. Kembalikan uangnya kepada peserta." in answer.text
    void.refresh_from_db()
    assert (void.status, void.decision_note) == ("granted", "Sudah ditanyakan")
    assert not void.payment.lines.filter(live=True).exists()


def test_refused_the_receipt_stays(client, void):
    assert decide(client, void, decision="?").status_code == 404
    assert "tetap sah" in decide(client, void, decision="refuse").text
    void.refresh_from_db()
    assert void.status == "refused"
    assert void.payment.lines.filter(live=True).count() == 2


def test_one_that_was_decided_meanwhile_says_so(client, void):
    decide(client, void, decision="refuse")
    assert "Permintaan ini sudah diputuskan" in decide(client, void, decision="grant").text
    void.refresh_from_db()
    assert void.status == "refused"


def test_a_treasurer_does_not_decide_what_she_asked(client, cast):
    payment = cast.pay(cast.member())
    own = voids.ask(payment=payment, reason=Void.Reason.NO_MONEY, by=cast.treasurer, at=NOON)
    assert "diputuskan oleh orang lain" in decide(client, own, decision="grant").text
    own.refresh_from_db()
    assert own.status == "asked"


def test_who_asks_for_many_is_counted_against_the_receipts(cast):
    for _ in range(4):
        payment = cast.pay(cast.member())
    voids.grant(void=cast.void(payment), by=cast.treasurer, at=NOON)
    cast.void(cast.pay(cast.member()))
    (habit,) = habits(cast, NOON)
    assert (habit.name, habit.asked, habit.granted) == (cast.collector.name, 2, 1)
    assert (habit.receipts, habit.per_hundred) == (5, 20)
    assert habits(cast, NOON + dt.timedelta(days=91)) == []


def test_the_list_takes_as_many_queries_with_many_as_with_few(client, cast):
    def queries(count):
        for number in range(count):
            void = cast.void(cast.pay(cast.member()))
            if number % 2:
                voids.refuse(void=void, by=cast.treasurer, at=NOON)
        with CaptureQueriesContext(connection) as captured, time_machine.travel(NOON, tick=False):
            assert client.get(reverse("voids")).status_code == 200
        return len(captured)

    few = queries(2)
    assert queries(20) == few <= 12


def test_a_wrong_sponsor_transfer_is_found_asked_about_and_decided_by_the_branch(client, cast):
    member = factories.make_member(market=cast.market, name="Siti Contoh")
    factories.make_term(member=member, payer_kind="apbd")
    factories.make_contribution(member=member, payer_kind="apbd")
    booked = sponsors.record_transfer(
        partner=cast.partner,
        payer_kind="apbd",
        month=NOVEMBER,
        reference="SP2D & 7",
        by=cast.treasurer,
        at=NOON,
    )[0]
    page = client.get(reverse("sponsor_transfers")).text
    link = html.unescape(re.search(r'href="([^"]*referensi=[^"]*)"', page)[1])
    receipts = client.get(link).text
    asking = reverse("ask_void_of_partner", args=[booked.pk])
    assert "Siti Contoh" in receipts
    assert asking in receipts
    asked = client.post(asking, {"reason": "wrong_member", "explanation": ""}, follow=True)
    assert "Tarik permintaan" in asked.text
    void = Void.objects.get()
    client.force_login(factories.make_reviewer(branch=cast.partner.branch))
    assert "Siti Contoh" in client.get(reverse("voids")).text
    assert "dibatalkan" in decide(client, void, decision="grant").text
    void.refresh_from_db()
    assert void.status == "granted"


def test_a_transfer_is_said_to_have_come_to_the_partner_not_to_a_treasurer(client, cast):
    fields = {"method": Payment.Method.TRANSFER, "reference": "BRI-1"}
    payment = cast.pay(cast.member(), by=cast.treasurer, **fields)
    asking = client.get(reverse("ask_void_of_partner", args=[payment.pk])).text
    assert "Uang kuitansi ini sudah diterima mitra." in asking
    void = cast.void(payment)
    client.force_login(factories.make_treasurer(partner=cast.partner))
    page = reverse("void", args=[void.pk])
    assert "Uangnya sudah diterima mitra." in client.get(page).text
    decide(client, void, decision="grant")
    assert "Uangnya sudah pada mitra" in client.get(page).text


def test_an_own_request_is_withdrawn_on_its_page(client, cast):
    fields = {"method": Payment.Method.TRANSFER, "reference": "BRI-1"}
    void = cast.void(cast.pay(cast.member(), by=cast.treasurer, **fields))
    answer = client.post(reverse("withdraw_void", args=[void.pk]), follow=True)
    assert "Permintaan ditarik" in answer.text
    assert "Ditarik kembali" in answer.text
    assert client.get(reverse("voids")).status_code == 200


def test_a_reviewer_reads_but_does_not_decide_where_a_treasurer_can(client, cast, void):
    client.force_login(factories.make_reviewer(branch=cast.partner.branch))
    text = client.get(reverse("void", args=[void.pk])).text
    assert "Siti Contoh" in text
    assert "Batalkan kuitansi" not in text


def test_every_request_goes_out_with_its_decision_and_runs_no_formula(client, cast, void):
    voids.refuse(void=void, note="=1+1", by=cast.treasurer, at=NOON)
    cast.void(cast.pay(cast.member(name="Aminah Contoh")))
    other = make_cast()
    other.void(other.pay(other.member(name="Orang Lain")))
    assert reverse("voids_export") in client.get(reverse("voids")).text
    answer = client.get(reverse("voids_export"))
    _header, waiting, refused = b"".join(answer.streaming_content).decode().splitlines()
    assert f'"{void.payment.receipt}","Siti Contoh","16800"' in refused
    assert refused.endswith(f'"{cast.treasurer.name}","2026-11-10 12:00","\'=1+1"')
    assert "Aminah Contoh" in waiting and waiting.endswith('"","",""')
    sheet = client.get(reverse("voids_export"), {"format": "xlsx"})
    assert b"".join(sheet.streaming_content).startswith(b"PK")
    client.force_login(cast.collector)
    assert client.get(reverse("voids_export")).status_code == 404
