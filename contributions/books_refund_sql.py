"""What must agree about money that goes back: to families, or from enrolments.

Answers as the queries of `books_sql.py` do.
"""

REFUND_IS_ITS_LINES = """
    SELECT 'refund ' || refund.id,
           refund.months || ' months Rp' || refund.amount_idr,
           count(line.id) || ' months Rp'
           || refund.credit_idr + coalesce(sum(line.amount_idr), 0)
    FROM contributions_refund refund
    LEFT JOIN contributions_refundline line ON line.refund_id = refund.id
    GROUP BY refund.id
    HAVING refund.months <> count(line.id)
        OR refund.amount_idr <> refund.credit_idr + coalesce(sum(line.amount_idr), 0)
"""

# What was left of her credit by then, but what waited for months that go back. Left is not what had
# been given back. All partners of a death together: a market may have gone to another one since.
REFUND_IS_WHAT_WAS_PAID_TOO_MUCH = """
    SELECT 'death ' || death.id, 'credit Rp' || refunded.idr, 'credit Rp' || credited.idr
    FROM members_death death
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(refund.credit_idr), 0) AS idr, coalesce(min(refund.owed_at),
               death.confirmed_at) AS owed_at
        FROM contributions_refund refund
        WHERE refund.death_id = death.id AND refund.credit_id IS NULL
    ) AS refunded
    CROSS JOIN LATERAL (
        SELECT greatest(coalesce(sum(credit.amount_idr), 0) - (
                   SELECT coalesce(sum(used.credit_idr), 0)
                   FROM contributions_paymentline used
                   JOIN contributions_payment paid ON paid.id = used.payment_id
                   WHERE used.member_id = death.member_id AND used.credit_idr > 0
                     AND paid.received_at <= refunded.owed_at
                     AND (used.live OR EXISTS (
                          SELECT FROM contributions_remittanceline sent
                          JOIN contributions_remittance remittance
                               ON remittance.id = sent.remittance_id
                          WHERE sent.payment_line_id = used.id
                            AND remittance.status = 'posted'))) - (
                   SELECT coalesce(sum(back.amount_idr), 0)
                   FROM contributions_repayment back
                   WHERE back.member_id = death.member_id AND back.prepared_at <= refunded.owed_at
                     AND (back.closed_at IS NULL OR back.closed_at > refunded.owed_at)), 0) AS idr
        FROM contributions_credit credit
        WHERE credit.member_id = death.member_id AND credit.at <= refunded.owed_at
          AND NOT EXISTS (SELECT FROM contributions_refund refund  -- came back later
                          WHERE refund.credit_id = credit.id)
          AND NOT (coalesce(credit.booked_at > refunded.owed_at, true)
                   AND EXISTS (SELECT FROM contributions_refundline line
                               JOIN contributions_refund refund ON refund.id = line.refund_id
                               WHERE refund.death_id = death.id
                                 AND line.contribution_id = credit.contribution_id))
    ) AS credited
    WHERE death.confirmed_at IS NOT NULL AND refunded.idr <> credited.idr
      AND NOT EXISTS (SELECT FROM contributions_refund refund  -- then it lies in her credit
                      WHERE refund.death_id = death.id AND refund.status = 'released')
"""

# Of a paid month that stands: neither voided since, nor of another member. What of its dues was her
# credit by then is not in it.
REFUND_LINE_IS_ITS_PAYMENT_LINE = """
    SELECT 'refund line ' || line.id,
           concat_ws(' ', paid.member_id, paid.contribution_id, paid.contribution_month,
                     paid.amount_idr - credited.idr, paid.live),
           concat_ws(' ', refund.member_id, line.contribution_id, line.contribution_month,
                     line.amount_idr, true)
    FROM contributions_refundline line
    JOIN contributions_refund refund ON refund.id = line.refund_id
    LEFT JOIN contributions_paymentline paid ON paid.id = line.payment_line_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(credit.amount_idr), 0) AS idr FROM contributions_credit credit
        WHERE credit.contribution_id = paid.contribution_id AND credit.reason = 'tariff_lowered'
          AND credit.booked_at <= refund.owed_at
    ) AS credited
    WHERE (paid.member_id, paid.contribution_id, paid.contribution_month,
           paid.amount_idr - credited.idr)
          IS DISTINCT FROM (refund.member_id, line.contribution_id, line.contribution_month,
                            line.amount_idr)
       OR (refund.status = 'owed' AND line.live AND NOT paid.live)
"""

REFUND_LINES_FOLLOW_ITS_STATUS = """
    SELECT 'refund line ' || line.id || ' (' || refund.status || ')',
           (refund.status <> 'cancelled')::text, line.live::text
    FROM contributions_refundline line
    JOIN contributions_refund refund ON refund.id = line.refund_id
    WHERE line.live <> (refund.status <> 'cancelled')
"""

MONTH_IS_REFUNDED_ONCE = """
    SELECT 'payment line ' || line.payment_line_id, 1, count(*)
    FROM contributions_refundline line
    WHERE line.live
    GROUP BY line.payment_line_id
    HAVING count(*) > 1
"""

REFUND_FOLLOWS_THE_DEATH = """
    SELECT 'refund ' || refund.id || ' (' || refund.status || ')',
           CASE WHEN death.status = 'confirmed' THEN 'owed' ELSE 'cancelled' END, refund.status
    FROM contributions_refund refund
    JOIN members_death death ON death.id = refund.death_id
    WHERE refund.status <> 'released'
      AND (refund.status = 'cancelled') <> (death.status <> 'confirmed')
"""

MONTHS_AFTER_A_DEATH_GO_BACK = """
    SELECT 'payment line ' || paid.id, 'in a refund', 'in none'
    FROM members_death death
    JOIN contributions_paymentline paid
         ON paid.member_id = death.member_id AND paid.live
        AND paid.contribution_month > death.died_on
    JOIN contributions_contribution contribution
         ON contribution.id = paid.contribution_id AND contribution.status = 'paid'
        AND contribution.payer_kind = 'self'
    LEFT JOIN contributions_refundline line ON line.payment_line_id = paid.id AND line.live
    WHERE death.status = 'confirmed' AND line.id IS NULL
"""

# Held dues pay no month; applied ones pay theirs; what went back is no payment any more.
HELD_DUES_ARE_THEIR_LINE = """
    SELECT 'held dues ' || coalesce(held.payment_id, line.payment_id) || ' ('
           || coalesce(held.status, 'missing') || ')',
           concat_ws(' ', held.member_id, held.contribution_month, held.amount_idr,
                     held.status = 'applied', held.status <> 'credited'),
           concat_ws(' ', line.member_id, line.contribution_month, line.amount_idr,
                     line.contribution_id IS NOT NULL, line.live)
    FROM contributions_helddues held
    FULL JOIN (
        SELECT line.* FROM contributions_paymentline line
        WHERE line.contribution_id IS NULL AND line.payment_id NOT IN (
                  SELECT payment_id FROM contributions_offlinepayment WHERE status <> 'booked')
           OR line.payment_id IN (SELECT payment_id FROM contributions_helddues)
    ) AS line ON line.payment_id = held.payment_id
    WHERE (held.member_id, held.contribution_month, held.amount_idr, held.status = 'applied')
          IS DISTINCT FROM (line.member_id, line.contribution_month, line.amount_idr,
                            line.contribution_id IS NOT NULL)
       OR (held.status <> 'applied' AND line.live = (held.status = 'credited'))
"""

# What pays no month lies in the credit of who paid it.
CREDITED_DUES_ARE_THEIR_CREDIT = """
    SELECT 'held dues ' || coalesce(held.payment_id, line.payment_id),
           'credit Rp' || coalesce(held.amount_idr, 0),
           'credit Rp' || coalesce(credit.amount_idr, 0)
    FROM (SELECT * FROM contributions_credit WHERE reason = 'first_dues') AS credit
    JOIN contributions_paymentline line ON line.id = credit.payment_line_id
    FULL JOIN (SELECT * FROM contributions_helddues WHERE status = 'credited') AS held
         ON held.payment_id = line.payment_id AND held.member_id = credit.member_id
    WHERE held.amount_idr IS DISTINCT FROM credit.amount_idr
"""
