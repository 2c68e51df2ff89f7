"""What must agree about months paid elsewhere. Answers as the queries of `books_sql.py` do."""

from typing import Any

from django.utils.translation import gettext_lazy

# A month says what its one answer says, is its record's, and a record counts while a month does.
ELSEWHERE_FOLLOWS_ITS_ANSWERS = """
    SELECT 'month paid elsewhere ' || month.id,
           concat_ws(' ', coalesce(max(answer.outcome), 'waiting'), 'answers', 'of member',
                     record.member_id),
           concat_ws(' ', month.status, 'answers', 'of member', month.member_id,
                     CASE WHEN record.live THEN 'live' ELSE 'dead' END)
    FROM contributions_elsewheremonth month
    JOIN contributions_paidelsewhere record ON record.id = month.record_id
    LEFT JOIN contributions_elsewhereanswer answer ON answer.month_id = month.id
    GROUP BY month.id, record.id
    HAVING coalesce(max(answer.outcome), 'waiting') <> month.status OR count(answer.id) > 1
        OR record.member_id <> month.member_id
        OR record.live <> EXISTS (SELECT FROM contributions_elsewheremonth other
                                  WHERE other.record_id = record.id
                                    AND other.status IN ('waiting', 'confirmed'))
"""

# What BPJS confirmed counts for her month; what counts so was confirmed, or rejected as such. Where
# the money goes back to the family of one who died, the month stays paid until it has.
CONFIRMED_IS_SETTLED = """
    SELECT 'member ' || coalesce(told.member_id, settled.member_id) || ' '
               || coalesce(told.contribution_month, settled.contribution_month),
           CASE WHEN told.member_id IS NULL THEN 'no answer' ELSE 'confirmed by BPJS' END,
           CASE WHEN settled.member_id IS NULL THEN 'not settled' ELSE 'settled' END
    FROM (SELECT member_id, contribution_month FROM contributions_elsewheremonth month
          WHERE status = 'confirmed'
            AND NOT EXISTS (SELECT FROM contributions_refundline refund
                            WHERE refund.payment_line_id = month.payment_line_id AND refund.live)
          UNION
          SELECT line.member_id, line.contribution_month
          FROM contributions_lineanswer answer
          JOIN contributions_remittanceline sent ON sent.id = answer.line_id
          JOIN contributions_paymentline line ON line.id = sent.payment_line_id
          WHERE answer.reason = 'paid_elsewhere'
            AND NOT EXISTS (SELECT FROM contributions_refundline refund
                            WHERE refund.payment_line_id = line.id AND refund.live)) AS told
    FULL JOIN (SELECT member_id, contribution_month FROM contributions_contribution
               WHERE status_reason = 'paid_at_bpjs') AS settled
           ON settled.member_id = told.member_id
          AND settled.contribution_month = told.contribution_month
    WHERE told.member_id IS NULL OR settled.member_id IS NULL
"""

# A month that waits is not paid here by her, unless that was known when it was recorded.
WAITING_IS_NOT_PAID_HERE = """
    SELECT 'month paid elsewhere ' || month.id, 'not paid here', 'payment line ' || line.id
    FROM contributions_elsewheremonth month
    JOIN contributions_paymentline line
         ON line.member_id = month.member_id AND line.contribution_month = month.contribution_month
        AND line.live AND line.id IS DISTINCT FROM month.payment_line_id
    JOIN contributions_contribution contribution
         ON contribution.id = line.contribution_id AND contribution.payer_kind = 'self'
    WHERE month.status = 'waiting'
"""

# What she had paid here for a month that BPJS has from elsewhere is her credit, to the rupiah.
PAID_TWICE_IS_CREDIT = """
    SELECT 'payment line ' || line.id, line.amount_idr - line.credit_idr,
           coalesce(credit.amount_idr, 0)
    FROM contributions_paymentline line
    JOIN contributions_contribution contribution
         ON contribution.id = line.contribution_id
        AND contribution.status_reason = 'paid_at_bpjs'
    LEFT JOIN contributions_credit credit
         ON credit.payment_line_id = line.id AND credit.reason = 'paid_twice'
    WHERE NOT EXISTS (SELECT FROM contributions_void void
                      WHERE void.payment_id = line.payment_id AND void.status = 'granted')
      AND NOT EXISTS (SELECT FROM contributions_remittanceline sent
                      JOIN contributions_lineanswer answer ON answer.line_id = sent.id
                      WHERE sent.payment_line_id = line.id AND answer.outcome = 'rejected')
      AND line.amount_idr - line.credit_idr <> coalesce(credit.amount_idr, 0)
"""

CHECKS: dict[str, tuple[Any, str]] = {
    "elsewhere_follows_its_answers": (
        gettext_lazy("Bulan yang dibayar di tempat lain tidak sesuai dengan jawabannya"),
        ELSEWHERE_FOLLOWS_ITS_ANSWERS,
    ),
    "confirmed_is_settled": (
        gettext_lazy("Bulan yang menurut BPJS dibayar di tempat lain tidak sesuai dengan iurannya"),
        CONFIRMED_IS_SETTLED,
    ),
    "waiting_is_not_paid_here": (
        gettext_lazy("Bulan yang menunggu jawaban BPJS dibayar di sini"),
        WAITING_IS_NOT_PAID_HERE,
    ),
    "paid_twice_is_credit": (
        gettext_lazy("Uang bulan yang dibayar dua kali bukan kelebihan bayar pesertanya"),
        PAID_TWICE_IS_CREDIT,
    ),
}
