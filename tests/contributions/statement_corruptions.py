"""Ways to corrupt the rows of QRIS and statements, and the check that finds each."""

STATEMENT_CORRUPTIONS = [
    ("charge_is_its_money", "UPDATE {qrischarge} SET amount_idr = 1 WHERE payment_id IS NOT NULL"),
    ("charge_is_its_money", "UPDATE {qrischarge} SET amount_idr = 1 WHERE credit_id IS NOT NULL"),
    (
        "charge_is_its_money",
        "UPDATE {qrischarge} SET status = 'expired', payment_id = NULL, confirmed_at = NULL"
        " WHERE payment_id IS NOT NULL",
    ),
    (
        "charge_is_its_money",
        "UPDATE {qrisdifference} SET received_idr = received_idr + 1",
    ),
    ("charge_is_its_money", "UPDATE {qrisdifference} SET credit_id = NULL"),
    ("match_is_worth_its_line", "DELETE FROM {qrisdifference}"),
    ("settlement_is_its_charges", "UPDATE {settlement} SET gross_idr = gross_idr + 1"),
    ("settlement_is_its_charges", "UPDATE {settlement} SET fee_idr = fee_idr - 1"),
    ("settlement_is_its_charges", "UPDATE {settlement} SET credit_idr = 0"),
    ("settlement_is_its_charges", "DELETE FROM {settledcharge}"),
    ("line_state_is_its_match", "UPDATE {statementline} SET state = 'matched'"),
    ("line_state_is_its_match", "UPDATE {statementline} SET state = 'unmatched'"),
    ("line_state_is_its_match", "DELETE FROM {statementmatch}"),
    ("match_is_worth_its_line", "UPDATE {statementline} SET amount_idr = amount_idr + 1"),
    ("match_is_worth_its_line", "UPDATE {qrisdifference} SET received_idr = received_idr + 1"),
    ("match_is_worth_its_line", "UPDATE {repayment} SET amount_idr = amount_idr + 1"),
    ("match_is_worth_its_line", "UPDATE {deposit} SET amount_idr = amount_idr + 1"),
    (
        "match_is_worth_its_line",
        "UPDATE {remittancetransfer} SET amount_idr = amount_idr + 1 WHERE kind = 'surplus'",
    ),
    ("ledger_is_the_documents", "UPDATE {deposit} SET amount_idr = amount_idr + 1"),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'deposit'"),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'settlement'"),
]
STATEMENT_TABLES = (
    "deposit",
    "qrischarge",
    "qrisdifference",
    "settledcharge",
    "settlement",
    "statementline",
    "statementmatch",
)
