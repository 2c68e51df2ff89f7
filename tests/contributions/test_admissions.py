"""Who a sponsor's programme takes, from which month on, and who pays her then."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from contributions import admissions, sponsor_people
from contributions.models import Contribution, Sponsorship
from contributions.sponsor_programmes import Rule
from members import terms
from members.models import Member, PayerKind, Sector
from tests import factories
from tests.contributions.money import make_cast
from tests.contributions.sponsored import (
    APBD_IDR,
    DECEMBER,
    FEBRUARY,
    JANUARY,
    admit,
    ask_programme,
    bill,
    make_programme,
    payers,
)
from tests.factories import NOON, NOVEMBER, TODAY, at

pytestmark = pytest.mark.django_db
MAY = dt.date(2027, 5, 1)


def enrolled(cast, on=NOVEMBER, **fields):
    """An active member, approved that day."""
    term = {name: fields.pop(name) for name in ("jht", "declared_income_idr") if name in fields}
    member = factories.make_member(market=fields.pop("market", cast.market), **fields)
    factories.make_term(member=member, first_month=NOVEMBER, approved_on=on, **term)
    return member


def test_her_months_are_the_sponsors_and_then_her_own_again(cast):
    member = enrolled(cast)
    assert admit(make_programme(cast)) == [member.pk]
    assert payers(member) == [
        ("2026-11", "2026-11", "self"),
        ("2026-12", "2027-05", "apbd"),
        ("2027-06", "", "self"),
    ]


def test_the_sponsored_month_is_billed_without_the_relief_and_the_others_with_it(cast):
    member = enrolled(cast)
    admit(make_programme(cast))
    bill(at=NOON)
    factories.make_cover(member=member, paid_until=dt.date(2026, 11, 30))
    Contribution.objects.update(status="paid")
    bill(at=at(dt.date(2026, 12, 2)))
    billed = Contribution.objects.order_by("contribution_month")
    assert [(row.payer_kind, row.total_idr) for row in billed] == [
        ("self", 8_400),
        ("apbd", APBD_IDR),
    ]


def test_nobody_is_taken_before_another_has_approved(cast):
    enrolled(cast)
    assert admit(ask_programme(cast)) == []


def test_those_enrolled_longest_come_first(cast):
    late = enrolled(cast, on=dt.date(2026, 9, 3))
    early = enrolled(cast, on=dt.date(2026, 2, 3))
    middle = enrolled(cast, on=dt.date(2026, 5, 3))
    assert admit(make_programme(cast)) == [early.pk, middle.pk, late.pk]


def test_the_cap_ends_admission_and_who_leaves_makes_room(cast):
    first, second, third = (enrolled(cast, on=dt.date(2026, month, 3)) for month in (1, 2, 3))
    programme = make_programme(cast, most_people=2)
    assert admit(programme) == [first.pk, second.pk]
    Sponsorship.objects.filter(member=first).update(
        ended_at=NOON, end_reason="left", last_month=NOVEMBER
    )
    Member.objects.filter(pk=first.pk).update(status=Member.Status.ENDED)
    assert admit(programme) == [second.pk, third.pk]
    programme.refresh_from_db()
    assert programme.people == 2


def test_months_of_one_person_are_capped(cast):
    member = enrolled(cast)
    admit(make_programme(cast, most_months=2))
    assert payers(member)[1:] == [("2026-12", "2027-01", "apbd"), ("2027-02", "", "self")]


def test_nobody_is_taken_for_whom_the_budget_does_not_do_for_two_months(cast):
    people = [enrolled(cast, on=dt.date(2026, month, 3)) for month in (1, 2, 3)]
    programme = make_programme(cast, budget_idr=5 * APBD_IDR)
    assert admit(programme) == [member.pk for member in people[:2]]
    assert admit(programme) == [member.pk for member in people[:2]]


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (Rule(occupation="sapu"), [1]),
        (Rule(sector=Sector.TRANSPORT), []),
        (Rule(most_income_idr=2_000_000), [0, 1]),
        (Rule(most_income_idr=999_999), []),
        (Rule(), [0, 1, 2]),
    ],
)
def test_the_rule_says_who_is_taken(cast, rule, fits):
    people = [
        enrolled(cast, occupation="Pedagang sayur"),
        enrolled(cast, occupation="Tukang Sapu Jalan"),
        enrolled(cast, declared_income_idr=5_000_000),
    ]
    programme = ask_programme(cast, rule=rule)
    found = sponsor_people.candidates(programme=programme, on=TODAY)
    assert [one.member_id for one in found] == [people[number].pk for number in fits]


def test_people_of_the_named_markets_are_taken_or_those_of_all_of_the_partner(cast):
    other = factories.make_market(partner=cast.partner)
    here, there = enrolled(cast), enrolled(cast, market=other)
    enrolled(make_cast())
    named = ask_programme(cast, rule=Rule(markets=(other,)))
    both = ask_programme(cast)
    assert [
        [one.member_id for one in sponsor_people.candidates(programme=programme, on=TODAY)]
        for programme in (named, both)
    ] == [[there.pk], [here.pk, there.pk]]


def test_a_list_takes_who_is_on_it_and_nobody_else(cast):
    enrolled(cast)
    listed = enrolled(cast)
    assert admit(make_programme(cast, rule=Rule(listed=(listed,)))) == [listed.pk]


def test_who_has_jht_is_taken_only_where_the_sponsor_pays_it_too(cast):
    enrolled(cast, jht=True)
    assert admit(make_programme(cast)) == []
    assert len(admit(make_programme(cast, jht=True))) == 1


def test_who_is_not_active_is_not_taken(cast):
    for status in (Member.Status.LAPSED, Member.Status.ENDED, Member.Status.DECEASED):
        enrolled(cast, status=status)
    assert admit(make_programme(cast)) == []


def test_months_paid_ahead_stay_hers(cast):
    member = enrolled(cast)
    cast.pay(member, count=3)
    admit(make_programme(cast))
    assert payers(member)[1][:2] == ("2027-02", "2027-05")


def test_a_sponsor_of_the_same_kind_without_a_name_hands_his_open_months_over(cast):
    member = factories.make_member(market=cast.market)
    factories.make_term(member=member, payer_kind=PayerKind.APBD)
    factories.make_contribution(member=member, payer_kind=PayerKind.APBD)
    admit(make_programme(cast, first_month=NOVEMBER))
    sponsorship = Sponsorship.objects.get()
    assert (sponsorship.first_month, sponsorship.last_month) == (NOVEMBER, MAY)
    assert payers(member) == [
        ("2026-01", "2027-05", "apbd"),
        ("2027-06", "", "self"),
    ]


def test_another_payer_is_never_taken_away_from(cast):
    member = factories.make_member(market=cast.market)
    factories.make_term(member=member, payer_kind=PayerKind.APBN)
    assert admit(make_programme(cast)) == []
    assert len(payers(member)) == 1


def test_who_has_a_sponsor_waits_until_he_has_ended(cast):
    member = enrolled(cast)
    assert admit(make_programme(cast, last_month=JANUARY)) == [member.pk]
    second = make_programme(cast)
    assert admit(second) == []
    Sponsorship.objects.update(ended_at=NOON, end_reason="finished")
    assert admit(second) == [member.pk]
    assert Sponsorship.objects.get(programme=second).first_month == FEBRUARY


def test_the_sweep_takes_nobody_twice(cast):
    enrolled(cast)
    make_programme(cast)
    make_programme(cast)
    assert [admissions.sweep(at=NOON), admissions.sweep(at=NOON)] == [1, 0]


def test_a_term_that_changes_income_keeps_its_payer(cast):
    member = enrolled(cast)
    admit(make_programme(cast))
    term = terms.at_month(member=member, month=JANUARY)
    terms.change(
        term=term, from_month=JANUARY, declared_income_idr=2_000_000, jht=False, sector=term.sector
    )
    assert [payer for *_months, payer in payers(member)] == ["self", "apbd", "apbd", "self"]


# ---- what the database refuses ----


def test_nobody_has_two_sponsors_for_a_month(cast):
    enrolled(cast)
    admit(make_programme(cast))
    row = Sponsorship.objects.get()
    row.pk, row.programme, row.first_month = None, make_programme(cast), row.last_month
    with (
        pytest.raises(IntegrityError, match="nobody_has_two_sponsors_for_a_month"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("place_in_a_sponsor_programme_is_taken_once", {"first_month": MAY.replace(year=2028)}),
        ("sponsorship_is_whole_months", {"first_month": dt.date(2028, 1, 2), "place": 2}),
        (
            "sponsorship_without_months_has_ended",
            {"first_month": FEBRUARY, "last_month": JANUARY, "place": 2},
        ),
        ("ended_sponsorship_says_why", {"ended_at": NOON, "place": 2, "first_month": FEBRUARY}),
    ],
)
def test_a_sponsorship_is_sound(cast, constraint, fields):
    enrolled(cast)
    admit(make_programme(cast, last_month=DECEMBER))
    row = Sponsorship.objects.get()
    row.pk, row.last_month = None, dt.date(2029, 1, 1)
    for name, value in fields.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save(force_insert=True)


def test_a_sponsorship_only_gets_shorter(cast):
    enrolled(cast)
    admit(make_programme(cast))
    with pytest.raises(Exception, match="sponsorship_only_gets_shorter"), transaction.atomic():
        Sponsorship.objects.update(last_month=dt.date(2028, 1, 1))
