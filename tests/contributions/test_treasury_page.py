"""The treasurer's first page: where the money is, whose clock runs out, what waits."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import handovers, remittances
from contributions.models import Payment
from contributions.treasury import treasury
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def page(client, cast, *, at=NOON):
    client.force_login(cast.treasurer)
    with time_machine.travel(at, tick=False):
        return client.get(reverse("treasury"))


def test_money_is_told_apart_by_who_holds_it(cast):
    transfer = {"method": Payment.Method.TRANSFER, "reference": "BRI-1"}
    cast.pay(cast.member())
    cast.hand_over()
    cast.pay(cast.member(), count=2)
    cast.pay(cast.member(), by=cast.treasurer, **transfer)
    figures = treasury(partner=cast.partner.pk, user=cast.treasurer, at=NOON)
    assert figures.with_collectors_idr == 16_800
    assert (figures.own_idr, figures.bank_idr) == (8_400, 8_400)
    assert figures.on_its_way.all.amount_idr == 33_600
    assert [amount for _, amount in figures.bars] == [16_800, 8_400, 0, 8_400, 0, 0, 0]


def test_surplus_is_told_apart_and_said_to_be_kept(client, cast):
    cast.pay(cast.member())
    handover = cast.hand_over(counted_idr=10_400)
    assert treasury(partner=cast.partner.pk, user=cast.treasurer, at=NOON).surplus_idr == 2_000
    assert "disimpan terpisah" in page(client, cast).text
    assert "Simpan terpisah" in client.get(reverse("handover", args=[handover.pk])).text


def test_another_treasurers_cash_is_shown_under_her_name(cast):
    cast.pay(cast.member())
    cast.hand_over()
    colleague = factories.make_treasurer(partner=cast.partner)
    figures = treasury(partner=cast.partner.pk, user=colleague, at=NOON)
    assert (figures.own_idr, figures.others) == (0, [(cast.treasurer.name, 8_400)])


def test_what_waits_is_counted_and_linked(client, cast):
    undone = cast.pay(cast.member())
    cast.void(undone)
    transfer = {"method": Payment.Method.TRANSFER, "reference": "BRI-1"}
    cast.pay(cast.member(), by=cast.treasurer, **transfer)
    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    cast.pay(cast.member())
    handovers.ask(by=cast.collector, at=NOON)
    figures = treasury(partner=cast.partner.pk, user=cast.treasurer, at=NOON)
    assert figures.handovers_waiting == figures.voids_waiting == figures.remittances_waiting == 1
    text = page(client, cast).text
    for word in ("Terima serah terima", "Putuskan pembatalan", "Bayar setoran"):
        assert word in text


def test_cash_is_late_when_the_partners_working_hours_are_over(client, cast):
    cast.pay(cast.member())  # on a Tuesday at noon, with 24 working hours
    before, after = NOON + dt.timedelta(hours=23), NOON + dt.timedelta(hours=24)
    assert "Terlambat" not in page(client, cast, at=before).text
    assert "Terlambat" in page(client, cast, at=after).text


def test_nothing_on_its_way_is_said_so(client, cast):
    assert "Semua uang yang terkumpul sudah sampai di BPJS." in page(client, cast).text


def test_the_page_takes_as_many_queries_with_many_people_as_with_few(client, cast):
    def queries():
        with CaptureQueriesContext(connection) as captured, time_machine.travel(NOON, tick=False):
            assert client.get(reverse("treasury")).status_code == 200
        return len(captured)

    def collect(count):
        for _ in range(count):
            cast.pay(cast.member(), by=factories.make_collector(market=cast.market))

    client.force_login(cast.treasurer)
    collect(2)
    cast.pay(cast.member())
    cast.hand_over()
    few = queries()
    collect(15)
    assert queries() == few <= MOST_QUERIES


def test_a_hand_over_is_not_told_to_who_will_count_it(client, cast):
    cast.pay(cast.member(), count=2)
    handover = handovers.ask(by=cast.collector, at=NOON)

    def told():
        others = ("unremitted_money", "handovers", "remittances")
        return [page(client, cast).text, *(client.get(reverse(name)).text for name in others)]

    before = told()
    assert not any("16.800" in text for text in before)
    assert "belum dihitung" in before[0]
    assert "tanpa 1 serah terima" in before[0]
    assert "2 bulan iuran" in before[0]
    handovers.count(handover=handover, pieces={10_000: 1}, by=cast.treasurer, at=NOON)
    after = told()
    assert all("16.800" in text for text in after[:2])
    assert not any("belum Anda hitung" in text for text in after)


def test_who_does_not_count_it_is_told_what_a_hand_over_brings(cast):
    cast.pay(cast.member(), count=2)
    handover = handovers.ask(by=cast.collector, at=NOON)
    handovers.count(handover=handover, pieces={10_000: 1}, by=cast.treasurer, at=NOON)
    colleague = factories.make_treasurer(partner=cast.partner)
    auditor = factories.make_auditor(partner=cast.partner)
    found = {
        user: treasury(partner=cast.partner.pk, user=user, at=NOON)
        for user in (cast.treasurer, colleague, auditor)
    }
    held = {user: figures.with_collectors_idr for user, figures in found.items()}
    assert held == {cast.treasurer: 16_800, colleague: 0, auditor: 16_800}
    assert [figures.on_its_way.all.amount_idr for figures in found.values()] == [16_800, 0, 16_800]
