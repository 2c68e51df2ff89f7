"""Two people record the same membership numbers in the same moment."""

import pytest

from members import membership_numbers, number_lists, number_rows, references
from members.membership_numbers import UnableToRecordNumber
from members.models import Member, RecordedNumber
from tests.factories import (
    NOON,
    make_market,
    make_member,
    make_reviewer,
    make_term,
)
from tests.numbered import make_number_list

A, B = "12345678901", "22345678901"


@pytest.fixture
def member(scratch_database):
    member = make_member(market=make_market())
    make_term(member=member)
    return member


@pytest.fixture
def both_have_read(meet):
    """Each waits, after it has read who has a number, until the other has read it too."""
    meet((number_rows, "_against_what_stands"))


def apply_both(member, at_once):
    branch = member.market.partner.branch
    rows = [("", references.written(member.pk), A)]
    lists = [make_number_list(by=make_reviewer(branch=branch), rows=rows) for _each in range(2)]
    return at_once(
        *(
            lambda row=row: number_lists.apply(number_list=row, by=row.uploaded_by, at=NOON)
            for row in lists
        )
    )


def test_one_file_uploaded_by_two_at_once_is_recorded_once(member, at_once, both_have_read):
    assert sorted(apply_both(member, at_once)) == [0, 1]
    assert RecordedNumber.objects.count() == 1


def without_lock(monkeypatch):
    own = number_rows._with_people
    monkeypatch.setattr(
        number_rows, "_with_people", lambda rows, branch, lock: own(rows, branch, False)
    )


def test_without_the_lock_the_database_still_keeps_one(
    member, at_once, both_have_read, monkeypatch
):
    without_lock(monkeypatch)
    outcomes = apply_both(member, at_once)
    assert {type(outcome) for outcome in outcomes} == {int, UnableToRecordNumber}
    assert RecordedNumber.objects.count() == 1


def test_with_lock_and_guard_removed_it_is_recorded_twice(
    member, at_once, both_have_read, monkeypatch, scratch_database
):
    """The negative control: without it the tests above could pass by luck."""
    without_lock(monkeypatch)
    scratch_database.execute_as_owner("DROP INDEX member_gets_a_first_number_once")
    assert apply_both(member, at_once) == [1, 1]
    assert RecordedNumber.objects.count() == 2


def test_of_two_who_type_different_numbers_one_learns_of_the_other(member, at_once):
    branch = member.market.partner.branch
    outcomes = at_once(
        *(
            lambda number=number: membership_numbers.record(
                member=member, number=number, by=make_reviewer(branch=branch), at=NOON
            )
            for number in (A, B)
        )
    )
    [refusal] = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(refusal, UnableToRecordNumber) and refusal.code == "has_another"
    assert RecordedNumber.objects.get().number == Member.objects.get().membership_number


def test_one_number_for_two_people_at_once_goes_to_one(member, at_once):
    other = make_member(market=member.market)
    make_term(member=other)
    reviewer = make_reviewer(branch=member.market.partner.branch)
    outcomes = at_once(
        *(
            lambda each=each: membership_numbers.record(member=each, number=A, by=reviewer, at=NOON)
            for each in (member, other)
        )
    )
    [refusal] = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(refusal, UnableToRecordNumber) and refusal.code == "taken"
    assert Member.objects.filter(membership_number=A).count() == 1
