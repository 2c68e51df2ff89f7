"""How much members have paid too much: credit that is neither used nor returned yet.

With the partner they are with now. What waits until BPJS has its month is counted too, unless BPJS
will not get that month any more: it was paid elsewhere, billed anew, or goes back to the family.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BigIntegerField, F, Func

from contributions.models.credit_left import CREDIT_LEFT
from members.models import Member

# {member} stands for her id.
PARTNER = """(SELECT market.partner_id FROM members_member whose
              JOIN markets_market market ON market.id = whose.market_id
              WHERE whose.id = {member})"""
LEFT = CREDIT_LEFT.format(member="{member}", partner=PARTNER)
WAITING = f"""coalesce((SELECT sum(waiting.amount_idr) FROM contributions_credit waiting
                         JOIN contributions_contribution month ON month.id = waiting.contribution_id
                         WHERE waiting.member_id = {{member}} AND waiting.booked_at IS NULL
                           AND month.status IN ('open', 'paid')
                           AND NOT EXISTS (SELECT FROM contributions_refundline back
                                           WHERE back.contribution_id = month.id AND back.live)
                           AND waiting.partner_id = {PARTNER}), 0)"""


def column() -> Func:
    """The credit of a member in rupiah, as a column of a query of members."""
    return _column(f"({LEFT} + {WAITING})")


@dataclass(frozen=True)
class MembersCredit:
    """What of a member's credit can be used now, and what once BPJS has its month, in rupiah."""

    left_idr: int
    waiting_idr: int


NONE = MembersCredit(0, 0)


def credit_of(*, members: Iterable[int]) -> dict[int, MembersCredit]:
    """The credit of each of these members with her partner; who has none is missing."""
    rows = (
        Member.objects.filter(pk__in=members)
        .annotate(left_idr=_column(LEFT), waiting_idr=_column(WAITING))
        .exclude(left_idr=0, waiting_idr=0)
    )
    return {
        pk: MembersCredit(left_idr, waiting_idr)
        for pk, left_idr, waiting_idr in rows.values_list("pk", "left_idr", "waiting_idr")
    }


def _column(template: str) -> Func:
    text = template.format(member="%(expressions)s")
    return Func(F("pk"), template=text, output_field=BigIntegerField())
