"""Builders of the family of a member."""

from typing import Any

from markets.models import User
from members.models import FamilyContact, Member
from tests.factories import NOON, make_collector


def make_family(*, member: Member, by: User | None = None, **fields: Any) -> FamilyContact:
    """A daughter who can be reached."""
    fields.setdefault("position", member.family.count() + 1)
    fields.setdefault("name", "Dewi Contoh")
    fields.setdefault("relation", FamilyContact.Relation.CHILD)
    fields.setdefault("phone", "+6281234567891")
    fields.setdefault("noted_at", NOON)
    by = by or make_collector(market=member.market)
    return FamilyContact.objects.create(member=member, noted_by=by, **fields)
