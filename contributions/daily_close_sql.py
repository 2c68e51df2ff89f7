"""What a business day of a partner was, from its receipts and from the ledger."""

# Receipts taken that day, and where their cash is by now. Each is in exactly one state: handed
# over once a treasurer accepted it, else undone once its months are void, else in hand. Of what
# was handed over, months are remitted, became credit by a correction, or are held.
OF_RECEIPTS = """
    SELECT payment.taken_by_id, person.name, payment.method,
           count(*) FILTER (WHERE at_home.hour >= %(night_from)s OR at_home.hour < %(night_until)s)
               AS at_night,
           count(*) FILTER (WHERE at_home.is_closed) AS on_closed_day,
           array_agg(series.code || '-' || lpad(payment.number::text, 6, '0')
                     ORDER BY payment.number) FILTER (WHERE of_device.is_new) AS on_new_device,
           array_agg(DISTINCT payment.device) FILTER (WHERE payment.device IS NOT NULL) AS devices,
           count(*) AS receipts,
           sum(told.cash_idr)::bigint AS taken_idr,
           sum(payment.credit_idr)::bigint AS credit_idr,
           coalesce(sum(told.cash_idr)
                    FILTER (WHERE NOT state.handed AND NOT state.live), 0)::bigint AS undone_idr,
           coalesce(sum(told.cash_idr) FILTER (WHERE state.handed), 0)::bigint AS handed_idr,
           coalesce(sum(state.remitted_idr), 0)::bigint AS remitted_idr,
           coalesce(sum(state.corrected_idr) FILTER (WHERE state.handed), 0)::bigint
               AS corrected_idr
    FROM contributions_payment payment
    JOIN markets_user person ON person.id = payment.taken_by_id
    JOIN markets_market market ON market.id = payment.market_id
    JOIN contributions_receiptseries series ON series.id = payment.series_id
    -- How much it was is not told to who has yet to count it.
    CROSS JOIN LATERAL (
        SELECT CASE WHEN payment.id = ANY(%(uncounted)s::uuid[]) THEN 0
                    ELSE payment.amount_idr - payment.credit_idr END AS cash_idr
    ) told
    -- New is a device that she has not used on an earlier day, where she has used any.
    CROSS JOIN LATERAL (
        SELECT payment.device IS NOT NULL
               AND NOT EXISTS (SELECT FROM contributions_payment earlier
                               WHERE earlier.taken_by_id = payment.taken_by_id
                                 AND earlier.device = payment.device
                                 AND earlier.business_day < %(day)s)
               AND EXISTS (SELECT FROM contributions_payment earlier
                           WHERE earlier.taken_by_id = payment.taken_by_id
                             AND earlier.device IS NOT NULL
                             AND earlier.business_day < %(day)s) AS is_new
    ) of_device
    CROSS JOIN LATERAL (
        SELECT extract(hour FROM payment.collected_at AT TIME ZONE market.zone) AS hour,
               extract(isodow FROM payment.business_day) = ANY(market.closed_weekdays)
               OR EXISTS (SELECT FROM markets_closingday closing
                          WHERE closing.market_id = market.id
                            AND closing."on" = payment.business_day) AS is_closed
    ) at_home
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM contributions_handoverline listed
                       JOIN contributions_handover handover ON handover.id = listed.handover_id
                       WHERE listed.payment_id = payment.id AND listed.live
                         AND handover.status = 'accepted') AS handed,
               bool_or(line.live) AS live,
               sum(line.amount_idr - line.credit_idr) FILTER (WHERE line.live AND EXISTS (
                   SELECT FROM contributions_remittanceline sent
                   JOIN contributions_remittance remittance ON remittance.id = sent.remittance_id
                   WHERE sent.payment_line_id = line.id AND sent.live
                     AND remittance.posted_at IS NOT NULL)) AS remitted_idr,
               sum(line.amount_idr - line.credit_idr) FILTER (WHERE NOT line.live)
                   AS corrected_idr
        FROM contributions_paymentline line WHERE line.payment_id = payment.id
    ) state
    WHERE payment.partner_id = %(partner)s AND payment.business_day = %(day)s
      AND (%(market)s::bigint IS NULL OR payment.market_id = %(market)s)
    GROUP BY payment.taken_by_id, person.name, payment.method
"""

# The cash of each collector and treasurer that day: what it was, what came and went, what it is.
# What came and what went is summed on its own: of the years before only the sums go any further.
FLOW = """
    SELECT place, move.id, person.name,
           sum(before_idr)::bigint, sum(came_idr)::bigint, sum(onward_idr)::bigint,
           sum(back_idr)::bigint, sum(written_off_idr)::bigint
    FROM (
        SELECT to_place AS place, to_id AS id,
               coalesce(sum(amount_idr) FILTER (WHERE business_day < %(day)s), 0) AS before_idr,
               coalesce(sum(amount_idr) FILTER (WHERE business_day = %(day)s), 0) AS came_idr,
               0 AS onward_idr, 0 AS back_idr, 0 AS written_off_idr
        FROM contributions_ledgerentry
        WHERE partner_id = %(partner)s AND business_day <= %(day)s
          AND to_place IN ('collector', 'treasurer')
          AND NOT (document = 'payment' AND document_id = ANY(%(uncounted)s::text[]))
        GROUP BY to_place, to_id
        UNION ALL
        SELECT from_place, from_id,
               -coalesce(sum(amount_idr) FILTER (WHERE business_day < %(day)s), 0), 0,
               coalesce(sum(amount_idr) FILTER (WHERE business_day = %(day)s
                                                  AND to_place = way.onward), 0),
               coalesce(sum(amount_idr) FILTER (WHERE business_day = %(day)s
                                                  AND to_place NOT IN (way.onward, 'loss')), 0),
               coalesce(sum(amount_idr) FILTER (WHERE business_day = %(day)s
                                                  AND to_place = 'loss'), 0)
        FROM contributions_ledgerentry
        CROSS JOIN LATERAL (
            SELECT CASE from_place WHEN 'collector' THEN 'treasurer' ELSE 'on_its_way' END AS onward
        ) way
        WHERE partner_id = %(partner)s AND business_day <= %(day)s
          AND from_place IN ('collector', 'treasurer')
        GROUP BY from_place, from_id
    ) move
    JOIN markets_user person ON person.id = move.id
    GROUP BY place, move.id, person.name
"""
