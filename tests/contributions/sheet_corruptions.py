"""Ways to corrupt collection sheets and their transfers, and the check that finds each."""

SHEET_CORRUPTIONS = [
    ("sheet_line_is_its_payment", "UPDATE {collectionsheet} SET reference = 'LAIN'"),
    (
        "sheet_line_is_its_payment",
        "UPDATE {payment} SET reference = 'LAIN' WHERE id IN (SELECT payment_id FROM {sheetline})",
    ),
    (
        "sheet_line_is_its_payment",
        "UPDATE {payment} SET method = 'cash' WHERE id IN (SELECT payment_id FROM {sheetline})",
    ),
    ("sheet_line_is_its_payment", "UPDATE {sheetline} SET shown_total_idr = 1"),
    (
        "sheet_line_is_its_payment",
        "UPDATE {sheetline} SET member_id = (SELECT max(id) FROM members_member)",
    ),
    ("no_more_is_booked_than_was_transferred", "UPDATE {collectionsheet} SET transfer_idr = 1"),
    (
        "sheet_is_its_statement_line",
        "UPDATE {collectionsheet} SET transferred_on = transferred_on + 1",
    ),
    (
        "sheet_is_its_statement_line",
        "UPDATE {statementline} SET amount_idr = amount_idr + 1 WHERE id IN"
        " (SELECT statement_line_id FROM {collectionsheet})",
    ),
    (
        "match_is_worth_its_line",
        "UPDATE {payment} SET reference = 'LAIN' WHERE id IN (SELECT payment_id FROM {sheetline})",
    ),
]
SHEET_TABLES = ("collectionsheet", "sheetline")
