"""What the ledger must hold by its documents, and that no place holds less than nothing.

A new kind of document brings its moves as another part of `MOVES_OF_DOCUMENTS`. Answers as the
queries of `books_sql.py` do.
"""

from typing import Any

from django.utils.translation import gettext_lazy

from contributions import (
    books_answer_sql,
    books_credit_sql,
    books_loss_sql,
    books_own_money_sql,
    books_statement_sql,
    books_transfer_sql,
)
from contributions.books_sponsor_sql import SPONSOR_TRANSFER_MOVES

# What came in with payments, who paid them and where the money went first.
PAYMENTS = """
    payer AS (
        SELECT line.payment_id,
               CASE WHEN min(sponsored.sponsor_id) IS NOT NULL THEN 'sponsor_credit'
                    WHEN coalesce(min(contribution.payer_kind), 'self') = 'self' THEN 'member'
                    ELSE 'sponsor' END AS place,
               CASE WHEN min(sponsored.sponsor_id) IS NOT NULL THEN min(sponsored.sponsor_id)
                    WHEN coalesce(min(contribution.payer_kind), 'self') = 'self'
                    THEN min(line.member_id) ELSE 0 END AS id
        FROM contributions_paymentline line
        LEFT JOIN contributions_contribution contribution ON contribution.id = line.contribution_id
        LEFT JOIN contributions_sponsoredpayment sponsored
               ON sponsored.payment_id = line.payment_id
        GROUP BY line.payment_id
    ),
    payment AS (
        SELECT payment.id, payer.place AS payer_place, payer.id AS payer_id,
               CASE payment.method WHEN 'cash' THEN 'collector'
                    WHEN 'qris' THEN 'provider_clearing' ELSE 'partner_bank' END AS place,
               CASE payment.method WHEN 'cash' THEN payment.taken_by_id ELSE payment.partner_id END
                   AS place_id,
               payment.amount_idr - payment.credit_idr AS amount_idr, payment.partner_id,
               payment.business_day
        FROM contributions_payment payment
        LEFT JOIN payer ON payer.payment_id = payment.id
    )
"""

# The moves of money that one kind of document asks for; each with the columns of the first. BPJS
# is place 0 here, whatever its branch.
PAYMENT_MOVES = """
    SELECT 'payment' AS document, payment.id::text AS document_id, payer_place AS from_place,
           payer_id AS from_id, place AS to_place, place_id AS to_id,
           amount_idr::bigint AS amount_idr, partner_id, business_day
    FROM payment WHERE amount_idr > 0
"""

VOID_MOVES = """
    SELECT 'void', void.id::text, place, place_id, payer_place, payer_id, amount_idr,
           void.partner_id, (void.decided_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_void void JOIN payment ON payment.id = void.payment_id
    WHERE void.status = 'granted' AND NOT void.is_correction AND amount_idr > 0
"""

HANDOVER_MOVES = """
    SELECT 'handover', id::text, 'collector', collector_id, 'treasurer', decided_by_id,
           least(counted_idr, expected_idr), partner_id,
           (decided_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_handover WHERE status = 'accepted' AND expected_idr > 0
    UNION ALL
    SELECT 'handover', id::text, 'surplus', partner_id, 'treasurer', decided_by_id,
           counted_idr - expected_idr, partner_id,
           (decided_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_handover WHERE status = 'accepted' AND counted_idr > expected_idr
"""

SURPLUS_MOVES = """
    SELECT 'correction', 'surplus-' || decision.id, 'treasurer', handover.decided_by_id, 'surplus',
           decision.partner_id, decision.amount_idr, decision.partner_id,
           (decision.decided_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_surplusdecision decision
    JOIN contributions_handover handover ON handover.id = decision.handover_id
    WHERE decision.status = 'granted' AND decision.finding <> 'kept'
"""

REMITTANCE_MOVES = """
    SELECT 'remittance', remittance.id::text, part.place, part.id, 'on_its_way', remittance.id,
           sum(part.amount_idr)::bigint, remittance.partner_id,
           (remittance.posted_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_remittance remittance
    JOIN (
        SELECT remittance_id, held_place AS place, held_id AS id, amount_idr
        FROM contributions_remittanceline
        UNION ALL
        SELECT line.remittance_id, line.held_place, line.held_id, -share.amount_idr
        FROM contributions_lineshare share
        JOIN contributions_remittanceline line ON line.id = share.line_id
        UNION ALL
        SELECT line.remittance_id, share.held_place, share.held_id, share.amount_idr
        FROM contributions_lineshare share
        JOIN contributions_remittanceline line ON line.id = share.line_id
    ) part ON part.remittance_id = remittance.id
    WHERE remittance.status = 'posted'
    GROUP BY remittance.id, part.place, part.id
"""

MOVES_OF_DOCUMENTS = (
    books_credit_sql.CREDIT_MOVES,
    books_credit_sql.REPAYMENT_MOVES,
    PAYMENT_MOVES,
    VOID_MOVES,
    HANDOVER_MOVES,
    SURPLUS_MOVES,
    books_loss_sql.LOSS_MOVES,
    REMITTANCE_MOVES,
    SPONSOR_TRANSFER_MOVES,
    books_answer_sql.REJECTION_MOVES,
    books_statement_sql.DEPOSIT_MOVES,
    books_statement_sql.SETTLEMENT_MOVES,
    books_transfer_sql.TRANSFER_MOVES,
    books_own_money_sql.REPLENISHMENT_MOVES,
    books_own_money_sql.BANK_COST_MOVES,
)

LEDGER_IS_THE_DOCUMENTS = f"""
    WITH {PAYMENTS},
    asked AS ({" UNION ALL ".join(MOVES_OF_DOCUMENTS)}),
    booked AS (
        SELECT document, document_id, from_place,
               CASE WHEN document IN ('remittance', 'transfer') AND from_place = 'bpjs'
                    THEN 0 ELSE from_id END
                   AS from_id,
               to_place,
               CASE to_place WHEN 'bpjs' THEN 0 ELSE to_id END AS to_id, amount_idr, partner_id,
               business_day
        FROM contributions_ledgerentry
    ),
    difference AS (
        SELECT *, 'asked' AS side FROM (SELECT * FROM asked EXCEPT ALL SELECT * FROM booked) one
        UNION ALL
        SELECT *, 'booked' FROM (SELECT * FROM booked EXCEPT ALL SELECT * FROM asked) two
    )
    SELECT document || ' ' || document_id,
           string_agg(move, '; ') FILTER (WHERE side = 'asked'),
           string_agg(move, '; ') FILTER (WHERE side = 'booked')
    FROM (
        SELECT document, document_id, side,
               concat(from_place, ' ', from_id, ' -> ', to_place, ' ', to_id, ' Rp', amount_idr,
                      ' on ', business_day, ' of partner ', partner_id) AS move
        FROM difference
    ) AS moves
    GROUP BY document, document_id
"""

NO_PLACE_BELOW_ZERO = """
    SELECT place || ' ' || id, 'not below 0', sum(amount_idr)
    FROM (
        SELECT to_place AS place, to_id AS id, amount_idr FROM contributions_ledgerentry
        UNION ALL
        SELECT from_place, from_id, -amount_idr FROM contributions_ledgerentry
    ) AS moves
    WHERE place <> ALL(%(outside)s)
    GROUP BY place, id
    HAVING sum(amount_idr) < 0
"""

CHECKS: dict[str, tuple[Any, str]] = {
    "ledger_is_the_documents": (
        gettext_lazy("Buku kas tidak sesuai dengan dokumennya"),
        LEDGER_IS_THE_DOCUMENTS,
    ),
    "no_place_below_zero": (
        gettext_lazy("Saldo di bawah nol"),
        NO_PLACE_BELOW_ZERO,
    ),
}
