"""What must agree in the books, as queries that answer only where it does not.

Each gives three columns: what differs, what it should be, and what was found. They read the rows
as they are and trust no constraint or trigger: those are what is checked.
"""

# ---- payments, their lines and the contributions ----

PAYMENT_IS_ITS_LINES = """
    SELECT 'payment ' || payment.id,
           concat_ws(' of credit ', payment.amount_idr, payment.credit_idr),
           concat_ws(' of credit ', coalesce(sum(line.amount_idr), 0),
                     coalesce(sum(line.credit_idr), 0))
    FROM contributions_payment payment
    LEFT JOIN contributions_paymentline line ON line.payment_id = payment.id
    GROUP BY payment.id
    HAVING payment.amount_idr <> coalesce(sum(line.amount_idr), 0)
        OR payment.credit_idr <> coalesce(sum(line.credit_idr), 0)
"""

LINE_IS_ITS_CONTRIBUTION = """
    SELECT 'payment line ' || line.id,
           concat_ws(' ', contribution.member_id, contribution.contribution_month,
                     contribution.total_idr),
           concat_ws(' ', line.member_id, line.contribution_month, line.amount_idr)
    FROM contributions_paymentline line
    JOIN contributions_contribution contribution ON contribution.id = line.contribution_id
    WHERE (line.member_id, line.contribution_month, line.amount_idr)
          <> (contribution.member_id, contribution.contribution_month, contribution.total_idr)
"""

LINE_IS_OF_ITS_PAYMENT = """
    SELECT 'payment line ' || line.id,
           'member ' || payment.member_id, 'member ' || line.member_id
    FROM contributions_paymentline line
    LEFT JOIN contributions_payment payment ON payment.id = line.payment_id
    WHERE payment.member_id IS DISTINCT FROM line.member_id
"""

# A payment is void as a whole, and only by a granted void or where what was held became credit; but
# a month of it that BPJS rejected is valid no more, unless it goes back to the family, nor is one
# after a death whose money was set aside for the family.
LINES_FOLLOW_VOIDS = """
    SELECT 'payment ' || line.payment_id,
           CASE WHEN void.id IS NULL AND held.payment_id IS NULL THEN 'live' ELSE 'void' END,
           count(*) FILTER (WHERE line.live) || ' live, '
           || count(*) FILTER (WHERE NOT line.live) || ' void'
    FROM contributions_paymentline line
    LEFT JOIN contributions_void void
         ON void.payment_id = line.payment_id AND void.status = 'granted'
    LEFT JOIN (
        SELECT payment_id FROM contributions_helddues WHERE status = 'credited'
        UNION ALL
        SELECT payment_id FROM contributions_offlinepayment WHERE status = 'credited'
    ) AS held ON held.payment_id = line.payment_id
    LEFT JOIN (
        SELECT going.payment_line_id
        FROM contributions_refundline going
        JOIN contributions_refund refund
             ON refund.id = going.refund_id AND refund.status = 'released'
        JOIN contributions_contribution contribution
             ON contribution.id = going.contribution_id AND contribution.remitted_on IS NULL
        UNION
        SELECT twice.id
        FROM contributions_paymentline twice
        JOIN contributions_contribution elsewhere
             ON elsewhere.id = twice.contribution_id AND elsewhere.status_reason = 'paid_at_bpjs'
    ) AS released ON released.payment_line_id = line.id
    WHERE NOT EXISTS (SELECT FROM contributions_remittanceline sent
                      JOIN contributions_lineanswer answer ON answer.line_id = sent.id
                      WHERE sent.payment_line_id = line.id AND answer.outcome = 'rejected')
    GROUP BY line.payment_id, void.id, held.payment_id
    HAVING bool_or(line.live = (void.id IS NOT NULL OR held.payment_id IS NOT NULL
                                OR released.payment_line_id IS NOT NULL))
"""

CONTRIBUTION_IS_ITS_PROGRAMMES = """
    SELECT 'contribution ' || id, jkk_idr + jkm_idr + jht_idr, total_idr
    FROM contributions_contribution
    WHERE total_idr <> jkk_idr + jkm_idr + jht_idr
"""

ONE_CONTRIBUTION_A_MONTH = """
    SELECT 'member ' || member_id || ' ' || contribution_month, 1, count(*)
    FROM contributions_contribution
    WHERE status IN ('open', 'paid', 'written_off')
    GROUP BY member_id, contribution_month
    HAVING count(*) > 1
"""

PAID_IS_ONE_LIVE_LINE = """
    SELECT 'contribution ' || contribution.id || ' (' || contribution.status || ')',
           CASE WHEN contribution.status = 'paid' THEN 1 ELSE 0 END, count(line.id)
    FROM contributions_contribution contribution
    LEFT JOIN contributions_paymentline line
         ON line.contribution_id = contribution.id AND line.live
    WHERE contribution.status = 'paid' OR line.id IS NOT NULL
    GROUP BY contribution.id
    HAVING count(line.id) <> CASE WHEN contribution.status = 'paid' THEN 1 ELSE 0 END
"""

# ---- receipt numbers ----

# A phone was given its numbers beforehand: it may have used fewer, in no order, but none beyond.
COUNTER_IS_THE_RECEIPTS = """
    SELECT 'series ' || series.code, series.last_number || ' receipts',
           count(payment.id) || ' receipts up to ' || coalesce(max(payment.number), 0)
    FROM contributions_receiptseries series
    LEFT JOIN contributions_payment payment ON payment.series_id = series.id
    GROUP BY series.id
    HAVING CASE WHEN series.is_of_phone
                THEN series.last_number < coalesce(max(payment.number), 0)
                ELSE series.last_number <> count(payment.id)
                     OR series.last_number <> coalesce(max(payment.number), 0) END
"""

RECEIPT_NUMBERS_ARE_USED_ONCE = """
    SELECT 'series ' || series.code || ' number ' || payment.number, 1, count(*)
    FROM contributions_payment payment
    JOIN contributions_receiptseries series ON series.id = payment.series_id
    GROUP BY series.code, payment.number
    HAVING count(*) > 1
"""

RECEIPT_NUMBERS_HAVE_NO_GAP = """
    SELECT 'series ' || series.code || ' number ' || counted.number, 1, 0
    FROM contributions_receiptseries series
    CROSS JOIN LATERAL generate_series(1, series.last_number) AS counted(number)
    WHERE NOT series.is_of_phone
      AND NOT EXISTS (SELECT FROM contributions_payment payment
                      WHERE payment.series_id = series.id AND payment.number = counted.number)
"""

# ---- hand-overs ----

HANDOVER_IS_ITS_LINES = """
    SELECT 'handover ' || handover.id, handover.receipts_idr, coalesce(sum(line.amount_idr), 0)
    FROM contributions_handover handover
    LEFT JOIN contributions_handoverline line ON line.handover_id = handover.id
    GROUP BY handover.id
    HAVING handover.receipts_idr <> coalesce(sum(line.amount_idr), 0)
        OR handover.expected_idr < handover.receipts_idr
"""

# Accepted is what the same person counted last, where she counted by denomination.
HANDOVER_IS_AS_COUNTED = """
    SELECT 'handover ' || handover.id, counted.total_idr, handover.counted_idr
    FROM contributions_handover handover
    JOIN LATERAL (
        SELECT total_idr FROM contributions_cashcount count
        WHERE count.handover_id = handover.id AND count.by_id = handover.decided_by_id
          AND count.side = 'treasurer'
        ORDER BY count.id DESC LIMIT 1
    ) counted ON true
    WHERE handover.status = 'accepted' AND counted.total_idr <> handover.counted_idr
"""

COUNT_IS_ITS_PIECES = """
    SELECT 'cash count ' || id, worth, total_idr
    FROM (SELECT id, total_idr,
                 pieces_100000::bigint * 100000 + pieces_50000::bigint * 50000
                 + pieces_20000::bigint * 20000 + pieces_10000::bigint * 10000
                 + pieces_5000::bigint * 5000 + pieces_2000::bigint * 2000
                 + pieces_1000::bigint * 1000 + pieces_500::bigint * 500
                 + pieces_200::bigint * 200 + pieces_100::bigint * 100
                 + pieces_50::bigint * 50 AS worth
          FROM contributions_cashcount) counted
    WHERE worth <> total_idr
"""

SURPLUS_DECISIONS_FIT = """
    SELECT 'handover ' || handover.id,
           'at most ' || greatest(handover.counted_idr - handover.expected_idr, 0),
           sum(decision.amount_idr)
    FROM contributions_surplusdecision decision
    JOIN contributions_handover handover ON handover.id = decision.handover_id
    WHERE decision.status IN ('asked', 'granted')
    GROUP BY handover.id
    HAVING sum(decision.amount_idr)
           > greatest(coalesce(handover.counted_idr, 0) - handover.expected_idr, 0)
"""

HANDOVER_LINE_IS_ITS_RECEIPT = """
    SELECT 'handover line ' || line.id,
           'cash ' || handover.collector_id || ' ' || line.amount_idr,
           payment.method || ' ' || payment.taken_by_id || ' '
           || payment.amount_idr - payment.credit_idr
    FROM contributions_handoverline line
    JOIN contributions_handover handover ON handover.id = line.handover_id
    LEFT JOIN contributions_payment payment ON payment.id = line.payment_id
    WHERE (payment.method, payment.taken_by_id, payment.amount_idr - payment.credit_idr)
          IS DISTINCT FROM ('cash', handover.collector_id, line.amount_idr)
"""

HANDOVER_LINES_FOLLOW_ITS_STATUS = """
    SELECT 'handover line ' || line.id || ' (' || handover.status || ')',
           (handover.status <> 'refused')::text, line.live::text
    FROM contributions_handoverline line
    JOIN contributions_handover handover ON handover.id = line.handover_id
    WHERE line.live <> (handover.status <> 'refused')
"""

RECEIPT_IS_HANDED_OVER_ONCE = """
    SELECT 'payment ' || line.payment_id, 1, count(*)
    FROM contributions_handoverline line
    WHERE line.live
    GROUP BY line.payment_id
    HAVING count(*) > 1
"""

VOID_RECEIPTS_ARE_NOT_HANDED_OVER = """
    SELECT 'payment ' || line.payment_id, 'not void', 'void, in handover ' || line.handover_id
    FROM contributions_handoverline line
    JOIN contributions_void void
         ON void.payment_id = line.payment_id AND void.status = 'granted'
    WHERE line.live AND NOT void.is_correction
"""

# ---- remittances ----

REMITTANCE_IS_ITS_LINES = """
    SELECT 'remittance ' || remittance.id,
           remittance.months || ' months Rp' || remittance.amount_idr,
           count(line.id) || ' months Rp' || coalesce(sum(line.amount_idr), 0)
    FROM contributions_remittance remittance
    LEFT JOIN contributions_remittanceline line ON line.remittance_id = remittance.id
    GROUP BY remittance.id
    HAVING remittance.months <> count(line.id)
        OR remittance.amount_idr <> coalesce(sum(line.amount_idr), 0)
"""

REMITTANCE_LINE_IS_ITS_PAYMENT_LINE = """
    SELECT 'remittance line ' || line.id,
           concat_ws(' ', paid.contribution_id, paid.contribution_month, paid.amount_idr),
           concat_ws(' ', line.contribution_id, line.contribution_month, line.amount_idr)
    FROM contributions_remittanceline line
    LEFT JOIN contributions_paymentline paid ON paid.id = line.payment_line_id
    WHERE (line.contribution_id, line.contribution_month, line.amount_idr)
          IS DISTINCT FROM (paid.contribution_id, paid.contribution_month, paid.amount_idr)
"""

REMITTANCE_LINES_FOLLOW_ITS_STATUS = """
    SELECT 'remittance line ' || line.id || ' (' || remittance.status || ')',
           (remittance.status <> 'cancelled')::text, line.live::text
    FROM contributions_remittanceline line
    JOIN contributions_remittance remittance ON remittance.id = line.remittance_id
    WHERE line.live <> (remittance.status <> 'cancelled')
"""

MONTH_IS_REMITTED_ONCE = """
    SELECT 'payment line ' || line.payment_line_id, 1, count(*)
    FROM contributions_remittanceline line
    WHERE line.live
    GROUP BY line.payment_line_id
    HAVING count(*) > 1
"""

VOID_MONTHS_ARE_NOT_REMITTED = """
    SELECT 'remittance line ' || line.id, 'a live payment line', 'void'
    FROM contributions_remittanceline line
    JOIN contributions_paymentline paid ON paid.id = line.payment_line_id
    WHERE line.live AND NOT paid.live
      AND NOT EXISTS (SELECT FROM contributions_lineanswer answer
                      WHERE answer.line_id = line.id AND answer.outcome = 'rejected')
"""

# A month is remitted once BPJS has accepted it, on the day (WIB) its remittance was posted.
REMITTED_IS_POSTED = """
    SELECT 'contribution ' || contribution.id,
           coalesce(posted.day::text, 'not remitted'),
           coalesce(contribution.remitted_on::text, 'not remitted')
    FROM contributions_contribution contribution
    LEFT JOIN (
        SELECT line.contribution_id,
               max((remittance.posted_at AT TIME ZONE 'Asia/Jakarta')::date) AS day
        FROM contributions_remittanceline line
        JOIN contributions_remittance remittance ON remittance.id = line.remittance_id
        JOIN contributions_lineanswer answer
             ON answer.line_id = line.id AND answer.outcome = 'accepted'
        WHERE line.live AND remittance.status = 'posted'
        GROUP BY line.contribution_id
    ) posted ON posted.contribution_id = contribution.id
    WHERE contribution.remitted_on IS DISTINCT FROM posted.day
"""
