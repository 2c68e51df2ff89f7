"""What must agree about members' credit. Answers as the queries of `books_sql.py` do."""

from typing import Any

from django.utils.translation import gettext_lazy

from contributions.models.credit_left import CREDIT_LEFT

CREDIT_MOVES = """
    SELECT 'credit' AS document, id::text AS document_id, source_place AS from_place,
           source_id AS from_id, 'member_credit' AS to_place, member_id AS to_id,
           amount_idr::bigint AS amount_idr, partner_id,
           (booked_at AT TIME ZONE 'Asia/Jakarta')::date AS business_day
    FROM contributions_credit WHERE booked_at IS NOT NULL
"""

REPAYMENT_MOVES = """
    SELECT 'refund', id::text, 'member_credit', member_id, 'member', member_id,
           amount_idr::bigint, partner_id, (paid_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_repayment WHERE status = 'paid'
"""

NO_MORE_CREDIT_IS_USED_THAN_THERE_IS = f"""
    SELECT 'credit of member ' || member_id || ' at partner ' || partner_id, 'not below 0', left_idr
    FROM (
        SELECT member_id, partner_id,
               {CREDIT_LEFT.format(member="had.member_id", partner="had.partner_id")} AS left_idr
        FROM (SELECT credit.member_id, credit.partner_id FROM contributions_credit credit
              UNION
              SELECT used.member_id, paid.partner_id
              FROM contributions_paymentline used
              JOIN contributions_payment paid ON paid.id = used.payment_id
              WHERE used.credit_idr > 0
              UNION
              SELECT back.member_id, back.partner_id FROM contributions_repayment back) AS had
    ) AS sums
    WHERE left_idr < 0
"""

# Of each month sent to BPJS, her credit pays what its payment took of it.
CREDIT_GOES_WITH_ITS_MONTH = """
    SELECT 'remittance line ' || line.id, paid.credit_idr, part.idr
    FROM contributions_remittanceline line
    JOIN contributions_paymentline paid ON paid.id = line.payment_line_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN line.held_place = 'member_credit' AND line.held_id = paid.member_id
                    THEN line.amount_idr - coalesce(sum(share.amount_idr), 0) ELSE 0 END
               + coalesce(sum(share.amount_idr) FILTER (
                     WHERE share.held_place = 'member_credit'
                       AND share.held_id = paid.member_id), 0) AS idr
        FROM contributions_lineshare share WHERE share.line_id = line.id
    ) AS part
    WHERE part.idr <> paid.credit_idr
"""

# A receipt that was put right gives the cash of each of its months as credit, and no other does.
CORRECTION_IS_ITS_CREDIT = """
    SELECT 'payment line ' || line.id,
           CASE WHEN void.id IS NULL THEN 0 ELSE line.amount_idr - line.credit_idr END,
           coalesce(credit.amount_idr, 0)
    FROM contributions_paymentline line
    LEFT JOIN contributions_void void
         ON void.payment_id = line.payment_id AND void.status = 'granted' AND void.is_correction
    LEFT JOIN contributions_credit credit
         ON credit.payment_line_id = line.id AND credit.reason = 'corrected'
    WHERE (void.id IS NOT NULL OR credit.id IS NOT NULL)
      AND coalesce(credit.amount_idr, 0)
          <> CASE WHEN void.id IS NULL THEN 0 ELSE line.amount_idr - line.credit_idr END
"""

# What a family was owed lies in her credit, month by month, once it was set aside.
RELEASED_REFUND_IS_ITS_CREDIT = """
    SELECT 'payment line ' || line.id, coalesce(owed.idr, 0), coalesce(credit.amount_idr, 0)
    FROM contributions_paymentline line
    LEFT JOIN (
        SELECT going.payment_line_id,
               CASE WHEN EXISTS (SELECT FROM contributions_lineanswer answer
                                 JOIN contributions_remittanceline sent ON sent.id = answer.line_id
                                 WHERE sent.payment_line_id = paid.id
                                   AND answer.outcome = 'rejected') THEN 0
                    WHEN contribution.remitted_on IS NULL THEN going.amount_idr - paid.credit_idr
                    ELSE going.amount_idr END AS idr
        FROM contributions_refundline going
        JOIN contributions_refund refund
             ON refund.id = going.refund_id AND refund.status = 'released'
        JOIN contributions_paymentline paid ON paid.id = going.payment_line_id
        JOIN contributions_contribution contribution ON contribution.id = going.contribution_id
    ) AS owed ON owed.payment_line_id = line.id
    LEFT JOIN contributions_credit credit
         ON credit.payment_line_id = line.id AND credit.reason = 'cancelled_month'
    WHERE (owed.payment_line_id IS NOT NULL OR credit.id IS NOT NULL)
      AND coalesce(owed.idr, 0) <> coalesce(credit.amount_idr, 0)
"""

# What a new tariff gave is booked where BPJS has the dear month, and waits where it has not.
CREDIT_WAITS_FOR_ITS_MONTH = """
    SELECT 'credit ' || credit.id, 'waits', 'booked'
    FROM contributions_credit credit
    JOIN contributions_contribution contribution ON contribution.id = credit.contribution_id
    WHERE credit.reason = 'tariff_lowered' AND credit.booked_at IS NOT NULL
      AND contribution.remitted_on IS NULL
"""

# What is checked, by name: the sentence for people, and the query.
CHECKS: dict[str, tuple[Any, str]] = {
    "no_more_credit_is_used_than_there_is": (
        gettext_lazy("Kelebihan bayar dipakai lebih dari yang ada"),
        NO_MORE_CREDIT_IS_USED_THAN_THERE_IS,
    ),
    "credit_goes_with_its_month": (
        gettext_lazy("Kelebihan bayar dalam setoran tidak sesuai dengan pembayarannya"),
        CREDIT_GOES_WITH_ITS_MONTH,
    ),
    "released_refund_is_its_credit": (
        gettext_lazy("Uang yang disisihkan untuk keluarga tidak sesuai dengan bulannya"),
        RELEASED_REFUND_IS_ITS_CREDIT,
    ),
    "correction_is_its_credit": (
        gettext_lazy("Pembetulan kuitansi tidak sesuai dengan kelebihan bayarnya"),
        CORRECTION_IS_ITS_CREDIT,
    ),
    "credit_waits_for_its_month": (
        gettext_lazy("Kelebihan bayar dibukukan sebelum bulannya ada di BPJS"),
        CREDIT_WAITS_FOR_ITS_MONTH,
    ),
}
