"""Members of whom a collector said that they have moved: found again, or kept where they were.

Settling writes where she is found now, and a visit that brings her back to the list of whoever
covers that place, from tomorrow on. Old rows about her keep the market they were made in.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from collectors import visits
from collectors.models import Visit
from markets import months
from markets.models import Block, Market, Role, Stall, User
from members import placements
from members.models import Member, Placement


class UnableToSettleMove(Exception):
    """The move cannot be settled so; `str()` says what to do.

    `code` is one of: not_yours, settled, other_partner, wrong_place.
    """

    def __init__(self, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Destination:
    """Where a member is found from now on: a market, perhaps a block and a stall of it."""

    market: Market
    block: Block | None = None
    stall: Stall | None = None


def moved(*, markets: QuerySet[Market]) -> QuerySet[Visit]:
    """The last visits that say "moved" of members of these markets, the longest waiting first."""
    later = Visit.objects.filter(member=OuterRef("member"), at__gt=OuterRef("at"))
    return (
        Visit.objects.filter(
            ~Exists(later), outcome=Visit.Outcome.MOVED, member__market__in=markets
        )
        .select_related("member__market", "by", "market")
        .order_by("at", "pk")
    )


def settle(
    *, member: Member, to: Destination, note: str = "", by: User, at: dt.datetime
) -> Placement:
    """The member is found there from today on. Raises UnableToSettleMove."""
    with transaction.atomic():
        member = (
            Member.objects.select_for_update(of=("self",), no_key=True)
            .select_related("market")
            .get(pk=member.pk)
        )
        _check(member, to, by)
        if member.market_id != to.market.pk:
            member.market = to.market
            member.save(update_fields=["market"])
        today = months.law_day(at)
        placement = placements.move(
            member=member, market=to.market, block=to.block, stall=to.stall, on=today
        )
        visits.record(
            id=uuid.uuid4(),
            member=member,
            outcome=Visit.Outcome.NOT_BEFORE,
            note=note.strip() or _("Tempatnya sudah diperbarui bendahara."),
            next_on=today + dt.timedelta(days=1),
            by=by,
            at=at,
        )
    return placement


def _check(member: Member, to: Destination, by: User) -> None:
    if by.role != Role.TREASURER or by.partner_id != member.market.partner_id:
        raise UnableToSettleMove(
            _("Tempat peserta diperbarui oleh bendahara mitranya."), "not_yours"
        )
    if to.market.partner_id != member.market.partner_id:
        raise UnableToSettleMove(
            _("Pasar itu milik mitra lain. Hubungi kantor cabang untuk memindahkan peserta."),
            "other_partner",
        )
    if to.block is not None and to.block.market_id != to.market.pk:
        raise UnableToSettleMove(_("Blok itu ada di pasar lain."), "wrong_place")
    if to.stall is not None and (to.block is None or to.stall.block_id != to.block.pk):
        raise UnableToSettleMove(_("Tempat usaha itu ada di blok lain."), "wrong_place")
    last = Visit.objects.filter(member=member).order_by("-at").first()
    if last is None or last.outcome != Visit.Outcome.MOVED:
        raise UnableToSettleMove(_("Kepindahan peserta ini sudah diselesaikan."), "settled")
