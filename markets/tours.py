"""The introduction at a person's first login, in three steps; closed once, it stays closed."""

import datetime as dt

from markets.models import User


def close(*, by: User, at: dt.datetime) -> None:
    """The person has seen it, or wants none of it; when that was first said is kept."""
    if by.tour_closed_at is None:
        by.tour_closed_at = at
        by.save(update_fields=["tour_closed_at"])
