"""Each payment keeps with which device it was taken; the daily close names unusual ones."""

import datetime as dt
from uuid import UUID

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from contributions import held_dues, member_transfers, payments
from contributions.daily_close import daily_close
from contributions.daily_findings import daily_findings
from contributions.models import Payment
from markets.views import devices
from tests import factories
from tests.collectors.till import behind, check, hidden, send
from tests.contributions.money import ask
from tests.contributions.sheets import asked_line, submit
from tests.contributions.statement_steps import paid_by_qris
from tests.factories import NOON, PASSWORD, TODAY

pytestmark = pytest.mark.django_db
YESTERDAY = NOON - dt.timedelta(days=1)
ONE, OTHER = UUID(int=1), UUID(int=2)


def findings(cast, **fields):
    close = daily_close(partner=cast.partner, day=TODAY, **fields)
    found = daily_findings(close=close, at=NOON)
    return [(each.kind, each.words) for each in found if each.kind.startswith("Perangkat")]


def test_a_payment_taken_at_the_till_keeps_the_device_it_was_taken_with(cast):
    client = Client()
    cast.collector.set_password(PASSWORD)
    cast.collector.save()
    with time_machine.travel(NOON, tick=False):
        client.post(reverse("login"), {"username": cast.collector.username, "password": PASSWORD})
        send(client, hidden(check(client, {behind(cast): 1})))
    token = client.cookies[devices.COOKIE].value.split(":")[0]
    assert Payment.objects.get().device == UUID(token)


def test_a_payment_without_a_token_is_taken_all_the_same(client, cast):
    client.force_login(cast.collector)
    with time_machine.travel(NOON, tick=False):
        send(client, hidden(check(client, {behind(cast): 1})))
    assert Payment.objects.get().device is None


def test_sheets_first_dues_and_transfers_keep_the_device(cast):
    submit(asked_line(cast.member()), by=cast.collector, device=ONE)
    member_transfers.record(
        asked=ask(cast.member()), reference="BRI-1", by=cast.treasurer, at=NOON, device=ONE
    )
    enrolment = factories.make_enrolment(market=cast.market)
    price = held_dues.expected(enrolment=enrolment, on=TODAY)
    held_dues.take(
        id=factories.new_id(),
        enrolment=enrolment,
        shown_total_idr=price.total_idr,
        by=cast.collector,
        at=NOON,
        device=ONE,
    )
    assert list(Payment.objects.values_list("device", flat=True)) == [ONE] * 3


def test_what_a_statement_confirms_has_no_device(cast, provider):
    paid_by_qris(cast, provider)
    assert Payment.objects.get().device is None


def test_a_repeat_from_another_device_is_answered_with_the_payment_that_stands(cast):
    asked = ask(cast.member())
    first = payments.record(asked=asked, by=cast.collector, at=NOON, device=ONE)
    again = payments.record(asked=asked, by=cast.collector, at=NOON, device=OTHER)
    assert (again.pk, again.device) == (first.pk, ONE)


def test_the_device_of_a_payment_never_changes(cast):
    payment = cast.pay(cast.member(), device=ONE)
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(device=OTHER)


def test_a_device_that_the_collector_had_not_used_before_is_named(cast):
    cast.pay(cast.member(), at=YESTERDAY, device=ONE)
    cast.pay(cast.member(), device=ONE)
    assert findings(cast) == []
    odd = [cast.pay(cast.member(), device=OTHER) for _each in range(4)]
    [(kind, words)] = findings(cast)
    assert kind == "Perangkat baru"
    assert cast.collector.name in words
    assert ", ".join(payment.receipt for payment in odd[:3]) + " dan 1 lagi" in words


def test_the_first_day_of_a_collector_names_no_device(cast):
    cast.pay(cast.member(), at=YESTERDAY)  # before devices were kept
    for device in (ONE, OTHER):
        cast.pay(cast.member(), device=device)
    assert findings(cast) == []


def test_what_another_collector_used_before_is_new_to_her(cast):
    colleague = factories.make_collector(market=cast.market)
    cast.pay(cast.member(), at=YESTERDAY, by=colleague, device=OTHER)
    cast.pay(cast.member(), at=YESTERDAY, device=ONE)
    cast.pay(cast.member(), device=OTHER)
    assert [kind for kind, _words in findings(cast)] == ["Perangkat baru"]


def test_one_device_of_two_collectors_on_one_day_is_named(cast):
    colleague = factories.make_collector(market=cast.market)
    cast.pay(cast.member(), device=ONE)
    cast.pay(cast.member(), by=colleague, at=YESTERDAY, device=ONE)
    assert findings(cast) == []
    cast.pay(cast.member(), by=colleague, device=ONE)
    [(kind, words)] = findings(cast)
    assert kind == "Perangkat bersama"
    assert cast.collector.name in words
    assert colleague.name in words


def test_a_day_narrowed_to_a_market_names_its_own_devices(cast):
    cast.pay(cast.member(), at=YESTERDAY, device=ONE)
    cast.pay(cast.member(), device=OTHER)
    assert len(findings(cast, market=cast.market)) == 1
    assert findings(cast, market=factories.make_market(partner=cast.partner)) == []
