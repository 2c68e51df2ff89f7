"""The statements by which cover is worked out: of many members at once, from their months."""

# What counts of an earlier membership is its latest statement, and of that its last year: one can
# pay a year ahead, so it reaches back to today. Another UNION than ALL, as a month may be in both.
TOLD = """
    SELECT DISTINCT ON (member_id) id, member_id, confirmed, denied,
           (extract(year FROM last_month_paid) * 12
            + extract(month FROM last_month_paid) - 1)::int AS last,
           (extract(year FROM member_since) * 12
            + extract(month FROM member_since) - 1)::int AS first
    FROM members_earliermembership WHERE member_id = ANY(%(members)s::bigint[])
    ORDER BY member_id, id DESC
"""

# A month that BPJS says was paid elsewhere counts as BPJS counts it.
# Consecutive months form a run: within it, month number minus row number is the same. The run that
# counts on a day is the last one begun by then; one that begins later lies behind a gap.
RUNS = f"""
    SELECT member_id, remitted, min(number) AS first, max(number) AS last
    FROM (
        SELECT member_id, remitted, number,
               number - row_number() OVER (PARTITION BY member_id, remitted ORDER BY number) AS run
        FROM (
            SELECT member_id, kind.remitted,
                   (extract(year FROM contribution_month) * 12
                    + extract(month FROM contribution_month) - 1)::int AS number
            FROM contributions_contribution
            CROSS JOIN (VALUES (false), (true)) AS kind(remitted)
            WHERE member_id = ANY(%(members)s::bigint[])
              AND (status = 'paid' AND (remitted_on IS NOT NULL OR NOT kind.remitted)
                   OR status = 'cancelled' AND status_reason = 'paid_at_bpjs')
            UNION
            SELECT told.member_id, kind.remitted, number
            FROM ({TOLD}) AS told
            CROSS JOIN (VALUES (false), (true)) AS kind(remitted)
            CROSS JOIN generate_series(greatest(told.first, told.last - 12), told.last) AS number
            WHERE NOT told.denied
        ) AS month
    ) AS numbered
    GROUP BY member_id, remitted, run
"""

COMPUTED = f"""
    SELECT member_id,
           max(run.last) FILTER (WHERE NOT remitted AND run.first <= %(today)s) AS paid,
           max(run.last) FILTER (WHERE remitted AND run.first <= %(today)s) AS remitted,
           bool_or(run.first > %(today)s) AS has_gap,
           coalesce(max(run.last) FILTER (WHERE remitted AND run.first <= %(today)s)
                    = max(told.last) FILTER (WHERE NOT told.confirmed AND NOT told.denied),
                    false) AS is_told
    FROM ({RUNS}) AS run
    LEFT JOIN ({TOLD}) AS told USING (member_id)
    GROUP BY member_id
"""

MONTH_END = "(make_date({0} / 12, {0} %% 12 + 1, 1) + interval '1 month - 1 day')::date"

# Locked in a statement of its own: the next one then sees what others had under way for them.
LOCK = """
    SELECT FROM members_member WHERE id = ANY(%(members)s::bigint[])
    ORDER BY id FOR NO KEY UPDATE
"""

REFRESH = f"""
    INSERT INTO contributions_cover (
        member_id, paid_until, covered_until, has_gap, told_id, is_told
    )
    SELECT asked.id, {MONTH_END.format("computed.paid")}, {MONTH_END.format("computed.remitted")},
           coalesce(computed.has_gap, false), told.id, coalesce(computed.is_told, false)
    FROM unnest(%(members)s::bigint[]) AS asked(id)
    LEFT JOIN ({COMPUTED}) AS computed ON computed.member_id = asked.id
    LEFT JOIN ({TOLD}) AS told ON told.member_id = asked.id
    ORDER BY asked.id
    ON CONFLICT (member_id) DO UPDATE
    SET paid_until = excluded.paid_until,
        covered_until = excluded.covered_until,
        has_gap = excluded.has_gap, told_id = excluded.told_id, is_told = excluded.is_told
    WHERE (contributions_cover.paid_until, contributions_cover.covered_until,
           contributions_cover.has_gap, contributions_cover.told_id, contributions_cover.is_told)
          IS DISTINCT FROM (excluded.paid_until, excluded.covered_until, excluded.has_gap,
                            excluded.told_id, excluded.is_told)
"""

# Members whose latest statement about an earlier membership is not in their dates yet.
NOT_COUNTED = """
    SELECT told.member_id, told.last_month_paid, told.denied,
           (told.at AT TIME ZONE 'Asia/Jakarta')::date AS told_on
    FROM (SELECT DISTINCT ON (member_id) id, member_id, last_month_paid, denied, at
          FROM members_earliermembership ORDER BY member_id, id DESC) AS told
    LEFT JOIN contributions_cover cover ON cover.member_id = told.member_id
    WHERE cover.told_id IS DISTINCT FROM told.id
"""

PAID_UNTIL = f"""
    SELECT member_id, paid_until FROM contributions_cover
    WHERE member_id = ANY(%(members)s::bigint[]) AND paid_until IS NOT NULL
    UNION ALL
    SELECT member_id, (last_month_paid + interval '1 month - 1 day')::date
    FROM ({NOT_COUNTED}) AS told WHERE NOT denied AND member_id = ANY(%(members)s::bigint[])
"""

# What she had paid elsewhere is not ours to claim.
PAID_ELSEWHERE = f"""
    UPDATE contributions_contribution contribution
    SET status = 'cancelled', status_reason = 'paid_elsewhere', status_at = %(at)s
    FROM ({TOLD}) AS told
    WHERE contribution.member_id = told.member_id AND contribution.status = 'open'
      AND NOT told.denied
      AND (extract(year FROM contribution_month) * 12
           + extract(month FROM contribution_month) - 1) BETWEEN told.first AND told.last
"""
