"""Where collectors' cash is: how much each holds, since when, and how long it may stay there.

The clock of a partner counts hours of working days only (Monday to Friday without public
holidays, in WIB): cash taken on Friday at ten is, with 24 hours, late on Monday at ten [policy].
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from contributions import handovers, ledger
from contributions.models import Handover, HandoverLine, Loss, Payment, Place, PublicHoliday
from markets import months, zones
from markets.models import Partner, Role, User

SATURDAY = 6


@dataclass(frozen=True)
class CashInHand:
    """What one collector holds now, in rupiah, and with which receipts.

    Cash is hers until a treasurer has accepted it, so `oldest_at` and `late_from` (when the
    partner's clock runs out) count a waiting hand-over too. `receipts` are not in a hand-over
    yet, oldest first, those in `set_aside` included: their void was asked for, so they are not
    handed over until it is decided. `shortage_idr` was missing in earlier hand-overs; its clock
    runs since the first of them that was not made good.
    """

    amount_idr: int
    oldest_at: dt.datetime | None
    late_from: dt.datetime | None
    receipts: list[Payment]
    set_aside: list[Payment]
    waiting_handover: Any
    shortage_idr: int

    @property
    def to_hand_over_idr(self) -> int:
        """What a hand-over asked for now would expect."""
        if self.waiting_handover is not None:
            return 0
        return self.amount_idr - self.set_aside_idr

    @property
    def zone(self) -> str | None:
        """In which to show its times; None where nothing of it says so."""
        if self.receipts:
            return self.receipts[0].market.zone
        return self.waiting_handover and self.waiting_handover.zone

    @property
    def set_aside_idr(self) -> int:
        """Cash of receipts whose void is not decided."""
        return sum(payment.cash_idr for payment in self.set_aside)


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
    receipts = list(found.select_related("series", "member", "market"))
    asked = set(handovers.under_void_request(found).order_by().values_list("pk", flat=True))
    asking = user.handovers.filter(status=Handover.Status.ASKED)
    waiting = asking.annotate(zone=zones.of_partner()).first()
    amount_idr = ledger.balance(Place.COLLECTOR, user.pk)
    not_accepted = unaccepted_receipts(taken_by=user)
    held = not_accepted.aggregate(oldest_at=Min("collected_at"), sum=handovers.CASH)
    shortage_idr = amount_idr - (held["sum"] or 0)
    oldest_at = held["oldest_at"]
    if shortage_idr > 0:
        short = short_handovers(collector=user).aggregate(since=Min("decided_at"))
        oldest_at = _earliest(oldest_at, short["since"])
    return CashInHand(
        amount_idr=amount_idr,
        oldest_at=oldest_at,
        late_from=late_from([oldest_at], user.partner).get(oldest_at),
        receipts=receipts,
        set_aside=[payment for payment in receipts if payment.pk in asked],
        waiting_handover=waiting,
        shortage_idr=shortage_idr,
    )


def per_collector(*, partner: Partner, at: dt.datetime) -> list[CollectorCash]:
    """The partner's collectors who work, and whoever holds its cash whatever her role is now.

    Who holds it longest comes first.
    """
    rows = (
        unaccepted_receipts(partner=partner)
        .order_by()
        .values("taken_by")
        .annotate(receipts=Count("pk"), oldest_at=Min("collected_at"), sum=handovers.CASH)
    )
    held: dict[int, dict[str, Any]] = {row["taken_by"]: dict(row) for row in rows}
    waiting, short_since = _waiting_and_short(partner)
    people = {
        user.pk: user
        for user in User.objects.filter(
            Q(partner=partner, role=Role.COLLECTOR) | Q(pk__in=[*held, *short_since])
        ).order_by("name")
    }
    amounts = ledger.balances(Place.COLLECTOR, people)
    nothing: dict[str, Any] = {"receipts": 0, "oldest_at": None, "sum": 0}
    shortages, oldest = {}, {}
    for pk in people:
        row = held.get(pk, nothing)
        shortages[pk] = amounts.get(pk, 0) - row["sum"]
        since = short_since.get(pk) if shortages[pk] > 0 else None
        oldest[pk] = _earliest(row["oldest_at"], since)
    deadlines = late_from(list(oldest.values()), partner)
    found = []
    for pk, user in people.items():
        amount_idr = amounts.get(pk, 0)
        works_here = user.is_active and user.partner_id == partner.pk
        if not (amount_idr or (works_here and user.role == Role.COLLECTOR)):
            continue
        late = deadlines.get(oldest[pk])
        found.append(
            CollectorCash(
                collector=user,
                amount_idr=amount_idr,
                receipts=held.get(pk, nothing)["receipts"],
                shortage_idr=shortages[pk],
                oldest_at=oldest[pk],
                late_from=late,
                is_late=late is not None and late <= at,
                waiting_handover=waiting.get(pk),
            )
        )
    return sorted(found, key=_longest_held_first)


def carried(*, user: User) -> int:
    """The cash that person answers for, as a collector or as a treasurer, in rupiah."""
    places = (Place.COLLECTOR, Place.TREASURER)
    return sum(ledger.balance(place, user.pk) for place in places)


def deadline(*, since: dt.datetime, working_hours: int, free: set[dt.date]) -> dt.datetime:
    """When that many hours of working days have passed; `free` are public holidays."""
    moment, left = since.astimezone(months.WIB), dt.timedelta(hours=working_hours)
    while True:
        midnight = months.midnight_after(moment.date())
        if moment.isoweekday() < SATURDAY and moment.date() not in free:
            if left <= midnight - moment:
                return moment + left
            left -= midnight - moment
        moment = midnight


def unaccepted_receipts(**of_whom: Any) -> QuerySet[Payment]:
    """Valid cash receipts whose cash no treasurer has taken over; hand-overs may be waiting.

    `of_whom` as `handovers.unremitted_cash` has it.
    """
    accepted = HandoverLine.objects.filter(
        payment=OuterRef("pk"), live=True, handover__status=Handover.Status.ACCEPTED
    )
    return handovers.unremitted_cash(**of_whom).filter(~Exists(accepted))


def _waiting_and_short(
    partner: Partner,
) -> tuple[dict[int, Handover], dict[int, dt.datetime | None]]:
    """By collector: the hand-over that waits, and since when money of earlier ones is missing."""
    waiting: dict[int, Handover] = {}
    short_since: dict[int, dt.datetime | None] = {}
    rows = Handover.objects.filter(
        Q(status=Handover.Status.ASKED) | Q(pk__in=short_handovers(partner=partner).values("pk")),
        partner=partner,
    )
    for row in rows.order_by("decided_at"):
        if row.status == Handover.Status.ASKED:
            waiting[row.collector_id] = row
        else:
            short_since.setdefault(row.collector_id, row.decided_at)
    return waiting, short_since


def short_handovers(**of_whom: Any) -> QuerySet[Handover]:
    """Accepted hand-overs in which money was missing that no later one has made good.

    A later hand-over expects what was missing too: counted in full, it has settled all before it.
    So has what the partner bears: it is all that was short by then.
    """
    accepted = Handover.objects.filter(status=Handover.Status.ACCEPTED)
    settled = accepted.filter(
        collector=OuterRef("collector"),
        decided_at__gt=OuterRef("decided_at"),
        counted_idr__gte=F("expected_idr"),
    )
    borne = Loss.objects.filter(
        status__in=Loss.BORNE,
        handover__collector=OuterRef("collector"),
        handover__decided_at__gte=OuterRef("decided_at"),
    )
    return accepted.filter(
        ~Exists(settled), ~Exists(borne), counted_idr__lt=F("expected_idr"), **of_whom
    )


def short_people(*, partner: Partner) -> list[str]:
    """Whose hand-overs were short and are not made good, also where the partner is to do so."""
    own = Q(handovers__in=short_handovers(partner=partner))
    borne = Q(handovers__losses__status=Loss.Status.GRANTED, handovers__partner=partner)
    people = User.objects.filter(own | borne).distinct().order_by("name")
    return list(people.values_list("name", flat=True))


def late_from(
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


def _earliest(*moments: dt.datetime | None) -> dt.datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _longest_held_first(line: CollectorCash) -> tuple[bool, str, str]:
    since = line.oldest_at.astimezone(months.WIB).isoformat() if line.oldest_at else ""
    return (line.oldest_at is None, since, str(line.collector))
