"""What every member owes herself on a day, and how near she is to losing her membership.

One rule in SQL, read by the reminders and by the worklist, so that both say the same, and the same
as `contributions.dues` says of one member. It looks at open contributions that the member pays
herself, up to the current month: months paid ahead and voided again are no debt yet, sponsors are
not dunned, and money that was collected but not remitted is the partner's affair, not hers. What
she is said to have paid elsewhere is not asked of her before BPJS has answered. Months
that can no longer be paid (before the grace, or an offer of a past month) are left out even before
the lapse sweep has let them go.
"""

import datetime as dt
from typing import Any

from contributions import elsewhere_waiting
from contributions.cover import GRACE_MONTHS
from markets import months

SUMS = "count(*) AS months, sum(total_idr) AS amount_idr, min(due_on) AS due_on"
OPEN_AND_PAYABLE = f"""
    contribution.status = 'open' AND contribution.payer_kind = 'self'
    AND NOT {elsewhere_waiting.WAITS}
    AND contribution.contribution_month BETWEEN %(oldest_month)s AND %(current_month)s
    AND (contribution.contribution_month = %(current_month)s
         OR cover.paid_until >= %(oldest_month)s)
"""
COVER = "LEFT JOIN contributions_cover cover ON cover.member_id = {0}"
# Who was approved again after a lapse has nothing to lose yet, like a newcomer.
LAPSES_AFTER = """(CASE WHEN cover.paid_until >= %(oldest_month)s
    THEN date_trunc('month', cover.paid_until)
         + (1 + %(grace_months)s) * interval '1 month' - interval '1 day' END)::date"""
STAGE = """CASE WHEN cover.paid_until >= %(oldest_month)s IS NOT TRUE THEN 'before_due'
    WHEN cover.paid_until < %(last_chance_before)s THEN 'last_month'
    WHEN owed.months > 1 THEN 'second_month'
    WHEN owed.due_on < %(today)s THEN 'overdue'
    ELSE 'before_due' END"""
# Where to find her now; a placement in another market than her own does not count.
PLACEMENT = """LEFT JOIN members_placement placement
    ON placement.member_id = member.id AND placement.find_here AND placement.last_day IS NULL
   AND placement.market_id = member.market_id"""

# Who withdrew her consent is neither reminded nor visited, whatever she owes.
AGREES = """NOT EXISTS (SELECT FROM members_consentwithdrawal withdrawal
    WHERE withdrawal.member_id = member.id AND withdrawal.closed_at IS NULL)"""

# Both answer one row for each member who owes: member_id, market_id, block_id (0 where there is
# none), months, amount_idr, lapses_after (empty for who has never paid), stage.
COLUMNS = f"""member.id AS member_id, member.market_id,
    coalesce(placement.block_id, 0) AS block_id, owed.months, owed.amount_idr,
    {LAPSES_AFTER} AS lapses_after, {STAGE} AS stage"""
EVERYBODY = f"""
    SELECT {COLUMNS}
    FROM (SELECT contribution.member_id, {SUMS}
          FROM contributions_contribution contribution
          {COVER.format("contribution.member_id")}
          WHERE {OPEN_AND_PAYABLE}
          GROUP BY contribution.member_id) AS owed
    JOIN members_member member
      ON member.id = owed.member_id AND member.status = 'active' AND {AGREES}
    {COVER.format("member.id")}
    {PLACEMENT}
"""
# Of some markets: member by member through the index, whatever the planner thinks of the whole.
IN_MARKETS = f"""
    SELECT {COLUMNS}
    FROM members_member member
    {COVER.format("member.id")}
    {PLACEMENT}
    CROSS JOIN LATERAL (
        SELECT {SUMS} FROM contributions_contribution contribution
        WHERE contribution.member_id = member.id AND {OPEN_AND_PAYABLE}) AS owed
    WHERE member.status = 'active' AND member.market_id = ANY(%(markets)s) AND owed.months > 0
      AND {AGREES}
"""


def parameters(*, on: dt.date) -> dict[str, Any]:
    """What the query texts need to know of the day."""
    current = months.first_of(on)
    return {
        "today": on,
        "current_month": current,
        "oldest_month": months.add(current, -GRACE_MONTHS),
        "grace_months": GRACE_MONTHS,
        # Paid until before this day: the current month is the third unpaid one, or later.
        "last_chance_before": months.add(current, 1 - GRACE_MONTHS),
    }
