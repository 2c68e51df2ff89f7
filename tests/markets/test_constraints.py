"""What the database refuses about the territory; each test is named after the constraint."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from markets.models import Assignment, Block, ClosingDay, Market, Role, Stall, User
from tests.contributions.straight import refused_by
from tests.factories import (
    make_assignment,
    make_block,
    make_branch,
    make_collector,
    make_market,
    make_partner,
    make_stall,
    make_treasurer,
    make_user,
)

pytestmark = pytest.mark.django_db
JANUARY, JUNE = dt.date(2026, 1, 1), dt.date(2026, 6, 30)


@pytest.mark.parametrize("days", [[0], [8], [1, 9]])
def test_closed_weekdays_are_iso_weekdays(days) -> None:
    market = make_market(closed_weekdays=[1, 7])
    with refused_by("closed_weekdays_are_iso_weekdays"):
        Market.objects.filter(pk=market.pk).update(closed_weekdays=days)


def test_market_closes_once_a_day() -> None:
    closing = ClosingDay.objects.create(market=make_market(), on=JANUARY, reason="Tahun Baru")
    with refused_by("market_closes_once_a_day"):
        ClosingDay.objects.create(market=closing.market, on=JANUARY, reason="Lagi")


def test_block_name_is_unique_in_market() -> None:
    block = make_block(name="Blok A")
    make_block(name="Blok A")
    with refused_by("block_name_is_unique_in_market"):
        make_block(market=block.market, name="Blok A")


def test_stays_in_its_market_or_block() -> None:
    block, stall = make_block(), make_stall()
    with (
        pytest.raises(DatabaseError, match="Cannot update rows from markets_block"),
        transaction.atomic(),
    ):
        Block.objects.filter(pk=block.pk).update(market=make_market())
    with (
        pytest.raises(DatabaseError, match="Cannot update rows from markets_stall"),
        transaction.atomic(),
    ):
        Stall.objects.filter(pk=stall.pk).update(block=block)
    Block.objects.filter(pk=block.pk).update(market=block.market, walking_order=7)


def test_assignment_block_lies_in_its_market() -> None:
    collector, block, market = make_collector(), make_block(), make_market()
    with refused_by("assignment_block_lies_in_its_market"):
        make_assignment(collector=collector, market=market, block=block)
    assignment = make_assignment(collector=collector, market=block.market, block=block)
    for elsewhere in ({"market": market}, {"block": make_block()}):
        with refused_by("assignment_block_lies_in_its_market"):
            Assignment.objects.filter(pk=assignment.pk).update(**elsewhere)


def test_stall_number_is_unique_in_block() -> None:
    stall = make_stall(number="12", kind="kios")
    make_stall(block=stall.block, number="12", kind="los")
    with refused_by("stall_number_is_unique_in_block"):
        make_stall(block=stall.block, number="12", kind="kios")


def test_assignment_ends_after_it_begins() -> None:
    market = make_market()
    row = make_assignment(
        collector=make_collector(partner=market.partner), market=market, first_day=JUNE
    )
    with pytest.raises(Exception, match=r"assignment_ends_after_it_begins|range lower bound"):
        Assignment.objects.filter(pk=row.pk).update(last_day=JANUARY)


def test_collector_is_assigned_to_a_place_once_at_a_time() -> None:
    block = make_block()
    collector = make_collector(partner=block.market.partner)

    def assign(**fields) -> Assignment:
        return make_assignment(collector=collector, market=block.market, **fields)

    assign(first_day=JANUARY, last_day=JUNE)
    assign(block=block, first_day=JANUARY, last_day=JUNE)  # the block is a place of its own
    assign(first_day=JUNE + dt.timedelta(days=1))
    for fields in ({}, {"block": block}):
        with (
            refused_by("collector_is_assigned_to_a_place_once_at_a_time"),
            transaction.atomic(),
        ):
            assign(first_day=JUNE, last_day=JUNE, **fields)
    other = make_collector(partner=block.market.partner)
    make_assignment(collector=other, market=block.market, first_day=JUNE)


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("collector", ""),
        ("collector", "branch"),
        ("collector", "both"),
        ("treasurer", ""),
        ("treasurer", "branch"),
        ("reviewer", ""),
        ("reviewer", "partner"),
        ("reviewer", "both"),
        ("auditor", ""),
        ("auditor", "both"),
        ("admin", "partner"),
        ("admin", "branch"),
        ("superuser", ""),
    ],
)
def test_scope_fits_the_role(role, scope) -> None:
    fields = {}
    if scope in ("partner", "both"):
        fields["partner"] = make_partner()
    if scope in ("branch", "both"):
        fields["branch"] = make_branch()
    with refused_by("scope_fits_the_role"):
        User.objects.create(username="x", name="X", role=role, **fields)


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.COLLECTOR, "partner"),
        (Role.TREASURER, "partner"),
        (Role.REVIEWER, "branch"),
        (Role.AUDITOR, "partner"),
        (Role.AUDITOR, "branch"),
        (Role.ADMIN, ""),
    ],
)
def test_scopes_that_fit_are_accepted(role, scope) -> None:
    scopes = {"partner": make_partner, "branch": make_branch}
    assert make_user(role=role, **({scope: scopes[scope]()} if scope else {}))


@pytest.mark.parametrize("make", [make_branch, make_partner, make_market])
def test_a_code_names_one_thing(make) -> None:
    make(code="bogor")
    with refused_by("code"):
        make(code="bogor")


def test_changes_of_users_and_assignments_leave_a_row_without_the_password() -> None:
    user = make_treasurer(name="Lama", password="rahasia-sekali")
    User.objects.filter(pk=user.pk).update(name="Baru", password="lain")
    event = apps.get_model("markets", "UserEvent")
    history = event.objects.filter(pgh_obj=user).order_by("pgh_id")
    assert list(history.values_list("name", flat=True)) == ["Lama", "Baru"]
    assert "password" not in {field.name for field in event._meta.fields}
    market = make_market()
    row = make_assignment(collector=make_collector(partner=market.partner), market=market)
    Assignment.objects.filter(pk=row.pk).update(last_day=JUNE)
    assert apps.get_model("markets", "AssignmentEvent").objects.filter(pgh_obj=row).count() == 2
