"""A whole round without a signal: 300 stalls, 200 payments, a restart, the promised numbers.

It is sent at 400 kbit/s, and prints how long that took:
`uv run pytest -m long tests/journeys/test_round_journey.py -n0`.
"""

import sys
import time
from typing import Any

import pytest

from contributions.models import Payment, ReceiptSeries
from tests import factories
from tests.factories import PASSWORD
from tests.journeys.phone import OUTBOX, nothing_lost_nothing_double

pytestmark = [pytest.mark.usefixtures("web"), pytest.mark.long]

STALLS, PAYMENTS = 300, 200
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


def slow(phone: Any) -> None:
    """400 kbit/s with 400 ms, for the page and its worker."""
    session = phone.context.new_cdp_session(phone.page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)


def test_a_round_of_three_hundred_stalls_is_sent_within_a_minute(
    kept_phone, make_walk, capsys
) -> None:
    people = make_walk(STALLS)
    market = people[0].market
    collector = factories.make_collector(
        market=market, username="asep", name="Asep", password=PASSWORD
    )
    phone = kept_phone()
    phone.log_in(collector)
    phone.prepare()
    phone.lose_signal()
    for member in people[:PAYMENTS]:
        phone.take(member)

    phone = kept_phone()
    phone.lose_signal()
    phone.open(OUTBOX)
    promised = [entry["shown"]["receipt"] for entry in phone.entries()]
    assert len(promised) == PAYMENTS and not Payment.objects.exists()
    phone.find_signal()
    slow(phone)
    began = time.monotonic()
    phone.page.evaluate("void mitra.outbox.flush()")
    phone.wait_until_sent()
    took = time.monotonic() - began
    with capsys.disabled():
        sys.stdout.write(f"\n{PAYMENTS} payments of {STALLS} stalls sent in {took:.1f} s\n")
    assert took < 60
    series = ReceiptSeries.objects.get(is_of_phone=True)
    rows = Payment.objects.filter(series=series).order_by("number").select_related("series")
    assert [payment.receipt for payment in rows] == promised
    nothing_lost_nothing_double(phone, people[:PAYMENTS], collector)
