"""The page of open differences: whose, since when, and the way out."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import surplus
from contributions.models import SurplusDecision
from tests import factories
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_treasurer")]
LATER = NOON + dt.timedelta(days=2, hours=3)


def get(client) -> str:
    with time_machine.travel(LATER, tick=False):
        return client.get(reverse("cash_differences")).text


def test_a_shortage_stands_with_its_age_until_it_is_brought(client, cast):
    cast.pay(cast.member())
    cast.hand_over(counted_idr=8_000)
    text = get(client)
    for words in (str(cast.collector), "Rp400", "2 hari 3 jam", "Salah hitung kembalian"):
        assert words in text
    cast.hand_over()
    assert "Tidak ada selisih yang terbuka" in get(client)


def test_a_surplus_is_proposed_and_decided_by_two_persons(client, cast):
    cast.pay(cast.member())
    over = cast.hand_over(counted_idr=10_000)
    assert "Rp1.600" in get(client)
    told = {"finding": "collectors_own", "amount": "1.600", "explanation": "Uang sarapan"}
    address = reverse("propose_surplus", args=[over.pk])
    assert "paling banyak" in client.post(address, {**told, "amount": "1.700"}).text
    assert client.post(address, told).status_code == 302
    decision = SurplusDecision.objects.get()
    assert "Menunggu orang kedua" in get(client)
    own = reverse("decide_surplus", args=[decision.pk])
    assert "Menunggu keputusan orang lain" in client.get(own).text
    client.force_login(factories.make_treasurer(partner=cast.partner))
    assert client.post(own, {"decision": "grant"}).status_code == 302
    assert "Tidak ada selisih yang terbuka" in get(client)


def test_the_page_takes_as_many_queries_with_many_as_with_few(client, cast):
    def differ(count):
        for _ in range(count):
            over = make_cast_of(cast, counted_idr=10_000)
            surplus.propose(
                handover=over,
                finding="kept",
                amount_idr=100,
                explanation="x",
                by=cast.treasurer,
                at=NOON,
            )
            make_cast_of(cast, counted_idr=8_000)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            get(client)
        return len(captured)

    differ(1)
    few = queries()
    differ(5)
    assert queries() == few <= 12


def make_cast_of(cast, *, counted_idr):
    """A hand-over of another collector of the same partner."""
    other = replace(cast, collector=factories.make_collector(market=cast.market))
    other.pay(other.member())
    return other.hand_over(counted_idr=counted_idr)
