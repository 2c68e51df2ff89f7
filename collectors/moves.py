"""Where members are found: corrected on their page, or settled after a visit that said "moved".

Settling writes where she is found now, and a visit that brings her back to the list of whoever
covers that place, from tomorrow on. Old rows about her keep the market they were made in.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collectors import visits
from collectors.models import Visit
from markets import indonesian, months
from markets.models import Block, Market, Stall, User
from markets.refusals import Refusal
from members import asked, placements
from members.models import Member, Placement

FOUND_SOMEWHERE = (Member.Status.ACTIVE, Member.Status.LAPSED)


class UnableToSettleMove(Refusal):
    """The move cannot be settled so; `str()` says what to do.

    `code` is one of: not_yours, settled, other_partner, wrong_place, not_active.
    """


@dataclass(frozen=True)
class Destination:
    """Where a member is found from now on: a market, perhaps a block and a stall of it."""

    market: Market
    block: Block | None = None
    stall: Stall | None = None


def moved(*, markets: QuerySet[Market], text: str = "") -> QuerySet[Visit]:
    """The last visits that say "moved" of members of these markets, the longest waiting first.

    With `text`, of those whose name contains it.
    """
    later = Visit.objects.filter(member=OuterRef("member"), at__gt=OuterRef("at"))
    return (
        Visit.objects.filter(
            ~Exists(later),
            outcome=Visit.Outcome.MOVED,
            member__market__in=markets,
            member__name__icontains=text,
        )
        .select_related("member__market", "by", "market")
        .order_by("at", "pk")
    )


def settle(
    *, member: Member, to: Destination, note: str = "", by: User, at: dt.datetime
) -> Placement:
    """After a visit that said "moved": found there from today on. Raises UnableToSettleMove."""
    with transaction.atomic():
        member = _locked(member)
        if not by.is_treasurer_of(member.market.partner_id):
            raise UnableToSettleMove(
                _("Tempat peserta diperbarui oleh bendahara mitranya."), "not_yours"
            )
        _check_place(member, to)
        if not _said_to_have_moved(member):
            raise UnableToSettleMove(_("Kepindahan peserta ini sudah diselesaikan."), "settled")
        placement = _place(member, to, at)
        _back_on_the_list(member, note, by, at)
    return placement


def move(
    *, member: Member, to: Destination, note: str = "", by: User, at: dt.datetime
) -> Placement:
    """The member is found there from today on, in a market of the same partner.

    Old rows about her stay with the market they were made in. A visit that said "moved" is settled
    with it. Raises UnableToSettleMove.
    """
    with transaction.atomic():
        member = _locked(member)
        try:
            asked.check_works_there(by=by, market=member.market)
        except asked.UnableToChange as refusal:
            raise UnableToSettleMove(str(refusal), "not_yours") from None
        if member.status not in FOUND_SOMEWHERE:
            raise UnableToSettleMove(
                _("Hanya tempat peserta aktif atau nonaktif yang diubah di sini."), "not_active"
            )
        _check_place(member, to)
        waits = _said_to_have_moved(member)
        placement = _place(member, to, at)
        if waits:
            _back_on_the_list(member, note, by, at)
    return placement


def _locked(member: Member) -> Member:
    rows = Member.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("market__partner").get(pk=member.pk)


def _place(member: Member, to: Destination, at: dt.datetime) -> Placement:
    if member.market_id != to.market.pk:
        member.market = to.market
        member.save(update_fields=["market"])
    return placements.move(
        member=member,
        market=to.market,
        block=to.block,
        stall=to.stall,
        on=months.law_day(at),
    )


def _back_on_the_list(member: Member, note: str, by: User, at: dt.datetime) -> None:
    visits.record(
        id=uuid.uuid4(),
        member=member,
        outcome=Visit.Outcome.NOT_BEFORE,
        note=note.strip() or indonesian.text(gettext_lazy("Tempatnya sudah diperbarui.")),
        next_on=months.law_day(at) + dt.timedelta(days=1),
        by=by,
        at=at,
    )


def _said_to_have_moved(member: Member) -> bool:
    last = Visit.objects.filter(member=member).order_by("-at").first()
    return last is not None and last.outcome == Visit.Outcome.MOVED


def _check_place(member: Member, to: Destination) -> None:
    if to.market.partner_id != member.market.partner_id:
        raise UnableToSettleMove(
            _("Pasar itu milik mitra lain. Hubungi kantor cabang untuk memindahkan peserta."),
            "other_partner",
        )
    if to.block is not None and to.block.market_id != to.market.pk:
        raise UnableToSettleMove(_("Blok itu ada di pasar lain."), "wrong_place")
    if to.stall is not None and (to.block is None or to.stall.block_id != to.block.pk):
        raise UnableToSettleMove(_("Tempat usaha itu ada di blok lain."), "wrong_place")
