"""Taking over a collector's cash on the page: counted, explained, or refused."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import handovers, ledger
from contributions.cash_counts import pieces_of
from contributions.models import Place
from contributions.models.cash_count import column
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def handover(cast):
    for _ in range(2):
        cast.pay(cast.member())
    return handovers.ask(by=cast.collector, at=NOON)


@pytest.fixture
def send(client, cast, handover):
    client.force_login(cast.treasurer)

    def post(**fields):
        return client.post(reverse("handover", args=[handover.pk]), fields, follow=True)

    return post


def count(send, amount_idr):
    """The treasurer counts so much, in the fewest notes and coins."""
    pieces = {column(worth): number for worth, number in pieces_of(amount_idr).items()}
    return send(decision="count", **pieces)


def state(handover):
    handover.refresh_from_db()
    return handover.status, handover.counted_idr, handover.difference_reason


def test_who_takes_the_cash_counts_before_she_sees_what_it_should_be(client, cast, handover, send):
    text = client.get(reverse("handover", args=[handover.pk])).text
    assert "Rp16.800" not in text
    assert client.get(reverse("handover_sheet", args=[handover.pk])).status_code == 302
    assert "16.800" not in client.get(reverse("handovers")).text
    assert "Rp16.800" in count(send, 16_000).text


def test_after_the_count_the_page_lists_exactly_its_receipts(handover, send):
    text = count(send, 16_800).text
    for line in handover.lines.all():
        assert line.payment.receipt in text
        assert line.payment.member.name in text
    assert "Cocok" in text


def test_what_fits_is_accepted_and_moves(send, cast, handover):
    count(send, 16_800)
    assert "Rp16.800 dari" in send(decision="accept").text
    assert state(handover) == ("accepted", 16_800, "")
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 16_800


def test_a_difference_is_asked_about_and_every_count_is_kept(send, handover):
    assert "-Rp800" in count(send, 16_000).text
    assert "Isi alasan selisih." in send(decision="accept").text
    assert state(handover)[0] == "asked"
    count(send, 15_900)
    send(decision="accept", difference_reason="Uang robek ditolak")
    assert state(handover) == ("accepted", 15_900, "Uang robek ditolak")
    assert [row.total_idr for row in handover.counts.order_by("pk")] == [16_000, 15_900]


@pytest.mark.parametrize("number", ["", "enam belas", "0", "-5"])
def test_what_is_no_count_writes_nothing(send, handover, number):
    answer = send(decision="count", pieces_10000=number)
    assert "error" in answer.text
    assert state(handover) == ("asked", None, "")
    assert not handover.counts.exists()


def test_nothing_is_accepted_before_it_was_counted(send, handover):
    send(decision="accept")
    assert state(handover)[0] == "asked"


def test_the_deputy_counts_for_herself(client, send, cast, handover):
    count(send, 16_800)
    deputy = factories.make_treasurer(partner=cast.partner)
    client.force_login(deputy)
    assert "Rp16.800" not in client.get(reverse("handover", args=[handover.pk])).text
    count(send, 16_800)
    send(decision="accept")
    handover.refresh_from_db()
    assert handover.decided_by == deputy


def test_others_read_and_decide_nothing(client, cast, handover):
    client.force_login(factories.make_auditor(partner=cast.partner))
    address = reverse("handover", args=[handover.pk])
    assert "Rp16.800" in client.get(address).text
    assert client.post(address, {"decision": "accept"}).status_code == 404


def test_the_sheet_shows_receipts_pieces_and_both_names(client, cast):
    cast.pay(cast.member())
    handover = cast.hand_over()
    client.force_login(cast.collector)
    text = client.get(reverse("handover_sheet", args=[handover.pk])).text
    for words in (str(cast.collector), str(cast.treasurer), "Rp5.000", "Yang menerima"):
        assert words in text
    assert handover.lines.get().payment.receipt in text
    narrow = client.get(reverse("handover_sheet", args=[handover.pk]), {"kertas": "58"})
    assert 'class="receipt"' in narrow.text


def test_a_refusal_needs_its_reason(send, handover):
    assert "Isi alasan penolakan." in send(decision="refuse").text
    assert state(handover)[0] == "asked"
    send(decision="refuse", reason="Uangnya tidak dibawa")
    assert state(handover) == ("refused", None, "Uangnya tidak dibawa")


def test_one_that_was_decided_meanwhile_says_so(client, send, cast, handover):
    count(send, 16_800)
    send(decision="accept")
    answer = client.post(
        reverse("handover", args=[handover.pk]),
        {"decision": "refuse", "reason": "Terlambat"},
        follow=True,
    )
    assert "Serah terima ini sudah diputuskan" in answer.text
    assert state(handover)[0] == "accepted"


def test_the_waiting_come_first_and_the_decided_show_their_difference(client, send, cast):
    count(send, 16_000)
    send(decision="accept", difference_reason="Kurang")
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


def test_times_are_those_of_the_market_in_which_the_cash_was_taken(client, cast):
    """The receipts and the hand-over, to who brings the cash and to who takes it, on paper too."""
    cast.market.zone = cast.market.Zone.WITA
    cast.market.save()
    cast.pay(cast.member())
    pages = []
    client.force_login(cast.collector)
    pages.append(client.get(reverse("cash_in_hand")))
    handover = cast.hand_over()
    pages.append(client.get(reverse("cash_in_hand")))
    cast.pay(cast.member())
    short = cast.hand_over(counted_idr=8_000)
    client.force_login(cast.treasurer)
    for name in ("handover", "handover_sheet"):
        pages.append(client.get(reverse(name, args=[handover.pk])))
    pages += [client.get(reverse(name)) for name in ("handovers", "treasury", "cash_differences")]
    pages.append(client.get(reverse("ask_loss", args=[short.pk])))
    for page in pages:
        assert "13.00 WITA" in page.text, page.request["PATH_INFO"]
        assert ".00 WIB" not in page.text, page.request["PATH_INFO"]
