"""Which people of a list are shown: by name, and by where they are."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

Rows = TypeVar("Rows", bound=Model)


@dataclass(frozen=True)
class Chosen:
    """What a list of people was narrowed to; empty is everything. Places by id."""

    text: str = ""
    partner: int | None = None
    market: int | None = None


def narrowed(
    rows: QuerySet[Rows], *, chosen: Chosen, member: str, market: str = ""
) -> QuerySet[Rows]:
    """The rows of the chosen people.

    `member` leads from a row to the person, `market` to the market where it is not hers of today.
    """
    market = market or f"{member}__market"
    wanted: dict[str, Any] = {
        f"{member}__name__icontains": chosen.text,
        f"{market}__partner": chosen.partner,
        market: chosen.market,
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})
