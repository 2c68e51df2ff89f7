"""What would it cost? Dues of one or several months, summed month by month, and the next change."""

import datetime as dt
from dataclasses import dataclass

from contributions import tariff
from contributions.tariff import MONTHS_LOOKED_AHEAD, Price


@dataclass(frozen=True)
class Simulation:
    """Prices of consecutive months, and the first price after the first month that differs."""

    declared_income_idr: int
    prices: tuple[Price, ...]
    next_change: Price | None

    @property
    def first(self) -> Price:
        """The price of the first month."""
        return self.prices[0]

    @property
    def last(self) -> Price:
        """The price of the last month."""
        return self.prices[-1]

    @property
    def total_idr(self) -> int:
        """What all the months cost together."""
        return sum(price.total_idr for price in self.prices)


def simulate(
    *, run: list[dt.date], declared_income_idr: int, jht: bool, sector: str, payer: str
) -> Simulation:
    """The dues of those consecutive months, in one query. Raises UnableToPrice."""
    tariffs = tariff.ahead(run[0], max(len(run), MONTHS_LOOKED_AHEAD + 1))
    prices = tuple(
        tariffs.in_force(month).price(
            declared_income_idr=declared_income_idr, jht=jht, sector=sector, payer=payer
        )
        for month in run
    )
    change = tariffs.next_change(
        month=run[0], declared_income_idr=declared_income_idr, jht=jht, sector=sector, payer=payer
    )
    return Simulation(declared_income_idr, prices, change[1] if change else None)
