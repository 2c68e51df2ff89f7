"""Digests without rows, for pages and constraints."""

import datetime as dt
from typing import Any

from contributions.models import DailyDigest
from tests.factories import NOON, TODAY


def make_daily_digest(*, day: dt.date = TODAY, **fields: Any) -> DailyDigest:
    """The digest of the day after the last one that has one; the first is of that day."""
    previous = DailyDigest.objects.first()
    fields.setdefault("sha256", f"{DailyDigest.objects.count():064x}")
    return DailyDigest.objects.create(
        day=previous.day + dt.timedelta(days=1) if previous else day,
        **{"previous": previous, "rows": 0, "tables": [], "made_at": NOON, **fields},
    )
