"""Hand-overs and their differences on one side, and what fills in their addresses."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from contributions import handovers, surplus
from contributions.models import CollectionSheet, Handover, Loss, SurplusDecision
from markets.models import User
from tests.architecture.phone_rows import PHONE_ARGUMENTS, PhoneRows
from tests.contributions.borne import asked, left_short
from tests.contributions.sheets import asked_line, submit
from tests.factories import NOON


class CashRows(PhoneRows):
    """A hand-over that waits, one with more cash than receipts, and a collection sheet."""

    users: dict[str, User]

    @cached_property
    def handover(self) -> Handover:
        """It waits: whatever the collector hands over besides was decided before."""
        assert self.loss.handover.status == Handover.Status.ACCEPTED
        self.cast.pay(self.cast.member(name=f"Siti {self.mark}"))
        return handovers.ask(by=self.cast.collector, at=NOON)

    @cached_property
    def surplus(self) -> SurplusDecision:
        """Of cash counted beyond the receipts of a second collector."""
        second = self.users["second_collector"]
        payment = self.cast.pay(self.cast.member(name=f"Siti {self.mark}"), by=second)
        by, treasurer = payment.taken_by, self.cast.treasurer
        waiting = handovers.ask(by=by, at=NOON)
        accepted = handovers.accept(
            handover=waiting, counted_idr=10_000, difference_reason="x", by=treasurer, at=NOON
        )
        told = {"finding": "kept", "amount_idr": 1_000, "explanation": f"Tidak jelas {self.mark}"}
        return surplus.propose(handover=accepted, **told, by=treasurer, at=NOON)

    @cached_property
    def shortage(self) -> Handover:
        """Of a third collector, whose month was not brought in full."""
        return left_short(self.cast)

    @cached_property
    def loss(self) -> Loss:
        """Of another hand-over of the first collector."""
        self.cast.pay(self.cast.member(name=f"Siti {self.mark}"))
        short = self.cast.hand_over(counted_idr=8_000)
        return asked(self.cast, short, reason=f"Hilang {self.mark}")

    @cached_property
    def collection_sheet(self) -> CollectionSheet:
        line = asked_line(self.cast.member(name=f"Siti {self.mark}"))
        return submit(line, by=self.cast.collector, place=f"Pasar {self.mark}")


def _day(side: Any) -> list[Any]:
    return [side.payment.partner_id, side.payment.business_day]


CASH_ARGUMENTS: dict[str, Callable[[Any], list[Any]]] = {
    **PHONE_ARGUMENTS,
    "daily_close": _day,
    "daily_receipts": _day,
    "daily_receipts_export": _day,
    "daily_close_export": _day,
    "handover": lambda side: [side.handover.pk],
    "handover_sheet": lambda side: [side.handover.pk],
    "collection_sheet": lambda side: [side.collection_sheet.pk],
    "propose_surplus": lambda side: [side.surplus.handover_id],
    "ask_loss": lambda side: [side.shortage.pk],
    "loss": lambda side: [side.loss.pk],
    "decide_surplus": lambda side: [side.surplus.pk],
}
