"""Reminders: one open item for each member who owes, with its stage, amount and collector.

Swept by a job and by `manage.py remind`. It asks "who owes now?" and makes the rows say so: opens,
changes and closes them in one statement, however many members there are. Running it again, or
twice at once, changes nothing more.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from collectors import owed
from markets import months
from markets.coverage import coverage

# Sweeps wait for one another: two that change the same rows in another order would deadlock.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('collectors.reminders'))"

# A nested loop over a table that the planner still believes empty took minutes for 100.000 members.
WITHOUT_NESTED_LOOPS = "SET LOCAL enable_nestloop TO off"
AS_BEFORE = "SET LOCAL enable_nestloop TO DEFAULT"

# Who owes meets who has an open reminder in one full join; what differs is opened, changed, closed.
SWEEP = """
WITH difference AS MATERIALIZED (
    SELECT reminder.id AS reminder_id, owing.*
    FROM (
        SELECT owed.member_id, owed.market_id, place.collector_id, owed.stage, owed.months,
               owed.amount_idr, owed.lapses_after
        FROM ({owed}) AS owed
        LEFT JOIN unnest(%(place_markets)s::bigint[], %(place_blocks)s::bigint[],
                         %(place_collectors)s::bigint[]) AS place(market_id, block_id, collector_id)
               ON place.market_id = owed.market_id AND place.block_id = owed.block_id
    ) AS owing
    FULL JOIN (
        SELECT * FROM collectors_reminder WHERE closed_at IS NULL AND {narrowed}
    ) AS reminder ON reminder.member_id = owing.member_id
    WHERE reminder.id IS NULL OR owing.member_id IS NULL
       OR (reminder.market_id, reminder.collector_id, reminder.stage, reminder.months,
           reminder.amount_idr, reminder.lapses_after)
          IS DISTINCT FROM (owing.market_id, owing.collector_id, owing.stage, owing.months,
                            owing.amount_idr, owing.lapses_after)
), opened AS (
    INSERT INTO collectors_reminder
        (member_id, market_id, collector_id, stage, months, amount_idr, lapses_after,
         opened_at, changed_at, close_reason)
    SELECT member_id, market_id, collector_id, stage, months, amount_idr, lapses_after,
           %(at)s, %(at)s, ''
    FROM difference WHERE reminder_id IS NULL
    ON CONFLICT DO NOTHING
    RETURNING 1
), changed AS (
    UPDATE collectors_reminder reminder
    SET market_id = difference.market_id, collector_id = difference.collector_id,
        stage = difference.stage, months = difference.months,
        amount_idr = difference.amount_idr, lapses_after = difference.lapses_after,
        changed_at = %(at)s
    FROM difference
    WHERE reminder.id = difference.reminder_id AND difference.member_id IS NOT NULL
    RETURNING 1
), closed AS (
    UPDATE collectors_reminder reminder
    SET closed_at = %(at)s, close_reason = {close_reason}
    FROM difference
    WHERE reminder.id = difference.reminder_id AND difference.member_id IS NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM opened), (SELECT count(*) FROM changed), (SELECT count(*) FROM closed)
"""

# The last thing that happened to her months since the reminder was opened: paid, or let go. Who has
# left with months still open has not paid them.
CLOSE_REASON = """CASE WHEN NOT EXISTS (
        SELECT FROM contributions_contribution contribution
        WHERE contribution.member_id = reminder.member_id AND contribution.status = 'open'
          AND contribution.payer_kind = 'self'
          AND contribution.contribution_month <= %(current_month)s)
    AND (
        SELECT contribution.status FROM contributions_contribution contribution
        WHERE contribution.member_id = reminder.member_id
          AND contribution.status IN ('paid', 'written_off', 'cancelled')
          AND contribution.status_at >= reminder.opened_at
        ORDER BY contribution.status_at DESC, contribution.contribution_month DESC
        LIMIT 1) = 'paid' THEN 'paid' ELSE 'not_owed' END"""

EVERYWHERE = SWEEP.format(owed=owed.EVERYBODY, close_reason=CLOSE_REASON, narrowed="true")
IN_MARKETS = SWEEP.format(
    owed=owed.IN_MARKETS,
    close_reason=CLOSE_REASON,
    narrowed="""member_id IN (
        SELECT id FROM members_member WHERE market_id = ANY(%(markets)s))""",
)


@dataclass(frozen=True)
class Outcome:
    """How many reminders one sweep opened, changed and closed."""

    opened: int
    changed: int
    closed: int


@transaction.atomic
def refresh(*, at: dt.datetime, markets: list[int] | None = None) -> Outcome:
    """Make the open reminders say who owes at that moment; `markets` narrows it to those ids.

    Stages: before due (also whoever has never paid: an offer, no arrears), overdue, second month,
    last month before the membership lapses. The collector is the one who covers the member's place
    that day, nobody where nobody does.
    """
    day = months.law_day(at)
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(WITHOUT_NESTED_LOOPS)
        cursor.execute(
            EVERYWHERE if markets is None else IN_MARKETS,
            {
                **owed.parameters(on=day),
                **_places(day, markets),
                "markets": markets,
                "at": at,
            },
        )
        outcome = Outcome(*cursor.fetchone())
        cursor.execute(AS_BEFORE)
        return outcome


def _places(day: dt.date, markets: list[int] | None) -> dict[str, Any]:
    covered = coverage(on=day, markets=markets).collectors
    return {
        "place_markets": [market for market, _block in covered],
        "place_blocks": [block or 0 for _market, block in covered],
        "place_collectors": list(covered.values()),
    }
