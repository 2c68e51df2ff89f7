"""One hand-over as a page or a sheet shows it: receipts, both counts, and what they differ by."""

from dataclasses import dataclass
from typing import Any

from contributions.models import CashCount, Handover, HandoverLine
from contributions.models.cash_count import DENOMINATIONS, column
from contributions.surplus import with_open_surplus
from markets import zones
from markets.models import Role, User


@dataclass(frozen=True)
class HandoverPage:
    """A hand-over with its receipts and counts, as one person may see it now.

    `is_blind`: she takes the cash over and has not counted yet, so amounts are kept from her.
    `own_count` is her last count; `taken` that of who decided. `open_surplus_idr` waits to be
    explained. Its own times are shown in `zone`.
    """

    handover: Handover
    lines: list[HandoverLine]
    collectors: CashCount | None
    counts: list[CashCount]
    own_count: CashCount | None
    taken: CashCount | None
    may_decide: bool
    is_blind: bool
    open_surplus_idr: int
    zone: str

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.handover.status == Handover.Status.ASKED

    @property
    def difference_idr(self) -> int:
        """By how much her own last count differs from what should be there."""
        counted_idr = self.own_count.total_idr if self.own_count else 0
        return counted_idr - self.handover.expected_idr

    @property
    def carried_idr(self) -> int:
        """What was short in earlier hand-overs and belongs to this one."""
        return self.handover.expected_idr - self.handover.receipts_idr

    @property
    def table(self) -> list[tuple[int, int | None, int | None]]:
        """Worth, pieces by the collector, pieces by who took over; None where not counted so."""
        last = self.taken or self.own_count
        counts = (self.collectors, last)
        rows: list[tuple[int, Any, Any]] = []
        for worth in DENOMINATIONS:
            first, second = (count and getattr(count, column(worth)) for count in counts)
            if first or second:
                rows.append((worth, first, second))
        return rows


def handover_page(*, handover: Handover, viewer: User | None) -> HandoverPage:
    """The hand-over for that viewer; without one, as on paper. Load `collector` with it."""
    lines = handover.lines.select_related("payment__series", "payment__member", "payment__market")
    counts = list(handover.counts.select_related("by").order_by("pk"))
    by_treasurers = [count for count in counts if count.side == CashCount.Side.TREASURER]
    waits = handover.status == Handover.Status.ASKED
    may_decide = (
        waits
        and viewer is not None
        and viewer.role == Role.TREASURER
        and viewer.pk != handover.collector_id
    )
    own = [count for count in by_treasurers if viewer and count.by_id == viewer.pk]
    taken = [count for count in by_treasurers if count.by_id == handover.decided_by_id]
    surplus = with_open_surplus().filter(pk=handover.pk).first() if handover.surplus_idr else None
    return HandoverPage(
        handover=handover,
        lines=list(lines.order_by("payment__collected_at", "payment__number")),
        collectors=next((row for row in counts if row.side == CashCount.Side.COLLECTOR), None),
        counts=by_treasurers,
        own_count=own[-1] if own else None,
        taken=taken[-1] if taken else None,
        may_decide=may_decide,
        is_blind=may_decide and not own,
        open_surplus_idr=surplus.open_idr if surplus else 0,
        zone=zones.zone_of(handover.partner),
    )
