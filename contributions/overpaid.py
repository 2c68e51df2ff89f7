"""How much members have paid too much: credit that is neither used nor returned yet.

With the partner they are with now. What waits until BPJS has its month is counted too.
"""

from collections.abc import Iterable

from django.db.models import BigIntegerField, F, Func

from contributions.models.credit_left import CREDIT_LEFT
from members.models import Member

# {member} stands for her id.
PARTNER = """(SELECT market.partner_id FROM members_member whose
              JOIN markets_market market ON market.id = whose.market_id
              WHERE whose.id = {member})"""
OVERPAID = f"""({CREDIT_LEFT.format(member="{member}", partner=PARTNER)}
    + coalesce((SELECT sum(waiting.amount_idr) FROM contributions_credit waiting
                WHERE waiting.member_id = {{member}} AND waiting.booked_at IS NULL
                  AND waiting.partner_id = {PARTNER}), 0))"""


def column() -> Func:
    """The credit of a member in rupiah, as a column of a query of members."""
    template = OVERPAID.format(member="%(expressions)s")
    return Func(F("pk"), template=template, output_field=BigIntegerField())


def sums(*, members: Iterable[int]) -> dict[int, int]:
    """The credit of each of these members in rupiah; who has none is missing."""
    found = Member.objects.filter(pk__in=members).annotate(overpaid_idr=column())
    return dict(found.filter(overpaid_idr__gt=0).values_list("pk", "overpaid_idr"))
