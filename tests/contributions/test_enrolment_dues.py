"""What the dues of a person would be, shown to her while she is enrolled."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from contributions import enrolment_dues
from tests.factories import NOON, TODAY, make_collector, make_market

pytestmark = pytest.mark.django_db
ASKED = {"step": "kerja", "go": "kerja", "sector": "non_transport"}
PROFILE = {"sector": "non_transport", "payer": "self", "on": TODAY}


@pytest.fixture
def page(client):
    client.force_login(make_collector(market=make_market()))

    def post(**typed) -> str:
        with time_machine.travel(NOON, tick=False):
            return client.post(reverse("enrol"), {**ASKED, **typed}).content.decode()

    return post


def test_both_packages_are_priced_now_and_after_the_relief() -> None:
    shown = enrolment_dues.of(declared_income_idr=1_000_000, **PROFILE)
    assert (shown.without_jht.total_idr, shown.with_jht.total_idr) == (8_400, 28_400)
    assert shown.later.month == dt.date(2027, 1, 1)
    assert (shown.later.without_jht.total_idr, shown.later.with_jht.total_idr) == (16_800, 36_800)


def test_without_a_tariff_nothing_is_shown() -> None:
    far = {**PROFILE, "on": dt.date(2014, 5, 5)}
    assert enrolment_dues.of(declared_income_idr=1_000_000, **far) is None


def test_the_page_of_work_and_income_tells_the_band_and_the_dues_when_asked(page) -> None:
    shown = page(declared_income_idr="1.500.000")
    assert "<h1>Pekerjaan dan program</h1>" in shown
    assert "Iuran November 2026" in shown and "Rentang penghasilan Rp" in shown
    for amount in ("Sebulan tanpa JHT", "Sebulan dengan JHT", "Mulai Januari 2027"):
        assert amount in shown
    assert "Pilih salah satu." not in shown  # looking is not yet going on


def test_an_income_that_cannot_be_read_is_said_and_nothing_is_priced(page) -> None:
    shown = page(declared_income_idr="banyak")
    assert "Iuran November 2026" not in shown and "error" in shown


def test_who_employs_others_is_told_about_jht_and_stays_free_to_choose(page) -> None:
    shown = page(declared_income_idr="1.500.000", employs_others="true", jht="false")
    assert "ada tafsiran bahwa JHT wajib baginya" in shown
    assert "Sebulan tanpa JHT" in shown


def test_the_tariff_is_read_in_few_queries(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(3):
        enrolment_dues.of(declared_income_idr=1_000_000, **PROFILE)
