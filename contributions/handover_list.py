"""Which hand-overs were decided: whose, when, and which did not match."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from contributions.models import Handover
from markets import months
from markets.sorting import Columns

DIFFERING = "differing"
COLUMNS = Columns(
    first="-diputuskan",
    fields={
        "kolektor": ("collector__name",),
        "diputuskan": ("decided_at",),
        "status": ("status",),
        "seharusnya": ("expected_idr",),
        "dihitung": ("counted_idr",),
        "selisih": ("off_by_idr",),
    },
)


@dataclass(frozen=True)
class Chosen:
    """What the list is narrowed to; `outcome` is one of Handover.Status, or DIFFERING."""

    text: str = ""  # in the collector's name
    outcome: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


def columns(chosen: Chosen) -> Columns:
    """By what they may be sorted: those of all years only by when they were decided."""
    is_narrow = chosen.outcome in (DIFFERING, Handover.Status.REFUSED)
    is_short = is_narrow or chosen.text or chosen.first_day
    return COLUMNS if is_short else COLUMNS.only("diputuskan")


def decided(*, found: QuerySet[Handover], chosen: Chosen) -> QuerySet[Any]:
    """Those of `found` that are decided and chosen.

    `off_by_idr` is counted minus expected; nothing where it was refused.
    """
    found = found.exclude(status=Handover.Status.ASKED)
    if chosen.text:
        found = found.filter(collector__name__icontains=chosen.text)
    if chosen.outcome == DIFFERING:
        found = found.filter(status=Handover.Status.ACCEPTED)
        found = found.exclude(counted_idr=F("expected_idr"))
    elif chosen.outcome:
        found = found.filter(status=chosen.outcome)
    if chosen.first_day:
        found = found.filter(decided_at__gte=months.midnight_before(chosen.first_day))
    if chosen.last_day:
        found = found.filter(decided_at__lt=months.midnight_after(chosen.last_day))
    return found.annotate(off_by_idr=F("counted_idr") - F("expected_idr"))
