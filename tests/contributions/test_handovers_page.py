"""Taking over a collector's cash on the page: counted, explained, or refused."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import handovers, ledger
from contributions.models import Place
from tests.contributions.money import make_cast
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def handover(cast):
    for _ in range(2):
        cast.pay(cast.member())
    return handovers.ask(by=cast.collector, at=NOON)


@pytest.fixture
def send(client, cast, handover):
    client.force_login(cast.treasurer)

    def post(**fields):
        return client.post(reverse("handover", args=[handover.pk]), fields)

    return post


def state(handover):
    handover.refresh_from_db()
    return handover.status, handover.counted_idr, handover.difference_reason


def test_the_page_lists_exactly_its_receipts(client, cast, handover):
    client.force_login(cast.treasurer)
    text = client.get(reverse("handover", args=[handover.pk])).text
    for line in handover.lines.all():
        assert line.payment.receipt in text
        assert line.payment.member.name in text
    assert "Rp16.800" in text


def test_what_fits_is_accepted_and_moves(send, cast, handover):
    answer = send(decision="accept", counted="16.800")
    assert answer.status_code == 302
    assert state(handover) == ("accepted", 16_800, "")
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 16_800


def test_a_difference_is_asked_about_and_what_was_typed_is_kept(send, handover):
    answer = send(decision="accept", counted="16.000")
    assert "Seharusnya Rp16.800, dihitung Rp16.000." in answer.text
    assert 'value="16.000"' in answer.text
    assert state(handover)[0] == "asked"
    send(decision="accept", counted="16.000", difference_reason="Uang robek ditolak")
    assert state(handover) == ("accepted", 16_000, "Uang robek ditolak")


@pytest.mark.parametrize("counted", ["", "enam belas", "0", "-5"])
def test_what_is_no_count_writes_nothing(send, handover, counted):
    answer = send(decision="accept", counted=counted)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.text
    assert state(handover) == ("asked", None, "")


def test_a_refusal_needs_its_reason(send, handover):
    assert "Isi alasan penolakan." in send(decision="refuse").text
    assert state(handover)[0] == "asked"
    send(decision="refuse", reason="Uangnya tidak dibawa")
    assert state(handover) == ("refused", None, "Uangnya tidak dibawa")


def test_one_that_was_decided_meanwhile_says_so(client, send, cast, handover):
    send(decision="accept", counted="16800")
    answer = client.post(
        reverse("handover", args=[handover.pk]),
        {"decision": "refuse", "reason": "Terlambat"},
        follow=True,
    )
    assert "Serah terima ini sudah diputuskan" in answer.text
    assert state(handover)[0] == "accepted"


def test_the_waiting_come_first_and_the_decided_show_their_difference(client, send, cast):
    send(decision="accept", counted="16.000", difference_reason="Kurang")
    cast.pay(cast.member())
    handovers.ask(by=cast.collector, at=NOON + dt.timedelta(hours=1))
    text = client.get(reverse("handovers")).text
    assert text.index("Menunggu dihitung") < text.index("Sudah diputuskan")
    assert "-Rp800" in text


def test_lists_take_as_many_queries_with_many_receipts_as_with_few(client, cast):
    client.force_login(cast.treasurer)

    def queries(count):
        for _ in range(count):
            cast.pay(cast.member())
        handover = handovers.ask(by=cast.collector, at=NOON)
        with CaptureQueriesContext(connection) as captured:
            for name, args in (("handovers", []), ("handover", [handover.pk])):
                assert client.get(reverse(name, args=args)).status_code == 200
        handovers.refuse(handover=handover, reason="Uji", by=cast.treasurer, at=NOON)
        return len(captured)

    queries(1)
    few = queries(1)
    assert queries(20) == few <= 2 * 12
