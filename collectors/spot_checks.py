"""The monthly spot check: each partner's people are drawn once a month, as soon as it begins.

Here and not below, because what visits found out about stalls belongs to this app.
"""

import datetime as dt

from django.db.models import OuterRef, Subquery

from collectors.models import Visit
from contributions import spot_draws
from markets.models import Partner

# Only what the last visit of these days found counts.
LATELY = dt.timedelta(days=60)
CLOSED = (Visit.Outcome.CLOSED, Visit.Outcome.MOVED)


def closed_stalls(*, partner: Partner, at: dt.datetime) -> set[int]:
    """The partner's members whose last visit lately found the stall closed, or them moved."""
    visits = Visit.objects.filter(market__partner=partner, at__gte=at - LATELY)
    last = visits.filter(member=OuterRef("member")).order_by("-at", "-pk")
    found = visits.filter(outcome__in=CLOSED, pk=Subquery(last.values("pk")[:1]))
    return set(found.values_list("member", flat=True))


def draw_due(*, at: dt.datetime) -> int:
    """Draw for every partner that has not drawn this month; answers for how many it was done."""
    made = [
        spot_draws.draw(partner=partner, closed_stalls=closed_stalls(partner=partner, at=at), at=at)
        for partner in spot_draws.due(at=at)
    ]
    return len([draw for draw in made if draw is not None])
