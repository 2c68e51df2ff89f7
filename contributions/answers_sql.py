"""The statements by which a remittance is answered, thousands of lines at once."""

# The next lines of a remittance without an answer, whose they are and how much.
UNANSWERED = """
    SELECT line.id, contribution.member_id, line.amount_idr
    FROM contributions_remittanceline line
    JOIN contributions_contribution contribution ON contribution.id = line.contribution_id
    WHERE line.remittance_id = %(remittance)s AND line.id > %(after)s
      AND (%(lines)s::bigint[] IS NULL OR line.id = ANY(%(lines)s))
      AND NOT EXISTS (SELECT FROM contributions_lineanswer answer WHERE answer.line_id = line.id)
    ORDER BY line.id
    LIMIT %(limit)s
"""

ACCEPT = """
    INSERT INTO contributions_lineanswer
        (line_id, remittance_id, member_id, outcome, reason, note, answer_list_id, by_id, at,
         settlement, was_never_sent)
    SELECT line.id, %(remittance)s, line.member_id, 'accepted', '', '', %(answer_list)s, %(by)s,
           %(at)s, '', false
    FROM unnest(%(lines)s::bigint[], %(members)s::bigint[]) AS line(id, member_id)
"""

# Protected from the day the money left, not from that of the answer.
MARK_REMITTED = """
    UPDATE contributions_contribution contribution SET remitted_on = %(day)s
    FROM contributions_remittanceline line
    WHERE line.id = ANY(%(lines)s) AND contribution.id = line.contribution_id
"""

COUNTED = """
    SELECT count(*) FILTER (WHERE answer.outcome = 'accepted'),
           coalesce(sum(line.amount_idr) FILTER (WHERE answer.outcome = 'accepted'), 0),
           count(*) FILTER (WHERE answer.outcome = 'rejected'),
           coalesce(sum(line.amount_idr) FILTER (WHERE answer.outcome = 'rejected'), 0),
           count(*) FILTER (WHERE answer.id IS NULL),
           coalesce(sum(line.amount_idr) FILTER (WHERE answer.id IS NULL), 0)
    FROM contributions_remittanceline line
    LEFT JOIN contributions_lineanswer answer ON answer.line_id = line.id
    WHERE line.remittance_id = %(remittance)s
"""
