"""Ways to corrupt the rows of money behind the triggers' back, and the check that finds each."""

from tests.contributions.borne import LOSS_CORRUPTIONS
from tests.contributions.elsewhere_corruptions import ELSEWHERE_CORRUPTIONS, ELSEWHERE_TABLES
from tests.contributions.offline_corruptions import OFFLINE_CORRUPTIONS, OFFLINE_TABLES
from tests.contributions.own_money import OWN_MONEY_CORRUPTIONS
from tests.contributions.sheet_corruptions import SHEET_CORRUPTIONS, SHEET_TABLES
from tests.contributions.spot_corruptions import SPOT_CORRUPTIONS, SPOT_TABLES
from tests.contributions.statement_corruptions import STATEMENT_CORRUPTIONS, STATEMENT_TABLES
from tests.contributions.transfer_corruptions import TRANSFER_CORRUPTIONS

# A way to corrupt each kind of row, and the check that must find it. {table} stands for the
# table's full name.
CORRUPTIONS = [
    ("payment_is_its_lines", "UPDATE {payment} SET amount_idr = amount_idr + 1"),
    ("payment_is_its_lines", "DELETE FROM {paymentline} WHERE NOT live"),
    ("line_is_its_contribution", "UPDATE {paymentline} SET amount_idr = amount_idr + 1"),
    ("line_is_its_contribution", "UPDATE {contribution} SET total_idr = total_idr + 1"),
    ("line_is_its_contribution", "UPDATE {contribution} SET contribution_month = '2026-10-01'"),
    (
        "line_is_of_its_payment",
        "UPDATE {payment} SET member_id = (SELECT max(id) FROM members_member)",
    ),
    ("lines_follow_voids", "UPDATE {paymentline} SET live = false"),
    ("lines_follow_voids", "UPDATE {paymentline} SET live = true"),
    (
        "lines_follow_voids",
        "UPDATE {void} SET status = 'granted', decided_at = now() WHERE status = 'refused'",
    ),
    ("contribution_is_its_programmes", "UPDATE {contribution} SET jkk_idr = jkk_idr + 1"),
    (
        "one_contribution_a_month",
        "UPDATE {contribution} SET member_id = (SELECT max(id) FROM members_member)",
    ),
    ("paid_is_one_live_line", "UPDATE {contribution} SET status = 'paid' WHERE status = 'open'"),
    ("paid_is_one_live_line", "UPDATE {contribution} SET status = 'open' WHERE status = 'paid'"),
    (
        "paid_is_one_live_line",
        "UPDATE {paymentline} SET contribution_id ="
        " (SELECT contribution_id FROM {paymentline} ORDER BY id LIMIT 1)",
    ),
    ("counter_is_the_receipts", "UPDATE {receiptseries} SET last_number = last_number + 1"),
    ("receipt_numbers_have_no_gap", "UPDATE {payment} SET number = 77 WHERE number = 2"),
    ("receipt_numbers_are_used_once", "UPDATE {payment} SET number = 1 WHERE number = 2"),
    ("handover_is_its_lines", "UPDATE {handover} SET receipts_idr = receipts_idr + 1"),
    ("handover_is_its_lines", "UPDATE {handover} SET expected_idr = 1"),
    ("handover_is_as_counted", "UPDATE {cashcount} SET total_idr = 1"),
    ("count_is_its_pieces", "UPDATE {cashcount} SET pieces_100 = pieces_100 + 1"),
    ("surplus_decisions_fit", "UPDATE {surplusdecision} SET amount_idr = 10000000"),
    ("handover_line_is_its_receipt", "UPDATE {handoverline} SET amount_idr = 1"),
    (
        "handover_line_is_its_receipt",
        "UPDATE {handover} SET collector_id = (SELECT max(id) FROM markets_user)",
    ),
    ("handover_lines_follow_its_status", "UPDATE {handoverline} SET live = NOT live"),
    ("receipt_is_handed_over_once", "UPDATE {handoverline} SET live = true"),
    (
        "void_receipts_are_not_handed_over",
        "UPDATE {handoverline} SET payment_id ="
        " (SELECT payment_id FROM {void} WHERE status = 'granted' AND NOT is_correction)"
        " WHERE live",
    ),
    ("remittance_is_its_lines", "UPDATE {remittance} SET amount_idr = amount_idr + 1"),
    ("remittance_is_its_lines", "UPDATE {remittance} SET months = months + 1"),
    (
        "remittance_is_its_lines",
        "DELETE FROM {remittanceline} WHERE id = (SELECT min(id) FROM {remittanceline})",
    ),
    ("remittance_line_is_its_payment_line", "UPDATE {remittanceline} SET amount_idr = 1"),
    ("remittance_lines_follow_its_status", "UPDATE {remittanceline} SET live = NOT live"),
    ("month_is_remitted_once", "UPDATE {remittanceline} SET live = true"),
    (
        "void_months_are_not_remitted",
        "UPDATE {remittanceline} SET payment_line_id ="
        " (SELECT min(id) FROM {paymentline} WHERE NOT live) WHERE live",
    ),
    ("remitted_is_posted", "UPDATE {contribution} SET remitted_on = NULL"),
    (
        "remitted_is_posted",
        "UPDATE {contribution} SET remitted_on = remitted_on + 1 WHERE remitted_on IS NOT NULL",
    ),
    ("remitted_is_posted", "UPDATE {remittance} SET status = 'final' WHERE status = 'posted'"),
    ("remitted_is_posted", "DELETE FROM {lineanswer} WHERE outcome = 'accepted'"),
    ("answers_are_of_posted_lines", "UPDATE {remittance} SET status = 'final'"),
    (
        "answers_are_of_posted_lines",
        "UPDATE {lineanswer} SET member_id = (SELECT max(id) FROM members_member)",
    ),
    (
        "line_is_answered_once",
        "INSERT INTO {lineanswer} (line_id, remittance_id, member_id, outcome, reason, note, by_id,"
        " at, settlement, was_never_sent) SELECT line_id, remittance_id, member_id, outcome,"
        " reason, note, by_id, at, settlement, was_never_sent FROM {lineanswer}",
    ),
    ("rejected_months_are_not_paid", "UPDATE {paymentline} SET live = true"),
    ("rejected_months_are_not_paid", "UPDATE {lineanswer} SET outcome = 'rejected'"),
    ("rejected_money_is_credit", "DELETE FROM {credit} WHERE reason = 'rejected_by_bpjs'"),
    (
        "rejected_money_is_credit",
        "UPDATE {lineanswer} SET outcome = 'accepted' WHERE outcome = 'rejected'",
    ),
    ("refund_is_its_lines", "UPDATE {refund} SET amount_idr = amount_idr + 1"),
    (
        "refund_is_what_was_paid_too_much",
        "UPDATE {refund} SET credit_idr = credit_idr + 1, amount_idr = amount_idr + 1",
    ),
    ("refund_is_what_was_paid_too_much", "UPDATE {credit} SET amount_idr = amount_idr + 1"),
    ("refund_is_what_was_paid_too_much", "DELETE FROM {credit}"),
    ("refund_line_is_its_payment_line", "UPDATE {refundline} SET amount_idr = 1"),
    ("refund_lines_follow_its_status", "UPDATE {refundline} SET live = NOT live"),
    (
        "month_is_refunded_once",
        "INSERT INTO {refundline} (refund_id, payment_line_id, contribution_id,"
        " contribution_month, amount_idr, live) SELECT refund_id, payment_line_id,"
        " contribution_id, contribution_month, amount_idr, live FROM {refundline}",
    ),
    ("refund_follows_the_death", "UPDATE {refund} SET status = 'cancelled'"),
    ("months_after_a_death_go_back", "DELETE FROM {refundline}"),
    ("held_dues_are_their_line", "UPDATE {helddues} SET amount_idr = amount_idr + 1"),
    ("held_dues_are_their_line", "DELETE FROM {helddues} WHERE status = 'held'"),
    (
        "held_dues_are_their_line",
        "UPDATE {helddues} SET status = 'applied' WHERE status = 'held'",
    ),
    (
        "credited_dues_are_their_credit",
        "UPDATE {credit} SET amount_idr = 1 WHERE reason = 'first_dues'",
    ),
    (
        "credited_dues_are_their_credit",
        "UPDATE {helddues} SET status = 'owed' WHERE status = 'credited'",
    ),
    (
        "no_more_credit_is_used_than_there_is",
        "UPDATE {credit} SET amount_idr = 1 WHERE reason = 'paid_twice'",
    ),
    ("no_more_credit_is_used_than_there_is", "UPDATE {credit} SET booked_at = NULL"),
    (
        "no_more_credit_is_used_than_there_is",
        "UPDATE {paymentline} SET credit_idr = amount_idr WHERE credit_idr > 0",
    ),
    ("payment_is_its_lines", "UPDATE {paymentline} SET credit_idr = 1 WHERE credit_idr > 0"),
    ("credit_goes_with_its_month", "UPDATE {lineshare} SET amount_idr = amount_idr - 1"),
    ("credit_goes_with_its_month", "UPDATE {remittanceline} SET held_place = 'member_credit'"),
    (
        "released_refund_is_its_credit",
        "UPDATE {credit} SET amount_idr = 1 WHERE reason = 'cancelled_month'",
    ),
    ("released_refund_is_its_credit", "UPDATE {refund} SET status = 'released'"),
    (
        "no_more_credit_is_used_than_there_is",
        "UPDATE {repayment} SET amount_idr = amount_idr + 1",
    ),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'refund'"),
    ("correction_is_its_credit", "UPDATE {credit} SET amount_idr = 1 WHERE reason = 'corrected'"),
    ("correction_is_its_credit", "UPDATE {void} SET is_correction = false WHERE is_correction"),
    (
        "credit_waits_for_its_month",
        "UPDATE {credit} SET booked_at = now() WHERE reason = 'tariff_lowered'",
    ),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'credit'"),
    ("statement_is_its_lines", "UPDATE {sponsorstatement} SET amount_idr = amount_idr + 1"),
    ("statement_is_its_lines", "UPDATE {sponsorstatement} SET lines_made = lines_made + 1"),
    (
        "statement_line_is_its_contribution",
        "UPDATE {sponsorstatementline} SET amount_idr = amount_idr + 1",
    ),
    (
        "statement_line_is_its_contribution",
        "UPDATE {sponsorstatement} SET cancelled_at = now() WHERE cancelled_at IS NULL",
    ),
    ("month_is_billed_to_a_sponsor_once", "UPDATE {sponsorstatementline} SET live = true"),
    ("budget_is_what_is_drawn", "UPDATE {sponsorprogramme} SET drawn_idr = drawn_idr - 1"),
    ("budget_is_what_is_drawn", "UPDATE {sponsorprogramme} SET people = people + 1"),
    ("budget_is_what_is_drawn", "UPDATE {sponsorstatementline} SET live = false"),
    ("sponsored_payment_is_its_line", "DELETE FROM {sponsoredpayment}"),
    (
        "sponsored_payment_is_its_line",
        "UPDATE {sponsoredpayment} SET line_id ="
        " (SELECT min(id) FROM {sponsorstatementline} WHERE NOT live)",
    ),
    ("sponsored_month_has_one_payer", "UPDATE {contribution} SET payer_kind = 'self'"),
    ("ledger_is_the_documents", "UPDATE {sponsortransfer} SET amount_idr = amount_idr + 1"),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'sponsor_transfer'"),
    ("ledger_is_the_documents", "UPDATE {ledgerentry} SET amount_idr = amount_idr + 1"),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'payment'"),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'void'"),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'handover'"),
    ("ledger_is_the_documents", "DELETE FROM {ledgerentry} WHERE document = 'remittance'"),
    ("ledger_is_the_documents", "UPDATE {ledgerentry} SET to_id = to_id + 1"),
    ("ledger_is_the_documents", "UPDATE {ledgerentry} SET business_day = '2026-01-01'"),
    ("ledger_is_the_documents", "UPDATE {ledgerentry} SET document_id = 'lain'"),
    (
        "ledger_is_the_documents",
        "INSERT INTO {ledgerentry} (from_place, from_id, to_place, to_id, amount_idr, document,"
        " document_id, partner_id, by_id, at, business_day) SELECT from_place, from_id, to_place,"
        " to_id, amount_idr, document, document_id, partner_id, by_id, at, business_day"
        " FROM {ledgerentry} LIMIT 1",
    ),
    ("no_place_below_zero", "UPDATE {ledgerentry} SET amount_idr = 1 WHERE document = 'payment'"),
    ("stopped_programme_pays_no_more", "UPDATE {programmestop} SET status = 'granted'"),
    *LOSS_CORRUPTIONS,
    *OFFLINE_CORRUPTIONS,
    *OWN_MONEY_CORRUPTIONS,
    *STATEMENT_CORRUPTIONS,
    *SHEET_CORRUPTIONS,
    *TRANSFER_CORRUPTIONS,
    *SPOT_CORRUPTIONS,
    *ELSEWHERE_CORRUPTIONS,
    ("cover_is_its_months", "UPDATE {cover} SET paid_until = '2027-12-31'"),
    ("cover_is_its_months", "UPDATE {cover} SET covered_until = NULL"),
    ("cover_is_its_months", "DELETE FROM {cover}"),
]
TABLES = {
    name: f"contributions_{name}"
    for name in (
        "cashcount",
        "contribution",
        "cover",
        "credit",
        "handover",
        "helddues",
        "handoverline",
        "ledgerentry",
        "lineanswer",
        "lineshare",
        "loss",
        "payment",
        "paymentline",
        "receiptseries",
        "refund",
        "refundline",
        "remittance",
        "remittanceline",
        "remittancetransfer",
        "repayment",
        "replenishment",
        "sponsoredpayment",
        "programmestop",
        "sponsorprogramme",
        "sponsorstatement",
        "sponsorstatementline",
        "sponsortransfer",
        "surplusdecision",
        "void",
        *ELSEWHERE_TABLES,
        *OFFLINE_TABLES,
        *STATEMENT_TABLES,
        *SHEET_TABLES,
        *SPOT_TABLES,
    )
}
