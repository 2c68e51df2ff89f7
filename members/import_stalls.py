"""Blocks and stalls of an uploaded list: which are there already, and making those that are not."""

from collections.abc import Iterable, Sequence

from django.db.models import Max
from django.utils.translation import gettext as _

from markets.models import Block, Market, Partner, Stall
from markets.spreadsheets import Line
from members import bulk_columns
from members import import_seals as seals
from members.import_places import Place, Territory, unknown_kind
from members.models import BulkImport, BulkImportRow

Verdict = BulkImportRow.Verdict
MOST_OF_A_NAME, MOST_OF_A_NUMBER = 60, 20


class StallsCheck:
    """The check of one list of blocks and stalls, from its first portion to its last."""

    def __init__(self, bulk_import: BulkImport) -> None:
        self.bulk_import = bulk_import
        self.columns = bulk_columns.of(bulk_import.kind)
        self.territory = Territory(bulk_import.partner)
        self.first: dict[tuple[object, ...], int] = {}
        for row in BulkImportRow.objects.filter(bulk_import=bulk_import).order_by("number"):
            texts = self._texts(seals.cells(row))
            place = self.territory.market(texts)
            if place.market is not None:
                self.first.setdefault(_identity(place.market, texts), row.number)

    def check(self, lines: Sequence[Line]) -> list[BulkImportRow]:
        """The rows with their verdicts, not stored yet."""
        return [self._row(line) for line in lines]

    def _texts(self, cells: Sequence[str]) -> dict[str, str]:
        return dict(zip([column.key for column in self.columns], cells, strict=True))

    def _row(self, line: Line) -> BulkImportRow:
        texts = self._texts(line.cells)
        sealed, key_id = seals.seal_row(self.bulk_import.pk, line.number, line.cells)
        row = BulkImportRow(
            bulk_import=self.bulk_import, number=line.number, sealed=sealed, key_id=key_id
        )
        place = self.territory.market(texts)
        self._look(place, texts)
        titles = {column.key: column.title for column in self.columns}
        row.reasons = [f"{titles[key]}: {text}" for key, text in place.refusals.items()]
        row.verdict = Verdict.INVALID if row.reasons else Verdict.VALID
        row.market = place.market
        if row.reasons or place.market is None:
            return row
        first = self.first.setdefault(_identity(place.market, texts), line.number)
        if first != line.number:
            row.verdict = Verdict.INVALID
            row.reasons = [_("Sama dengan baris %(number)s.") % {"number": first}]
        elif place.block is not None and (place.stall is not None or not texts["stall_number"]):
            row.verdict, row.reasons = Verdict.REPEATED, [_("Sudah ada.")]
        return row

    def _look(self, place: Place, texts: dict[str, str]) -> None:
        """Find what there is already, and refuse what cannot be made."""
        if place.market is not None and not place.market.has_stalls:
            place.refusals["market"] = _("Komunitas ini tidak punya blok dan tempat usaha.")
        if not texts["block"]:
            place.refusals["block"] = _("Isi nama blok.")
        elif len(texts["block"]) > MOST_OF_A_NAME:
            place.refusals["block"] = _("Nama blok paling banyak 60 huruf.")
        if len(texts["stall_number"]) > MOST_OF_A_NUMBER:
            place.refusals["stall_number"] = _("Nomor paling banyak 20 huruf.")
        try:
            kind = self.territory.stall_kind(texts["stall_kind"])
        except KeyError:
            place.refusals["stall_kind"] = unknown_kind()
            return
        if texts["stall_number"] and not kind:
            place.refusals["stall_kind"] = unknown_kind()
        elif kind and not texts["stall_number"]:
            place.refusals["stall_number"] = _("Isi nomor tempat usahanya.")
        elif place.market is not None:
            place.block = self.territory.block(place.market, texts["block"])
            if place.block is not None and kind:
                found = self.territory.of_kind(place.block, kind, texts["stall_number"])
                place.stall = found[0] if found else None


def make(*, bulk_import: BulkImport, rows: Iterable[BulkImportRow]) -> set[int]:
    """Make the blocks and stalls of these rows that are missing; in the caller's transaction.

    Answers the numbers of the rows that made something. Lists of one partner come one after the
    other, so that no block is made twice in two ways of writing it.
    """
    Partner.objects.select_for_update(no_key=True).get(pk=bulk_import.partner_id)
    territory = Territory(bulk_import.partner)
    keys = [column.key for column in bulk_columns.of(bulk_import.kind)]
    asked = [(row, dict(zip(keys, seals.cells(row), strict=True))) for row in rows]
    made = _make_blocks(territory, asked)
    return made | _make_stalls(territory, asked)


Asked = list[tuple[BulkImportRow, dict[str, str]]]


def _make_blocks(territory: Territory, asked: Asked) -> set[int]:
    last = dict(Block.objects.values_list("market").annotate(Max("walking_order")).order_by())
    made, new = set(), []
    for row, texts in asked:
        assert row.market is not None
        if territory.block(row.market, texts["block"]) is None:
            last[row.market.pk] = last.get(row.market.pk, 0) + 1
            block = Block(market=row.market, name=texts["block"], walking_order=last[row.market.pk])
            new.append(block)
            territory.add_block(block)
            made.add(row.number)
    Block.objects.bulk_create(new)
    return made


def _make_stalls(territory: Territory, asked: Asked) -> set[int]:
    last = dict(Stall.objects.values_list("block").annotate(Max("walking_order")).order_by())
    made, new = set(), []
    for row, texts in asked:
        assert row.market is not None
        block, kind = (
            territory.block(row.market, texts["block"]),
            territory.stall_kind(texts["stall_kind"]),
        )
        assert block is not None
        if not texts["stall_number"] or territory.of_kind(block, kind, texts["stall_number"]):
            continue
        last[block.pk] = last.get(block.pk, 0) + 1
        stall = Stall(
            block=block, kind=kind, number=texts["stall_number"], walking_order=last[block.pk]
        )
        new.append(stall)
        territory.add_stall(stall)
        made.add(row.number)
    Stall.objects.bulk_create(new)
    return made


def _identity(market: Market, texts: dict[str, str]) -> tuple[object, ...]:
    words = (texts["block"], texts["stall_kind"], texts["stall_number"])
    return (market.pk, *(" ".join(word.casefold().split()) for word in words))
