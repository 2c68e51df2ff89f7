"""Which paid months can be sent to BPJS now, out of whose money, and what waits for what.

One statement answers for the page and for the job that makes a remittance, so both see the same.
Oldest months go first. Each holder (a treasurer's cash, or the partner's bank account) pays for
the months whose money is with her, and no further than what she really holds. Where cash was
short, it may have been made good to another treasurer since, or have been brought to the bank: what
treasurers and bank hold besides pays for the months left over, one month also out of two places.
The last months wait where even that does not reach. What the
partner bears waits so until it has made up for it. Surplus cash belongs to nobody yet: it is kept,
and pays for nothing. What a member's credit pays of a month comes out of her credit, which holds
exactly that: such money waits for nobody. What was paid by QRIS is with its provider until that has
paid it out: until then such a month goes only where treasurers and bank have enough besides.
So is what goes back to the family of one who died, and what is held of people not enrolled yet.
From the report of a death on, months after it wait, whoever paid them: BPJS must not get them.
So do all months of one of whom BPJS rejected a month, until that is settled.
"""

from contributions import elsewhere_waiting
from contributions.with_provider import IS_WITH_PROVIDER

# What comes out of whose money: of each line its holder's part, then the shares of others.
PARTS = """
    SELECT line.remittance_id, line.id AS line_id, line.live, line.held_place, line.held_id,
           line.amount_idr - coalesce((SELECT sum(share.amount_idr)
                                       FROM contributions_lineshare share
                                       WHERE share.line_id = line.id), 0) AS amount_idr,
           1 AS months
    FROM contributions_remittanceline line
    UNION ALL
    SELECT line.remittance_id, line.id, line.live, share.held_place, share.held_id,
           share.amount_idr, 0
    FROM contributions_lineshare share
    JOIN contributions_remittanceline line ON line.id = share.line_id
"""

# One row per paid month of the partner that is not on its way to BPJS yet. `waits_for` is empty
# where the month can go now.
LINES = f"""
    WITH paid AS (
        SELECT line.id, line.contribution_id, line.contribution_month, line.amount_idr,
               line.credit_idr, line.amount_idr - line.credit_idr AS cash_idr, line.member_id,
               payment.collected_at,
               CASE WHEN line.credit_idr = line.amount_idr THEN 'member_credit'
                    WHEN {IS_WITH_PROVIDER} THEN 'provider_clearing'
                    WHEN payment.method <> 'cash' THEN 'partner_bank'
                    WHEN handover.status = 'accepted' THEN 'treasurer'
                    ELSE 'collector' END AS held_place,
               CASE WHEN line.credit_idr = line.amount_idr THEN line.member_id
                    WHEN payment.method <> 'cash' THEN payment.partner_id
                    WHEN handover.status = 'accepted' THEN handover.decided_by_id
                    ELSE payment.taken_by_id END AS held_id,
               CASE WHEN EXISTS (SELECT FROM contributions_refundline refund
                                 WHERE refund.payment_line_id = line.id AND refund.live)
                    THEN 'refund'
                    WHEN EXISTS (SELECT FROM members_death death
                                 WHERE death.member_id = line.member_id
                                   AND death.status IN ('reported', 'confirmed')
                                   AND line.contribution_month > death.died_on)
                    THEN 'death'
                    WHEN line.member_id IN (SELECT member_id FROM contributions_lineanswer
                                            WHERE outcome = 'rejected' AND settled_at IS NULL
                                              AND reason <> 'paid_elsewhere')
                    THEN 'rejection'
                    WHEN EXISTS (SELECT FROM contributions_void void
                                 WHERE void.payment_id = payment.id AND void.status = 'asked')
                    THEN 'void_request'
                    WHEN {elsewhere_waiting.WAITS} THEN 'elsewhere'
                    WHEN line.credit_idr = line.amount_idr OR payment.method <> 'cash'
                         OR handover.status = 'accepted' THEN ''
                    WHEN handover.status = 'asked' THEN 'acceptance'
                    ELSE 'handover' END AS waits_for
        FROM contributions_contribution contribution
        JOIN contributions_paymentline line
             ON line.contribution_id = contribution.id AND line.live
        JOIN contributions_payment payment ON payment.id = line.payment_id
        LEFT JOIN contributions_handoverline listed
             ON listed.payment_id = payment.id AND listed.live
        LEFT JOIN contributions_handover handover ON handover.id = listed.handover_id
        WHERE contribution.status = 'paid' AND contribution.remitted_on IS NULL
          AND payment.partner_id = %(partner)s
          AND NOT EXISTS (SELECT FROM contributions_remittanceline remitted
                          WHERE remitted.payment_line_id = line.id AND remitted.live)
    ),
    holder AS (
        SELECT 'partner_bank' AS held_place, %(partner)s::bigint AS held_id
        UNION
        SELECT 'treasurer', decided_by_id FROM contributions_handover
        WHERE partner_id = %(partner)s AND status = 'accepted'
        UNION
        SELECT 'treasurer', replaced_by_id FROM contributions_loss
        WHERE partner_id = %(partner)s AND status = 'replaced'
    ),
    free AS MATERIALIZED (
        SELECT held_place, held_id,
               coalesce((SELECT sum(amount_idr) FROM contributions_ledgerentry entry
                         WHERE entry.to_place = held_place AND entry.to_id = held_id
                           AND entry.from_place <> 'surplus'), 0)
               - coalesce((SELECT sum(amount_idr) FROM contributions_ledgerentry entry
                           WHERE entry.from_place = held_place AND entry.from_id = held_id
                             AND entry.to_place <> 'surplus'), 0)
               - coalesce((SELECT sum(reserved.amount_idr)
                           FROM contributions_remittance remittance
                           JOIN ({PARTS}) reserved ON reserved.remittance_id = remittance.id
                           WHERE reserved.live AND remittance.status = 'final'
                             AND remittance.partner_id = %(partner)s
                             AND reserved.held_place = holder.held_place
                             AND reserved.held_id = holder.held_id), 0)
               - coalesce((SELECT sum(paid.cash_idr) FROM paid
                           WHERE paid.waits_for IN ('refund', 'death', 'rejection', 'void_request',
                                                    'elsewhere')
                             AND paid.held_place = holder.held_place
                             AND paid.held_id = holder.held_id), 0)
               - coalesce((SELECT sum(held.amount_idr)
                           FROM (SELECT payment_id, partner_id, amount_idr
                                 FROM contributions_helddues WHERE status IN ('held', 'owed')
                                 UNION ALL
                                 SELECT payment.id, payment.partner_id, payment.amount_idr
                                 FROM contributions_offlinepayment offline
                                 JOIN contributions_payment payment
                                      ON payment.id = offline.payment_id
                                 WHERE offline.status = 'held') AS held
                           JOIN contributions_handoverline listed
                                ON listed.payment_id = held.payment_id AND listed.live
                           JOIN contributions_handover handover ON handover.id = listed.handover_id
                           WHERE held.partner_id = %(partner)s
                             AND handover.status = 'accepted'
                             AND holder.held_place = 'treasurer'
                             AND handover.decided_by_id = holder.held_id), 0) AS amount_idr
        FROM holder
    ),
    own AS MATERIALIZED (
        SELECT paid.*,
               paid.waits_for = '' AND (paid.cash_idr = 0 OR coalesce(sum(paid.cash_idr) OVER (
                   PARTITION BY paid.held_place, paid.held_id, paid.waits_for
                   ORDER BY paid.contribution_month, paid.collected_at, paid.id
                   ROWS UNBOUNDED PRECEDING) <= free.amount_idr, false)) AS is_paid_for
        FROM paid
        LEFT JOIN free ON paid.waits_for = '' AND free.held_place = paid.held_place
                      AND free.held_id = paid.held_id
    ),
    -- What treasurers and bank hold besides and the months left over, each laid end to end: where
    -- they overlap, the one pays for the other.
    spare AS (
        SELECT held_place, held_id, amount_idr,
               sum(amount_idr) OVER (ORDER BY held_place DESC, held_id) AS upto
        FROM (
            SELECT free.held_place, free.held_id,
                   free.amount_idr - coalesce((SELECT sum(own.cash_idr) FROM own
                                               WHERE own.is_paid_for
                                                 AND own.held_place = free.held_place
                                                 AND own.held_id = free.held_id), 0) AS amount_idr
            FROM free
        ) AS left_with
        WHERE amount_idr > 0
    ),
    left_over AS (
        SELECT id, cash_idr AS amount_idr,
               sum(cash_idr) OVER (ORDER BY contribution_month, collected_at, id) AS upto
        FROM own
        WHERE waits_for = '' AND NOT is_paid_for
    ),
    part AS MATERIALIZED (
        SELECT left_over.id, spare.held_place, spare.held_id,
               least(left_over.upto, spare.upto)
               - greatest(left_over.upto - left_over.amount_idr,
                          spare.upto - spare.amount_idr) AS amount_idr,
               row_number() OVER (PARTITION BY left_over.id ORDER BY spare.upto) AS number
        FROM left_over
        JOIN spare ON spare.upto > left_over.upto - left_over.amount_idr
                  AND left_over.upto > spare.upto - spare.amount_idr
        WHERE left_over.upto <= (SELECT max(upto) FROM spare)
                                -- what is reserved with who has brought it elsewhere since
                                + (SELECT coalesce(sum(amount_idr), 0) FROM free
                                   WHERE amount_idr < 0)
    ),
    line AS (
        SELECT own.id, own.contribution_id, own.contribution_month, own.amount_idr,
               own.credit_idr, own.cash_idr, own.member_id,
               coalesce(part.held_place, own.held_place) AS held_place,
               coalesce(part.held_id, own.held_id) AS held_id,
               CASE WHEN own.waits_for <> '' THEN own.waits_for
                    WHEN own.is_paid_for OR part.id IS NOT NULL THEN ''
                    WHEN own.held_place = 'provider_clearing' THEN 'clearing'
                    ELSE 'shortage' END AS waits_for,
               coalesce(part.amount_idr, nullif(own.cash_idr, 0), own.amount_idr) AS own_idr
        FROM own
        LEFT JOIN part ON part.id = own.id AND part.number = 1
        WHERE own.waits_for <> 'refund'
    )
"""

# What each treasurer and the bank hold that nothing else is reserved for, and what of it no month
# of their own needs.
FREE = f"""
    {LINES}
    SELECT free.held_place, free.held_id, free.amount_idr, coalesce(spare.amount_idr, 0)
    FROM free
    LEFT JOIN spare ON spare.held_place = free.held_place AND spare.held_id = free.held_id
    ORDER BY free.held_place DESC, free.held_id
"""

# All members' credit together: holder 0.
GROUPED = f"""
    {LINES}
    SELECT held_place, held_id, waits_for, sum(months), sum(amount_idr),
           min(contribution_month), max(contribution_month)
    FROM (
        SELECT held_place, CASE held_place WHEN 'member_credit' THEN 0 ELSE held_id END AS held_id,
               waits_for, 1 AS months, own_idr AS amount_idr, contribution_month
        FROM line
        UNION ALL
        SELECT part.held_place, part.held_id, '', 0, part.amount_idr, line.contribution_month
        FROM part JOIN line ON line.id = part.id WHERE part.number > 1
        UNION ALL
        SELECT 'member_credit', 0, waits_for, 0, credit_idr, contribution_month
        FROM line WHERE credit_idr > 0 AND cash_idr > 0
    ) AS parts
    GROUP BY held_place, held_id, waits_for
    ORDER BY waits_for, held_place, held_id
"""

# The remittance and its lines in one statement: what is added up is what is listed.
FINALISE = f"""
    {LINES},
    chosen AS MATERIALIZED (SELECT * FROM line WHERE waits_for = ''),
    made AS (
        INSERT INTO contributions_remittance
            (partner_id, status, months, amount_idr, payment_code, made_by_id, made_at)
        SELECT %(partner)s, 'final', count(*), sum(amount_idr), '', %(by)s, %(at)s
        FROM chosen HAVING count(*) > 0
        RETURNING id
    ),
    listed AS (
        INSERT INTO contributions_remittanceline
            (remittance_id, payment_line_id, contribution_id, contribution_month, amount_idr,
             held_place, held_id, live)
        SELECT made.id, chosen.id, chosen.contribution_id, chosen.contribution_month,
               chosen.amount_idr, chosen.held_place, chosen.held_id, true
        FROM chosen CROSS JOIN made
        ORDER BY chosen.contribution_month, chosen.id
        RETURNING id, payment_line_id
    ),
    shared AS (
        INSERT INTO contributions_lineshare (line_id, held_place, held_id, amount_idr)
        SELECT listed.id, part.held_place, part.held_id, part.amount_idr
        FROM part JOIN listed ON listed.payment_line_id = part.id WHERE part.number > 1
        UNION ALL
        SELECT listed.id, 'member_credit', chosen.member_id, chosen.credit_idr
        FROM chosen JOIN listed ON listed.payment_line_id = chosen.id
        WHERE chosen.credit_idr > 0 AND chosen.cash_idr > 0
    )
    SELECT id FROM made
"""

# Whose money a remittance is; a month shared counts with the holder its line names. All members'
# credit together: holder 0.
HOLDERS = f"""
    SELECT held_place, CASE held_place WHEN 'member_credit' THEN 0 ELSE held_id END, sum(months),
           sum(amount_idr)
    FROM ({PARTS}) AS part
    WHERE remittance_id = %(remittance)s
    GROUP BY 1, 2
    ORDER BY 1, 2
"""

# One move of money per holder.
SEND = f"""
    INSERT INTO contributions_ledgerentry
        (from_place, from_id, to_place, to_id, amount_idr, document, document_id, partner_id,
         by_id, at, business_day)
    SELECT held_place, held_id, 'on_its_way', %(remittance)s, sum(amount_idr), 'remittance',
           %(remittance)s::text, %(partner)s, %(by)s, %(at)s, %(day)s
    FROM ({PARTS}) AS part
    WHERE remittance_id = %(remittance)s
    GROUP BY held_place, held_id
    ORDER BY held_place, held_id
"""
