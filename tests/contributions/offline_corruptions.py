"""Ways to corrupt the rows of cash without a signal, and the check that finds each."""

OFFLINE_CORRUPTIONS = [
    ("offline_cash_is_its_lines", "UPDATE {offlinepayment} SET status = 'void'"),
    ("offline_cash_is_its_lines", "UPDATE {offlinepayment} SET status = 'booked'"),
    (
        "credited_offline_cash_is_its_credit",
        "UPDATE {credit} SET amount_idr = amount_idr + 1 WHERE reason = 'offline'",
    ),
    ("phones_receipt_is_offline_cash", "UPDATE {offlinepayment} SET phone_id = NULL"),
]
OFFLINE_TABLES = ("offlinepayment", "phone")
