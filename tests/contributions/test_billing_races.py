"""Billing while others bill, pay, or are killed: one contribution per member and month, always."""

import datetime as dt
import time

import pytest
from django.utils import timezone

from config.celery import app
from contributions import billing, dues
from contributions.models import BillingRun, Contribution
from markets import months
from tests.factories import make_market, make_member, make_term

UNIQUE = "one_contribution_per_member_and_month"

# Everybody who inserts stops between the look at what is there and the write: for a moment, or
# until the gate opens.
STOP = """
CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM {stop}; RETURN NULL; END $$;
CREATE TRIGGER stop BEFORE INSERT ON contributions_contribution
FOR EACH STATEMENT EXECUTE FUNCTION stop();
"""
A_MOMENT, THE_GATE = "pg_sleep(0.3)", "pg_advisory_xact_lock_shared(1)"
AT_THE_GATE = """
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND NOT granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def shut_the_gate(scratch_database):
    """The raw connection that holds the gate shut; it may be used from any thread."""
    scratch_database.execute_as_owner("SELECT pg_advisory_lock(1)")
    return scratch_database.owner_connection().connection


def open_the_gate(gatekeeper, *, when_waiting):
    with gatekeeper.cursor() as cursor:
        for _ in range(500):
            cursor.execute(AT_THE_GATE)
            if cursor.fetchone() == (when_waiting,):
                break
            time.sleep(0.02)
        cursor.execute("SELECT pg_advisory_unlock_all()")


def make_payers(count):
    market = make_market()
    members = [make_member(market=market) for _ in range(count)]
    today = months.law_day(timezone.now())
    for member in members:
        # Approved today: an offer long past would lapse first.
        make_term(member=member, first_month=dt.date(2020, 1, 1), approved_on=today)
    return members


def bill_all(now):
    billing.open_due_runs(at=now)
    billing.work_all(at=now)


def doubled():
    """Members billed more than once for a month."""
    rows = list(Contribution.objects.values_list("member_id", "contribution_month"))
    return len(rows) - len(set(rows))


@pytest.mark.parametrize("guarded", [True, False])
def test_a_sweep_and_a_payment_that_bill_the_same_month_at_once(scratch_database, at_once, guarded):
    now = dt.datetime(2026, 11, 10, 5, tzinfo=dt.UTC)
    november = dt.date(2026, 11, 1)
    members = make_payers(5)
    scratch_database.execute_as_owner(STOP.format(stop=THE_GATE))
    if not guarded:
        scratch_database.execute_as_owner(f"DROP INDEX {UNIQUE}")
    gatekeeper = shut_the_gate(scratch_database)
    results = at_once(
        lambda: bill_all(now),
        lambda: dues.bill(member=members[0], wanted=[november], at=now),
        lambda: open_the_gate(gatekeeper, when_waiting=2),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    if guarded:
        assert (Contribution.objects.count(), doubled()) == (5, 0)
    else:
        assert doubled() == 1  # the key is what holds it


def test_many_sweeps_at_once_bill_everybody_once_and_count_them_once(scratch_database, at_once):
    now = dt.datetime(2026, 11, 10, 5, tzinfo=dt.UTC)
    for _ in range(3):
        make_payers(4)
    results = at_once(*[lambda: bill_all(now)] * 4)
    assert not [result for result in results if isinstance(result, Exception)]
    assert (Contribution.objects.count(), doubled()) == (12, 0)
    assert sum(run.billed for run in BillingRun.objects.all()) == 12


def test_a_worker_whose_run_was_taken_over_writes_nothing_more(scratch_database, at_once):
    now = dt.datetime(2026, 11, 10, 5, tzinfo=dt.UTC)
    make_payers(6)
    billing.open_due_runs(at=now)
    slow = billing._claim(now)
    billing._bill_portion(runs=slow, at=now, portion=2)
    scratch_database.execute_as_owner(
        "UPDATE contributions_billingrun SET claimed_until = now() - interval '1 second'"
    )
    (finished,) = billing.work(at=now)
    with pytest.raises(billing.LeaseLost):
        billing._bill_portion(runs=slow, at=now, portion=2)
    assert (finished.active, finished.billed, finished.status) == (6, 6, "done")
    assert (Contribution.objects.count(), doubled()) == (6, 0)


def test_a_worker_killed_in_the_middle_leaves_the_rest_to_the_next_one(
    scratch_database, start_process
):
    members = make_payers(12)
    month = months.first_of(months.law_day(dt.datetime.now(dt.UTC)))
    scratch_database.execute_as_owner(STOP.format(stop=A_MOMENT))
    portions = {"BILLING_MEMBERS_AT_ONCE": "2"}
    first = start_process.worker(environment=portions)
    app.send_task("contributions.sweep_dues")
    first.wait_for(lambda: 2 <= Contribution.objects.count() < 10)
    first.kill()
    assert BillingRun.objects.get(month=month).status == BillingRun.Status.RUNNING
    # The lease runs out: here by hand, in life after five minutes.
    scratch_database.execute_as_owner(
        "UPDATE contributions_billingrun SET claimed_until = now() - interval '1 second'"
    )
    second = start_process.worker(environment=portions)
    app.send_task("contributions.bill_next")
    second.wait_for(lambda: BillingRun.objects.get(month=month).status == BillingRun.Status.DONE)
    run = BillingRun.objects.get(month=month)
    billed = Contribution.objects.filter(contribution_month=month)
    assert {row.member_id for row in billed} == {member.pk for member in members}
    assert (Contribution.objects.count(), doubled()) == (12, 0)
    assert (run.active, run.billed + run.skipped.get("already_billed", 0), run.attempts) == (
        12,
        12,
        2,
    )
