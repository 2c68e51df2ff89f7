"""The bar with the cash in hand on every page of a collector, and before it is too much."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import cash, handovers, voids
from contributions.cash_held import cash_held
from markets.models import Partner
from tests import factories
from tests.collectors.till import behind, check
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_collector")]
LATER = NOON + dt.timedelta(hours=5)


def bar(client, name="worklist", at=LATER) -> str:
    with time_machine.travel(at, tick=False):
        text = client.get(reverse(name)).text
    return text.split('class="cash-bar', 1)[1].split("</a>", 1)[0]


def test_every_page_of_a_collector_says_what_she_holds_and_since_when(client, cast):
    cast.pay(cast.member())
    for name in ("worklist", "take_payment_search", "enrol", "cash_in_hand", "account"):
        shown = bar(client, name)
        assert "Rp8.400" in shown
        assert "terlama 5 jam 0 menit" in shown


def test_empty_hands_are_shown_without_an_age(client, cast):
    shown = bar(client)
    assert "Rp0" in shown
    assert "terlama" not in shown


def test_after_the_partners_clock_it_warns(client, cast):
    cast.pay(cast.member())
    assert "lewat batas" not in bar(client, at=NOON + dt.timedelta(hours=23))
    late = bar(client, at=NOON + dt.timedelta(hours=24))
    assert "lewat batas, serahkan" in late
    assert "is-late" in late


def test_the_room_below_the_limit_is_told(client, cast):
    Partner.objects.update(cash_limit_idr=16_800)
    cast.pay(cast.member())
    assert "boleh Rp8.400 lagi" in bar(client)
    cast.pay(cast.member())
    assert "penuh, serahkan dulu" in bar(client)


def test_the_last_look_refuses_before_the_money_changes_hands(client, cast):
    Partner.objects.update(cash_limit_idr=8_400)
    member = behind(cast)
    with time_machine.travel(LATER, tick=False):
        refused = check(client, {member: 2}).text
        fits = check(client, {member: 1}).text
    assert "lebih dari batas" in refused
    assert "Uang sudah saya terima" not in refused
    assert "Uang sudah saya terima" in fits


def test_others_have_no_bar(client, cast):
    client.force_login(cast.treasurer)
    assert "cash-bar" not in client.get(reverse("treasury")).text
    client.logout()
    assert "cash-bar" not in client.get(reverse("simulation")).text


def test_the_bar_agrees_with_the_page_about_it(cast):
    """Whatever becomes of the cash: handed over short, undone, asked to be undone, waiting."""

    def agree():
        shown, page = cash_held(user=cast.collector, at=LATER), cash.in_hand(user=cast.collector)
        age = page.oldest_at and LATER - page.oldest_at
        assert (shown.amount_idr, shown.late_from) == (page.amount_idr, page.late_from)
        assert shown.age == age

    agree()
    cast.pay(cast.member())
    cast.hand_over(counted_idr=8_000)
    agree()
    cast.pay(cast.member(), collected_at=NOON - dt.timedelta(hours=2))
    agree()
    voids.grant(void=cast.void(cast.pay(cast.member())), by=cast.treasurer, at=NOON)
    cast.void(cast.pay(cast.member(), at=NOON - dt.timedelta(hours=1)))
    agree()
    handovers.ask(by=cast.collector, at=NOON)
    agree()


def test_the_bar_costs_one_query_and_another_collectors_cash_is_not_hers(cast):
    cast.pay(cast.member())
    cast.pay(cast.member(), by=factories.make_collector(market=cast.market))
    with CaptureQueriesContext(connection) as captured:
        assert cash_held(user=cast.collector, at=LATER).amount_idr == 8_400
    assert len(captured) == 1
