"""The query behind a collector's list: who is to be visited, in one statement.

It reads the contributions themselves; reminders may be hours old, a list must not be.
"""

from collectors.owed import AGREES, COVER, LAPSES_AFTER, OPEN_AND_PAYABLE, PLACEMENT, STAGE, SUMS
from contributions import elsewhere_waiting

# One row for each member of the places, whether she owes or not. Her last visit counts until its
# next day, but not into her last days; one that found her moved away until the treasurer has
# settled that (which is a visit). Nobody is visited where the market is closed that day.
# Whoever is found in no block stands in block 0 of her market.
PEOPLE = f"""
    SELECT member.id AS member_id, member.name, member.phone, member.market_id,
           placement.block_id, block.name AS block_name, block.walking_order AS block_order,
           market.name AS market_name, stall.kind AS stall_kind, stall.number AS stall_number,
           stall.walking_order AS stall_order, owed.months, owed.amount_idr,
           {LAPSES_AFTER} AS lapses_after, {STAGE} AS stage,
           visit.outcome, visit.at AS visited_at, visit.named_day, visit.next_on,
           coalesce(visit.at >= %(midnight)s, false) AS visited_today,
           paid.member_id IS NOT NULL AS paid_today,
           member.status = 'active' AND owed.months > 0 AND {AGREES} AS owes,
           visit.at IS NOT NULL
               AND (visit.next_on IS NULL OR visit.next_on > %(today)s
                    AND coalesce({LAPSES_AFTER} - %(today)s > %(last_days)s, true)) AS postponed,
           member.market_id = ANY(%(closed_markets)s) AS closed,
           {elsewhere_waiting.MEMBER_WAITS} AS waits_elsewhere
    FROM members_member member
    JOIN markets_market market ON market.id = member.market_id
    {COVER.format("member.id")}
    {PLACEMENT}
    LEFT JOIN markets_block block ON block.id = placement.block_id
    LEFT JOIN markets_stall stall ON stall.id = placement.stall_id
    CROSS JOIN LATERAL (
        SELECT {SUMS} FROM contributions_contribution contribution
        WHERE contribution.member_id = member.id AND {OPEN_AND_PAYABLE}) AS owed
    LEFT JOIN LATERAL (
        SELECT outcome, at, named_day, next_on FROM collectors_visit visit
        WHERE visit.member_id = member.id ORDER BY at DESC LIMIT 1) AS visit ON true
    LEFT JOIN (
        SELECT DISTINCT payment.member_id FROM contributions_payment payment
        JOIN contributions_paymentline line ON line.payment_id = payment.id AND line.live
        WHERE payment.partner_id = %(partner)s AND payment.business_day = %(today)s
    ) AS paid ON paid.member_id = member.id
    WHERE member.market_id = ANY(%(markets)s)
      AND (%(everywhere)s OR (member.market_id, coalesce(placement.block_id, 0)) IN (
            SELECT * FROM unnest(%(place_markets)s::bigint[], %(place_blocks)s::bigint[])))
"""

WALKING = """market_name, market_id, block_order, block_name, block_id,
    stall_order, stall_number, name, member_id"""
URGENCY = f"lapses_after, amount_idr DESC, {WALKING}"

WHICH = {
    "visit": "owes AND NOT postponed AND NOT closed",
    "postponed": "owes AND postponed",
    "done": "visited_today OR paid_today",
}

# The counts stand in every row, and in one empty row where nobody matches.
LIST = """
WITH people AS MATERIALIZED ({people}), counts AS (
    SELECT count(*) FILTER (WHERE {visit}) AS to_visit,
           count(*) FILTER (WHERE {done}) AS done,
           count(*) FILTER (WHERE {postponed}) AS postponed_count,
           coalesce(sum(amount_idr) FILTER (WHERE {visit}), 0) AS to_collect_idr
    FROM people
), matching AS (
    SELECT *, count(*) OVER () AS matching FROM people
    WHERE ({which})
      AND (%(block)s IS NULL OR block_id = %(block)s)
      AND concat_ws(' ', name, block_name, stall_kind, stall_number) ILIKE ALL (%(words)s)
    ORDER BY {order}
    LIMIT %(limit)s OFFSET %(offset)s
)
SELECT counts.*, matching.* FROM counts LEFT JOIN matching ON true ORDER BY {order}
"""

# Who comes after a member on the walk, whether she still owes or not; after the last the first.
NEXT = f"""
WITH people AS MATERIALIZED ({PEOPLE}), walk AS (
    SELECT *, row_number() OVER (ORDER BY {WALKING}) AS step FROM people
    WHERE {WHICH["visit"]} OR member_id = %(member)s
), here AS (SELECT max(step) FILTER (WHERE member_id = %(member)s) AS step FROM walk)
SELECT walk.member_id, walk.name FROM walk, here
WHERE walk.member_id <> %(member)s
ORDER BY walk.step > coalesce(here.step, 0) DESC, walk.step
LIMIT 1
"""

# Everybody of the places who can pay, in the order of the walk.
PAYERS = f"""
SELECT people.* FROM ({PEOPLE}) AS people
WHERE member_id IN (
    SELECT member.id FROM members_member member
    WHERE member.market_id = ANY(%(markets)s) AND member.status = ANY(%(statuses)s) AND {AGREES})
ORDER BY {WALKING}
"""


def list_statement(*, which: str, by_urgency: bool) -> str:
    """The statement of the list for one of WHICH, in walking order or the most urgent first."""
    return LIST.format(
        people=PEOPLE, which=WHICH[which], order=URGENCY if by_urgency else WALKING, **WHICH
    )
