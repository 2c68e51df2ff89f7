"""A partner's markets, blocks and stalls, found by what an uploaded list calls them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from markets import indonesian
from markets.models import Block, Market, Partner, Stall

with indonesian.spoken():
    STALL_KINDS = {str(word).casefold(): kind for kind in Stall.Kind for word in (kind, kind.label)}


@dataclass(repr=False)
class Place:
    """What was found, and what is wrong, by the keys of the columns."""

    market: Market | None = None
    block: Block | None = None
    stall: Stall | None = None
    refusals: dict[str, str] = field(default_factory=dict)


class Territory:
    """The places of one partner, held in memory for one run over a list."""

    def __init__(self, partner: Partner) -> None:
        self.markets: dict[str, list[Market]] = defaultdict(list)
        self.blocks: dict[tuple[int, str], Block] = {}
        self.stalls: dict[tuple[int, str], list[Stall]] = defaultdict(list)
        for market in Market.objects.filter(partner=partner):
            for name in {_key(market.name), _key(market.code)}:
                self.markets[name].append(market)
        for block in Block.objects.filter(market__partner=partner).order_by("pk"):
            self.add_block(block)
        for stall in Stall.objects.filter(block__market__partner=partner).order_by("pk"):
            self.add_stall(stall)

    def add_block(self, block: Block) -> None:
        """Know this one too; of two that differ in capitals only, the first is meant."""
        self.blocks.setdefault((block.market_id, _key(block.name)), block)

    def add_stall(self, stall: Stall) -> None:
        """Know this one too."""
        self.stalls[stall.block_id, _key(stall.number)].append(stall)

    def market(self, texts: Mapping[str, str]) -> Place:
        """The market by its name or code."""
        written = texts.get("market", "")
        found = self.markets.get(_key(written), [])
        if len(found) == 1:
            return Place(market=found[0])
        if not written:
            sentence = _("Isi nama atau kode pasar.")
        elif found:
            sentence = _("Ada beberapa pasar dengan nama itu. Tulis kodenya.")
        else:
            sentence = _("Pasar itu tidak ada di mitra Anda. Periksa nama atau kodenya.")
        return Place(refusals={"market": sentence})

    def block(self, market: Market, written: str) -> Block | None:
        """The block of that market by its name."""
        return self.blocks.get((market.pk, _key(written)))

    def stall_kind(self, written: str) -> str:
        """The kind in our own word; empty where none is written. Raises KeyError."""
        return STALL_KINDS[_key(written)] if written else ""

    def of_kind(self, block: Block, kind: str, number: str) -> list[Stall]:
        """The stalls of that number in the block, of that kind where one is given."""
        found = self.stalls.get((block.pk, _key(number)), [])
        return [stall for stall in found if kind in ("", stall.kind)]

    def find(self, texts: Mapping[str, str]) -> Place:
        """Where a person of the list works: a market, perhaps a block, perhaps a stall in it."""
        place = self.market(texts)
        if place.market is None:
            return place
        written, number = texts.get("block", ""), texts.get("stall_number", "")
        if written:
            place.block = self.block(place.market, written)
            if place.block is None:
                place.refusals["block"] = _("Blok itu tidak ada di pasar ini. Periksa namanya.")
        elif number:
            place.refusals["block"] = _("Isi blok tempat usaha itu.")
        if place.block is not None and number:
            self._find_stall(place, place.block, texts.get("stall_kind", ""), number)
        return place

    def _find_stall(self, place: Place, block: Block, written: str, number: str) -> None:
        try:
            found = self.of_kind(block, self.stall_kind(written), number)
        except KeyError:
            place.refusals["stall_kind"] = unknown_kind()
            return
        if len(found) == 1:
            place.stall = found[0]
        elif found:
            place.refusals["stall_kind"] = _("Ada beberapa dengan nomor itu. Isi jenisnya.")
        else:
            place.refusals["stall_number"] = _(
                "Nomor itu tidak ada di blok ini. Periksa jenis dan nomornya, atau kosongkan."
            )


def unknown_kind() -> str:
    """What to say of a kind of stall that is none."""
    with indonesian.spoken():  # as the file must have them
        choices = ", ".join(str(kind.label) for kind in Stall.Kind)
    return _("Isi salah satu: %(choices)s.") % {"choices": choices}


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
