"""What holds of money after every act, asked of the rows themselves.

`books` recomputes what is kept twice; these are the sentences of the design, worked out without it.
"""

import datetime as dt

from django.db import connection

from contributions import books
from contributions.models.credit_left import CREDIT_LEFT

# Every query finds rows that break its sentence.
NEVER = {
    "a place that is ours holds less than nothing": """
        SELECT place, id, sum(amount_idr) FROM (
            SELECT to_place AS place, to_id AS id, amount_idr FROM contributions_ledgerentry
            UNION ALL
            SELECT from_place, from_id, -amount_idr FROM contributions_ledgerentry
        ) AS moved
        WHERE place NOT IN ('member', 'sponsor', 'surplus')
        GROUP BY place, id HAVING sum(amount_idr) < 0
    """,
    "BPJS answered about more than it was sent": """
        SELECT remittance.id, remittance.amount_idr FROM contributions_remittance remittance
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(transfer.amount_idr), 0) AS idr
            FROM contributions_remittancetransfer transfer
            WHERE transfer.remittance_id = remittance.id AND transfer.live
              AND transfer.kind IN ('transfer', 'set_off')) sent
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(line.amount_idr), 0) AS idr FROM contributions_lineanswer answer
            JOIN contributions_remittanceline line ON line.id = answer.line_id
            WHERE answer.remittance_id = remittance.id AND NOT answer.was_never_sent) answered
        WHERE answered.idr > sent.idr
    """,
    "a month has two live lines": """
        SELECT contribution_id, count(*) FROM contributions_paymentline
        WHERE live AND contribution_id IS NOT NULL
        GROUP BY contribution_id HAVING count(*) > 1
    """,
    "a month is in two remittances at once": """
        SELECT line.contribution_id, count(*) FROM contributions_remittanceline line
        JOIN contributions_remittance remittance ON remittance.id = line.remittance_id
        JOIN contributions_paymentline paid ON paid.id = line.payment_line_id
        WHERE line.live AND paid.live AND remittance.status <> 'cancelled'
        GROUP BY line.contribution_id HAVING count(*) > 1
    """,
    "a receipt is in two hand-overs": """
        SELECT payment_id, count(*) FROM contributions_handoverline
        WHERE live GROUP BY payment_id HAVING count(*) > 1
    """,
    "a series has a gap": """
        SELECT series_id, max(number), count(*) FROM contributions_payment
        GROUP BY series_id HAVING max(number) <> count(*) OR min(number) <> 1
    """,
    "she is covered beyond what BPJS accepted": """
        SELECT cover.member_id, cover.covered_until FROM contributions_cover cover
        WHERE cover.covered_until > coalesce((
            SELECT max(month.contribution_month) + interval '1 month - 1 day'
            FROM contributions_contribution month
            WHERE month.member_id = cover.member_id
              AND (month.status_reason = 'paid_at_bpjs' OR EXISTS (
                   SELECT FROM contributions_lineanswer answer
                   JOIN contributions_remittanceline line ON line.id = answer.line_id
                   WHERE line.contribution_id = month.id AND answer.outcome = 'accepted'))
        ), '-infinity')
    """,
    "a month that BPJS has from elsewhere is owed here": """
        SELECT told.member_id, told.contribution_month FROM contributions_elsewheremonth told
        JOIN contributions_contribution month
             ON month.member_id = told.member_id
            AND month.contribution_month = told.contribution_month
        WHERE told.status = 'confirmed' AND month.status = 'open'
    """,
    "a month is written off while it waits for BPJS's word": """
        SELECT told.member_id, told.contribution_month FROM contributions_elsewheremonth told
        JOIN contributions_paidelsewhere record ON record.id = told.record_id
        JOIN contributions_contribution month
             ON month.member_id = told.member_id
            AND month.contribution_month = told.contribution_month
        WHERE told.status = 'waiting' AND month.status = 'written_off'
          AND month.status_at > record.recorded_at
    """,
    "a month is sent to BPJS while it waits for its word": """
        SELECT told.member_id, told.contribution_month FROM contributions_elsewheremonth told
        JOIN contributions_paidelsewhere record ON record.id = told.record_id
        JOIN contributions_paymentline paid
             ON paid.member_id = told.member_id
            AND paid.contribution_month = told.contribution_month
        JOIN contributions_remittanceline line ON line.payment_line_id = paid.id AND line.live
        JOIN contributions_remittance remittance ON remittance.id = line.remittance_id
        WHERE told.status = 'waiting' AND remittance.made_at > record.recorded_at
    """,
    "more credit is used than there was": f"""
        SELECT member.id, {CREDIT_LEFT.format(member="member.id", partner="market.partner_id")}
        FROM members_member member JOIN markets_market market ON market.id = member.market_id
        WHERE {CREDIT_LEFT.format(member="member.id", partner="market.partner_id")} < 0
    """,
    "credit that is left is not in the ledger": f"""
        SELECT id, left_idr, held_idr FROM (
            SELECT member.id,
                   {CREDIT_LEFT.format(member="member.id", partner="market.partner_id")}
                       AS left_idr,
                   coalesce((SELECT sum(CASE WHEN to_place = 'member_credit'
                                             THEN amount_idr ELSE -amount_idr END)
                             FROM contributions_ledgerentry
                             WHERE to_place = 'member_credit' AND to_id = member.id
                                OR from_place = 'member_credit' AND from_id = member.id), 0)
                       AS held_idr
            FROM members_member member JOIN markets_market market ON market.id = member.market_id
        ) AS members
        WHERE left_idr > held_idr
    """,
}


def broken(*, on: dt.date) -> list[str]:
    """Every sentence that does not hold, with the rows; deferred constraints are asked now."""
    connection.check_constraints()
    found = [str(difference) for difference in books.differences(on=on)]
    with connection.cursor() as cursor:
        for sentence, query in NEVER.items():
            cursor.execute(query)
            found += [f"{sentence}: {row}" for row in cursor.fetchall()]
    return found
