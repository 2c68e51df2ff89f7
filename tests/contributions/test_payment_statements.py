"""How many statements one payment sends: each is a way to the database and back."""

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from contributions import billing, dues, payment_rows, payments
from contributions.models import Payment
from markets import months
from tests import factories
from tests.collectors.till import check, hidden, send
from tests.contributions.credit import give
from tests.contributions.money import DUES_IDR, ask, make_cast
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db
MOST = 10
DECEMBER = months.add(NOVEMBER, 1)
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


def test_the_months_a_payment_locks_are_those_that_stand(cast):
    members = [cast.member() for _ in range(4)]
    paid, written_off, elsewhere, gone = members
    factories.make_paid_month(member=paid, month=NOVEMBER)
    factories.make_contribution(member=paid, month=DECEMBER)
    factories.make_contribution(member=paid, month=months.add(NOVEMBER, -4))
    factories.make_contribution(member=written_off, status="written_off")
    cancelled = {"status": "cancelled", "status_reason": "paid_at_bpjs"}
    factories.make_contribution(member=elsewhere, **cancelled)
    cancelled = {"status": "cancelled", "status_reason": "member_left"}
    factories.make_contribution(member=gone, **cancelled)
    pks = [member.pk for member in members]
    standing = dues.standing(members=pks, on=TODAY).order_by("member", "contribution_month")
    with transaction.atomic():
        locked = payment_rows.lock_standing(members=pks, on=TODAY)
    assert [row.pk for row in locked] == [row.pk for row in standing]
    assert len(locked) == 4


# ---- through the page ----

# The session, the user in it, and the member, if she is one the user reaches.
OF_THE_REQUEST = ("django_session", "markets_user", "members_member")


@pytest.mark.parametrize(("count", "of_money"), [(1, 9), (2, 10), (3, 11)])
def test_a_payment_sent_by_the_form_takes_those_and_three_of_the_request(
    client, cast, count, of_money
):
    """What a payment costs a collector's phone, whole: twelve, and one for each further receipt."""
    members = billed(cast, count + 1)
    cast.pay(members[0])
    client.force_login(cast.collector)
    with time_machine.travel(NOON, tick=False):
        form = hidden(check(client, dict.fromkeys(members[1:], 1)))
        with CaptureQueriesContext(connection) as sent:
            answer = send(client, form)
    assert answer.status_code == 302
    assert Payment.objects.count() == 1 + count
    asked = [query["sql"] for query in sent.captured_queries if "SAVEPOINT" not in query["sql"]]
    first, money = asked[: len(OF_THE_REQUEST)], asked[len(OF_THE_REQUEST) :]
    assert all(f'FROM "{table}"' in sql for table, sql in zip(OF_THE_REQUEST, first, strict=True))
    assert len(money) == of_money
    assert count > 1 or len(money) < MOST
