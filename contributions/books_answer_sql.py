"""What must agree about BPJS's answers. Answers as the queries of `books_sql.py` do."""

from typing import Any

from django.utils.translation import gettext_lazy

# Nothing is answered that was not sent, of another remittance or member, or twice.
ANSWERS_ARE_OF_POSTED_LINES = """
    SELECT 'answer ' || answer.id,
           concat_ws(' ', 'posted, line of remittance', line.remittance_id, 'member',
                     contribution.member_id),
           concat_ws(' ', remittance.status || ', line of remittance', answer.remittance_id,
                     'member', answer.member_id)
    FROM contributions_lineanswer answer
    JOIN contributions_remittanceline line ON line.id = answer.line_id
    JOIN contributions_remittance remittance ON remittance.id = line.remittance_id
    JOIN contributions_contribution contribution ON contribution.id = line.contribution_id
    WHERE remittance.status <> 'posted' OR answer.remittance_id <> line.remittance_id
       OR answer.member_id <> contribution.member_id
"""

LINE_IS_ANSWERED_ONCE = """
    SELECT 'remittance line ' || line_id, 1, count(*)
    FROM contributions_lineanswer GROUP BY line_id HAVING count(*) > 1
"""

# A rejected month is paid no more by that line, unless it goes back to the family of one who died.
REJECTED_MONTHS_ARE_NOT_PAID = """
    SELECT 'remittance line ' || line.id, 'rejected, not paid by it', 'rejected, paid by it'
    FROM contributions_lineanswer answer
    JOIN contributions_remittanceline line ON line.id = answer.line_id
    JOIN contributions_paymentline paid ON paid.id = line.payment_line_id
    WHERE answer.outcome = 'rejected' AND paid.live
      AND NOT EXISTS (SELECT FROM contributions_refundline refund
                      WHERE refund.payment_line_id = paid.id)
"""

# What a member had paid for a rejected month is her credit, to the rupiah, and nothing else is.
REJECTED_MONEY_IS_CREDIT = """
    SELECT 'remittance line ' || coalesce(rejected.id, credit.remittance_line_id),
           'Rp' || coalesce(rejected.amount_idr, 0) || coalesce(' from ' || rejected.place, ''),
           'Rp' || coalesce(credit.amount_idr, 0) || coalesce(' from ' || credit.place, '')
    FROM (
        SELECT line.id, line.amount_idr,
               CASE WHEN answer.was_never_sent THEN 'on_its_way ' || line.remittance_id
                    ELSE 'bpjs' END AS place
        FROM contributions_lineanswer answer
        JOIN contributions_remittanceline line ON line.id = answer.line_id
        JOIN contributions_contribution contribution ON contribution.id = line.contribution_id
        WHERE answer.outcome = 'rejected' AND contribution.payer_kind = 'self'
    ) AS rejected
    FULL JOIN (
        SELECT remittance_line_id, sum(amount_idr) AS amount_idr,
               string_agg(CASE source_place WHEN 'on_its_way' THEN 'on_its_way ' || source_id
                          ELSE source_place END, ', ') AS place
        FROM contributions_credit WHERE reason = 'rejected_by_bpjs' GROUP BY remittance_line_id
    ) AS credit ON credit.remittance_line_id = rejected.id
    WHERE (rejected.amount_idr, rejected.place) IS DISTINCT FROM (credit.amount_idr, credit.place)
"""

# What a sponsor had paid for a rejected month comes back to the sponsor (`payment` and its payer:
# books_ledger_sql.PAYMENTS).
REJECTION_MOVES = """
    SELECT 'remittance', answer.remittance_id || '/' || line.id,
           CASE WHEN answer.was_never_sent THEN 'on_its_way' ELSE 'bpjs' END,
           CASE WHEN answer.was_never_sent THEN answer.remittance_id ELSE 0 END,
           payment.payer_place,
           payment.payer_id, line.amount_idr, payment.partner_id,
           (answer.at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_lineanswer answer
    JOIN contributions_remittanceline line ON line.id = answer.line_id
    JOIN contributions_paymentline paid ON paid.id = line.payment_line_id
    JOIN payment ON payment.id = paid.payment_id
    WHERE answer.outcome = 'rejected' AND payment.payer_place <> 'member'
"""

CHECKS: dict[str, tuple[Any, str]] = {
    "answers_are_of_posted_lines": (
        gettext_lazy("Jawaban BPJS tidak sesuai dengan baris setorannya"),
        ANSWERS_ARE_OF_POSTED_LINES,
    ),
    "line_is_answered_once": (
        gettext_lazy("Baris setoran dijawab lebih dari sekali"),
        LINE_IS_ANSWERED_ONCE,
    ),
    "rejected_months_are_not_paid": (
        gettext_lazy("Bulan yang ditolak BPJS masih tercatat dibayar"),
        REJECTED_MONTHS_ARE_NOT_PAID,
    ),
    "rejected_money_is_credit": (
        gettext_lazy("Uang bulan yang ditolak BPJS bukan kelebihan bayar pesertanya"),
        REJECTED_MONEY_IS_CREDIT,
    ),
}
