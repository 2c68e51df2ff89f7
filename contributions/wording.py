"""How sentences for users name months and money, in the user's language."""

import datetime as dt
from collections.abc import Iterable

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from markets.models import Market, Stall


def rupiah(amount_idr: int) -> str:
    """16800 becomes `Rp16.800`."""
    return ("-" if amount_idr < 0 else "") + f"Rp{abs(amount_idr):,}".replace(",", ".")


def month(value: dt.date) -> str:
    """`November 2026`."""
    return date_format(value, "F Y")


def day(value: dt.date) -> str:
    """`15 November 2026`."""
    return date_format(value, "j F Y")


def moment(at: dt.datetime, market: Market) -> str:
    """`15 November 2026, 14.05 WITA`: day and time in the market's zone."""
    there = at.astimezone(market.time_zone)
    return f"{day(there)}, {there:%H.%M} {market.get_zone_display()}"


def month_list(values: Iterable[dt.date]) -> str:
    """`Oktober 2026, November 2026 dan Desember 2026`."""
    names = [month(value) for value in values]
    if len(names) < 2:
        return "".join(names)
    return _("%(most)s dan %(last)s") % {"most": ", ".join(names[:-1]), "last": names[-1]}


def place_words(*, block: str | None, stall_kind: str | None, stall_number: str | None) -> str:
    """`Blok A · Kios 12`; whatever of it is known."""
    stall = f"{Stall.Kind(stall_kind).label} {stall_number}" if stall_kind else None
    return " · ".join(filter(None, (block, stall)))
