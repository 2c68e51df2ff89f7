"""A receipt as the staff see it, and its link replaced."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import receipt_code, receipt_links
from tests import factories
from tests.contributions.money import make_cast
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def payment(cast):
    return cast.pay(cast.member(name="Siti Aminah"))


def look(client, payment):
    return client.get(reverse("given_receipt", args=[payment.pk])).content.decode()


def replace(client, payment, token, reason="lost"):
    url = reverse("given_receipt", args=[payment.pk])
    answer = client.post(url, {"token": token, "reason": reason}, follow=True)
    return answer.content.decode()


def test_it_names_the_member_and_the_code(client, cast, payment):
    client.force_login(cast.collector)
    page = look(client, payment)
    code = receipt_code.written(receipt_code.of(payment))
    for said in ("Siti Aminah", code, payment.receipt, "Rp8.400", cast.collector.name):
        assert said in page


def test_it_tells_the_three_times_in_the_markets_zone(client):
    cast = make_cast()
    cast.market.zone = "Asia/Makassar"
    cast.market.save()
    late = NOON.replace(hour=23, minute=30)
    payment = cast.pay(
        cast.member(), at=late + dt.timedelta(hours=9), collected_at=late - dt.timedelta(hours=1)
    )
    client.force_login(cast.treasurer)
    for page in (
        look(client, payment),
        client.get(reverse("receipt", args=[payment.token])).content.decode(),
    ):
        assert "10 November 2026, 23.30 WITA" in page  # taken
        assert "11 November 2026, 09.30 WITA" in page  # stored
        assert "10 November 2026 (WIB)" in page  # the business day


def test_lists_tell_when_a_receipt_came_late(client, cast):
    early = NOON - dt.timedelta(hours=20)
    payment = cast.pay(cast.member(), at=NOON, collected_at=early)
    handover = cast.hand_over()
    client.force_login(cast.collector)
    pages = [client.get(reverse("my_receipts")).content.decode()]
    client.force_login(cast.treasurer)
    pages.append(client.get(reverse("handover", args=[handover.pk])).content.decode())
    for page in pages:
        assert payment.receipt in page
        assert "9 November 2026, 16.00 WIB" in page
        assert "asuk server 10 November 2026, 12.00 WIB" in page
        assert "hari buku 9 November 2026" in page


def test_its_link_is_replaced_and_the_former_one_says_so(client, cast, payment):
    client.force_login(cast.collector)
    assert "Pilih alasannya." in replace(client, payment, payment.token, reason="")
    page = replace(client, payment, payment.token)
    assert "tidak membuka kuitansi lagi" in page
    assert "Ponsel atau kertasnya hilang" in page and cast.collector.name in page
    token = receipt_links.token_of(payment)
    assert reverse("receipt", args=[token]) in page
    client.logout()
    former = client.get(reverse("receipt", args=[payment.token]))
    assert former.status_code == 410
    said = former.content.decode()
    assert "Tautan ini sudah dicabut" in said
    for hidden in (payment.receipt, "S***", "Rp8.400", token):
        assert hidden not in said
    assert former["Cache-Control"] == "private, no-store"
    assert ">Sah<" in client.get(reverse("receipt", args=[token])).content.decode()


def test_the_same_form_sent_twice_replaces_once(client, cast, payment):
    client.force_login(cast.collector)
    replace(client, payment, payment.token)
    assert "sudah diganti" in replace(client, payment, payment.token)
    assert payment.replaced_links.count() == 1


def test_an_auditor_looks_and_replaces_nothing(client, cast, payment):
    client.force_login(factories.make_auditor(partner=cast.partner))
    page = look(client, payment)
    assert "Siti Aminah" in page and payment.token not in page
    replace(client, payment, payment.token)
    assert not payment.replaced_links.exists()


def test_who_took_it_sees_it_also_when_the_market_is_no_longer_hers(client, cast, payment):
    cast.collector.assignments.update(last_day=dt.date(2026, 11, 9), first_day=dt.date(2026, 1, 1))
    client.force_login(cast.collector)
    assert payment.receipt in look(client, payment)
    client.force_login(factories.make_collector(market=factories.make_market()))
    assert client.get(reverse("given_receipt", args=[payment.pk])).status_code == 404


def test_it_takes_few_queries(client, cast, payment):
    client.force_login(cast.treasurer)
    with CaptureQueriesContext(connection) as captured:
        look(client, payment)
    assert len(captured) <= 16
