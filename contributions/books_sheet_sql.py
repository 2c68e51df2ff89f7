"""What must agree between collection sheets, their payments and the transfers that pay them."""

from typing import Any

from django.utils.translation import gettext_lazy

SHEET_LINE_IS_ITS_PAYMENT = """
    SELECT 'sheet line ' || line.id,
           concat_ws(' ', sheet.by_id, sheet.method, sheet.reference, line.member_id,
                     line.shown_total_idr, line.credit_idr),
           concat_ws(' ', payment.taken_by_id, payment.method, payment.reference,
                     payment.member_id, payment.amount_idr, payment.credit_idr)
    FROM contributions_sheetline line
    JOIN contributions_collectionsheet sheet ON sheet.id = line.sheet_id
    JOIN contributions_payment payment ON payment.id = line.payment_id
    WHERE payment.taken_by_id <> sheet.by_id OR payment.member_id <> line.member_id
       OR payment.reference <> sheet.reference
       OR payment.method NOT IN (sheet.method, 'credit')
       OR payment.amount_idr <> line.shown_total_idr OR payment.credit_idr <> line.credit_idr
"""

# However many sheets book it; what never came does not count. A line of a statement, where there
# is one, says more surely what came than who typed it.
NO_MORE_THAN_ITS_TRANSFER = """
    SELECT 'transfer ' || transfer.reference || ' of partner ' || transfer.partner_id,
           transfer.amount_idr, booked.amount_idr
    FROM (
        SELECT partner_id, reference,
               coalesce(max(transfer_idr) FILTER (WHERE statement_line_id IS NOT NULL),
                        max(transfer_idr)) AS amount_idr
        FROM contributions_collectionsheet WHERE method = 'transfer'
        GROUP BY partner_id, reference
    ) AS transfer
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(payment.amount_idr - payment.credit_idr), 0) AS amount_idr
        FROM contributions_collectionsheet sheet
        JOIN contributions_sheetline line ON line.sheet_id = sheet.id
        JOIN contributions_payment payment ON payment.id = line.payment_id
        WHERE sheet.partner_id = transfer.partner_id AND sheet.reference = transfer.reference
          AND NOT EXISTS (SELECT FROM contributions_void void
                          WHERE void.payment_id = payment.id AND void.status = 'granted'
                            AND void.reason = 'no_money')
    ) AS booked
    WHERE booked.amount_idr > transfer.amount_idr
"""

SHEET_IS_ITS_STATEMENT_LINE = """
    SELECT 'sheet ' || sheet.id,
           concat_ws(' ', sheet.transfer_idr, sheet.transferred_on, sheet.partner_id),
           concat_ws(' ', line.amount_idr, line.day, account.partner_id)
    FROM contributions_collectionsheet sheet
    JOIN contributions_statementline line ON line.id = sheet.statement_line_id
    JOIN contributions_partneraccount account ON account.id = line.account_id
    WHERE line.amount_idr <> sheet.transfer_idr OR line.day <> sheet.transferred_on
       OR account.partner_id <> sheet.partner_id OR line.direction <> 'in'
"""

CHECKS: dict[str, tuple[Any, str]] = {
    "sheet_line_is_its_payment": (
        gettext_lazy("Baris lembar penagihan tidak sama dengan pembayarannya"),
        SHEET_LINE_IS_ITS_PAYMENT,
    ),
    "no_more_is_booked_than_was_transferred": (
        gettext_lazy("Lebih banyak dicatat daripada yang ditransfer"),
        NO_MORE_THAN_ITS_TRANSFER,
    ),
    "sheet_is_its_statement_line": (
        gettext_lazy("Lembar transfer tidak sesuai dengan baris mutasinya"),
        SHEET_IS_ITS_STATEMENT_LINE,
    ),
}
