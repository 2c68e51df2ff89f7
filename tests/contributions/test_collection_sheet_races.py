"""One sheet sent by many at once: each receipt once; and once with the guard taken away."""

import pytest

from contributions import payment_refusals
from contributions.models import CollectionSheet, LedgerEntry, Payment, SheetLine
from tests import factories
from tests.contributions.money import by_type, make_cast
from tests.contributions.sheets import asked_line, results, submit

AT_ONCE = 20


@pytest.fixture
def cast(scratch_database):
    return make_cast()


def _send(cast, at_once, times):
    id, lines = factories.new_id(), [asked_line(cast.member()) for _ in range(3)]
    return at_once(*[lambda: submit(*lines, by=cast.collector, id=id)] * times)


def test_a_sheet_sent_twenty_times_at_once_gives_each_receipt_once(cast, at_once):
    outcomes = _send(cast, at_once, AT_ONCE)
    assert len(by_type(outcomes, CollectionSheet)) == AT_ONCE
    assert (CollectionSheet.objects.count(), SheetLine.objects.count()) == (1, 3)
    receipts = results(CollectionSheet.objects.get())
    assert len(set(receipts)) == 3
    assert (Payment.objects.count(), LedgerEntry.objects.count()) == (3, 3)
    assert sorted(Payment.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_without_the_lock_on_the_line_two_senders_would_answer_it(cast, at_once, meet, no_locks):
    meet((payment_refusals, "check_taker"), parties=4)
    outcomes = _send(cast, at_once, 4)
    assert by_type(outcomes, Exception)
    assert Payment.objects.count() <= 3  # the constraints are the second wall
