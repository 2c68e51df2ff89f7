"""Whose a place of money is, in words: a person's, a partner's, a sponsor's name."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from contributions.ledger import UNNAMED_SPONSOR, Account
from contributions.models import LedgerEntry, Place
from markets.models import Partner

# What the id of a place counts.
OF_PEOPLE = (Place.COLLECTOR, Place.TREASURER)
OF_MEMBERS = (Place.MEMBER, Place.MEMBER_CREDIT)
OF_SPONSORS = (Place.SPONSOR, Place.SPONSOR_CREDIT)
OF_BRANCHES = (Place.BPJS,)
OF_REMITTANCES = (Place.ON_ITS_WAY,)

NAMES = """
    SELECT 'user' AS kind, id, name FROM markets_user WHERE id = ANY(%(user)s)
    UNION ALL SELECT 'member', id, name FROM members_member WHERE id = ANY(%(member)s)
    UNION ALL SELECT 'sponsor', id, name FROM contributions_sponsor WHERE id = ANY(%(sponsor)s)
    UNION ALL SELECT 'branch', id, name FROM markets_branch WHERE id = ANY(%(branch)s)
    UNION ALL SELECT 'partner', id, name FROM markets_partner WHERE id = ANY(%(partner)s)
    UNION ALL SELECT 'remittance', id, %(remittance_named)s || id
    FROM contributions_remittance WHERE id = ANY(%(remittance)s)
"""
# The places of these partners of which there are few; whose money went through any.
FEW = """
    SELECT role, id, name FROM markets_user
    WHERE partner_id = ANY(%(partners)s) AND role IN ('collector', 'treasurer')
    UNION ALL SELECT place, partner.id, partner.name FROM markets_partner partner
    CROSS JOIN unnest(%(own)s::text[]) AS place WHERE partner.id = ANY(%(partners)s)
    UNION ALL SELECT DISTINCT 'bpjs', branch.id, branch.name FROM markets_branch branch
    JOIN markets_partner partner ON partner.branch_id = branch.id
    WHERE partner.id = ANY(%(partners)s)
    UNION ALL SELECT place, sponsor.id, sponsor.name FROM contributions_sponsor sponsor
    CROSS JOIN unnest(ARRAY['sponsor', 'sponsor_credit']) AS place
    WHERE sponsor.partner_id = ANY(%(partners)s)
    ORDER BY 1, 3, 2
"""
OWN = (
    Place.PARTNER_BANK,
    Place.PROVIDER_CLEARING,
    Place.FEE,
    Place.MISDIRECTED,
    Place.SURPLUS,
    Place.LOSS,
)


def names(accounts: Iterable[Account]) -> dict[Account, str]:
    """The names of these places, in one query; a place nobody knows is left out."""
    wanted = set(accounts)
    ids: dict[str, list[int]] = {
        kind: [] for kind in ("user", "member", "sponsor", "branch", "partner", "remittance")
    }
    for account in wanted:
        ids[_kind(account.place)].append(account.id)
    with connection.cursor() as cursor:
        cursor.execute(NAMES, ids | {"remittance_named": _("setoran") + " "})
        found = {(kind, pk): name for kind, pk, name in cursor.fetchall()}
    return {
        account: found[key]
        for account in wanted
        if (key := (_kind(account.place), account.id)) in found
    }


def few(partners: Iterable[Partner]) -> dict[str, list[tuple[int, str]]]:
    """By kind of place those of these partners that are chosen from a list: id and name."""
    kinds: dict[str, list[tuple[int, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            FEW, {"partners": [row.pk for row in partners], "own": [str(kind) for kind in OWN]}
        )
        for kind, pk, name in cursor.fetchall():
            kinds.setdefault(kind, []).append((pk, name))
    return kinds


def is_in_books(account: Account, partners: QuerySet[Partner]) -> bool:
    """Whether money of these partners ever was at that place."""
    came = Q(to_place=account.place, to_id=account.id)
    went = Q(from_place=account.place, from_id=account.id)
    return LedgerEntry.objects.filter(came | went, partner__in=partners).exists()


def words(account: Account, known: dict[Account, str]) -> str:
    """The place and whose it is."""
    label = str(Place(account.place).label)
    if account in known:
        return f"{label}: {known[account]}"
    if account.place in OF_SPONSORS and account.id == UNNAMED_SPONSOR:
        return label
    return f"{label} {account.id}"


def _kind(place: str) -> str:
    if place in OF_PEOPLE:
        return "user"
    if place in OF_MEMBERS:
        return "member"
    if place in OF_SPONSORS:
        return "sponsor"
    if place in OF_BRANCHES:
        return "branch"
    if place in OF_REMITTANCES:
        return "remittance"
    return "partner"
