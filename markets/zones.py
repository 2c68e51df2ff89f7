"""In whose zone a partner's own times are shown: a hand-over's, or of cash of several markets.

A time of one market is shown in that market's zone. A partner works in one part of the country, so
its times are shown in the zone of its first market.
"""

from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from markets.models import Market, Partner


def zone_of(partner: Partner | None) -> str:
    """The partner's zone, as `Market.Zone` has it; WIB without a partner or market."""
    found = Market.objects.filter(partner=partner).order_by("pk").values_list("zone", flat=True)
    return (found.first() if partner else None) or Market.Zone.WIB


def of_partner(path: str = "partner") -> Coalesce:
    """The zone of each row's partner, which lies at that path, as a column."""
    found: Any = Market.objects.filter(partner=OuterRef(path)).order_by("pk").values("zone")
    return Coalesce(Subquery(found[:1]), Value(Market.Zone.WIB))
