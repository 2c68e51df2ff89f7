"""Which members a page may show, and who may act on them."""

from typing import Any

from django.db.models import QuerySet

from markets import access
from markets.models import Role
from members.models import Member

collector = access.for_roles(Role.COLLECTOR)
looks_at_members = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER, Role.AUDITOR)


def members_of(request: access.SignedInRequest) -> QuerySet[Member]:
    """The members in the markets the user reaches, with market and cover."""
    return Member.objects.filter(market__in=access.markets_of(request.user)).select_related(
        "market", "cover"
    )


def member_or_404(request: access.SignedInRequest, pk: int) -> Member:
    """The member, if the user reaches her."""
    member: Member = access.row_or_404(request, members_of(request), pk=pk)
    return member


def members_or_404(request: access.SignedInRequest, pks: list[Any]) -> list[Member]:
    """Each of the members once, in that order; one out of reach is answered like a missing one."""
    known: list[int] = []
    for pk in pks:
        if not str(pk).isdecimal() or len(str(pk)) > 18:
            access.refuse(request, "scope")
        if int(pk) not in known:
            known.append(int(pk))
    found = members_of(request).in_bulk(known)
    if not known or len(found) < len(known):
        access.refuse(request, "scope")
    return [found[pk] for pk in known]
