"""Members who have credit, for the tests of money."""

from typing import Any

from contributions import credits, ledger
from contributions.models import Contribution, Credit, Place
from members.models import Member
from tests.contributions.money import Cast
from tests.factories import NOON


def give(cast: Cast, member: Member, amount_idr: int, **fields) -> Credit:
    """She paid so much twice: from outside into her credit."""
    fields.setdefault("reason", Credit.Reason.PAID_TWICE)
    fields.setdefault("source", ledger.Account(Place.MEMBER, member.pk))
    fields.setdefault("at", NOON)
    return credits.give(member=member, amount_idr=amount_idr, by=cast.treasurer, **fields)


def make_credit(*, contribution: Contribution, amount_idr: int, **fields: Any) -> Credit:
    """What a new tariff made too dear in a paid month; it waits until BPJS has the month."""
    partner = contribution.market.partner
    fields.setdefault("reason", Credit.Reason.TARIFF_LOWERED)
    fields.setdefault("source_place", Place.BPJS)
    fields.setdefault("source_id", partner.branch_id)
    fields.setdefault("at", NOON)
    return Credit.objects.create(
        member=contribution.member,
        market=contribution.market,
        partner=partner,
        contribution=contribution,
        amount_idr=amount_idr,
        **fields,
    )
