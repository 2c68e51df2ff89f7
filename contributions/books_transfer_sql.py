"""What must agree about transfers of remittances. Answers as the queries of `books_sql.py` do."""

from typing import Any

from django.utils.translation import gettext_lazy

# BPJS is place 0, as in books_ledger_sql.
TRANSFER_MOVES = """
    SELECT 'transfer', transfer.id::text, source.place, source.id, target.place, target.id,
           transfer.amount_idr, transfer.partner_id,
           (transfer.recorded_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_remittancetransfer transfer
    JOIN (VALUES ('transfer', 'on_its_way', 'bpjs'), ('set_off', 'on_its_way', 'bpjs'),
                 ('fee', 'surplus', 'fee'), ('misdirected', 'surplus', 'misdirected'),
                 ('surplus', 'surplus', 'bpjs')) AS move (kind, source, target)
         ON move.kind = transfer.kind
    CROSS JOIN LATERAL (
        VALUES ('on_its_way', transfer.remittance_id), ('bpjs', 0),
               ('surplus', transfer.partner_id), ('fee', transfer.partner_id),
               ('misdirected', transfer.partner_id)
    ) AS source (place, id)
    CROSS JOIN LATERAL (
        VALUES ('on_its_way', transfer.remittance_id), ('bpjs', 0),
               ('surplus', transfer.partner_id), ('fee', transfer.partner_id),
               ('misdirected', transfer.partner_id)
    ) AS target (place, id)
    WHERE CASE WHEN transfer.reverses_id IS NULL THEN (move.source, move.target)
               ELSE (move.target, move.source) END = (source.place, target.place)
"""

# BPJS answers only about money it has.
UNSENT_WAITS_FOR_AN_ANSWER = """
    SELECT 'remittance ' || remittance.id, 'at most ' || coalesce(waiting.amount_idr, 0),
           unsent.amount_idr
    FROM (
        SELECT id, sum(amount_idr) AS amount_idr
        FROM (
            SELECT to_id AS id, amount_idr FROM contributions_ledgerentry
            WHERE to_place = 'on_its_way'
            UNION ALL
            SELECT from_id, -amount_idr FROM contributions_ledgerentry
            WHERE from_place = 'on_its_way'
        ) AS moves
        GROUP BY id
    ) AS unsent
    JOIN contributions_remittance remittance ON remittance.id = unsent.id
    LEFT JOIN (
        SELECT line.remittance_id, sum(line.amount_idr) AS amount_idr
        FROM contributions_remittanceline line
        WHERE NOT EXISTS (SELECT FROM contributions_lineanswer answer
                          WHERE answer.line_id = line.id)
        GROUP BY line.remittance_id
    ) AS waiting ON waiting.remittance_id = remittance.id
    WHERE unsent.amount_idr > coalesce(waiting.amount_idr, 0)
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

SET_OFF_IS_MONEY_BPJS_GAVE_BACK = """
    SELECT 'partner ' || set_off.partner_id, 'at most ' || coalesce(back.amount_idr, 0),
           set_off.amount_idr
    FROM (SELECT partner_id, sum(amount_idr) AS amount_idr
          FROM contributions_remittancetransfer WHERE kind = 'set_off' AND live
          GROUP BY partner_id) set_off
    LEFT JOIN (SELECT partner_id, sum(amount_idr) AS amount_idr
               FROM contributions_ledgerentry
               WHERE from_place = 'bpjs' AND document IN ('credit', 'remittance')
               GROUP BY partner_id) back ON back.partner_id = set_off.partner_id
    WHERE set_off.amount_idr > coalesce(back.amount_idr, 0)
"""

CHECKS: dict[str, tuple[Any, str]] = {
    "unsent_waits_for_an_answer": (
        gettext_lazy("BPJS menjawab lebih dari yang ditransfer"),
        UNSENT_WAITS_FOR_AN_ANSWER,
    ),
    "transfer_is_of_its_remittance": (
        gettext_lazy("Transfer tidak sesuai dengan setorannya"),
        TRANSFER_IS_OF_ITS_REMITTANCE,
    ),
    "transfer_counts_until_reversed": (
        gettext_lazy("Transfer tidak sesuai dengan pembaliknya"),
        TRANSFER_COUNTS_UNTIL_REVERSED,
    ),
    "set_off_is_money_bpjs_gave_back": (
        gettext_lazy("Yang diperhitungkan melebihi yang dikembalikan BPJS"),
        SET_OFF_IS_MONEY_BPJS_GAVE_BACK,
    ),
}
