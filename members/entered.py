"""What became of the enrolments I entered, and which wait for me to mend them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When

from markets.models import Market, User
from members.models import Decision, Enrolment

# The branch decides within a day.
DECISION_TIME = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Counts:
    """How many of these enrolments are where."""

    returned: int
    waiting: int


def enrolments(*, user: User, markets: QuerySet[Market], text: str = "") -> QuerySet[Enrolment]:
    """Those the user entered, also at drives elsewhere, and all returned ones of these markets:
    who covers a market now mends what a former collector left. Returned first, then waiting, then
    decided; each has the last `reason` that was given, and that whole decision as the one of
    `last_decisions`."""
    last_reason = Decision.objects.filter(enrolment=OuterRef("pk")).order_by("-at", "-pk")
    at_drives = Q(entered_by=user, drive__partner=user.partner_id, market__partner=user.partner_id)
    of_markets = Q(entered_by=user) | Q(status=Enrolment.Status.RETURNED)
    found = Enrolment.objects.filter(
        at_drives | (of_markets & Q(market__in=markets.order_by().values("pk")))
    ).annotate(
        reason=Subquery(last_reason.values("reason")[:1]),
        turn=Case(
            When(status=Enrolment.Status.RETURNED, then=Value(0)),
            When(status=Enrolment.Status.SUBMITTED, then=Value(1)),
            default=Value(2),
        ),
    )
    if text:
        found = found.filter(member__name__icontains=text)
    last = Decision.objects.order_by("-at", "-pk")[:1]
    rows = found.prefetch_related(Prefetch("decisions", queryset=last, to_attr="last_decisions"))
    return rows.select_related("member", "market").order_by("turn", "-submitted_at", "-pk")


def counts(*, user: User, markets: QuerySet[Market]) -> Counts:
    """How many wait for me, and how many for the branch."""
    mine = enrolments(user=user, markets=markets)
    return Counts(
        **mine.order_by().aggregate(
            returned=Count("pk", filter=Q(status=Enrolment.Status.RETURNED)),
            waiting=Count("pk", filter=Q(status=Enrolment.Status.SUBMITTED)),
        )
    )
