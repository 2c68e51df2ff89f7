"""The business day of a partner: both views add up, to the ledger and to the documents."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from contributions import credit_use, day_closes, handovers, ledger, voids
from contributions.daily_close import NOTHING, Taken, daily_close
from contributions.daily_findings import daily_findings
from contributions.day_closes import UnableToClose
from contributions.models import DayClose, Payment, Place
from markets.models import Partner
from tests import factories
from tests.contributions.money import make_cast
from tests.contributions.offline import make_phone, send, told
from tests.contributions.straight import a_number_without_receipt
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - dt.timedelta(days=1)
TRANSFER = {"method": Payment.Method.TRANSFER, "reference": "BRI-1"}


def of(cast, day=TODAY, **fields):
    return daily_close(partner=cast.partner, day=day, **fields)


def busy_day(cast):
    """Yesterday's rest, receipts in every state, a transfer, a shortage; some of it remitted."""
    cast.pay(cast.member(), at=NOON - dt.timedelta(days=1))
    cast.pay(cast.member(), count=2)
    cast.hand_over(counted_idr=25_000)
    undone = cast.pay(cast.member())
    voids.grant(void=cast.void(undone), by=cast.treasurer, at=NOON)
    cast.pay(cast.member(), by=cast.treasurer, **TRANSFER)
    cast.remit()
    cast.pay(cast.member())


def test_what_was_taken_is_in_hand_handed_over_or_undone(cast):
    busy_day(cast)
    cash = of(cast).cash
    assert (cash.receipts, cash.taken_idr) == (3, 33_600)
    assert (cash.in_hand_idr, cash.handed_idr, cash.undone_idr) == (8_400, 16_800, 8_400)
    assert cash.taken_idr == cash.in_hand_idr + cash.handed_idr + cash.undone_idr


def test_what_was_handed_over_is_held_or_remitted(cast):
    busy_day(cast)
    cash = of(cast).cash
    assert cash.handed_idr == cash.held_idr + cash.remitted_idr + cash.corrected_idr
    assert cash.remitted_idr > 0


def test_the_cash_of_each_person_is_the_ledger_of_that_day(cast):
    busy_day(cast)
    close = of(cast)
    [collector] = close.collectors
    flow = collector.flow
    assert (flow.opening_idr, flow.came_idr, flow.back_idr) == (8_400, 33_600, 8_400)
    assert flow.onward_idr == 25_000
    assert flow.closing_idr == ledger.balance(Place.COLLECTOR, cast.collector.pk)
    [treasurer] = close.treasurers
    assert treasurer.flow.closing_idr == ledger.balance(Place.TREASURER, treasurer.pk)
    assert of(cast, YESTERDAY).collectors_flow.closing_idr == flow.opening_idr


def test_other_ways_to_pay_stand_apart_from_cash(cast):
    busy_day(cast)
    close = of(cast)
    assert close.way(Payment.Method.TRANSFER).taken_idr == 8_400
    assert close.way(Payment.Method.QRIS) == NOTHING
    assert close.receipts == 4


def test_a_receipt_undone_after_the_hand_over_became_credit(cast):
    payment = cast.pay(cast.member())
    cast.hand_over()
    voids.grant(void=cast.void(payment), by=cast.treasurer, at=NOON)
    cash = of(cast).cash
    assert (cash.handed_idr, cash.undone_idr) == (8_400, 0)
    assert (cash.corrected_idr, cash.held_idr) == (8_400, 0)


def test_a_market_shows_its_own_receipts(cast):
    other = factories.make_market(partner=cast.partner)
    cast.pay(cast.member())
    assert of(cast, market=other).cash == Taken()
    assert of(cast, market=cast.market).cash.taken_idr == 8_400


def test_another_partners_day_is_not_shown(cast):
    busy_day(cast)
    assert of(make_cast()).collectors == []


# ---- closing ----


def close_day(cast, **fields):
    told = {"partner": cast.partner, "day": TODAY, "by": cast.treasurer, "at": NOON, **fields}
    return day_closes.close(**told)


def test_a_closed_day_keeps_its_figures_and_what_comes_later_shows(cast):
    busy_day(cast)
    closed = close_day(cast)
    assert (closed.collected_idr, closed.in_hand_idr) == (33_600, 8_600)
    assert of(cast).changed == []
    cast.pay(cast.member())
    changed = {name: (before, now) for name, before, now in of(cast).changed}
    assert changed["diterima tunai"] == (33_600, 42_000)
    assert DayClose.objects.get().collected_idr == 33_600


def test_a_day_is_closed_once_by_a_treasurer_of_the_partner_and_not_before_it_comes(cast):
    def refused(code, **fields):
        with pytest.raises(UnableToClose) as refusal, transaction.atomic():
            close_day(cast, **fields)
        assert refusal.value.code == code

    refused("not_yours", by=cast.collector)
    refused("not_yours", by=make_cast().treasurer)
    refused("not_yet", day=TODAY + dt.timedelta(days=1))
    close_day(cast)
    refused("closed")


def test_closed_day_adds_up(cast):
    figures = of(cast).figures
    with pytest.raises(IntegrityError, match="closed_day_adds_up"), transaction.atomic():
        DayClose.objects.create(
            partner=cast.partner,
            day=TODAY,
            closed_by=cast.treasurer,
            closed_at=NOON,
            **{**figures, "in_hand_idr": 1},
        )


# ---- what is odd ----


def kinds(cast, at=NOON, day=TODAY):
    return [finding.kind for finding in daily_findings(close=of(cast, day), at=at)]


def test_an_ordinary_day_has_nothing_odd(cast):
    busy_day(cast)
    assert kinds(cast) == []


def test_cash_at_night_or_on_a_closed_day_is_odd(cast):
    cast.pay(cast.member(), at=NOON.replace(hour=21))
    assert kinds(cast) == ["Waktu yang janggal"]
    cast.market.closed_weekdays = [TODAY.isoweekday()]
    cast.market.save()
    cast.pay(cast.member())
    assert kinds(cast) == ["Waktu yang janggal"] * 2


def test_three_voids_of_one_collector_are_many(cast):
    for count in range(3):
        assert kinds(cast).count("Banyak pembatalan") == 0, count
        cast.void(cast.pay(cast.member()))
    assert kinds(cast).count("Banyak pembatalan") == 1


def test_voids_are_counted_by_who_asked_not_by_a_name(cast):
    namesake = factories.make_collector(market=cast.market, name=cast.collector.name)
    for by in (cast.collector, cast.collector, namesake, namesake):
        cast.void(cast.pay(cast.member(), by=by))
    assert "Banyak pembatalan" not in kinds(cast)
    cast.void(cast.pay(cast.member(), by=namesake))
    assert kinds(cast).count("Banyak pembatalan") == 1


def test_voids_of_several_collectors_asked_by_one_person_are_many(cast):
    for _ in range(3):
        taker = factories.make_collector(market=cast.market)
        cast.pay(cast.member(), by=taker)
        handover = handovers.ask(by=taker, at=NOON)
        handovers.accept(handover=handover, counted_idr=8_400, by=cast.treasurer, at=NOON)
        [line] = handover.lines.all()
        voids.ask(payment=line.payment, reason="wrong_member", by=cast.treasurer, at=NOON)
    [found] = [
        finding.words
        for finding in daily_findings(close=of(cast), at=NOON)
        if finding.kind == "Banyak pembatalan"
    ]
    assert found == f"3 pembatalan diminta {cast.treasurer.name} hari itu."


def test_two_collectors_of_one_trader_on_one_day_are_named(cast):
    member, colleague = cast.member(), factories.make_collector(market=cast.market)
    first = cast.pay(member, count=2)
    assert kinds(cast) == []
    later = NOON + dt.timedelta(minutes=5)
    second = cast.pay(member, first=dt.date(2027, 1, 1), count=3, by=colleague, at=later)
    [found] = daily_findings(close=of(cast), at=NOON)
    assert found.kind == "Ditagih dua orang"
    for word in (member.name, second.receipt, colleague.name, first.taken_by.name):
        assert word in found.words


def test_one_collector_or_two_days_or_a_transfer_are_no_second_collector(cast):
    member, colleague = cast.member(), factories.make_collector(market=cast.market)
    cast.pay(member)
    cast.pay(member, first=dt.date(2026, 12, 1))
    cast.pay(member, first=dt.date(2027, 1, 1), by=cast.treasurer, **TRANSFER)
    cast.hand_over()
    tomorrow = NOON + dt.timedelta(days=1)
    cast.pay(member, first=dt.date(2027, 2, 1), by=colleague, at=tomorrow)
    assert kinds(cast) == []
    assert kinds(cast, at=tomorrow, day=tomorrow.date()) == []


def test_a_month_paid_again_after_a_void_is_named(cast):
    member = cast.member()
    voids.grant(void=cast.void(cast.pay(member)), by=cast.treasurer, at=NOON)
    cast.pay(member)
    assert set(kinds(cast)) == {"Bulan dibayar dua kali"}


def test_months_paid_again_are_named_before_two_collectors_however_many(cast, monkeypatch):
    monkeypatch.setattr("contributions.daily_findings.MOST_SHOWN", 1)
    twice, colleague = cast.member(), factories.make_collector(market=cast.market)
    cast.pay(twice)
    cast.pay(twice, first=dt.date(2026, 12, 1), by=colleague)
    member, later = cast.member(), NOON + dt.timedelta(minutes=5)
    voids.grant(void=cast.void(cast.pay(member, at=later), at=later), by=cast.treasurer, at=later)
    cast.pay(member, at=later)
    assert kinds(cast) == ["Bulan dibayar dua kali"]


def test_a_month_that_bpjs_rejected_and_her_credit_pays_again_is_not_odd(cast):
    member = cast.member()
    cast.pay(member)
    cast.hand_over()
    cast.reject(cast.post(), member)
    assert credit_use.sweep(at=NOON) == 1
    assert kinds(cast) == []


def test_old_cash_and_a_limit_that_was_lowered_are_named(cast):
    cast.pay(cast.member(), at=NOON - dt.timedelta(days=1))
    cast.pay(cast.member())
    Partner.objects.update(cash_limit_idr=10_000)
    cast.partner.refresh_from_db()
    assert kinds(cast, at=NOON + dt.timedelta(hours=1)) == ["Batas uang tunai", "Uang lama"]


def test_a_number_without_its_receipt_is_named(cast):
    cast.pay(cast.member())
    with a_number_without_receipt():
        assert kinds(cast) == ["Nomor kuitansi"]


def test_of_a_phones_numbers_those_count_that_came_not_those_it_was_given(cast):
    phone = make_phone(cast)
    for number in (1, 3):
        send(cast, told(cast.member(), phone=phone, number=number), phone=phone)
    (found,) = daily_findings(close=of(cast), at=NOON)
    assert "3 nomor terpakai, 2 kuitansi" in found.words
