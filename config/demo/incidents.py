"""What goes other than planned, now and then: wrong receipts, missing change, a refused hand-over.

Each happens once, at the first occasion from a certain month of history on.
"""

import datetime as dt
import random
from dataclasses import dataclass, field

from config.demo import rounds
from config.demo.rounds import moment
from contributions import handovers, payments, voids
from contributions.models import Payment, Void
from contributions.payments import AskedPayment
from markets.models import User

SHORT_IDR = 2_000
FROM_MONTH = {"void": 4, "refused_void": 5, "short": 6, "refused_handover": 7}


@dataclass
class Incidents:
    """Which incidents are still to come."""

    chance: random.Random
    to_come: dict[str, int] = field(default_factory=lambda: dict(FROM_MONTH))
    void_is_asked: bool = False

    def end_of_round(
        self, taken: list[Payment], collector: User, treasurer: User, day: dt.date, number: int
    ) -> None:
        """The round is over: mistakes are mended, then the cash is handed over."""
        last = taken[-1]
        if self._occurs("void", number):
            self._undo_and_take_again(last, treasurer, day)
        elif self._occurs("refused_void", number):
            void = voids.ask(
                payment=last, reason=Void.Reason.WRONG_MEMBER, by=collector, at=moment(day, 14)
            )
            voids.refuse(void=void, note="Kuitansinya benar", by=treasurer, at=moment(day, 14, 30))
        if self._occurs("refused_handover", number):
            handover = handovers.ask(by=collector, at=moment(day, 15))
            handovers.refuse(
                handover=handover,
                reason="Uangnya belum dipisah per pecahan, hitung lagi",
                by=treasurer,
                at=moment(day, 15, 20),
            )
        short_idr = SHORT_IDR if self._occurs("short", number) else 0
        rounds.hand_over(collector=collector, treasurer=treasurer, on=day, short_idr=short_idr)

    def while_cash_is_held(self, taken: list[Payment], collector: User, day: dt.date) -> None:
        """One receipt of the money in hand is asked to be undone."""
        if self.void_is_asked or len(taken) < 2:
            return
        self.void_is_asked = True
        voids.ask(
            payment=taken[-1],
            reason=Void.Reason.WRONG_MEMBER,
            explanation="Tertukar dengan tetangga lapaknya",
            by=collector,
            at=moment(day, 14, 5),
        )

    def _undo_and_take_again(self, payment: Payment, treasurer: User, day: dt.date) -> None:
        void = voids.ask(
            payment=payment,
            reason=Void.Reason.WRONG_MONTHS,
            by=payment.taken_by,
            at=moment(day, 14),
        )
        voids.grant(void=void, by=treasurer, at=moment(day, 14, 25))
        months = tuple(payment.lines.values_list("contribution_month", flat=True))
        asked = AskedPayment(
            id=rounds.new_id(self.chance),
            member=payment.member,
            months=months,
            shown_total_idr=payment.amount_idr,
        )
        payments.record(
            asked=asked,
            by=payment.taken_by,
            at=moment(day, 14, 40),
            device=rounds.device_of(payment.taken_by),
        )

    def _occurs(self, incident: str, number: int) -> bool:
        if incident in self.to_come and self.to_come[incident] <= number:
            del self.to_come[incident]
            return True
        return False
