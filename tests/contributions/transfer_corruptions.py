"""Ways to corrupt the rows of transfers of remittances, and the check that finds each."""

TRANSFER_CORRUPTIONS = [
    ("transfer_is_of_its_remittance", "UPDATE {remittancetransfer} SET partner_id = 0"),
    ("transfer_is_of_its_remittance", "UPDATE {remittance} SET status = 'final'"),
    ("transfer_counts_until_reversed", "UPDATE {remittancetransfer} SET live = NOT live"),
    (
        "transfer_counts_until_reversed",
        "UPDATE {remittancetransfer} SET amount_idr = 1 WHERE reverses_id IS NOT NULL",
    ),
    (
        "set_off_is_rejected_money",
        "UPDATE {remittancetransfer} SET amount_idr = amount_idr + 1 WHERE kind = 'set_off'",
    ),
    (
        "ledger_is_the_documents",
        "UPDATE {remittancetransfer} SET amount_idr = amount_idr + 1 WHERE kind = 'fee'",
    ),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'transfer'"),
]
