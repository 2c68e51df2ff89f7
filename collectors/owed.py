"""What every member owes herself on a day, and how near she is to losing her membership.

One query text, read by the reminders and by the worklist, so that both say the same. It looks at
open contributions that the member pays herself, up to the current month: months paid ahead and
voided again are no debt yet, sponsors are not dunned, and money that was collected but not remitted
is the partner's affair, not hers (domain: due dates, arrears, protection).
"""

import datetime as dt
from typing import Any

from contributions.cover import GRACE_MONTHS
from markets import months

# Columns: member_id, market_id, block_id (0 where there is none), placement_id, months, amount_idr,
# lapses_after (empty for who has never paid), stage. Conditions on `member` go into {narrowed}.
OWED = """
    SELECT member.id AS member_id, member.market_id, coalesce(placement.block_id, 0) AS block_id,
           placement.id AS placement_id, owed.months, owed.amount_idr,
           (date_trunc('month', cover.paid_until) + (1 + %(grace_months)s) * interval '1 month'
            - interval '1 day')::date AS lapses_after,
           CASE WHEN cover.paid_until IS NULL THEN 'before_due'
                WHEN cover.paid_until < %(last_chance_before)s THEN 'last_month'
                WHEN owed.months > 1 THEN 'second_month'
                WHEN owed.due_on < %(today)s THEN 'overdue'
                ELSE 'before_due' END AS stage
    FROM members_member member
    JOIN (SELECT member_id, count(*) AS months, sum(total_idr) AS amount_idr, min(due_on) AS due_on
          FROM contributions_contribution contribution
          WHERE status = 'open' AND payer_kind = 'self'
            AND contribution_month <= %(current_month)s AND {narrowed_contributions}
          GROUP BY member_id) AS owed ON owed.member_id = member.id
    LEFT JOIN contributions_cover cover ON cover.member_id = member.id
    LEFT JOIN members_placement placement
           ON placement.member_id = member.id AND placement.find_here
          AND placement.last_day IS NULL AND placement.market_id = member.market_id
    WHERE member.status = 'active' AND {narrowed}
"""

EVERYBODY = OWED.format(narrowed="true", narrowed_contributions="true")
IN_MARKETS = OWED.format(
    narrowed="member.market_id = ANY(%(markets)s)",
    narrowed_contributions="""member_id IN (
        SELECT id FROM members_member WHERE status = 'active' AND market_id = ANY(%(markets)s))""",
)


def parameters(*, on: dt.date) -> dict[str, Any]:
    """What the query text needs to know of the day."""
    current = months.first_of(on)
    return {
        "today": on,
        "current_month": current,
        "grace_months": GRACE_MONTHS,
        # Paid until before this day: the current month is the third unpaid one, or later.
        "last_chance_before": months.add(current, 1 - GRACE_MONTHS),
    }
