"""How many statements one payment sends: each is a way to the database and back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions import billing, payments
from tests.contributions.credit import give
from tests.contributions.money import DUES_IDR, ask, make_cast
from tests.factories import NOON

pytestmark = pytest.mark.django_db
MOST = 10
LIMIT_IDR = 1_000_000


@pytest.fixture
def cast():
    """A partner that sets a limit to cash: what a collector holds is asked each time."""
    return make_cast(cash_limit_idr=LIMIT_IDR)


def statements(cast, *asked):
    """How many statements are sent to take these payments, the transaction's own apart."""
    with CaptureQueriesContext(connection) as sent:
        payments.record_several(asked=list(asked), by=cast.collector, at=NOON)
    apart = ("SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(apart) for query in sent.captured_queries)


def billed(cast, count):
    members = [cast.member() for _ in range(count)]
    billing.open_due_runs(at=NOON)
    billing.work_all(at=NOON)
    return members


def test_a_payment_takes_nine_statements(cast):
    [first, second] = billed(cast, 2)
    cast.pay(first)
    assert statements(cast, ask(second)) == 9 < MOST


def test_the_first_payment_of_a_collector_takes_ten(cast):
    [member] = billed(cast, 1)
    assert statements(cast, ask(member)) == MOST


def test_a_payment_from_credit_takes_ten(cast):
    [first, second] = billed(cast, 2)
    cast.pay(first)
    give(cast, second, DUES_IDR)
    assert statements(cast, ask(second, credit_idr=DUES_IDR - 400)) == MOST


def test_each_further_member_adds_a_receipt_number_and_no_other_question(cast):
    members = billed(cast, 4)
    cast.pay(members[0])
    assert statements(cast, *map(ask, members[1:])) == 9 + 2


def test_a_repeated_payment_takes_four(cast):
    [member] = billed(cast, 1)
    asked = ask(member)
    statements(cast, asked)
    assert statements(cast, asked) == 4
