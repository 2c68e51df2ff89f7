"""What must agree about transfers of remittances. Answers as the queries of `books_sql.py` do."""

from typing import Any

from django.utils.translation import gettext_lazy

# BPJS is place 0, as in books_ledger_sql.
TRANSFER_MOVES = """
    SELECT 'transfer', transfer.id::text,
           CASE WHEN transfer.reverses_id IS NULL THEN move.source ELSE move.target END,
           CASE CASE WHEN transfer.reverses_id IS NULL THEN move.source ELSE move.target END
                WHEN 'bpjs' THEN 0 ELSE transfer.partner_id END,
           CASE WHEN transfer.reverses_id IS NULL THEN move.target ELSE move.source END,
           CASE CASE WHEN transfer.reverses_id IS NULL THEN move.target ELSE move.source END
                WHEN 'bpjs' THEN 0 ELSE transfer.partner_id END,
           transfer.amount_idr, transfer.partner_id,
           (transfer.recorded_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_remittancetransfer transfer
    JOIN (VALUES ('fee', 'surplus', 'fee'), ('misdirected', 'surplus', 'misdirected'),
                 ('surplus', 'surplus', 'bpjs')) AS move (kind, source, target)
         ON move.kind = transfer.kind
"""

TRANSFER_IS_OF_ITS_REMITTANCE = """
    SELECT 'transfer ' || transfer.id,
           'posted, partner ' || remittance.partner_id,
           remittance.status || ', partner ' || transfer.partner_id
    FROM contributions_remittancetransfer transfer
    JOIN contributions_remittance remittance ON remittance.id = transfer.remittance_id
    WHERE remittance.status <> 'posted' OR remittance.partner_id <> transfer.partner_id
"""

TRANSFER_COUNTS_UNTIL_REVERSED = """
    SELECT 'transfer ' || transfer.id,
           concat_ws(' ', 'live', transfer.reverses_id IS NULL AND reversal.id IS NULL,
                     transfer.kind, transfer.amount_idr),
           concat_ws(' ', 'live', transfer.live, reversal.kind, reversal.amount_idr)
    FROM contributions_remittancetransfer transfer
    LEFT JOIN contributions_remittancetransfer reversal ON reversal.reverses_id = transfer.id
    WHERE transfer.live <> (transfer.reverses_id IS NULL AND reversal.id IS NULL)
       OR reversal.kind <> transfer.kind OR reversal.amount_idr <> transfer.amount_idr
       OR reversal.remittance_id <> transfer.remittance_id
"""

SET_OFF_IS_REJECTED_MONEY = """
    SELECT 'partner ' || set_off.partner_id, 'at most ' || coalesce(rejected.amount_idr, 0),
           set_off.amount_idr
    FROM (SELECT partner_id, sum(amount_idr) AS amount_idr
          FROM contributions_remittancetransfer WHERE kind = 'set_off' AND live
          GROUP BY partner_id) set_off
    LEFT JOIN (
        SELECT remittance.partner_id, sum(line.amount_idr) AS amount_idr
        FROM contributions_lineanswer answer
        JOIN contributions_remittanceline line ON line.id = answer.line_id
        JOIN contributions_remittance remittance ON remittance.id = answer.remittance_id
        WHERE answer.outcome = 'rejected' GROUP BY remittance.partner_id
    ) rejected ON rejected.partner_id = set_off.partner_id
    WHERE set_off.amount_idr > coalesce(rejected.amount_idr, 0)
"""

CHECKS: dict[str, tuple[Any, str]] = {
    "transfer_is_of_its_remittance": (
        gettext_lazy("Transfer tidak sesuai dengan setorannya"),
        TRANSFER_IS_OF_ITS_REMITTANCE,
    ),
    "transfer_counts_until_reversed": (
        gettext_lazy("Transfer tidak sesuai dengan pembaliknya"),
        TRANSFER_COUNTS_UNTIL_REVERSED,
    ),
    "set_off_is_rejected_money": (
        gettext_lazy("Yang diperhitungkan melebihi yang ditolak BPJS"),
        SET_OFF_IS_REJECTED_MONEY,
    ),
}
