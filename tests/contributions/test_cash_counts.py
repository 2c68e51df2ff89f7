"""Cash counted by denomination: by who brings it and by who takes it, each count for itself."""

import pytest
from django.db import IntegrityError, transaction

from contributions import cash_counts, handovers, ledger
from contributions.handovers import UnableToHandOver
from contributions.models import CashCount, Place
from tests import factories
from tests.contributions.money import make_cast
from tests.factories import NOON

pytestmark = pytest.mark.django_db
FITTING = {5_000: 1, 2_000: 1, 1_000: 1, 200: 2}


@pytest.fixture
def waiting(cast):
    cast.pay(cast.member())
    return handovers.ask(by=cast.collector, at=NOON, pieces=FITTING)


def refused(job, *, code, **fields) -> str:
    before = CashCount.objects.count()
    with pytest.raises(UnableToHandOver) as refusal:
        job(at=NOON, **fields)
    assert refusal.value.code == code
    assert CashCount.objects.count() == before
    return str(refusal.value)


def test_pieces_are_worth_their_sum_and_unknown_ones_are_refused():
    assert cash_counts.total_idr(FITTING) == 8_400
    assert cash_counts.total_idr(cash_counts.pieces_of(187_350)) == 187_350
    for wrong in ({3_000: 1}, {1_000: -1}):
        with pytest.raises(ValueError, match="no such notes"):
            cash_counts.total_idr(wrong)
    with pytest.raises(ValueError, match="no notes and coins"):
        cash_counts.pieces_of(8_425)


def test_what_the_collector_counted_is_kept_also_where_it_differs(cast):
    cast.pay(cast.member())
    handover = handovers.ask(by=cast.collector, at=NOON, pieces={5_000: 1})
    count = cash_counts.of_collector(handover=handover)
    assert (count.total_idr, count.pieces) == (5_000, [(5_000, 1)])
    assert handover.expected_idr == 8_400


def test_what_is_accepted_is_what_she_counted_last(cast, waiting):
    accept = {"job": handovers.accept, "handover": waiting, "difference_reason": "x"}
    refused(code="not_counted", counted_idr=8_400, by=cast.treasurer, **accept)
    handovers.count(handover=waiting, pieces={5_000: 1}, by=cast.treasurer, at=NOON)
    refused(code="not_counted", counted_idr=8_400, by=cast.treasurer, **accept)
    handovers.count(handover=waiting, pieces=FITTING, by=cast.treasurer, at=NOON)
    handovers.accept(handover=waiting, counted_idr=8_400, by=cast.treasurer, at=NOON)
    assert waiting.counts.filter(side="treasurer").count() == 2


def test_the_count_of_another_treasurer_is_not_hers(cast, waiting):
    deputy = factories.make_treasurer(partner=cast.partner)
    handovers.count(handover=waiting, pieces=FITTING, by=cast.treasurer, at=NOON)
    refused(handovers.accept, code="not_counted", handover=waiting, counted_idr=8_400, by=deputy)


def test_only_treasurers_of_the_partner_count_and_only_while_it_waits(cast, waiting):
    count = {"job": handovers.count, "handover": waiting, "pieces": FITTING}
    refused(code="not_yours", by=cast.collector, **count)
    refused(code="not_yours", by=make_cast().treasurer, **count)
    refused(handovers.count, code="nothing_counted", handover=waiting, pieces={}, by=cast.treasurer)
    handovers.refuse(handover=waiting, reason="x", by=cast.treasurer, at=NOON)
    refused(code="decided", by=cast.treasurer, **count)


def test_cash_is_taken_on_account_also_where_no_receipt_is_listed(cast):
    """What her phone has not sent yet: the cash is counted now, its receipts come later."""
    pieces = {50_000: 1}
    handover = handovers.ask(by=cast.collector, at=NOON, pieces=pieces)
    handovers.count(handover=handover, pieces=pieces, by=cast.treasurer, at=NOON)
    handovers.accept(
        handover=handover,
        counted_idr=50_000,
        difference_reason="Kuitansinya masih di HP",
        by=cast.treasurer,
        at=NOON,
    )
    assert handover.expected_idr == 0
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 50_000
    assert ledger.balance(Place.SURPLUS, cast.partner.pk) == -50_000
    late = cast.pay(cast.member())
    following = handovers.ask(by=cast.collector, at=NOON)
    assert [line.payment for line in following.lines.all()] == [late]


# ---- what the database refuses ----


def broken(constraint, **fields) -> None:
    fields = {"side": "treasurer", "at": NOON, "total_idr": 100, "pieces_100": 1, **fields}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CashCount.objects.create(**fields)


def test_count_is_the_sum_of_its_pieces(cast, waiting):
    broken("count_is_the_sum_of_its_pieces", handover=waiting, by=cast.treasurer, total_idr=8_400)


def test_collector_counts_a_handover_once(cast, waiting):
    broken(
        "collector_counts_a_handover_once", handover=waiting, by=cast.collector, side="collector"
    )


def test_cash_is_counted_by_who_brings_or_takes_it(cast, waiting):
    name = "cash_is_counted_by_who_brings_or_takes_it"
    broken(name, handover=waiting, by=cast.collector)
    broken(name, handover=waiting, by=cast.treasurer, side="collector")
    handovers.refuse(handover=waiting, reason="x", by=cast.treasurer, at=NOON)
    broken(name, handover=waiting, by=cast.treasurer)
