"""Cash in hand: how much, since when, and when it is late."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions import cash, handovers
from contributions.models import PublicHoliday
from markets.models import User
from tests import factories
from tests.contributions.money import make_cast
from tests.factories import NOON, WIB

pytestmark = pytest.mark.django_db


def test_nobody_without_receipts_holds_cash(cast):
    found = cash.in_hand(user=cast.collector)
    assert (found.amount_idr, found.oldest_at, found.receipts) == (0, None, [])
    assert (found.late_from, found.waiting_handover, found.shortage_idr) == (None, None, 0)


def test_cash_in_hand_is_what_the_receipts_say_oldest_first(cast):
    second = cast.pay(cast.member(), count=2)
    first = cast.pay(cast.member(), collected_at=NOON - dt.timedelta(hours=5))
    found = cash.in_hand(user=cast.collector)
    assert found.receipts == [first, second]
    assert (found.amount_idr, found.to_hand_over_idr) == (25_200, 25_200)
    assert found.oldest_at == first.collected_at
    assert found.late_from == first.collected_at + dt.timedelta(hours=24)


def test_cash_in_a_waiting_handover_is_still_hers_and_its_clock_runs_on(cast):
    listed = cast.pay(cast.member())
    handover = handovers.ask(by=cast.collector, at=NOON)
    later = cast.pay(cast.member(), at=NOON + dt.timedelta(hours=1))
    found = cash.in_hand(user=cast.collector)
    assert found.waiting_handover == handover
    assert found.receipts == [later]
    assert found.amount_idr == 16_800
    assert found.oldest_at == listed.collected_at
    assert found.shortage_idr == 0


def test_what_was_short_is_shown_apart(cast):
    cast.pay(cast.member())
    cast.hand_over(counted_idr=8_000)
    cast.pay(cast.member())
    found = cash.in_hand(user=cast.collector)
    assert (found.amount_idr, found.shortage_idr) == (8_800, 400)


def test_receipts_under_a_void_request_are_named_apart(cast):
    doubted = cast.pay(cast.member())
    cast.pay(cast.member())
    cast.void(doubted)
    found = cash.in_hand(user=cast.collector)
    assert found.set_aside == [doubted]
    assert (found.amount_idr, found.to_hand_over_idr) == (16_800, 8_400)


def test_the_treasurer_sees_every_collector_who_holds_longest_first(cast):
    idle = factories.make_collector(market=cast.market, name="Ani")
    early = factories.make_collector(market=cast.market, name="Zul")
    cast.pay(cast.member())
    cast.pay(cast.member(), by=early, collected_at=NOON - dt.timedelta(hours=30))
    make_cast()
    found = cash.per_collector(partner=cast.partner, at=NOON)
    assert [line.collector for line in found] == [early, cast.collector, idle]
    assert [line.is_late for line in found] == [True, False, False]
    assert [(line.amount_idr, line.receipts) for line in found] == [(8_400, 1), (8_400, 1), (0, 0)]


def test_who_left_is_listed_while_money_is_with_her(cast):
    cast.pay(cast.member())
    cast.collector.is_active = False
    cast.collector.save()
    assert len(cash.per_collector(partner=cast.partner, at=NOON)) == 1
    cast.hand_over()
    assert cash.per_collector(partner=cast.partner, at=NOON) == []


def test_who_changed_role_or_partner_is_listed_while_money_is_with_her(cast):
    cast.pay(cast.member())
    User.objects.filter(pk=cast.collector.pk).update(role="treasurer")
    (line,) = cash.per_collector(partner=cast.partner, at=NOON)
    assert (line.collector, line.amount_idr) == (cast.collector, 8_400)
    other = factories.make_partner()
    User.objects.filter(pk=cast.collector.pk).update(role="collector", partner=other)
    (line,) = cash.per_collector(partner=cast.partner, at=NOON)
    assert (line.collector, line.amount_idr) == (cast.collector, 8_400)


def test_who_still_owes_a_shortage_is_listed_whatever_her_role(cast):
    cast.pay(cast.member())
    cast.hand_over(counted_idr=8_000)
    User.objects.filter(pk=cast.collector.pk).update(role="treasurer")
    (line,) = cash.per_collector(partner=cast.partner, at=NOON)
    assert (line.amount_idr, line.shortage_idr) == (400, 400)


def test_the_clock_of_a_shortage_runs_from_the_handover_that_left_it(cast):
    cast.pay(cast.member())
    cast.hand_over(counted_idr=8_000)
    later = NOON + dt.timedelta(hours=20)
    cast.pay(cast.member(), at=later)
    found = cash.in_hand(user=cast.collector)
    assert (found.oldest_at, found.late_from) == (NOON, NOON + dt.timedelta(hours=24))
    (line,) = cash.per_collector(partner=cast.partner, at=NOON + dt.timedelta(hours=24))
    assert (line.oldest_at, line.is_late) == (NOON, True)
    cast.hand_over(at=later)
    (line,) = cash.per_collector(partner=cast.partner, at=later)
    assert (line.oldest_at, line.shortage_idr) == (None, 0)


def test_a_shortage_made_good_has_no_clock_when_another_follows(cast):
    cast.pay(cast.member())
    cast.hand_over(counted_idr=8_000)
    cast.hand_over(at=NOON + dt.timedelta(hours=1))
    cast.pay(cast.member())
    second = NOON + dt.timedelta(hours=2)
    cast.hand_over(at=second, counted_idr=8_000)
    assert cash.in_hand(user=cast.collector).oldest_at == second


@pytest.mark.parametrize(
    ("since", "hours", "late"),
    [
        ("2026-11-10 12:00", 24, "2026-11-11 12:00"),  # Tuesday
        ("2026-11-13 10:00", 24, "2026-11-16 10:00"),  # Friday to Monday
        ("2026-11-14 08:00", 24, "2026-11-17 00:00"),  # Saturday: Monday is the day it has
        ("2026-12-24 10:00", 24, "2026-12-28 10:00"),  # Thursday before Christmas Friday
        ("2026-11-10 12:00", 8, "2026-11-10 20:00"),
        ("2026-11-13 20:00", 48, "2026-11-17 20:00"),
    ],
)
def test_only_hours_of_working_days_count(since, hours, late):
    def moment(text):
        return dt.datetime.fromisoformat(text).replace(tzinfo=WIB)

    found = cash.deadline(since=moment(since), working_hours=hours, free={dt.date(2026, 12, 25)})
    assert found == moment(late)


def test_public_holidays_stop_the_clock(cast):
    PublicHoliday.objects.get_or_create(on=dt.date(2026, 11, 11), defaults={"name": "Libur"})
    cast.pay(cast.member())
    found = cash.in_hand(user=cast.collector)
    assert found.late_from == NOON + dt.timedelta(hours=48)


def test_the_number_of_queries_does_not_grow_with_receipts_or_collectors(cast):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            found = cash.in_hand(user=cast.collector)
            assert all(payment.receipt and payment.member.name for payment in found.receipts)
            cash.per_collector(partner=cast.partner, at=NOON)
        return len(captured)

    cast.pay(cast.member())
    one = queries()
    for _ in range(5):
        cast.pay(cast.member())
        cast.pay(cast.member(), by=factories.make_collector(market=cast.market))
    assert queries() == one
    assert one <= 11
