"""Which enrolments wait for the branch, for how long, and which comes next."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from markets import months
from markets.models import Market, User
from markets.sorting import Columns, Order
from members import applications, enrolment_warnings, leases
from members.enrolment_warnings import ADULT_AGE
from members.entered import DECISION_TIME
from members.models import Enrolment, Member, ReviewLease

A_PAGE = 50
ANY, NONE = "any", "none"
LATE, SOON = "late", "soon"
SOON_LATE = dt.timedelta(hours=6)  # before the end of the day within which the branch decides
YOUNG, OLD = "young", "old"
OLD_AGE = 60  # five years are left to be enrolled in
COLUMNS = Columns(
    first="dikirim",
    fields={
        "nama": ("member__name",),
        "pasar": ("market__name",),
        "dikirim": ("submitted_at",),
        "oleh": ("entered_by__name",),
    },
)


@dataclass(frozen=True)
class Chosen:
    """What the reviewer narrowed the queue to; empty is everything."""

    text: str = ""
    status: str = Enrolment.Status.SUBMITTED
    partner: int | None = None
    market: int | None = None
    warnings: str = ""  # ANY, NONE, or one code
    drive: int | None = None
    bulk_import: int | None = None
    clock: str = ""  # LATE or SOON
    age: str = ""  # YOUNG, below 18; OLD, 60 and more


@dataclass(frozen=True)
class Clock:
    """The time left for the decision, or the time over, in whole hours."""

    hours: int
    late: bool


@dataclass(frozen=True)
class Line:
    """One enrolment of the queue."""

    enrolment: Enrolment
    clock: Clock | None
    warnings: list[str]
    lease: ReviewLease | None  # who looks at it now


@dataclass(frozen=True)
class Queue:
    """A page of the queue, and how much waits in all, whatever was chosen."""

    lines: list[Line]
    page: Page[Enrolment]
    waiting: int
    late: int
    warned: int
    returned: int


def clock(enrolment: Enrolment, *, at: dt.datetime) -> Clock | None:
    """The day of 24 hours within which the branch decides; nothing for what is decided."""
    if enrolment.status != Enrolment.Status.SUBMITTED:
        return None
    left = enrolment.submitted_at + DECISION_TIME - at
    return Clock(hours=int(abs(left) / dt.timedelta(hours=1)), late=left < dt.timedelta())


def enrolments(
    *, markets: QuerySet[Market], chosen: Chosen, at: dt.datetime
) -> QuerySet[Enrolment]:
    """The chosen enrolments of these markets as of that moment, the longest waiting first."""
    found = Enrolment.objects.filter(market__in=markets)
    wanted = {
        "status": chosen.status,
        "market": chosen.market,
        "market__partner": chosen.partner,
        "drive": chosen.drive,
        "bulk_import": chosen.bulk_import,
        "member__name__icontains": chosen.text,
    }
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    for narrowing in (_warned(chosen), _clocked(chosen, at), _aged(chosen, at)):
        found = found.filter(narrowing)
    rows = found.select_related("member", "market__partner", "entered_by", "lease__by")
    return rows.order_by("submitted_at", "pk")


def _warned(chosen: Chosen) -> Q:
    if chosen.warnings == ANY:
        return ~Q(warnings=[])
    if chosen.warnings == NONE:
        return Q(warnings=[])
    return Q(warnings__contains=[chosen.warnings]) if chosen.warnings else Q()


def _clocked(chosen: Chosen, at: dt.datetime) -> Q:
    late = Q(submitted_at__lt=at - DECISION_TIME)
    if chosen.clock == LATE:
        return late
    if chosen.clock == SOON:
        return ~late & Q(submitted_at__lt=at - DECISION_TIME + SOON_LATE)
    return Q()


def _aged(chosen: Chosen, at: dt.datetime) -> Q:
    on = months.law_day(at)
    if chosen.age == YOUNG:
        return Q(member__birth_date__gt=applications.born_for(ADULT_AGE, on=on))
    if chosen.age == OLD:
        return Q(member__birth_date__lte=applications.born_for(OLD_AGE, on=on))
    return Q()


def columns(chosen: Chosen) -> Columns:
    """By what it may be sorted: of all that was ever decided only by when it was sent."""
    is_short = chosen.status in Enrolment.OPEN or chosen.drive or chosen.bulk_import
    return COLUMNS if is_short else COLUMNS.only("dikirim")


def queue(
    *,
    markets: QuerySet[Market],
    chosen: Chosen,
    order: Order,
    page: str | None,
    at: dt.datetime,
) -> Queue:
    """The page of that number of the queue in that order, as it stands at that moment."""
    found = order.of(enrolments(markets=markets, chosen=chosen, at=at))
    shown = Paginator(found, A_PAGE).get_page(page)
    waits = Q(status=Enrolment.Status.SUBMITTED)
    counted = Enrolment.objects.filter(
        market__in=markets, status__in=[Enrolment.Status.SUBMITTED, Enrolment.Status.RETURNED]
    ).aggregate(
        waiting=Count("pk", filter=waits),
        late=Count("pk", filter=waits & Q(submitted_at__lt=at - DECISION_TIME)),
        warned=Count("pk", filter=waits & ~Q(warnings=[])),
        returned=Count("pk", filter=~waits),
    )
    return Queue(lines=[line(row, at=at) for row in shown], page=shown, **counted)


def line(enrolment: Enrolment, *, at: dt.datetime) -> Line:
    """The enrolment with its clock and its warnings in words."""
    return Line(
        enrolment=enrolment,
        clock=clock(enrolment, at=at),
        warnings=enrolment_warnings.sentences(enrolment.warnings),
        lease=_live_lease(enrolment, at),
    )


def claim_next(
    *,
    markets: QuerySet[Market],
    chosen: Chosen,
    by: User,
    at: dt.datetime,
    after: Enrolment | None = None,
) -> Enrolment | None:
    """The next one to decide of those chosen, now held by `by` and nobody else.

    `after` is the one just seen: later ones come first, then the queue from its start.
    """
    found = enrolments(markets=markets, chosen=chosen, at=at)
    if after is None:
        return leases.take_first(found=found, by=by, at=at)
    later = Q(submitted_at__gt=after.submitted_at) | Q(
        submitted_at=after.submitted_at, pk__gt=after.pk
    )
    return leases.take_first(found=found.filter(later), by=by, at=at) or leases.take_first(
        found=found.exclude(pk=after.pk), by=by, at=at
    )


def _live_lease(enrolment: Enrolment, at: dt.datetime) -> ReviewLease | None:
    lease: ReviewLease | None = getattr(enrolment, "lease", None)
    return lease if lease is not None and lease.until > at else None


def last_of(member: Member, *, markets: QuerySet[Market]) -> Enrolment | None:
    """The member's latest enrolment in these markets."""
    found = member.enrolments.filter(market__in=markets)
    return found.order_by("-entered_at", "-pk").first()
