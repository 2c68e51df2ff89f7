"""What the database refuses about what members owe: one test for each constraint."""

import datetime as dt

import pytest

from contributions.models import (
    Cover,
)
from tests import factories
from tests.contributions.straight import insert, refused_by, update
from tests.factories import NOVEMBER

pytestmark = pytest.mark.django_db


def test_one_contribution_per_member_and_month(cast):
    contribution = factories.make_contribution(member=cast.member())
    for status in ("open", "paid", "written_off"):
        with refused_by("one_contribution_per_member_and_month"):
            insert(contribution, status=status)
    insert(contribution, status="replaced")
    insert(contribution, status="cancelled")


def test_contribution_month_is_a_whole_month(cast):
    with refused_by("contribution_month_is_a_whole_month"):
        factories.make_contribution(
            member=cast.member(), month=dt.date(2026, 11, 2), due_on=NOVEMBER
        )


def test_contribution_total_is_the_sum_of_its_programmes(cast):
    with refused_by("contribution_total_is_the_sum_of_its_programmes"):
        factories.make_contribution(member=cast.member(), total_idr=8_401)


def test_contribution_is_positive(cast):
    with refused_by("contribution_is_positive"):
        factories.make_contribution(member=cast.member(), jkk_idr=0, jkm_idr=0)


def test_relief_has_a_name(cast):
    with refused_by("relief_has_a_name"):
        factories.make_contribution(member=cast.member(), relief_name="")
    with refused_by("relief_has_a_name"):
        factories.make_contribution(
            member=cast.member(), relief_jkk_idr=0, relief_jkm_idr=0, relief_name="Tanpa"
        )


def test_only_paid_months_are_remitted(cast):
    contribution = factories.make_contribution(member=cast.member())
    with refused_by("only_paid_months_are_remitted"):
        update(contribution, remitted_on=NOVEMBER)


def test_a_remitted_month_is_not_opened_again(cast):
    member = cast.member()
    contribution = factories.make_paid_month(member=member, month=NOVEMBER)
    with refused_by("only_paid_months_are_remitted"):
        update(contribution, status="open")


def test_remitted_on_is_written_once(cast):
    contribution = factories.make_paid_month(member=cast.member(), month=NOVEMBER)
    for day in (dt.date(2026, 11, 21), None):
        with refused_by("remitted_on_is_written_once"):
            update(contribution, remitted_on=day)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("paid", "written_off"),
        ("written_off", "open"),
        ("written_off", "paid"),
        ("replaced", "open"),
        ("cancelled", "open"),
        ("open", "nonsense"),
    ],
)
def test_contribution_status_moves_as_listed(cast, before, after):
    contribution = factories.make_contribution(member=cast.member(), status=before)
    with refused_by("status_moves_as_listed"):
        update(contribution, status=after)


def test_remitted_months_were_paid_first(cast):
    with refused_by("remitted_months_were_paid_first"):
        Cover.objects.create(
            member=cast.member(),
            paid_until=dt.date(2026, 10, 31),
            covered_until=dt.date(2026, 11, 30),
        )
