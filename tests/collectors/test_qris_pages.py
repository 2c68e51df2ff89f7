"""Showing a QRIS code at the till: beside cash, never called paid before it is confirmed."""

import re

import pytest
from django.urls import reverse

from contributions import qris_charges, qris_confirmations
from contributions.models import Payment, QrisCharge
from tests import factories
from tests.contributions import qris_samples
from tests.contributions.money import ask
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_collector")]


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def check(client, member):
    said = {"anggota": member.pk, f"p{member.pk}-count": "1"}
    return client.get(reverse("check_payment"), said).text


def show(client, member):
    """The code, asked for as the page asks."""
    page = check(client, member)
    fields = dict(re.findall(r'name="(p\d+-\w+)" value="([^"]*)"', page))
    return client.post(reverse("ask_qris"), {"anggota": member.pk, **fields}, follow=True)


def charge_for(cast, member):
    return qris_charges.ask(asked=ask(member), by=cast.collector, at=NOON)


def test_qris_is_offered_only_where_the_market_has_a_code(client, cast):
    member = cast.member()
    assert reverse("ask_qris") not in check(client, member)
    qris_samples.make_qris_code(market=cast.market)
    assert reverse("ask_qris") in check(client, member)


def test_the_code_stands_with_name_and_amount_and_is_not_called_paid(client, cast):
    qris_samples.make_qris_code(market=cast.market)
    member = cast.member(name="Siti Contoh")
    answer = show(client, member)
    for words in ("Siti Contoh", "Rp8.400", "PASAR CISARUA", "Menunggu konfirmasi", "<svg"):
        assert words in answer.text
    assert "Lunas" not in answer.text
    assert QrisCharge.objects.get().amount_idr == 8_400
    assert not Payment.objects.exists()


def test_a_second_code_leads_to_the_one_that_waits(client, cast):
    qris_samples.make_qris_code(market=cast.market)
    member = cast.member()
    charge = charge_for(cast, member)
    said = {
        "anggota": member.pk,
        f"p{member.pk}-id": factories.new_id(),
        f"p{member.pk}-months": "2026-11",
        f"p{member.pk}-shown_total": "8400",
    }
    answer = client.post(reverse("ask_qris"), said, follow=True)
    assert "Masih ada QRIS" in answer.text
    assert charge.reference in answer.text
    assert QrisCharge.objects.count() == 1


def test_cash_beside_a_pending_code_is_warned_of_and_allowed(client, cast):
    qris_samples.make_qris_code(market=cast.market)
    member = cast.member()
    charge = charge_for(cast, member)
    page = check(client, member)
    assert f"QRIS {charge.reference} sebesar Rp8.400 masih menunggu" in page
    assert "Uang sudah saya terima" in page
    assert "formaction" not in page


def test_the_member_page_tells_of_it_pending_and_expired(client, cast):
    qris_samples.make_qris_code(market=cast.market)
    member = cast.member()
    charge = charge_for(cast, member)
    address = reverse("member_page", args=[member.pk])
    assert "QRIS menunggu konfirmasi" in client.get(address).text
    qris_charges.sweep(at=charge.expires_at)
    assert "QRIS kedaluwarsa" in client.get(address).text
    assert "Kedaluwarsa" in client.get(reverse("qris_charge", args=[charge.pk])).text


def test_an_expired_code_is_not_shown_though_no_sweep_came_by(client, cast, time_machine):
    qris_samples.make_qris_code(market=cast.market)
    charge = charge_for(cast, cast.member())
    time_machine.move_to(charge.expires_at)
    text = client.get(reverse("qris_charge", args=[charge.pk])).text
    assert "Kedaluwarsa" in text
    assert "qr-pay" not in text


def test_a_confirmed_code_leads_to_the_receipt(client, cast):
    qris_samples.make_qris_code(market=cast.market)
    charge = charge_for(cast, cast.member())
    qris_confirmations.confirm(charge=charge, paid_at=NOON, at=NOON)
    text = client.get(reverse("qris_charge", args=[charge.pk])).text
    assert "Terkonfirmasi" in text
    assert "Lihat kuitansi" in text


def test_a_code_is_cancelled(client, cast):
    qris_samples.make_qris_code(market=cast.market)
    charge = charge_for(cast, cast.member())
    answer = client.post(reverse("cancel_qris", args=[charge.pk]), follow=True)
    assert f"QRIS {charge.reference} dibatalkan." in answer.text


def test_the_treasurer_lists_searches_and_exports(client, cast):
    qris_samples.make_qris_code(market=cast.market)
    charge, other = charge_for(cast, cast.member()), charge_for(cast, cast.member())
    client.force_login(cast.treasurer)
    text = client.get(reverse("qris_charges"), {"q": charge.reference}).text
    assert charge.reference in text
    assert other.reference not in text
    assert other.reference not in client.get(reverse("qris_charges"), {"status": "expired"}).text
    answer = client.get(reverse("qris_charges_export"))
    assert charge.reference in b"".join(answer.streaming_content).decode()
