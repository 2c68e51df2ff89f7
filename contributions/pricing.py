"""What a member owes for a month, and why: the one place that knows the rule. It asks no database.

The declared monthly income picks an income band, the band has a fixed base. JKK and JHT are so
many thousandths of that base, JKM is a flat amount; a relief may multiply JKK and JKM by a
fraction (PP 44/2015, PP 46/2015, PP 50/2025; the figures are rows, see `contributions/tariffs/`).
Amounts are whole rupiah and are never rounded. The tariff follows the month the dues are for,
never the day of payment. A month is written as the date of its first day.
"""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from contributions.models import IncomeBand, Programme, Rate, Relief
from members.models import PayerKind, Sector

# What may be asked: the months the published quote covers, and incomes from Rp1 to this one.
FIRST_MONTH, LAST_MONTH = dt.date(2015, 7, 1), dt.date(2099, 12, 1)
HIGHEST_INCOME_IDR = 999_999_999

JKK, JKM, JHT = (programme.value for programme in Programme)


class UnableToPrice(Exception):
    """No tariff answers for that month or income; the sentence says why, in the user's language."""


class BrokenRupiah(ArithmeticError):
    """A band, rate and relief together do not give whole rupiah: the rows must not be used."""


@dataclass(frozen=True, slots=True)
class ReliefTaken:
    """What a relief takes off one month's dues, in rupiah."""

    name: str
    jkk_idr: int
    jkm_idr: int


@dataclass(frozen=True, slots=True)
class Price:
    """What is owed for one month, each relief already taken off, and where that comes from.

    `income_from_idr` is the lower bound of the band that applies and `income_below_idr` that of
    the next one (None in the top band). `jht_idr` is 0 for a member without JHT.
    """

    month: dt.date
    income_from_idr: int
    income_below_idr: int | None
    base_idr: int
    jkk_idr: int
    jkm_idr: int
    jht_idr: int
    relief: ReliefTaken | None
    regulations: tuple[str, ...]

    @property
    def total_idr(self) -> int:
        """What the member pays for the month."""
        return self.jkk_idr + self.jkm_idr + self.jht_idr

    @property
    def relief_idr(self) -> int:
        """What the relief takes off the month in all."""
        return self.relief.jkk_idr + self.relief.jkm_idr if self.relief else 0

    @property
    def full_jkk_idr(self) -> int:
        """JKK before any relief."""
        return self.jkk_idr + (self.relief.jkk_idr if self.relief else 0)

    @property
    def full_jkm_idr(self) -> int:
        """JKM before any relief."""
        return self.jkm_idr + (self.relief.jkm_idr if self.relief else 0)

    @property
    def dues(self) -> tuple[int, int, int]:
        """JKK, JKM and JHT as owed."""
        return self.jkk_idr, self.jkm_idr, self.jht_idr


class Combination(NamedTuple):
    """All that the dues of a month depend on; `band` counts from 1, as width_bucket does."""

    sector: str
    payer: str
    jht: bool
    band: int


@dataclass(frozen=True, slots=True)
class PriceList:
    """Every price of one month.

    `thresholds` are the lower bounds of the bands, ascending: `width_bucket(income, thresholds)`
    in SQL gives the band number of a combination.
    """

    month: dt.date
    thresholds: tuple[int, ...]
    prices: dict[Combination, Price]


@dataclass(frozen=True, slots=True)
class Tariff:
    """The rows in force in one month, taken once from the database.

    `bands` ascend by their lower bound; `rates` are by programme, `reliefs` by programme and
    sector. Whoever keeps a Tariff keeps it for one job only: it does not notice later rows.
    """

    month: dt.date
    bands: tuple[IncomeBand, ...]
    thresholds: tuple[int, ...]
    rates: dict[str, Rate]
    reliefs: dict[tuple[str, str], Relief]

    def price(self, *, declared_income_idr: int, jht: bool, sector: str, payer: str) -> Price:
        """What a member of this profile owes for the month, and why.

        `payer` pays JKK and JKM. The band is the last one whose lower bound is not above the
        income. Raises UnableToPrice where no band begins that low.
        """
        sector, payer = Sector(sector).value, PayerKind(payer).value
        number = bisect_right(self.thresholds, declared_income_idr)
        if number == 0:
            raise UnableToPrice(_("Tidak ada rentang untuk penghasilan itu."))
        band = self.bands[number - 1]
        jkk_relief = self._relief(JKK, sector, payer)
        jkm_relief = self._relief(JKM, sector, payer)
        full_jkk = _full(self.rates[JKK], band)
        full_jkm = _full(self.rates[JKM], band)
        jkk, jkm = _relieved(full_jkk, jkk_relief), _relieved(full_jkm, jkm_relief)
        reliefs = [relief for relief in (jkk_relief, jkm_relief) if relief]
        return Price(
            month=self.month,
            income_from_idr=band.income_from_idr,
            income_below_idr=(*self.thresholds, None)[number],
            base_idr=band.base_idr,
            jkk_idr=jkk,
            jkm_idr=jkm,
            jht_idr=_full(self.rates[JHT], band) if jht else 0,
            relief=_taken(reliefs, full_jkk - jkk, full_jkm - jkm),
            regulations=self._regulations(band, jht, reliefs),
        )

    def _relief(self, programme: str, sector: str, payer: str) -> Relief | None:
        relief = self.reliefs.get((programme, sector))
        return None if relief is None or payer in relief.excluded_payers else relief

    def _regulations(self, band: IncomeBand, jht: bool, reliefs: list[Relief]) -> tuple[str, ...]:
        programmes = (JKK, JKM, JHT) if jht else (JKK, JKM)
        rows = [band, *(self.rates[programme] for programme in programmes), *reliefs]
        return tuple(dict.fromkeys(row.regulation.name for row in rows))

    def price_list(self) -> PriceList:
        """The price of every band for every sector, payer and package."""
        prices = {
            Combination(sector, payer, jht, number): self.price(
                declared_income_idr=threshold, jht=jht, sector=sector, payer=payer
            )
            for sector in Sector.values
            for payer in PayerKind.values
            for jht in (False, True)
            for number, threshold in enumerate(self.thresholds, start=1)
        }
        return PriceList(self.month, self.thresholds, prices)


def _full(rate: Rate, band: IncomeBand) -> int:
    if rate.flat_idr is not None:
        return rate.flat_idr
    return _share(band.base_idr, rate.per_mille or 0, 1000)


def _relieved(full_idr: int, relief: Relief | None) -> int:
    if relief is None:
        return full_idr
    return _share(full_idr, relief.multiplier_numerator, relief.multiplier_denominator)


def _share(amount_idr: int, numerator: int, denominator: int) -> int:
    """That fraction of the amount. Raises BrokenRupiah where it is not a whole rupiah."""
    share, remainder = divmod(amount_idr * numerator, denominator)
    if remainder:
        raise BrokenRupiah(f"{numerator}/{denominator} of Rp{amount_idr} is not a whole rupiah")
    return share


def _taken(reliefs: list[Relief], jkk_idr: int, jkm_idr: int) -> ReliefTaken | None:
    names = dict.fromkeys(relief.name for relief in reliefs)
    return ReliefTaken(" + ".join(names), jkk_idr, jkm_idr) if names else None
