"""How much of a member's credit is left, as SQL: for the triggers that guard it and for the jobs.

What was booked for her at a partner, less what her payments take: those that are valid, and those
whose money had gone to BPJS before they were undone (it came back as another credit). Less also
what is given back to her or her family, from its preparation on.
"""

# {member} and {partner} stand for columns or values.
CREDIT_LEFT = """(
    coalesce((SELECT sum(credit.amount_idr) FROM contributions_credit credit
              WHERE credit.member_id = {member} AND credit.partner_id = {partner}
                AND credit.booked_at IS NOT NULL), 0)
    - coalesce((SELECT sum(used.credit_idr)
                FROM contributions_paymentline used
                JOIN contributions_payment paid ON paid.id = used.payment_id
                WHERE used.member_id = {member} AND used.credit_idr > 0
                  AND paid.partner_id = {partner}
                  AND (used.live OR EXISTS (
                       SELECT FROM contributions_remittanceline sent
                       JOIN contributions_remittance remittance
                            ON remittance.id = sent.remittance_id
                       WHERE sent.payment_line_id = used.id
                         AND remittance.status = 'posted'))), 0)
    - coalesce((SELECT sum(back.amount_idr) FROM contributions_repayment back
                WHERE back.member_id = {member} AND back.partner_id = {partner}
                  AND back.status IN ('prepared', 'approved', 'paid')), 0)
)"""
