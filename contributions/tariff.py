"""Which tariff is in force in a month, and what it asks of a member.

The rows are read here; the rule itself is in `contributions/pricing.py`. Nothing is kept between
calls, so a newly loaded regulation counts at once. A month is the date of its first day.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from contributions import tariff_rows
from contributions.models import IncomeBand, Programme, Rate, Relief
from contributions.pricing import (
    BrokenRupiah,
    Combination,
    Price,
    PriceList,
    ReliefTaken,
    Tariff,
    UnableToPrice,
)
from markets import months

__all__ = [
    "BrokenRupiah",
    "Combination",
    "Price",
    "PriceList",
    "ReliefTaken",
    "Tariff",
    "TariffsAhead",
    "UnableToPrice",
    "ahead",
    "hold",
    "in_force",
    "lock",
    "next_change",
    "price",
    "price_list",
]

MONTHS_LOOKED_AHEAD = 12


@dataclass(frozen=True, slots=True)
class TariffsAhead:
    """The tariffs of a run of consecutive months, for one job that looks at several of them."""

    tariffs: dict[dt.date, Tariff]

    def in_force(self, month: dt.date) -> Tariff:
        """The tariff of that month. Raises UnableToPrice where the rows do not make one."""
        if month not in self.tariffs:
            when = date_format(month, "F Y")
            raise UnableToPrice(_("Belum ada tarif iuran untuk %(month)s.") % {"month": when})
        return self.tariffs[month]

    def next_change(
        self, *, month: dt.date, declared_income_idr: int, jht: bool, sector: str, payer: str
    ) -> tuple[dt.date, Price] | None:
        """The first later month whose dues differ from those of `month`, and its price.

        Looks at most 12 months ahead, and no further than the tariffs at hand.
        """

        def price(which: dt.date) -> Price:
            return self.in_force(which).price(
                declared_income_idr=declared_income_idr, jht=jht, sector=sector, payer=payer
            )

        now = price(month)
        for later in months.run(months.add(month, 1), MONTHS_LOOKED_AHEAD):
            if later not in self.tariffs:
                return None
            if (then := price(later)).dues != now.dues:
                return later, then
        return None


def hold() -> None:
    """Let no new regulation come until the transaction ends.

    For whoever reads prices and writes rows by them; many may hold the tariff at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext('contributions.tariff'))")


def lock() -> None:
    """Keep the tariff for oneself until the transaction ends: for whoever changes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('contributions.tariff'))")


def in_force(month: dt.date) -> Tariff:
    """The tariff of that month, in one query. Raises UnableToPrice where there is none."""
    return ahead(month, 1).in_force(month)


def ahead(first_month: dt.date, count: int) -> TariffsAhead:
    """The tariffs of that many months from the first on, in one query whatever their number."""
    if first_month.day != 1:
        raise ValueError(f"{first_month} is not the first day of a month")
    run = months.run(first_month, count)
    rows = tariff_rows.touching(first=run[0], last=run[-1])
    tariffs = (_of_month(month, rows.bands, rows.rates, rows.reliefs) for month in run)
    return TariffsAhead({tariff.month: tariff for tariff in tariffs if tariff is not None})


def _of_month(
    month: dt.date, bands: list[IncomeBand], rates: list[Rate], reliefs: list[Relief]
) -> Tariff | None:
    """The rows of that month as a tariff; None while bands or the rate of a programme lack."""
    bands_then = tuple(band for band in bands if band.holds_in(month))
    rates_then = {rate.programme: rate for rate in rates if rate.holds_in(month)}
    if not bands_then or len(rates_then) < len(Programme):
        return None
    return Tariff(
        month=month,
        bands=bands_then,
        thresholds=tuple(band.income_from_idr for band in bands_then),
        rates=rates_then,
        reliefs={
            (relief.programme, relief.sector): relief
            for relief in reliefs
            if relief.holds_in(month)
        },
    )


def price(*, month: dt.date, declared_income_idr: int, jht: bool, sector: str, payer: str) -> Price:
    """What a member of this profile owes for that month, and why."""
    return in_force(month).price(
        declared_income_idr=declared_income_idr, jht=jht, sector=sector, payer=payer
    )


def price_list(month: dt.date) -> PriceList:
    """Every price of that month, for billing many members at once."""
    return in_force(month).price_list()


def next_change(
    *, month: dt.date, declared_income_idr: int, jht: bool, sector: str, payer: str
) -> tuple[dt.date, Price] | None:
    """The first of the 12 months after `month` whose dues differ from those of `month`."""
    return ahead(month, MONTHS_LOOKED_AHEAD + 1).next_change(
        month=month, declared_income_idr=declared_income_idr, jht=jht, sector=sector, payer=payer
    )
