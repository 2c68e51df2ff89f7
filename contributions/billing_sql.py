"""The statements of billing: whole portions of members at once, never row by row.

What a month costs comes from the one rule in `contributions/pricing.py`: its price list is handed
to the statement as arrays and joined by sector, payer, package and band. Who is billed, and why
somebody is not, is said once, in VERDICT.
"""

# The prices of the month, one row per sector, payer, package and band.
PRICES = """
    SELECT * FROM unnest(
        %(sectors)s::text[], %(payers)s::text[], %(jhts)s::boolean[], %(bands)s::int[],
        %(bases)s::int[], %(jkks)s::int[], %(jkms)s::int[], %(jht_idrs)s::int[],
        %(relief_jkks)s::int[], %(relief_jkms)s::int[], %(relief_names)s::text[]
    ) AS price(sector, payer_kind, jht, band, base_idr, jkk_idr, jkm_idr, jht_idr,
               relief_jkk_idr, relief_jkm_idr, relief_name)
"""

# A month before the current one is owed only where the last paid month lies before it: who has
# never paid has no arrears, and her offer is the current month.
VERDICT = """
    CASE
        WHEN contribution.id IS NOT NULL THEN 'already_billed'
        WHEN %(month)s < %(current)s
             AND (cover.paid_until IS NULL OR cover.paid_until >= %(month)s) THEN 'not_owed'
        WHEN term.id IS NULL AND EXISTS (
            SELECT FROM members_coverageterm later
            WHERE later.member_id = member.id AND later.first_month > %(month)s
        ) THEN 'not_started'
        WHEN term.id IS NULL THEN 'no_term'
        WHEN price.band IS NULL THEN 'no_tariff'
        ELSE 'billed'
    END
"""

FACTS = f"""
    SELECT member.id AS member_id, {VERDICT} AS verdict, term.first_month, term.approved_on,
           term.declared_income_idr, price.*
    FROM (
        SELECT id FROM members_member
        WHERE market_id = %(market)s AND status = 'active' AND id > %(after)s
        ORDER BY id LIMIT %(limit)s
    ) AS member
    LEFT JOIN contributions_contribution contribution
           ON contribution.member_id = member.id AND contribution.contribution_month = %(month)s
          AND contribution.status IN ('open', 'paid', 'written_off')
    LEFT JOIN members_coverageterm term
           ON term.member_id = member.id AND term.first_month <= %(month)s
          AND (term.last_month IS NULL OR term.last_month >= %(month)s)
    LEFT JOIN contributions_cover cover ON cover.member_id = member.id
    LEFT JOIN price
           ON price.sector = term.sector AND price.payer_kind = term.payer_kind
          AND price.jht = term.jht
          AND price.band = width_bucket(term.declared_income_idr, %(thresholds)s::int[])
"""

# One statement bills a portion, parks who is doubtful and counts everybody.
BILL = f"""
    WITH price AS MATERIALIZED ({PRICES}),
    fact AS MATERIALIZED ({FACTS}),
    new AS (
        INSERT INTO contributions_contribution (
            member_id, market_id, contribution_month, due_on, payer_kind, sector,
            declared_income_idr, base_idr, jkk_idr, jkm_idr, jht_idr, relief_jkk_idr,
            relief_jkm_idr, relief_name, total_idr, status, status_reason, status_at,
            billing_run_id, billed_at
        )
        SELECT member_id, %(market)s, %(month)s,
               CASE WHEN first_month = %(month)s AND approved_on > %(due_on)s
                    THEN %(last_day)s::date ELSE %(due_on)s::date END,
               payer_kind, sector, declared_income_idr, base_idr, jkk_idr, jkm_idr, jht_idr,
               relief_jkk_idr, relief_jkm_idr, relief_name, jkk_idr + jkm_idr + jht_idr,
               'open', '', %(at)s, %(run)s, %(at)s
        FROM fact WHERE verdict = 'billed'
        ORDER BY member_id
        ON CONFLICT DO NOTHING
        RETURNING 1
    ),
    parked AS (
        INSERT INTO contributions_billingdoubt (
            member_id, market_id, month, reason, owner_id, opened_at
        )
        SELECT member_id, %(market)s, %(month)s, verdict, %(owner)s, %(at)s
        FROM fact WHERE verdict IN ('no_term', 'no_tariff')
        ON CONFLICT DO NOTHING
    )
    SELECT max(member_id), count(*), (SELECT count(*) FROM new),
           count(*) FILTER (WHERE verdict = 'billed'),
           count(*) FILTER (WHERE verdict = 'already_billed'),
           count(*) FILTER (WHERE verdict = 'not_owed'),
           count(*) FILTER (WHERE verdict = 'not_started'),
           count(*) FILTER (WHERE verdict = 'no_term'),
           count(*) FILTER (WHERE verdict = 'no_tariff')
    FROM fact
"""

# Markets with somebody to bill for one of the months asked about, and no unfinished run.
MARKETS_DUE = """
    SELECT DISTINCT member.market_id, asked.month
    FROM unnest(%(months)s::date[]) AS asked(month)
    JOIN members_coverageterm term
      ON term.first_month <= asked.month
     AND (term.last_month IS NULL OR term.last_month >= asked.month)
    JOIN members_member member ON member.id = term.member_id AND member.status = 'active'
    LEFT JOIN contributions_cover cover ON cover.member_id = member.id
    WHERE (asked.month = %(current)s OR cover.paid_until < asked.month)
      AND NOT EXISTS (
        SELECT FROM contributions_contribution contribution
        WHERE contribution.member_id = member.id
          AND contribution.contribution_month = asked.month
          AND contribution.status IN ('open', 'paid', 'written_off'))
    UNION
    SELECT DISTINCT member.market_id, %(current)s::date
    FROM members_member member
    WHERE member.status = 'active'
      AND NOT EXISTS (
        SELECT FROM members_coverageterm term
        WHERE term.member_id = member.id
          AND (term.last_month IS NULL OR term.last_month >= %(current)s))
      AND NOT EXISTS (
        SELECT FROM contributions_billingdoubt doubt
        WHERE doubt.member_id = member.id AND doubt.month = %(current)s
          AND doubt.settled_at IS NULL)
    ORDER BY 2, 1
"""

SETTLE_DOUBTS = """
    UPDATE contributions_billingdoubt doubt
    SET settled_at = %(at)s
    WHERE doubt.settled_at IS NULL
      AND (EXISTS (SELECT FROM contributions_contribution contribution
                   WHERE contribution.member_id = doubt.member_id
                     AND contribution.contribution_month = doubt.month
                     AND contribution.status IN ('open', 'paid', 'written_off'))
           OR NOT EXISTS (SELECT FROM members_member member
                          WHERE member.id = doubt.member_id AND member.status = 'active'))
"""
