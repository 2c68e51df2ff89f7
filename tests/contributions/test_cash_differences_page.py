"""The page of open differences: whose, since when, and the way out."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import losses, surplus
from contributions.models import Loss, SurplusDecision
from tests import factories
from tests.contributions.borne import granted
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


def test_a_shortage_is_borne_by_the_partner_after_two_persons(client, cast):
    cast.pay(cast.member())
    short = cast.hand_over(counted_idr=8_000)
    page = get(client)
    address = reverse("ask_loss", args=[short.pk])
    assert address in page
    assert client.post(address, {"reason": ""}).status_code == 200
    assert client.post(address, {"reason": "Dicopet, laporan polisi 12"}).status_code == 302
    assert "Diusulkan ditanggung mitra" in get(client)
    loss = reverse("loss", args=[Loss.objects.get().pk])
    assert "Menunggu keputusan orang lain" in client.get(loss).text
    deputy = factories.make_treasurer(partner=cast.partner)
    client.force_login(deputy)
    client.post(loss, {"decision": "grant", "note": "Laporan dilihat"})
    told = client.get(loss).text
    for words in (str(cast.treasurer), str(deputy), "Dicopet", "belum diganti"):
        assert words in told
    assert "Harus diganti mitra" in client.get(reverse("treasury")).text
    assert "Asal uang pengganti" in client.post(loss, {"decision": "replace", "proof": ""}).text
    client.post(loss, {"decision": "replace", "proof": "BKK 12"})
    assert "BKK 12" in client.get(loss).text
    assert "Tidak ada selisih yang terbuka" in get(client)


@pytest.mark.parametrize("said", [{}, {"decision": "?"}])
def test_what_nobody_chose_refuses_no_loss(client, cast, said):
    row = losses.ask(handover=short_of(cast), reason="Dicopet", by=cast.treasurer, at=LATER)
    client.force_login(factories.make_treasurer(partner=cast.partner))
    assert client.post(reverse("loss", args=[row.pk]), said).status_code == 404
    row.refresh_from_db()
    assert row.status == Loss.Status.ASKED


def test_the_collector_reads_who_asked_and_who_decided(client, cast):
    loss = granted(cast, factories.make_treasurer(partner=cast.partner), short_of(cast))
    client.force_login(cast.collector)
    with time_machine.travel(LATER, tick=False):
        page = client.get(reverse("cash_in_hand")).text
    assert "ditanggung mitra" in page and str(loss.decided_by) in page
    told = client.get(reverse("loss", args=[loss.pk]))
    assert "Uang hilang di jalan" in told.text
    assert client.post(reverse("loss", args=[loss.pk])).status_code == 404


def short_of(cast):
    cast.pay(cast.member())
    return cast.hand_over(counted_idr=8_000)
