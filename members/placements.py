"""Where a member is found: one place at a time, former ones stay with their last day."""

import datetime as dt

from django.db import transaction
from django.db.models.functions import Greatest

from markets.models import Block, Market, Stall
from members.models import Member, Placement


@transaction.atomic
def move(
    *, member: Member, market: Market, block: Block | None, stall: Stall | None, on: dt.date
) -> Placement:
    """Find the member there from that day on; the same place as before stays as it is."""
    current = member.placements.filter(find_here=True, last_day=None).first()
    place = (market.pk, block and block.pk, stall and stall.pk)
    if current and place == (current.market_id, current.block_id, current.stall_id):
        return current
    end(member=member, on=on - dt.timedelta(days=1))
    return Placement.objects.create(
        member=member, market=market, block=block, stall=stall, first_day=on
    )


@transaction.atomic
def end(*, member: Member, on: dt.date) -> None:
    """The member is at none of her places after that day (or after the day she came there)."""
    member.placements.filter(last_day=None).update(last_day=Greatest("first_day", on))
