"""A regulation that changes months billed already: open ones anew, paid ones a credit."""

import datetime as dt

import pytest
from django.core.management import call_command

from contributions import rebilling
from contributions.models import Contribution, Credit
from tests.factories import make_contribution, make_member, make_paid_month, make_term

pytestmark = pytest.mark.django_db

JANUARY = dt.date(2027, 1, 1)
NOW = dt.datetime(2027, 1, 20, 3, tzinfo=dt.UTC)
FULL = {
    "jkk_idr": 10_000,
    "jkm_idr": 6_800,
    "relief_jkk_idr": 0,
    "relief_jkm_idr": 0,
    "relief_name": "",
}
LONGER_RELIEF = """
[regulation]
name = "PP 90/2026"
title = "Karangan untuk pengujian"
source = "Karangan"
certainty = "verified"

[[reliefs]]
name = "Keringanan 50% PP 90/2026"
programme = "jkk"
sector = "non_transport"
first_month = "2027-01"
last_month = "2027-06"
multiplier_numerator = 1
multiplier_denominator = 2
excluded_payers = ["apbn", "apbd"]
"""


@pytest.fixture
def load(tmp_path):
    """Loads the invented regulation through the command."""
    path = tmp_path / "pp-90-2026.toml"
    path.write_text(LONGER_RELIEF)
    return lambda: call_command("load_tariff", path, verbosity=0)


def make_payer():
    member = make_member()
    make_term(member=member)
    return member


def test_an_open_month_is_billed_anew_and_the_old_row_stays_visible(load):
    old = make_contribution(member=make_payer(), month=JANUARY, **FULL)
    load()
    old.refresh_from_db()
    new = Contribution.objects.get(member=old.member, status="open")
    assert (old.status, old.status_reason, old.total_idr) == ("replaced", "tariff_changed", 16_800)
    assert (new.jkk_idr, new.relief_jkk_idr, new.total_idr) == (5_000, 5_000, 11_800)
    assert new.relief_name == "Keringanan 50% PP 90/2026"
    assert (new.due_on, new.contribution_month) == (old.due_on, JANUARY)


def test_who_paid_the_full_price_has_the_excess_as_credit(load):
    paid = make_paid_month(member=make_payer(), month=JANUARY, **FULL)
    load()
    paid.refresh_from_db()
    assert (paid.status, paid.total_idr) == ("paid", 16_800)
    credit = Credit.objects.get()
    assert (credit.member, credit.contribution, credit.amount_idr) == (paid.member, paid, 5_000)


def test_what_a_city_paid_gives_the_member_no_credit_and_keeps_its_price(load):
    member = make_payer()
    make_paid_month(member=member, month=JANUARY, payer_kind="apbd", **FULL)
    load()
    assert not Credit.objects.exists()


def test_months_whose_price_did_not_change_are_left_alone(load):
    december = make_contribution(member=make_payer(), month=dt.date(2026, 12, 1))
    before = Contribution.objects.filter(pk=december.pk).values().get()
    load()
    assert (
        Contribution.objects.filter(pk=december.pk).values().get()
        | {"relief_name": before["relief_name"]}
        == before
    )


def test_done_again_it_changes_nothing_more(load):
    make_contribution(member=make_payer(), month=JANUARY, **FULL)
    make_paid_month(member=make_payer(), month=JANUARY, **FULL)
    load()
    assert rebilling.after_change(at=NOW) == rebilling.Outcome()
    assert (Contribution.objects.count(), Credit.objects.count()) == (3, 1)
