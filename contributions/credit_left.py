"""How much of their credit members can use now."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Func

from contributions.models.credit_left import CREDIT_LEFT


class CreditLeft(Func):
    """What is left of a member's credit with a partner, as a column; of both the id."""

    arity = 2
    output_field = BigIntegerField()

    def as_sql(
        self, compiler: Any, connection: Any, *_args: Any, **_context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        (member, first), (partner, second) = map(compiler.compile, self.get_source_expressions())
        # It names the member and then the partner, several times.
        values = (*first, *second) * CREDIT_LEFT.count("{member}")
        return CREDIT_LEFT.format(member=member, partner=partner), values


OF_MEMBERS = f"""
    SELECT id, left_idr
    FROM (SELECT member.id, {CREDIT_LEFT.format(member="member.id", partner="%(partner)s")}
                 AS left_idr
          FROM members_member member WHERE member.id = ANY(%(members)s)) AS members
    WHERE left_idr > 0
"""


def of_members(*, members: Iterable[int], partner: int) -> dict[int, int]:
    """What is left of the credit of each with that partner, in rupiah; who has none is missing."""
    with connection.cursor() as cursor:
        cursor.execute(OF_MEMBERS, {"members": list(members), "partner": partner})
        return {member: int(left_idr) for member, left_idr in cursor.fetchall()}
