"""Whom a collection sheet lists: the people of one block, of a market, or of an association."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet, Window
from django.utils.translation import gettext as _

from collectors.people import with_place
from contributions.dues import PAYABLE_STATUSES
from contributions.wording import place_words
from markets.models import Block, Market, Partner
from members.models import Member

# As many as one address can name, and one look can check.
A_PAGE = 40


@dataclass(frozen=True)
class SheetPlace:
    """Where the people of a sheet are found: one block, or all of a market or association."""

    market: Market
    block: Block | None = None
    is_own: bool = False

    @property
    def name(self) -> str:
        """The block, or that it is everybody."""
        if self.block:
            return self.block.name
        is_association = self.market.partner.kind == Partner.Kind.ASSOCIATION
        return _("Semua anggota") if is_association else _("Seluruh pasar")

    @property
    def words(self) -> str:
        """The market and the block, as they stand on the sheet."""
        return f"{self.market.name} · {self.name}"

    @property
    def query(self) -> str:
        """What names the place in an address."""
        return f"pasar={self.market.pk}" + (f"&blok={self.block.pk}" if self.block else "")


def places_of(
    *, markets: QuerySet[Market], own: Iterable[tuple[int, int | None]] = ()
) -> list[SheetPlace]:
    """Each of the markets whole, then its blocks in walking order; `own` are the user's."""
    blocks: dict[int, list[Block]] = {}
    for block in Block.objects.filter(market__in=markets).order_by("walking_order", "name"):
        blocks.setdefault(block.market_id, []).append(block)
    found = []
    for market in markets.select_related("partner").order_by("name"):
        for place in [None, *blocks.get(market.pk, [])]:
            is_own = (market.pk, place.pk if place else None) in own
            found.append(SheetPlace(market, place, is_own))
    return found


def people_of(place: SheetPlace, *, page: int = 1) -> Page[Member]:
    """Who can pay there, as one walks, a page at a time; each with `place_words` of hers."""
    people = with_place(
        Member.objects.filter(market=place.market, status__in=PAYABLE_STATUSES)
    ).annotate(
        block_name=F("here__block__name"),
        stall_kind=F("here__stall__kind"),
        stall_number=F("here__stall__number"),
    )
    if place.block:
        people = people.filter(Q(here__block=place.block))
    found = _page(_walked(people), page)
    for member in found.object_list:
        member.place_words = place_words(  # type: ignore[attr-defined]
            block=None if place.block else member.block_name,  # type: ignore[attr-defined]
            stall_kind=member.stall_kind,  # type: ignore[attr-defined]
            stall_number=member.stall_number,  # type: ignore[attr-defined]
        )
    return found


def _page(people: QuerySet[Member], number: int) -> Page[Member]:
    """That page with how many there are in one query; the last one where there are fewer."""
    begin = (max(number, 1) - 1) * A_PAGE
    rows = list(people.annotate(in_all=Window(Count("*")))[begin : begin + A_PAGE])
    if not rows:
        return Paginator(people, A_PAGE).get_page(number)
    page: Page[Any] = Paginator(range(rows[0].in_all), A_PAGE).get_page(number)
    page.object_list = rows
    return page


def _walked(people: QuerySet[Member]) -> QuerySet[Member]:
    return people.select_related("market", "cover").order_by(
        F("here__block__walking_order").asc(nulls_last=True),
        F("here__block__name").asc(nulls_last=True),
        F("here__stall__walking_order").asc(nulls_last=True),
        "name",
        "pk",
    )
