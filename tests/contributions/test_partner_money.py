"""Tiles and charts say the same about where a partner's money is: what the ledger says."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import deposits, ledger, partner_money, remittances
from contributions.models import Payment
from contributions.treasury import treasury
from tests import factories
from tests.contributions.credit import give
from tests.contributions.money import make_cast
from tests.contributions.statement_steps import paid_by_qris
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db

TILE = re.compile(r'<li class="tile">([^<]+)<b>Rp([\d.]+)</b>')
ROW = re.compile(r'<th scope="row">([^<]+)</th><td><svg.*?</td><td class="num">Rp([\d.]+)</td>')


def figures(pattern, text):
    return {label: int(amount.replace(".", "")) for label, amount in pattern.findall(text)}


def page(client, cast, name="treasury"):
    client.force_login(cast.treasurer)
    with time_machine.travel(NOON, tick=False):
        return client.get(reverse(name)).text


@pytest.fixture
def spread(cast, provider, bank):
    """Money in every place: short by 5,000, brought to the bank, with the provider, a credit."""
    for _each in range(3):
        cast.pay(cast.member())
    cast.hand_over(counted_idr=20_200)
    deposits.book(
        account=bank, amount_idr=10_000, slip_number="S-1", on=TODAY, by=cast.treasurer, at=NOON
    )
    colleague = factories.make_treasurer(partner=cast.partner)
    founded = ledger.Founded("handover", "0", cast.partner.pk, colleague, NOON)
    ledger.move(
        source=ledger.treasurer(cast.treasurer.pk),
        target=ledger.treasurer(colleague.pk),
        amount_idr=1_200,
        founded=founded,
    )
    paid_by_qris(cast, provider)
    give(cast, cast.member(), 3_000)
    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    cast.pay(cast.member())
    return cast


def test_tiles_and_chart_agree(client, spread):
    text = page(client, spread)
    tiles, rows = figures(TILE, text), figures(ROW, text)
    treasurers = [label for label in tiles if label.startswith("Kas ")]
    assert len(treasurers) == 2
    assert sum(tiles[label] for label in treasurers) == rows["Kas bendahara"] == 10_200
    assert tiles["Di tangan kolektor"] == rows["Di tangan kolektor"] == 5_000 + 8_400
    assert tiles["Rekening mitra"] == rows["Rekening mitra"] == 18_400
    assert tiles["Pada penyedia pembayaran"] == rows["Pada penyedia pembayaran"] == 8_400
    assert rows["Kelebihan bayar peserta"] == 3_000


def test_both_pages_say_the_same_about_where_money_is(client, spread):
    assert (
        figures(ROW, page(client, spread)).items()
        <= figures(ROW, page(client, spread, "unremitted_money")).items()
    )


def test_what_is_short_and_what_is_on_final_lists_is_named(client, spread):
    text = page(client, spread)
    assert "termasuk Rp5.000 yang kurang pada serah terima" in text
    assert "Rp16.800 untuk 2 bulan sudah masuk daftar setoran" in text


def test_the_difference_to_the_months_is_named(spread):
    found = treasury(partner=spread.partner.pk, user=spread.treasurer, at=NOON)
    assert (found.besides_idr, found.lacking_idr) == (3_000, 0)


def test_money_of_other_partners_is_left_out(spread):
    other = make_cast()
    other.pay(other.member())
    give(other, other.member(), 700)
    found = partner_money.by_partner(partners=[other.partner.pk, spread.partner.pk])
    assert found[other.partner.pk] == {
        "collector": 8_400,
        "treasurer": 0,
        "provider_clearing": 0,
        "partner_bank": 0,
        "member_credit": 700,
    }
    assert found[spread.partner.pk]["member_credit"] == 3_000


def test_many_partners_take_one_query():
    partners = [factories.make_partner().pk for _each in range(4)]
    with CaptureQueriesContext(connection) as captured:
        partner_money.by_partner(partners=partners)
    assert len(captured) == 1
