"""Ways to corrupt the rows of months paid elsewhere, and the check that finds each."""

ELSEWHERE_TABLES = ("elsewhereanswer", "elsewheremonth", "paidelsewhere")
ELSEWHERE_CORRUPTIONS = [
    (
        "elsewhere_follows_its_answers",
        "UPDATE {elsewheremonth} SET status = 'denied' WHERE status = 'confirmed'",
    ),
    ("elsewhere_follows_its_answers", "UPDATE {elsewhereanswer} SET outcome = 'confirmed'"),
    ("elsewhere_follows_its_answers", "UPDATE {paidelsewhere} SET live = NOT live"),
    (
        "elsewhere_follows_its_answers",
        "UPDATE {elsewheremonth} SET member_id = (SELECT max(id) FROM members_member)",
    ),
    (
        "confirmed_is_settled",
        "UPDATE {contribution} SET status_reason = 'member_ended'"
        " WHERE status_reason = 'paid_at_bpjs'",
    ),
    (
        "confirmed_is_settled",
        "UPDATE {contribution} SET status = 'cancelled', status_reason = 'paid_at_bpjs'"
        " WHERE status = 'open'",
    ),
    (
        "waiting_is_not_paid_here",
        "UPDATE {elsewheremonth} SET payment_line_id = NULL WHERE status = 'waiting'",
    ),
    (
        "paid_twice_is_credit",
        "UPDATE {credit} SET amount_idr = 1 WHERE payment_line_id IS NOT NULL"
        " AND reason = 'paid_twice'",
    ),
]
