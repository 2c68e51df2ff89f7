"""A payment and a remittance that move one member's cover at once."""

import datetime as dt
import threading
import time

import pytest
from django.db import transaction

from contributions import cover, cover_sql
from contributions.models import Contribution, Cover
from tests.factories import make_contribution, make_member, make_paid_month

OCTOBER, NOVEMBER, DECEMBER = (dt.date(2026, month, 1) for month in (10, 11, 12))
TODAY = dt.date(2026, 12, 10)
BLOCKED = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.mark.parametrize("guarded", [True, False])
def test_the_later_of_the_two_sees_what_the_earlier_one_wrote(
    scratch_database, at_once, monkeypatch, guarded
):
    member = make_member()
    make_paid_month(member=member, month=OCTOBER, remitted_on=None)
    make_contribution(member=member, month=NOVEMBER)
    if not guarded:
        monkeypatch.setattr(cover_sql, "LOCK", "SELECT 1")
    paid = threading.Event()

    def pay():
        with transaction.atomic():
            Contribution.objects.filter(contribution_month=NOVEMBER).update(status="paid")
            cover.refresh(members=[member.pk], on=TODAY)
            paid.set()
            for _ in range(200):
                if scratch_database.execute_as_owner(BLOCKED) == [(1,)]:
                    return
                time.sleep(0.02)
            pytest.fail("the remittance never had to wait")

    def remit():
        paid.wait(timeout=10)
        with transaction.atomic():
            Contribution.objects.filter(contribution_month=OCTOBER).update(
                remitted_on=dt.date(2026, 12, 10)
            )
            cover.refresh(members=[member.pk], on=TODAY)

    results = at_once(pay, remit)
    assert not [result for result in results if isinstance(result, BaseException)]
    kept = Cover.objects.get(member=member)
    assert kept.covered_until == dt.date(2026, 10, 31)
    until = dt.date(2026, 11, 30) if guarded else dt.date(2026, 10, 31)  # the payment was lost
    assert kept.paid_until == until
