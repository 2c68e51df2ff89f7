"""What must agree about cash that phones took without a signal. Answers as `books_sql.py` does."""

from typing import Any

from django.utils.translation import gettext_lazy

# What fits pays its months; what does not has lines without any, valid until they are credit.
OFFLINE_CASH_IS_ITS_LINES = """
    SELECT 'offline payment ' || offline.payment_id || ' (' || offline.status || ')',
           CASE WHEN offline.status = 'booked' THEN 'months' ELSE 'no month' END,
           count(*) FILTER (WHERE line.contribution_id IS NOT NULL) || ' of ' || count(*)
               || ' lines with a month, ' || count(*) FILTER (WHERE line.live) || ' valid'
    FROM contributions_offlinepayment offline
    JOIN contributions_paymentline line ON line.payment_id = offline.payment_id
    GROUP BY offline.payment_id
    HAVING CASE WHEN offline.status = 'booked' THEN bool_or(line.contribution_id IS NULL)
                ELSE bool_or(line.contribution_id IS NOT NULL)
                     OR bool_or(line.live <> (offline.status = 'held')) END
"""

CREDITED_OFFLINE_CASH_IS_ITS_CREDIT = """
    SELECT 'payment line ' || line.id,
           'credit Rp' || CASE WHEN offline.status = 'credited' THEN line.amount_idr ELSE 0 END,
           'credit Rp' || coalesce(credit.amount_idr, 0)
    FROM contributions_paymentline line
    LEFT JOIN contributions_offlinepayment offline ON offline.payment_id = line.payment_id
    LEFT JOIN contributions_credit credit
         ON credit.payment_line_id = line.id AND credit.reason = 'offline'
    WHERE (offline.status = 'credited' OR credit.id IS NOT NULL)
      AND coalesce(credit.amount_idr, 0)
          <> CASE WHEN offline.status = 'credited' THEN line.amount_idr ELSE 0 END
"""

# A receipt of a phone's series came from that phone.
PHONES_RECEIPT_IS_OFFLINE_CASH = """
    SELECT 'payment ' || payment.id, phone.id::text, coalesce(offline.phone_id::text, 'none')
    FROM contributions_payment payment
    JOIN contributions_phone phone ON phone.series_id = payment.series_id
    LEFT JOIN contributions_offlinepayment offline ON offline.payment_id = payment.id
    WHERE offline.phone_id IS DISTINCT FROM phone.id
"""

# What is checked, by name: the sentence for people, and the query.
CHECKS: dict[str, tuple[Any, str]] = {
    "offline_cash_is_its_lines": (
        gettext_lazy("Uang tunai tanpa sinyal tidak sesuai dengan barisnya"),
        OFFLINE_CASH_IS_ITS_LINES,
    ),
    "credited_offline_cash_is_its_credit": (
        gettext_lazy("Uang tunai tanpa sinyal tidak sesuai dengan kelebihan bayarnya"),
        CREDITED_OFFLINE_CASH_IS_ITS_CREDIT,
    ),
    "phones_receipt_is_offline_cash": (
        gettext_lazy("Kuitansi seri ponsel bukan dari ponsel itu"),
        PHONES_RECEIPT_IS_OFFLINE_CASH,
    ),
}
