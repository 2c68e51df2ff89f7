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

# The next members of each run, and who of them is billed already. Looked up member by member
# (LATERAL and LIMIT 1, here and below): the planner knows nothing yet of a month that is being
# billed, takes it for empty and would join a whole table to every portion.
SEEN = """
    SELECT run.id AS run_id, run.market_id, member.id AS member_id, (
        SELECT true FROM contributions_contribution
        WHERE member_id = member.id AND contribution_month = %(month)s
          AND status IN ('open', 'paid', 'written_off')
        LIMIT 1
    ) AS billed
    FROM unnest(%(runs)s::bigint[], %(markets)s::bigint[], %(after)s::bigint[])
         AS run(id, market_id, after)
    CROSS JOIN LATERAL (
        SELECT id FROM members_member
        WHERE market_id = run.market_id AND status = 'active' AND id > run.after
        ORDER BY id LIMIT %(limit)s
    ) AS member
"""

# A month before the current one is owed only where the last paid month lies before it, and not so
# far that the membership had run out: who has not paid since her approval has no arrears, her offer
# is the current month. The current one is not owed where it was paid elsewhere.
VERDICT = """
    CASE
        WHEN %(month)s < %(current)s
             AND (cover.paid_until IS NULL OR cover.paid_until >= %(month)s
                  OR cover.paid_until < %(oldest)s) THEN 'not_owed'
        WHEN term.id IS NULL AND EXISTS (
            SELECT FROM members_coverageterm later
            WHERE later.member_id = seen.member_id AND later.first_month > %(month)s
        ) THEN 'not_started'
        WHEN term.id IS NULL THEN 'no_term'
        WHEN cover.paid_until >= %(month)s THEN 'not_owed'
        WHEN price.band IS NULL THEN 'no_tariff'
        ELSE 'billed'
    END
"""

# The term is compared as a pair, so that the planner takes the index by member and month and not
# that of the exclusion constraint, which answers several times slower.
FACTS = f"""
    SELECT run_id, market_id, seen.member_id, {VERDICT} AS verdict,
           term.first_month, term.approved_on, term.declared_income_idr, price.*
    FROM seen
    LEFT JOIN LATERAL (
        SELECT * FROM members_coverageterm
        WHERE member_id >= seen.member_id
          AND (member_id, first_month) <= (seen.member_id, %(month)s)
          AND (last_month IS NULL OR last_month >= %(month)s)
        ORDER BY member_id DESC, first_month DESC LIMIT 1
    ) AS term ON true
    LEFT JOIN LATERAL (
        SELECT paid_until FROM contributions_cover WHERE member_id = seen.member_id LIMIT 1
    ) AS cover ON true
    LEFT JOIN price
           ON price.sector = term.sector AND price.payer_kind = term.payer_kind
          AND price.jht = term.jht
          AND price.band = width_bucket(term.declared_income_idr, %(thresholds)s::int[])
    WHERE seen.billed IS NULL
"""

# Who looks after the doubtful of a market: its branch's first active reviewer.
OWNER = """
    SELECT reviewer.id FROM markets_user reviewer
    JOIN markets_partner partner ON partner.branch_id = reviewer.branch_id
    JOIN markets_market market ON market.partner_id = partner.id
    WHERE market.id = fact.market_id AND reviewer.role = 'reviewer' AND reviewer.is_active
    ORDER BY reviewer.id LIMIT 1
"""

# One statement bills a portion of several runs, parks who is doubtful and counts everybody.
BILL = f"""
    WITH price AS MATERIALIZED ({PRICES}),
    seen AS MATERIALIZED ({SEEN}),
    fact AS MATERIALIZED ({FACTS}),
    new AS (
        INSERT INTO contributions_contribution (
            member_id, market_id, contribution_month, due_on, payer_kind, sector,
            declared_income_idr, base_idr, jkk_idr, jkm_idr, jht_idr, relief_jkk_idr,
            relief_jkm_idr, relief_name, total_idr, status, status_reason, status_at,
            billing_run_id, billed_at
        )
        SELECT member_id, market_id, %(month)s,
               CASE WHEN first_month = %(month)s AND approved_on > %(due_on)s
                    THEN %(last_day)s::date ELSE %(due_on)s::date END,
               payer_kind, sector, declared_income_idr, base_idr, jkk_idr, jkm_idr, jht_idr,
               relief_jkk_idr, relief_jkm_idr, relief_name, jkk_idr + jkm_idr + jht_idr,
               'open', '', %(at)s, run_id, %(at)s
        FROM fact WHERE verdict = 'billed'
        ON CONFLICT DO NOTHING
        RETURNING billing_run_id
    ),
    parked AS (
        INSERT INTO contributions_billingdoubt (
            member_id, market_id, month, reason, owner_id, opened_at
        )
        SELECT member_id, market_id, %(month)s, verdict, ({OWNER}), %(at)s
        FROM fact WHERE verdict IN ('no_term', 'no_tariff')
        ON CONFLICT DO NOTHING
    ),
    looked_at AS (
        SELECT run_id, max(member_id) AS last_member, count(*) AS active, count(billed) AS billed
        FROM seen GROUP BY run_id
    ),
    judged AS (
        SELECT run_id, count(*) FILTER (WHERE verdict = 'billed') AS meant,
               count(*) FILTER (WHERE verdict = 'not_owed') AS not_owed,
               count(*) FILTER (WHERE verdict = 'not_started') AS not_started,
               count(*) FILTER (WHERE verdict = 'no_term') AS no_term,
               count(*) FILTER (WHERE verdict = 'no_tariff') AS no_tariff
        FROM fact GROUP BY run_id
    ),
    written AS (SELECT billing_run_id AS run_id, count(*) AS billed FROM new GROUP BY 1)
    SELECT run_id, last_member, active, coalesce(written.billed, 0), coalesce(meant, 0),
           looked_at.billed, coalesce(not_owed, 0), coalesce(not_started, 0),
           coalesce(no_term, 0), coalesce(no_tariff, 0)
    FROM looked_at LEFT JOIN judged USING (run_id) LEFT JOIN written USING (run_id)
"""

OPEN = """
    INSERT INTO contributions_billingrun (
        market_id, month, status, attempts, last_member, active, billed, skipped, failed, error,
        created_at)
    SELECT market, month, 'waiting', 0, 0, 0, 0, '{}', 0, '', %(at)s
    FROM unnest(%(markets)s::bigint[], %(months)s::date[]) AS asked(market, month)
    ORDER BY month, market
    ON CONFLICT DO NOTHING
"""

# The lease is kept by the database's own clock: a job's `at` is the moment it stands for.
# Runs of one month at once, so that small markets share a statement and a commit.
CLAIM = """
    UPDATE contributions_billingrun
    SET status = 'running', attempts = attempts + 1, claimed_until = now() + %(lease)s
    WHERE id IN (
        SELECT id FROM contributions_billingrun
        WHERE month = (
            SELECT month FROM contributions_billingrun
            WHERE status = 'waiting' OR (status = 'running' AND claimed_until < now())
            ORDER BY id LIMIT 1
        ) AND (status = 'waiting' OR (status = 'running' AND claimed_until < now()))
        ORDER BY id LIMIT %(runs)s FOR UPDATE SKIP LOCKED
    )
    RETURNING *
"""

# In the transaction of the portion itself; fewer rows where another worker has taken a run over.
COUNT = """
    UPDATE contributions_billingrun run
    SET last_member = done.last_member, active = done.active, billed = done.billed,
        skipped = done.skipped::jsonb, failed = done.failed, status = done.status,
        finished_at = CASE WHEN done.status = 'done' THEN %(at)s::timestamptz END,
        claimed_until = clock_timestamp() + %(lease)s
    FROM unnest(%(ids)s::bigint[], %(attempts)s::int[], %(last_members)s::bigint[],
                %(actives)s::int[], %(billeds)s::int[], %(skippeds)s::text[],
                %(faileds)s::int[], %(statuses)s::text[])
         AS done(id, attempts, last_member, active, billed, skipped, failed, status)
    WHERE run.id = done.id AND run.status = 'running' AND run.attempts = done.attempts
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
    WHERE (asked.month = %(current)s OR cover.paid_until >= %(oldest)s)
      AND (cover.paid_until IS NULL OR cover.paid_until < asked.month)
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

# A doubt is over when the month is billed, can be billed no more, or her term begins later.
SETTLE_DOUBTS = """
    UPDATE contributions_billingdoubt doubt
    SET settled_at = %(at)s
    WHERE doubt.settled_at IS NULL
      AND (doubt.month < %(oldest)s
           OR EXISTS (SELECT FROM contributions_contribution contribution
                      WHERE contribution.member_id = doubt.member_id
                        AND contribution.contribution_month = doubt.month
                        AND contribution.status IN ('open', 'paid', 'written_off'))
           OR EXISTS (SELECT FROM members_coverageterm term
                      WHERE term.member_id = doubt.member_id AND term.first_month > doubt.month)
           OR NOT EXISTS (SELECT FROM members_member member
                          WHERE member.id = doubt.member_id AND member.status = 'active'))
"""
