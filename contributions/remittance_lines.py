"""Which paid months can be sent to BPJS now, out of whose money, and what waits for what.

One statement answers for the page and for the job that makes a remittance, so both see the same.
Oldest months go first. Each holder (a treasurer's cash, or the partner's bank account) pays for
the months whose money is with her, and no further than what she really holds: where cash was
short, the last months wait until it is made good.
"""

# One row per paid month of the partner that is not on its way to BPJS yet. `waits_for` is empty
# where the month can go now.
LINES = """
    WITH paid AS (
        SELECT line.id, line.contribution_id, line.contribution_month, line.amount_idr,
               payment.collected_at,
               CASE WHEN payment.method = 'transfer' THEN 'partner_bank'
                    WHEN handover.status = 'accepted' THEN 'treasurer'
                    ELSE 'collector' END AS held_place,
               CASE WHEN payment.method = 'transfer' THEN payment.partner_id
                    WHEN handover.status = 'accepted' THEN handover.decided_by_id
                    ELSE payment.taken_by_id END AS held_id,
               CASE WHEN EXISTS (SELECT FROM contributions_void void
                                 WHERE void.payment_id = payment.id AND void.status = 'asked')
                    THEN 'void_request'
                    WHEN payment.method = 'transfer' OR handover.status = 'accepted' THEN ''
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
        SELECT DISTINCT held_place, held_id FROM paid WHERE waits_for = ''
    ),
    free AS MATERIALIZED (
        SELECT held_place, held_id,
               coalesce((SELECT sum(amount_idr) FROM contributions_ledgerentry entry
                         WHERE entry.to_place = held_place AND entry.to_id = held_id), 0)
               - coalesce((SELECT sum(amount_idr) FROM contributions_ledgerentry entry
                           WHERE entry.from_place = held_place AND entry.from_id = held_id), 0)
               - coalesce((SELECT sum(reserved.amount_idr)
                           FROM contributions_remittanceline reserved
                           JOIN contributions_remittance remittance
                                ON remittance.id = reserved.remittance_id
                           WHERE reserved.live AND remittance.status = 'final'
                             AND reserved.held_place = holder.held_place
                             AND reserved.held_id = holder.held_id), 0) AS amount_idr
        FROM holder
    ),
    line AS (
        SELECT paid.id, paid.contribution_id, paid.contribution_month, paid.amount_idr,
               paid.held_place, paid.held_id,
               CASE WHEN paid.waits_for <> '' THEN paid.waits_for
                    WHEN sum(paid.amount_idr) OVER (
                             PARTITION BY paid.held_place, paid.held_id, paid.waits_for
                             ORDER BY paid.contribution_month, paid.collected_at, paid.id
                             ROWS UNBOUNDED PRECEDING) <= free.amount_idr THEN ''
                    ELSE 'shortage' END AS waits_for
        FROM paid
        LEFT JOIN free ON paid.waits_for = '' AND free.held_place = paid.held_place
                      AND free.held_id = paid.held_id
    )
"""

GROUPED = f"""
    {LINES}
    SELECT held_place, held_id, waits_for, count(*), sum(amount_idr),
           min(contribution_month), max(contribution_month)
    FROM line
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
    )
    SELECT id FROM made
"""

# One move of money per holder.
PAY_BPJS = """
    INSERT INTO contributions_ledgerentry
        (from_place, from_id, to_place, to_id, amount_idr, document, document_id, partner_id,
         by_id, at, business_day)
    SELECT held_place, held_id, 'bpjs', %(branch)s, sum(amount_idr), 'remittance',
           %(remittance)s::text, %(partner)s, %(by)s, %(at)s, %(day)s
    FROM contributions_remittanceline
    WHERE remittance_id = %(remittance)s
    GROUP BY held_place, held_id
    ORDER BY held_place, held_id
"""

MARK_REMITTED = """
    UPDATE contributions_contribution contribution SET remitted_on = %(day)s
    FROM contributions_remittanceline line
    WHERE line.remittance_id = %(remittance)s AND contribution.id = line.contribution_id
    RETURNING contribution.member_id
"""
