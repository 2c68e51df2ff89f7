"""What a partner still must make up for with its own money.

Fees of providers (and what banks took) came out of members' money, so as much of the collected
months waits until the partner's own money is there for them. What came from outside the partner has
paid already: a fee that was recorded with a transfer to BPJS is never owed again.
"""

from dataclasses import dataclass

from django.db import connection

OWED = """
    SELECT coalesce(sum(CASE WHEN to_place = 'fee' THEN amount_idr ELSE -amount_idr END)
                    FILTER (WHERE 'surplus' NOT IN (from_place, to_place)), 0)::bigint,
           (SELECT coalesce(sum(amount_idr), 0)::bigint FROM contributions_replenishment
            WHERE partner_id = %(partner)s AND status = 'asked')
    FROM contributions_ledgerentry
    WHERE (to_place = 'fee' AND to_id = %(partner)s)
       OR (from_place = 'fee' AND from_id = %(partner)s)
"""


@dataclass(frozen=True)
class Owed:
    """In rupiah what fees took; `told_idr` waits to be confirmed."""

    fees_idr: int
    told_idr: int

    @property
    def open_idr(self) -> int:
        """What of the fees nobody has told about yet."""
        return max(self.fees_idr - self.told_idr, 0)


def owed(*, partner: int) -> Owed:
    """What the partner still must make up for, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(OWED, {"partner": partner})
        return Owed(*cursor.fetchone())
