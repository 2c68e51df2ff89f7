"""What must agree about QRIS, deposits, settlements and statements, and the moves they ask for."""

from typing import Any

from django.utils.translation import gettext_lazy

DEPOSIT_MOVES = """
    SELECT 'deposit', id::text, 'treasurer', treasurer_id, 'partner_bank', partner_id, amount_idr,
           partner_id, (at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_deposit
"""

SETTLEMENT_MOVES = """
    SELECT 'settlement', id::text, 'provider_clearing', partner_id, 'partner_bank', partner_id,
           gross_idr - credit_idr - fee_idr, partner_id, (at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_settlement WHERE gross_idr - credit_idr - fee_idr > 0
    UNION ALL
    SELECT 'settlement', id::text, 'provider_clearing', partner_id, 'fee', partner_id, fee_idr,
           partner_id, (at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_settlement WHERE fee_idr > 0
"""

# A confirmed charge, or what was received for it, is worth its payment's money and its credit; a
# QRIS payment has its charge.
CHARGE_IS_ITS_MONEY = """
    SELECT 'charge ' || charge.reference, worth.received_idr, worth.became_idr
    FROM contributions_qrischarge charge
    LEFT JOIN contributions_payment payment ON payment.id = charge.payment_id
    LEFT JOIN contributions_qrisdifference difference ON difference.charge_id = charge.id
    LEFT JOIN contributions_credit credit
         ON credit.id = coalesce(difference.credit_id, charge.credit_id)
    CROSS JOIN LATERAL (
        SELECT coalesce(difference.received_idr, charge.amount_idr) AS received_idr,
               coalesce(payment.amount_idr - payment.credit_idr, 0)
               + coalesce(credit.amount_idr, 0) AS became_idr
    ) AS worth
    WHERE charge.status = 'confirmed' AND worth.received_idr <> worth.became_idr
    UNION ALL
    SELECT 'payment ' || payment.id, 1, 0
    FROM contributions_payment payment
    WHERE payment.method = 'qris'
      AND NOT EXISTS (SELECT FROM contributions_qrischarge charge
                      WHERE charge.payment_id = payment.id)
"""

SETTLEMENT_IS_ITS_CHARGES = """
    SELECT 'settlement ' || settlement.id,
           concat_ws(' ', settlement.gross_idr, settlement.credit_idr,
                     settlement.gross_idr - settlement.fee_idr),
           concat_ws(' ', taken.received_idr, taken.kept_idr, line.amount_idr)
    FROM contributions_settlement settlement
    JOIN contributions_statementline line ON line.id = settlement.line_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(coalesce(difference.received_idr, charge.amount_idr)), 0)
                   AS received_idr,
               coalesce(sum(credit.amount_idr), 0) AS kept_idr
        FROM contributions_settledcharge settled
        JOIN contributions_qrischarge charge ON charge.id = settled.charge_id
        LEFT JOIN contributions_qrisdifference difference ON difference.charge_id = charge.id
        LEFT JOIN contributions_credit credit
             ON credit.id = coalesce(difference.credit_id, charge.credit_id)
        WHERE settled.settlement_id = settlement.id
    ) AS taken
    WHERE settlement.gross_idr <> taken.received_idr
       OR settlement.credit_idr <> taken.kept_idr
       OR settlement.gross_idr - settlement.fee_idr <> line.amount_idr
"""

LINE_STATE_IS_ITS_MATCH = """
    SELECT 'statement line ' || line.id || ' (' || line.state || ')',
           CASE WHEN line.state = 'matched' THEN 1 ELSE 0 END, count(live.id)
    FROM contributions_statementline line
    LEFT JOIN contributions_statementmatch live
         ON live.line_id = line.id AND live.undone_at IS NULL
    GROUP BY line.id
    HAVING count(live.id) <> CASE WHEN line.state = 'matched' THEN 1 ELSE 0 END
"""

# By itself a line is matched only with exactly its amount; whoever matched, money in both is one.
# A transfer to BPJS took along what was known to go beyond its list; one of members is all that was
# booked about its day with its reference until then.
MATCH_IS_WORTH_ITS_LINE = """
    SELECT 'match ' || live.id, line.amount_idr, worth.amount_idr
    FROM contributions_statementmatch live
    JOIN contributions_statementline line ON line.id = live.line_id
    LEFT JOIN contributions_qrischarge charge ON charge.id = live.charge_id
    LEFT JOIN contributions_qrisdifference other ON other.charge_id = live.charge_id
    LEFT JOIN contributions_deposit deposit ON deposit.id = live.deposit_id
    LEFT JOIN contributions_sponsortransfer transfer ON transfer.id = live.sponsor_transfer_id
    LEFT JOIN contributions_remittancetransfer sent ON sent.id = live.remittance_transfer_id
    LEFT JOIN contributions_repayment back_again ON back_again.id = live.repayment_id
    LEFT JOIN contributions_replenishment own ON own.id = live.replenishment_id
    CROSS JOIN LATERAL (
        SELECT coalesce(other.received_idr, charge.amount_idr, deposit.amount_idr,
                        transfer.amount_idr,
                        back_again.amount_idr, own.amount_idr,
                        CASE WHEN live.kind = 'transfer' THEN (
                            SELECT coalesce(sum(payment.amount_idr - payment.credit_idr), 0)
                            FROM contributions_payment payment
                            WHERE payment.partner_id = live.partner_id_of_reference
                              AND payment.reference = live.payment_reference
                              AND payment.method = 'transfer'
                              AND abs(payment.business_day - line.day) <= 4
                              AND payment.received_at <= live.at
                              AND NOT EXISTS (
                                  SELECT FROM contributions_void void
                                  WHERE void.payment_id = payment.id AND void.status = 'granted'
                                    AND void.reason = 'no_money' AND void.decided_at <= live.at))
                        END,
                        sent.amount_idr + coalesce((
                            SELECT sum(more.amount_idr)
                            FROM contributions_remittancetransfer more
                            LEFT JOIN contributions_remittancetransfer back
                                 ON back.reverses_id = more.id AND back.recorded_at <= live.at
                            WHERE more.partner_id = sent.partner_id
                              AND more.reference = sent.reference AND more.kind = 'surplus'
                              AND sent.kind IN ('transfer', 'misdirected')
                              AND more.recorded_at <= live.at AND back.id IS NULL), 0)
               ) AS amount_idr
    ) AS worth
    WHERE live.undone_at IS NULL AND (live.by_id IS NULL OR live.charge_id IS NOT NULL
                                       OR live.replenishment_id IS NOT NULL)
      AND worth.amount_idr <> line.amount_idr
"""

CHECKS: dict[str, tuple[Any, str]] = {
    "charge_is_its_money": (
        gettext_lazy("Tagihan QRIS tidak sesuai dengan uangnya"),
        CHARGE_IS_ITS_MONEY,
    ),
    "settlement_is_its_charges": (
        gettext_lazy("Pencairan penyedia tidak sama dengan tagihannya"),
        SETTLEMENT_IS_ITS_CHARGES,
    ),
    "line_state_is_its_match": (
        gettext_lazy("Hasil baris mutasi tidak sesuai dengan pencocokannya"),
        LINE_STATE_IS_ITS_MATCH,
    ),
    "match_is_worth_its_line": (
        gettext_lazy("Jumlah baris mutasi berbeda dari yang dicocokkan"),
        MATCH_IS_WORTH_ITS_LINE,
    ),
}
