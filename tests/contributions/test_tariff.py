"""What a member owes for a month, and why."""

import datetime as dt

import pytest
from django.db import connection

from contributions import tariff
from contributions.models import IncomeBand, Rate, Regulation, Relief
from markets import months
from members.models import PayerKind, Sector
from tests.contributions.expected_dues import BANDS, HALF_JKM, HALVED, HALVED_PAYERS, JKM

pytestmark = pytest.mark.django_db

NOVEMBER = dt.date(2026, 11, 1)
TRADER = {"sector": Sector.NON_TRANSPORT, "payer": PayerKind.SELF}
LEAST = {"declared_income_idr": 800_000, "jht": False, **TRADER}


@pytest.mark.parametrize(("month", "sector"), HALVED)
def test_every_band_package_and_payer_owes_what_the_law_says(month, sector):
    in_force = tariff.in_force(months.parse(month))
    for payer, may_be_halved in HALVED_PAYERS.items():
        halved = HALVED[month, sector] and may_be_halved
        for band in BANDS:
            for jht in (False, True):
                price = in_force.price(
                    declared_income_idr=band.income_from, jht=jht, sector=sector, payer=payer
                )
                assert price.base_idr == band.base
                assert price.jkk_idr == (band.half_jkk if halved else band.jkk)
                assert price.jkm_idr == (HALF_JKM if halved else JKM)
                assert price.jht_idr == (band.jht if jht else 0)
                total, with_jht = (
                    (band.half_total, band.half_total_with_jht)
                    if halved
                    else (band.total, band.total_with_jht)
                )
                assert price.total_idr == (with_jht if jht else total)
                assert price.relief_idr == (band.total - band.half_total if halved else 0)
                assert (price.relief is None) == (not halved)


def test_there_are_thirty_three_bands():
    assert len(BANDS) == 33
    assert [band.income_from for band in BANDS] == list(tariff.in_force(NOVEMBER).thresholds)


def test_november_to_january_at_the_lowest_band_is_33600():
    run = months.run(NOVEMBER, 3)
    assert [tariff.price(month=month, **LEAST).total_idr for month in run] == [8_400, 8_400, 16_800]
    assert sum(tariff.price(month=month, **LEAST).total_idr for month in run) == 33_600


@pytest.mark.parametrize(
    ("month", "jht", "total"),
    [
        ("2026-12", False, 8_400),
        ("2026-12", True, 28_400),
        ("2027-01", False, 16_800),
        ("2027-01", True, 36_800),
    ],
)
def test_least_dues(month, jht, total):
    price = tariff.price(month=months.parse(month), **{**LEAST, "jht": jht})
    assert price.total_idr == total


def test_highest_dues():
    price = tariff.price(
        month=dt.date(2027, 1, 1), declared_income_idr=999_999_999, jht=True, **TRADER
    )
    assert (price.jkk_idr, price.jkm_idr, price.jht_idr) == (207_000, 6_800, 414_000)


@pytest.mark.parametrize(
    ("income", "base"),
    [
        (1, 1_000_000),
        (800_000, 1_000_000),
        (1_099_000, 1_000_000),
        (1_099_001, 1_000_000),
        (1_099_999, 1_000_000),
        (1_100_000, 1_200_000),
        (1_299_999, 1_200_000),
        (1_300_000, 1_400_000),
        (2_699_999, 2_600_000),
        (2_700_000, 2_950_000),
        (8_199_999, 7_950_000),
        (8_200_000, 8_700_000),
        (20_199_999, 19_700_000),
        (20_200_000, 20_700_000),
        (999_999_999, 20_700_000),
    ],
)
def test_the_band_is_the_last_one_that_begins_at_or_below_the_income(income, base):
    price = tariff.price(month=NOVEMBER, declared_income_idr=income, jht=False, **TRADER)
    assert price.base_idr == base
    assert price.income_from_idr <= income
    assert price.income_below_idr is None or income < price.income_below_idr


def test_a_price_says_why():
    price = tariff.price(month=NOVEMBER, declared_income_idr=1_500_000, jht=True, **TRADER)
    assert (price.income_from_idr, price.income_below_idr) == (1_500_000, 1_700_000)
    assert price.regulations == ("PP 44/2015", "PP 46/2015", "PP 50/2025")
    assert price.relief == tariff.ReliefTaken("Keringanan 50% PP 50/2025", 8_000, 3_400)
    assert (price.full_jkk_idr, price.full_jkm_idr) == (16_000, 6_800)


def test_a_price_names_only_the_regulations_it_rests_on():
    price = tariff.price(month=dt.date(2027, 1, 1), **LEAST)
    assert price.regulations == ("PP 44/2015",)
    assert price.relief is None


@pytest.mark.parametrize("month", [dt.date(2015, 6, 1), dt.date(2000, 1, 1)])
def test_a_month_before_the_first_tariff_is_refused_with_a_reason(month):
    with pytest.raises(tariff.UnableToPrice, match="Belum ada tarif iuran untuk J"):
        tariff.price(month=month, **LEAST)


def test_the_first_month_of_the_tariff_has_full_dues():
    assert tariff.price(month=dt.date(2015, 7, 1), **LEAST).total_idr == 16_800


def test_an_income_below_every_band_is_refused():
    with pytest.raises(tariff.UnableToPrice, match="Tidak ada rentang"):
        tariff.price(month=NOVEMBER, **{**LEAST, "declared_income_idr": -1})


@pytest.mark.parametrize("wrong", [{"sector": "fishing"}, {"payer": "nobody"}])
def test_an_unknown_sector_or_payer_is_no_price_without_relief(wrong):
    with pytest.raises(ValueError, match="is not a valid"):
        tariff.price(month=NOVEMBER, **{**LEAST, **wrong})


def test_a_day_that_is_not_the_first_of_a_month_is_refused():
    with pytest.raises(ValueError, match="2026-11-15 is not the first day"):
        tariff.in_force(dt.date(2026, 11, 15))


def test_a_broken_rupiah_is_never_rounded():
    regulation = Regulation(name="Contoh")
    band = IncomeBand(regulation=regulation, income_from_idr=0, base_idr=1_000_050)
    rates = {
        "jkk": Rate(regulation=regulation, programme="jkk", per_mille=10),
        "jkm": Rate(regulation=regulation, programme="jkm", flat_idr=6_800),
        "jht": Rate(regulation=regulation, programme="jht", per_mille=20),
    }
    broken = tariff.Tariff(NOVEMBER, (band,), (0,), rates, {})
    with pytest.raises(tariff.BrokenRupiah, match=r"10/1000 of Rp1000050"):
        broken.price(**LEAST)


def test_two_reliefs_of_one_month_are_both_named():
    regulation = Regulation(name="Contoh")
    half = {"multiplier_numerator": 1, "multiplier_denominator": 2, "excluded_payers": []}
    reliefs = {
        ("jkk", "non_transport"): Relief(regulation=regulation, name="Satu", **half),
        ("jkm", "non_transport"): Relief(regulation=regulation, name="Dua", **half),
    }
    now = tariff.in_force(dt.date(2027, 4, 1))
    both = tariff.Tariff(now.month, now.bands, now.thresholds, now.rates, reliefs)
    assert both.price(**LEAST).relief == tariff.ReliefTaken("Satu + Dua", 5_000, 3_400)


class TestPriceList:
    def test_it_holds_every_combination(self):
        listed = tariff.price_list(NOVEMBER)
        assert len(listed.prices) == 528
        assert listed.thresholds == tuple(band.income_from for band in BANDS)

    def test_it_holds_the_prices_the_rule_gives(self):
        in_force = tariff.in_force(NOVEMBER)
        for wanted, price in in_force.price_list().prices.items():
            income = BANDS[wanted.band - 1].income_from + 50_000
            assert price == in_force.price(
                declared_income_idr=income, jht=wanted.jht, sector=wanted.sector, payer=wanted.payer
            )

    def test_its_lowest_and_highest_prices_are_those_of_the_law(self):
        prices = tariff.price_list(NOVEMBER).prices
        low = prices[tariff.Combination("non_transport", "self", False, 1)]
        assert low.total_idr == 8_400
        top = prices[tariff.Combination("transport", "apbd", True, 33)]
        assert (top.jkk_idr, top.jkm_idr, top.jht_idr) == (207_000, 6_800, 414_000)

    def test_the_database_finds_the_same_band(self):
        listed = tariff.price_list(NOVEMBER)
        incomes = [1, 800_000, 1_099_999, 1_100_000, 20_199_999, 20_200_000, 999_999_999]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT width_bucket(income, %s) FROM unnest(%s) AS income",
                [list(listed.thresholds), incomes],
            )
            numbers = [number for (number,) in cursor.fetchall()]
        assert numbers == [1, 1, 1, 2, 32, 33, 33]


@pytest.mark.parametrize(
    ("month", "changed", "next_month", "next_total"),
    [
        ("2026-11", {}, "2027-01", 16_800),
        ("2026-11", {"jht": True}, "2027-01", 36_800),
        ("2026-03", {}, "2026-04", 8_400),
        ("2025-04", {}, "2026-04", 8_400),
        ("2026-11", {"sector": Sector.TRANSPORT}, "2027-04", 16_800),
        ("2025-12", {"sector": Sector.TRANSPORT}, "2026-01", 8_400),
        ("2026-11", {"payer": PayerKind.OTHER_SPONSOR}, "2027-01", 16_800),
    ],
)
def test_the_next_change_is_seen_up_to_twelve_months_ahead(month, changed, next_month, next_total):
    found = tariff.next_change(month=months.parse(month), **{**LEAST, **changed})
    assert found is not None
    assert (found[0], found[1].total_idr) == (months.parse(next_month), next_total)


@pytest.mark.parametrize(
    ("month", "changed"),
    [("2027-01", {}), ("2025-03", {}), ("2026-11", {"payer": PayerKind.APBD})],
)
def test_where_nothing_changes_within_a_year_there_is_no_next_change(month, changed):
    assert tariff.next_change(month=months.parse(month), **{**LEAST, **changed}) is None


def test_one_query_answers_one_month_or_thirteen(django_assert_num_queries):
    with django_assert_num_queries(1):
        tariff.price(month=NOVEMBER, **LEAST)
    with django_assert_num_queries(1):
        tariff.price_list(NOVEMBER)
    with django_assert_num_queries(1):
        tariff.next_change(month=NOVEMBER, **LEAST)
