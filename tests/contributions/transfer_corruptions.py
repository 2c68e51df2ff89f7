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
        "set_off_is_money_bpjs_gave_back",
        "UPDATE {remittancetransfer} SET amount_idr = 1 + ("
        "SELECT sum(amount_idr) FROM {ledgerentry}"
        " WHERE from_place = 'bpjs' AND document IN ('credit', 'remittance'))"
        " WHERE kind = 'set_off'",
    ),
    (
        "ledger_is_the_documents",
        "UPDATE {remittancetransfer} SET amount_idr = amount_idr + 1 WHERE kind = 'fee'",
    ),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'transfer'"),
    (
        "unsent_waits_for_an_answer",
        "DELETE FROM {ledgerentry} WHERE document = 'transfer' AND to_place = 'bpjs'",
    ),
    ("rejected_money_is_credit", "UPDATE {lineanswer} SET was_never_sent = NOT was_never_sent"),
    (
        "rejected_money_is_credit",
        "UPDATE {credit} SET source_place = 'on_its_way' WHERE source_place = 'bpjs'",
    ),
]
