"""What the dues of a person who is being enrolled would be: this month, and after the next change.

Handed to the pages of an enrolment by the address list, as they lie below and know no tariff.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from contributions import tariff
from contributions.tariff import MONTHS_LOOKED_AHEAD, Price, TariffsAhead, UnableToPrice
from markets import months


@dataclass(frozen=True)
class ShownDues:
    """The month's price of a declared income without and with JHT, in rupiah a month.

    `later` is the first of the coming months in which it differs, both ways; None without one.
    """

    declared_income_idr: int
    without_jht: Price
    with_jht: Price
    later: "ShownDues | None" = None

    @property
    def month(self) -> dt.date:
        """The month whose dues these are."""
        return self.without_jht.month


def of(*, declared_income_idr: int, sector: str, payer: str, on: dt.date) -> ShownDues | None:
    """The dues of that profile on that day, in one query; None while no tariff answers for it."""
    month = months.first_of(on)
    tariffs = tariff.ahead(month, MONTHS_LOOKED_AHEAD + 1)
    profile: dict[str, Any] = {
        "declared_income_idr": declared_income_idr,
        "sector": sector,
        "payer": payer,
    }
    try:
        change = tariffs.next_change(month=month, **profile, jht=True)
        now = _prices(tariffs, month, profile)
        later = _prices(tariffs, change[0], profile) if change else None
    except UnableToPrice:
        return None
    return ShownDues(
        declared_income_idr, *now, ShownDues(declared_income_idr, *later) if later else None
    )


def _prices(tariffs: TariffsAhead, month: dt.date, profile: dict[str, Any]) -> tuple[Price, Price]:
    in_force = tariffs.in_force(month)
    return in_force.price(**profile, jht=False), in_force.price(**profile, jht=True)
