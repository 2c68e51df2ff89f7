"""The database refuses a tariff that contradicts itself: one test for each constraint."""

import datetime as dt

import pytest
from django.db import IntegrityError, InternalError

from contributions.models import IncomeBand, Rate, Regulation, Relief

pytestmark = pytest.mark.django_db

MAY_2040 = dt.date(2040, 5, 1)


@pytest.fixture
def regulation():
    return Regulation.objects.create(
        name="Contoh 1/2040", title="Contoh", source="Karangan", certainty="verified"
    )


def relief(regulation, **changed):
    stated = {
        "name": "Contoh",
        "programme": "jkk",
        "sector": "transport",
        "first_month": MAY_2040,
        "last_month": dt.date(2040, 8, 1),
        "multiplier_numerator": 1,
        "multiplier_denominator": 2,
        "certainty": "verified",
    }
    return Relief.objects.create(regulation=regulation, **{**stated, **changed})


def ended_rates(regulation):
    """End the rates in force, so that others find their months free."""
    Rate.objects.update(last_month=dt.date(2039, 12, 1), ended_by=regulation)


def rate(regulation, **changed):
    stated = {"programme": "jkk", "first_month": MAY_2040, "per_mille": 10, "certainty": "verified"}
    return Rate.objects.create(regulation=regulation, **{**stated, **changed})


def band(regulation, **changed):
    stated = {
        "income_from_idr": 0,
        "base_idr": 1_000_000,
        "first_month": MAY_2040,
        "certainty": "verified",
    }
    return IncomeBand.objects.create(regulation=regulation, **{**stated, **changed})


def ended_bands(regulation):
    IncomeBand.objects.update(last_month=dt.date(2039, 12, 1), ended_by=regulation)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ((2040, 8), (2040, 9)),
        ((2040, 1), (2040, 5)),
        ((2040, 6), (2040, 6)),
        ((2040, 1), (2041, 1)),
    ],
)
def test_reliefs_of_one_programme_and_sector_never_overlap(regulation, first, last):
    relief(regulation)
    with pytest.raises(IntegrityError, match="relief_of_programme_and_sector_holds_once_at_a_time"):
        relief(regulation, first_month=dt.date(*first, 1), last_month=dt.date(*last, 1))


def test_reliefs_may_follow_each_other_and_stand_beside_each_other(regulation):
    relief(regulation)
    relief(regulation, first_month=dt.date(2040, 9, 1), last_month=dt.date(2040, 9, 1))
    relief(regulation, sector="non_transport")
    relief(regulation, programme="jkm")
    assert Relief.objects.filter(regulation=regulation).count() == 4


def test_rates_of_one_programme_never_overlap(regulation):
    with pytest.raises(IntegrityError, match="rate_of_a_programme_is_in_force_once_at_a_time"):
        rate(regulation)


def test_a_band_is_in_force_once_at_a_time(regulation):
    ended_bands(regulation)
    band(regulation)
    with pytest.raises(IntegrityError, match="income_band_is_in_force_once_at_a_time"):
        band(regulation, first_month=dt.date(2041, 1, 1))


def test_bands_of_two_regulations_never_mix(regulation):
    with pytest.raises(IntegrityError, match="income_bands_of_two_regulations_do_not_mix"):
        band(regulation, income_from_idr=123_456)


@pytest.mark.parametrize(
    "changed",
    [
        {"first_month": dt.date(2040, 5, 2)},
        {"last_month": dt.date(2040, 8, 31)},
        {"last_month": dt.date(2040, 4, 1)},
    ],
)
def test_months_of_a_relief_are_first_days_in_order(regulation, changed):
    with pytest.raises(IntegrityError, match="relief_months_are_first_days_in_order"):
        relief(regulation, **changed)


@pytest.mark.parametrize("last_month", [dt.date(2040, 4, 1), dt.date(2040, 8, 31)])
def test_months_of_a_rate_are_first_days_in_order(regulation, last_month):
    ended_rates(regulation)
    with pytest.raises(IntegrityError, match="rate_months_are_first_days_in_order"):
        rate(regulation, last_month=last_month)


@pytest.mark.parametrize("last_month", [dt.date(2040, 4, 1), dt.date(2040, 8, 31)])
def test_months_of_a_band_are_first_days_in_order(regulation, last_month):
    ended_bands(regulation)
    with pytest.raises(IntegrityError, match="income_band_months_are_first_days_in_order"):
        band(regulation, last_month=last_month)


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"programme": "jht"}, "relief_is_for_jkk_or_jkm_only"),
        ({"sector": "fishing"}, "relief_sector_is_known"),
        ({"excluded_payers": ["self", "nobody"]}, "relief_excludes_known_payers"),
        ({"multiplier_numerator": 2}, "relief_multiplier_is_a_proper_fraction"),
        ({"multiplier_numerator": 0}, "relief_multiplier_is_a_proper_fraction"),
        ({"last_month": None}, "relief_has_a_last_month"),
    ],
)
def test_a_relief_is_a_proper_fraction_of_known_dues_for_a_time(regulation, changed, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        relief(regulation, **changed)


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"programme": "jkp"}, "rate_programme_is_known"),
        ({"flat_idr": 6_800}, "rate_is_either_per_mille_or_flat"),
        ({"per_mille": 1001}, "rate_is_either_per_mille_or_flat"),
        ({"per_mille": None}, "rate_is_either_per_mille_or_flat"),
        ({"per_mille": None, "flat_idr": 0}, "rate_is_either_per_mille_or_flat"),
    ],
)
def test_a_rate_is_a_share_of_the_base_or_a_flat_amount(regulation, changed, constraint):
    ended_rates(regulation)
    with pytest.raises(IntegrityError, match=constraint):
        rate(regulation, **changed)


def test_a_base_is_positive(regulation):
    ended_bands(regulation)
    with pytest.raises(IntegrityError, match="income_band_base_is_positive"):
        band(regulation, base_idr=0)


@pytest.mark.parametrize(("kind", "word"), [(IncomeBand, "income_band"), (Rate, "rate")])
def test_what_a_regulation_has_ended_has_a_last_month(regulation, kind, word):
    with pytest.raises(IntegrityError, match=f"{word}_ended_by_a_regulation_has_a_last_month"):
        kind.objects.update(ended_by=regulation)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (IncomeBand, {"base_idr": 1}),
        (Rate, {"first_month": MAY_2040}),
        (Relief, {"multiplier_denominator": 3}),
    ],
)
def test_the_figures_of_a_loaded_row_never_change(kind, change):
    with pytest.raises(InternalError, match="Cannot update row"):
        kind.objects.update(**change)


@pytest.mark.parametrize("kind", [IncomeBand, Rate, Relief])
def test_a_loaded_row_is_never_deleted(kind):
    with pytest.raises(InternalError, match="Cannot delete row"):
        kind.objects.all()[:1].get().delete()
