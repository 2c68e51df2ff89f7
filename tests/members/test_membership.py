"""Lapsing and reviving."""

import pytest

from members import membership
from members.models import Member
from tests.factories import NOON, make_member

pytestmark = pytest.mark.django_db


def test_only_the_named_active_members_lapse() -> None:
    named, other = make_member(), make_member()
    rejected = make_member(status=Member.Status.REJECTED)
    assert membership.lapse(members=[named.pk, rejected.pk], at=NOON) == 1
    statuses = dict(Member.objects.values_list("pk", "status"))
    assert statuses == {named.pk: "lapsed", other.pk: "active", rejected.pk: "rejected"}


def test_lapsing_many_is_one_statement(django_assert_num_queries) -> None:
    members = [make_member().pk for _ in range(20)]
    with django_assert_num_queries(3):  # savepoint, update, release
        assert membership.lapse(members=members, at=NOON) == 20


def test_a_lapsed_member_revives_once() -> None:
    member = make_member(status=Member.Status.LAPSED)
    assert membership.revive(member=member, at=NOON) is True
    assert member.status == Member.objects.get().status == "active"
    assert membership.revive(member=member, at=NOON) is False


@pytest.mark.parametrize("status", ["applying", "rejected", "ended"])
def test_nobody_else_becomes_active_by_paying(status) -> None:
    member = make_member(status=status)
    assert membership.revive(member=member, at=NOON) is False
    assert Member.objects.get().status == status
