"""What must agree about shortages that the partner bears, and the moves they ask for."""

from typing import Any

from django.utils.translation import gettext_lazy

LOSS_MOVES = """
    SELECT 'loss', loss.id::text, 'collector', handover.collector_id, 'loss', loss.partner_id,
           loss.amount_idr, loss.partner_id, (loss.decided_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_loss loss
    JOIN contributions_handover handover ON handover.id = loss.handover_id
    WHERE loss.status IN ('granted', 'replaced')
    UNION ALL
    SELECT 'loss', id::text, 'loss', partner_id, 'treasurer', replaced_by_id, amount_idr,
           partner_id, (replaced_at AT TIME ZONE 'Asia/Jakarta')::date
    FROM contributions_loss WHERE status = 'replaced'
"""

LOSS_IS_ITS_SHORTAGE = """
    SELECT 'loss ' || loss.id,
           'Rp' || handover.expected_idr - coalesce(handover.counted_idr, 0) || ' once',
           'Rp' || loss.amount_idr || ' times ' || standing.number
    FROM contributions_loss loss
    JOIN contributions_handover handover ON handover.id = loss.handover_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS number FROM contributions_loss other
        WHERE other.handover_id = loss.handover_id AND other.status <> 'refused'
    ) standing
    WHERE loss.status <> 'refused'
      AND (standing.number > 1 OR handover.status <> 'accepted'
           OR handover.expected_idr - coalesce(handover.counted_idr, 0) <> loss.amount_idr)
"""

CHECKS: dict[str, tuple[Any, str]] = {
    "loss_is_its_shortage": (
        gettext_lazy("Kerugian mitra berbeda dari kekurangan serah terimanya"),
        LOSS_IS_ITS_SHORTAGE,
    ),
}
