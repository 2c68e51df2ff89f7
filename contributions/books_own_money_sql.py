"""What must agree about the partner's own money, and the moves that it asks for."""

from typing import Any

from django.utils.translation import gettext_lazy

REPLENISHMENT_MOVES = """
    SELECT 'replenishment', id::text, 'fee', partner_id, 'partner_bank', partner_id, amount_idr,
           partner_id, (decided_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_replenishment WHERE status IN ('confirmed', 'reversed')
    UNION ALL
    SELECT 'replenishment', id::text, 'partner_bank', partner_id, 'fee', partner_id, amount_idr,
           partner_id, (reversed_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_replenishment WHERE status = 'reversed'
"""

BANK_COST_MOVES = """
    SELECT 'bank_cost', match.id::text, 'partner_bank', account.partner_id, 'fee',
           account.partner_id, match.cost_idr, account.partner_id,
           (match.at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_statementmatch match
    JOIN contributions_statementline line ON line.id = match.line_id
    JOIN contributions_partneraccount account ON account.id = line.account_id
    WHERE match.cost_idr > 0
    UNION ALL
    SELECT 'bank_cost', match.id::text, 'fee', account.partner_id, 'partner_bank',
           account.partner_id, match.cost_idr, account.partner_id,
           (match.undone_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_statementmatch match
    JOIN contributions_statementline line ON line.id = match.line_id
    JOIN contributions_partneraccount account ON account.id = line.account_id
    WHERE match.cost_idr > 0 AND match.undone_at IS NOT NULL
"""

COST_IS_OF_ITS_LINE = """
    SELECT 'match ' || match.id || ' (' || match.kind || ')',
           'at most ' || CASE WHEN match.kind = 'bank_cost' AND line.direction = 'out'
                                   AND account.kind = 'bank'
                              THEN line.amount_idr ELSE 0 END,
           match.cost_idr
    FROM contributions_statementmatch match
    JOIN contributions_statementline line ON line.id = match.line_id
    JOIN contributions_partneraccount account ON account.id = line.account_id
    WHERE match.cost_idr > CASE WHEN match.kind = 'bank_cost' AND line.direction = 'out'
                                     AND account.kind = 'bank'
                                THEN line.amount_idr ELSE 0 END
"""

# What was confirmed by nobody is shown by the bank; what does not count is matched with no line.
REPLENISHMENT_IS_CONFIRMED = """
    SELECT 'replenishment ' || own.id || ' (' || own.status || ')',
           CASE WHEN own.status = 'confirmed' THEN 'a person or a line' ELSE 'no line' END,
           concat_ws(' ', 'person', coalesce(own.decided_by_id, 0), 'lines', shown.lines)
    FROM contributions_replenishment own
    CROSS JOIN LATERAL (
        SELECT count(*) AS lines FROM contributions_statementmatch live
        WHERE live.replenishment_id = own.id AND live.undone_at IS NULL
    ) shown
    WHERE (own.status = 'confirmed' AND own.decided_by_id IS NULL AND shown.lines = 0)
       OR (own.status <> 'confirmed' AND shown.lines > 0)
       OR own.decided_by_id = own.asked_by_id OR own.reversed_by_id = own.asked_by_id
"""

# What came from outside ("surplus") the partner has paid with its own money already.
NO_MORE_THAN_WAS_TAKEN = """
    SELECT 'partner ' || told.partner_id, 'at most ' || coalesce(taken.amount_idr, 0),
           told.amount_idr
    FROM (SELECT partner_id, sum(amount_idr) AS amount_idr
          FROM contributions_replenishment WHERE status IN ('asked', 'confirmed')
          GROUP BY partner_id) told
    LEFT JOIN (
        SELECT partner_id, sum(amount_idr) AS amount_idr
        FROM (
            SELECT to_id AS partner_id, amount_idr FROM contributions_ledgerentry
            WHERE to_place = 'fee' AND from_place <> 'surplus' AND document <> 'replenishment'
            UNION ALL
            SELECT from_id, -amount_idr FROM contributions_ledgerentry
            WHERE from_place = 'fee' AND to_place <> 'surplus' AND document <> 'replenishment'
        ) moved GROUP BY partner_id
    ) taken ON taken.partner_id = told.partner_id
    WHERE told.amount_idr > coalesce(taken.amount_idr, 0)
"""

CHECKS: dict[str, tuple[Any, str]] = {
    "cost_is_of_its_line": (
        gettext_lazy("Biaya bank tidak sesuai dengan baris mutasinya"),
        COST_IS_OF_ITS_LINE,
    ),
    "replenishment_is_confirmed": (
        gettext_lazy("Uang pengganti dari mitra berlaku tanpa orang kedua atau mutasi"),
        REPLENISHMENT_IS_CONFIRMED,
    ),
    "no_more_is_replenished_than_was_taken": (
        gettext_lazy("Uang pengganti dari mitra melebihi biaya yang diambil"),
        NO_MORE_THAN_WAS_TAKEN,
    ),
}
