"""What a collector holds, for the bar of every page of hers: amount, age, clock and limit.

One query whatever she holds, and no names: the page about it is `cash.in_hand`.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from contributions import cash, cash_limits
from markets.models import User

# Summed once, and read from her own hand-overs only: every page of hers asks this.
# Cash is hers until a treasurer has accepted it. What was short in earlier hand-overs is on her
# account too, and ages since the first hand-over that left it.
HELD = """
    WITH account AS MATERIALIZED (
        SELECT coalesce((SELECT sum(amount_idr) FROM contributions_ledgerentry
                         WHERE to_place = 'collector' AND to_id = %(person)s), 0)
               - coalesce((SELECT sum(amount_idr) FROM contributions_ledgerentry
                           WHERE from_place = 'collector' AND from_id = %(person)s), 0)
               AS amount_idr
    )
    SELECT account.amount_idr, receipts.oldest_at,
           CASE WHEN account.amount_idr > receipts.amount_idr THEN short.since END,
           partner.handover_hours, partner.cash_limit_idr,
           ARRAY(SELECT holiday."on" FROM contributions_publicholiday holiday
                 WHERE holiday."on" >= least(receipts.oldest_at, short.since)::date - 1)
    FROM markets_user person
    JOIN markets_partner partner ON partner.id = person.partner_id
    CROSS JOIN account
    CROSS JOIN LATERAL (
        SELECT min(payment.collected_at) AS oldest_at,
               coalesce(sum(payment.amount_idr - payment.credit_idr), 0) AS amount_idr
        FROM contributions_payment payment
        WHERE account.amount_idr > 0
          AND payment.taken_by_id = person.id AND payment.method = 'cash'
          AND NOT EXISTS (SELECT FROM contributions_handoverline listed
                          JOIN contributions_handover handover ON handover.id = listed.handover_id
                          WHERE listed.payment_id = payment.id AND listed.live
                            AND handover.collector_id = person.id
                            AND handover.status = 'accepted')
          AND EXISTS (SELECT FROM contributions_paymentline line
                      WHERE line.payment_id = payment.id AND line.live)
    ) receipts
    CROSS JOIN LATERAL (
        SELECT min(handover.decided_at) AS since
        FROM contributions_handover handover
        WHERE account.amount_idr > 0
          AND handover.collector_id = person.id AND handover.status = 'accepted'
          AND handover.counted_idr < handover.expected_idr
          AND NOT EXISTS (SELECT FROM contributions_handover later
                          WHERE later.collector_id = person.id AND later.status = 'accepted'
                            AND later.decided_at > handover.decided_at
                            AND later.counted_idr >= later.expected_idr)
          AND NOT EXISTS (SELECT FROM contributions_loss loss
                          JOIN contributions_handover borne ON borne.id = loss.handover_id
                          WHERE borne.collector_id = person.id
                            AND borne.decided_at >= handover.decided_at
                            AND loss.status IN ('granted', 'replaced'))
    ) short
    WHERE person.id = %(person)s
"""


@dataclass(frozen=True)
class CashHeld:
    """What lies on a collector's account, in rupiah, and for how long its oldest part has.

    `late_from` is when the partner's clock for it runs out. A limit of 0 is none.
    """

    amount_idr: int
    age: dt.timedelta | None
    late_from: dt.datetime | None
    is_late: bool
    limit_idr: int

    @property
    def room_idr(self) -> int | None:
        """How much cash may still be taken; None where the partner sets no limit."""
        if self.limit_idr == cash_limits.NO_LIMIT:
            return None
        return max(self.limit_idr - self.amount_idr, 0)

    @property
    def is_filling(self) -> bool:
        """Whether she should know how much room is left: half of the limit is reached."""
        return self.room_idr is not None and 2 * self.amount_idr >= self.limit_idr

    def refusal(self, *, takes_idr: int) -> str:
        """Why so much more cash cannot be taken; empty where it can."""
        return cash_limits.refusal(
            holds_idr=self.amount_idr, takes_idr=takes_idr, limit_idr=self.limit_idr
        )


NOTHING = CashHeld(0, None, None, False, cash_limits.NO_LIMIT)


def cash_held(*, user: User, at: dt.datetime) -> CashHeld:
    """What this collector holds at that moment; nothing for who works for no partner."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"person": user.pk})
        row = cursor.fetchone()
    if row is None:
        return NOTHING
    amount_idr, receipts_at, short_at, hours, limit_idr, free = row
    oldest_at = min((moment for moment in (receipts_at, short_at) if moment), default=None)
    late_from = oldest_at and cash.deadline(since=oldest_at, working_hours=hours, free=set(free))
    return CashHeld(
        amount_idr=int(amount_idr),
        age=oldest_at and max(at - oldest_at, dt.timedelta()),
        late_from=late_from,
        is_late=late_from is not None and late_from <= at,
        limit_idr=limit_idr,
    )
