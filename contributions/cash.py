"""Where collectors' cash is: how much each holds, since when, and how long it may stay there.

The clock of a partner counts hours of working days only (Monday to Friday without public
holidays, in WIB): cash taken on Friday at ten is, with 24 hours, late on Monday at ten [policy].
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Sum

from contributions import handovers, ledger
from contributions.models import Handover, HandoverLine, Payment, Place, PublicHoliday
from markets import months
from markets.models import Partner, Role, User

SATURDAY = 6


@dataclass(frozen=True)
class CashInHand:
    """What one collector holds now, in rupiah, and with which receipts.

    Cash is hers until a treasurer has accepted it, so `oldest_at` and `late_from` (when the
    partner's clock runs out) count a waiting hand-over too. `receipts` are not in a hand-over
    yet, oldest first, those in `set_aside` included: their void was asked for, so they are not
    handed over until it is decided. `shortage_idr` was missing in earlier hand-overs.
    """

    amount_idr: int
    oldest_at: dt.datetime | None
    late_from: dt.datetime | None
    receipts: list[Payment]
    set_aside: list[Payment]
    waiting_handover: Handover | None
    shortage_idr: int

    @property
    def to_hand_over_idr(self) -> int:
        """What a hand-over asked for now would expect."""
        if self.waiting_handover is not None:
            return 0
        return self.amount_idr - self.set_aside_idr

    @property
    def set_aside_idr(self) -> int:
        """Cash of receipts whose void is not decided."""
        return sum(payment.amount_idr for payment in self.set_aside)


@dataclass(frozen=True)
class CollectorCash:
    """One line of the treasurer's list: a collector's cash and its clock."""

    collector: User
    amount_idr: int
    receipts: int
    shortage_idr: int
    oldest_at: dt.datetime | None
    late_from: dt.datetime | None
    is_late: bool
    waiting_handover: Handover | None


def in_hand(*, user: User) -> CashInHand:
    """What the collector holds now, in few queries whatever the number of receipts."""
    found = handovers.receipts_in_hand(collector=user)
    receipts = list(found.select_related("series", "member"))
    asked = set(handovers.under_void_request(found).order_by().values_list("pk", flat=True))
    waiting = user.handovers.filter(status=Handover.Status.ASKED).first()
    amount_idr = ledger.balance(Place.COLLECTOR, user.pk)
    not_accepted = _not_accepted().filter(taken_by=user)
    held = not_accepted.aggregate(oldest_at=Min("collected_at"), sum=Sum("amount_idr"))
    oldest_at = held["oldest_at"]
    return CashInHand(
        amount_idr=amount_idr,
        oldest_at=oldest_at,
        late_from=_late_from([oldest_at], user.partner).get(oldest_at),
        receipts=receipts,
        set_aside=[payment for payment in receipts if payment.pk in asked],
        waiting_handover=waiting,
        shortage_idr=amount_idr - (held["sum"] or 0),
    )


def per_collector(*, partner: Partner, at: dt.datetime) -> list[CollectorCash]:
    """The partner's collectors who work or hold cash; who holds it longest comes first."""
    rows = (
        _not_accepted()
        .filter(partner=partner)
        .order_by()
        .values("taken_by")
        .annotate(receipts=Count("pk"), oldest_at=Min("collected_at"), sum=Sum("amount_idr"))
    )
    held: dict[int, dict[str, Any]] = {row["taken_by"]: dict(row) for row in rows}
    people = {
        user.pk: user
        for user in User.objects.filter(partner=partner, role=Role.COLLECTOR).order_by("name")
    }
    amounts = ledger.balances(Place.COLLECTOR, people)
    waiting = {
        handover.collector_id: handover
        for handover in Handover.objects.filter(partner=partner, status=Handover.Status.ASKED)
    }
    late_from = _late_from([row["oldest_at"] for row in held.values()], partner)
    nothing: dict[str, Any] = {"receipts": 0, "oldest_at": None, "sum": 0}
    found = []
    for pk, user in people.items():
        row = held.get(pk, nothing)
        amount_idr = amounts.get(pk, 0)
        if not (user.is_active or amount_idr):
            continue
        late = late_from.get(row["oldest_at"])
        found.append(
            CollectorCash(
                collector=user,
                amount_idr=amount_idr,
                receipts=row["receipts"],
                shortage_idr=amount_idr - row["sum"],
                oldest_at=row["oldest_at"],
                late_from=late,
                is_late=late is not None and late <= at,
                waiting_handover=waiting.get(pk),
            )
        )
    return sorted(found, key=_longest_held_first)


def deadline(*, since: dt.datetime, working_hours: int, free: set[dt.date]) -> dt.datetime:
    """When that many hours of working days have passed; `free` are public holidays."""
    moment, left = since.astimezone(months.WIB), dt.timedelta(hours=working_hours)
    while True:
        midnight = dt.datetime.combine(
            moment.date() + dt.timedelta(days=1), dt.time(), tzinfo=months.WIB
        )
        if moment.isoweekday() < SATURDAY and moment.date() not in free:
            if left <= midnight - moment:
                return moment + left
            left -= midnight - moment
        moment = midnight


def _not_accepted() -> QuerySet[Payment]:
    """Valid cash receipts whose cash no treasurer has taken over; hand-overs may be waiting."""
    accepted = HandoverLine.objects.filter(
        payment=OuterRef("pk"), live=True, handover__status=Handover.Status.ACCEPTED
    )
    return handovers.unremitted_cash().filter(~Exists(accepted))


def _late_from(
    moments: list[dt.datetime | None], partner: Partner | None
) -> dict[dt.datetime | None, dt.datetime]:
    """When cash held since each of these moments is late."""
    known = [moment for moment in moments if moment is not None]
    if not known or partner is None:
        return {}
    first = months.law_day(min(known))
    free = set(PublicHoliday.objects.filter(on__gte=first).values_list("on", flat=True))
    return {
        moment: deadline(since=moment, working_hours=partner.handover_hours, free=free)
        for moment in known
    }


def _longest_held_first(line: CollectorCash) -> tuple[bool, str, str]:
    since = line.oldest_at.astimezone(months.WIB).isoformat() if line.oldest_at else ""
    return (line.oldest_at is None, since, str(line.collector))
