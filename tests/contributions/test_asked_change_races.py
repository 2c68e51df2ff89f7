"""Two requests, or a request and a payment, meet in the same moment."""

import pytest

from contributions import departures, nik_corrections
from contributions.departures import UnableToChange
from contributions.models import Contribution
from contributions.payments import UnableToRecordPayment
from members.models import Departure, Member, NikCorrection
from tests import factories
from tests.asked import give_nik, make_departure, make_nik_correction
from tests.contributions.money import by_type, make_cast
from tests.factories import NOON, NOVEMBER, make_nik


@pytest.fixture
def cast(scratch_database):
    return make_cast()


def correct_both(cast, reviewer, at_once):
    """Two members are asked to get the same NIK, and both are approved at once."""
    right = make_nik()
    members = [give_nik(member=cast.member(), digits=make_nik()) for _ in range(2)]
    corrections = [
        make_nik_correction(member=member, by=cast.collector, number=right) for member in members
    ]
    return at_once(
        *(
            lambda one=one: nik_corrections.approve(correction=one, by=reviewer, at=NOON)
            for one in corrections
        )
    )


def test_of_two_members_one_gets_the_nik(cast, reviewer, at_once):
    outcomes = correct_both(cast, reviewer, at_once)
    [refusal] = by_type(outcomes, UnableToChange)
    assert refusal.code == "already_known"
    assert NikCorrection.objects.filter(status="approved").count() == 1


def test_without_the_unique_key_both_could_get_it(
    cast, reviewer, at_once, monkeypatch, scratch_database
):
    """The negative control: it is the key that keeps one NIK one member."""
    monkeypatch.setattr(nik_corrections, "_check_is_free", lambda row, by: None)
    name = scratch_database.execute_as_owner(
        "SELECT conname FROM pg_constraint WHERE conrelid = 'members_member'::regclass "
        "AND contype = 'u' AND pg_get_constraintdef(oid) LIKE '%%(nik_index)%%'"
    )[0][0]
    scratch_database.execute_as_owner(f"ALTER TABLE members_member DROP CONSTRAINT {name}")
    outcomes = correct_both(cast, reviewer, at_once)
    assert len(by_type(outcomes, NikCorrection)) == 2
    assert Member.objects.values("nik_index").distinct().count() == 1


def test_a_payment_and_a_leaving_at_once_agree_about_the_month(cast, reviewer, at_once):
    member = cast.member()
    factories.make_contribution(member=member)
    departure = make_departure(member=member, by=cast.collector, from_month=NOVEMBER)
    paid, left = at_once(
        lambda: cast.pay(member),
        lambda: departures.approve(departure=departure, shown_month=NOVEMBER, by=reviewer, at=NOON),
    )
    month, member = Contribution.objects.get(), Member.objects.get()
    if isinstance(left, Departure):
        assert isinstance(paid, UnableToRecordPayment)
        assert (month.status, member.status) == ("cancelled", "ended")
    else:
        assert left.code == "month_moved"
        assert (month.status, member.status) == ("paid", "active")
