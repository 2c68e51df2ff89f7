"""Which enrolments wait for the branch, for how long, and which comes next."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from markets.models import Market, User
from members import enrolment_warnings, leases
from members.entered import DECISION_TIME
from members.models import Enrolment, Member, ReviewLease

A_PAGE = 50
ANY, NONE = "any", "none"


@dataclass(frozen=True)
class Chosen:
    """What the reviewer narrowed the queue to; empty is everything."""

    text: str = ""
    status: str = Enrolment.Status.SUBMITTED
    partner: int | None = None
    market: int | None = None
    warnings: str = ""  # ANY, NONE, or one code


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


def enrolments(*, markets: QuerySet[Market], chosen: Chosen) -> QuerySet[Enrolment]:
    """The chosen enrolments of these markets, the longest waiting first."""
    found = Enrolment.objects.filter(market__in=markets)
    if chosen.status:
        found = found.filter(status=chosen.status)
    if chosen.market:
        found = found.filter(market=chosen.market)
    if chosen.partner:
        found = found.filter(market__partner=chosen.partner)
    if chosen.text:
        found = found.filter(member__name__icontains=chosen.text)
    if chosen.warnings == ANY:
        found = found.exclude(warnings=[])
    elif chosen.warnings == NONE:
        found = found.filter(warnings=[])
    elif chosen.warnings:
        found = found.filter(warnings__contains=[chosen.warnings])
    rows = found.select_related("member", "market__partner", "entered_by", "lease__by")
    return rows.order_by("submitted_at", "pk")


def queue(*, markets: QuerySet[Market], chosen: Chosen, page: str | None, at: dt.datetime) -> Queue:
    """The page of that number of the queue, as it stands at that moment."""
    shown = Paginator(enrolments(markets=markets, chosen=chosen), A_PAGE).get_page(page)
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
    found = enrolments(markets=markets, chosen=chosen)
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
