"""Who inherits a benefit, by law (PP 44/2015 art. 37), and which known contacts stand where.

The order is fixed: a later rank comes only where nobody of an earlier one lives. Contacts are put
beside it so that the family can be reached; they decide nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.models import FamilyContact

Relation = FamilyContact.Relation


@dataclass(frozen=True)
class Rank:
    """One step of the order, in words, and the relations that belong to it."""

    label: Any
    relations: tuple[str, ...]


ORDER = (
    Rank(_("Suami atau istri, dan anak"), (Relation.SPOUSE, Relation.CHILD)),
    Rank(
        _("Keluarga sedarah garis lurus sampai derajat kedua: orang tua, cucu, kakek dan nenek"),
        (Relation.PARENT, Relation.GRANDCHILD, Relation.GRANDPARENT),
    ),
    Rank(_("Saudara kandung"), (Relation.SIBLING,)),
    Rank(_("Mertua"), (Relation.PARENT_IN_LAW,)),
    Rank(_("Orang yang ditunjuk dalam wasiat"), ()),
)


@dataclass(frozen=True)
class Step:
    """A rank with the contacts we know of it."""

    rank: Rank
    contacts: list[FamilyContact]


def in_order(contacts: Iterable[FamilyContact]) -> list[Step]:
    """Every rank of the law with its known contacts; one whose relation is none of them is left
    out."""
    known = list(contacts)
    return [
        Step(rank, [contact for contact in known if contact.relation in rank.relations])
        for rank in ORDER
    ]
