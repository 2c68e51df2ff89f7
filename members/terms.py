"""Coverage terms, one after the other: what a member is insured for from a month on.

Which months are free to be changed is known to the apps above (what is billed keeps its tariff);
they ask here for the change itself.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from markets import months
from members.models import CoverageTerm, Member


def at_month(*, member: Member, month: dt.date) -> CoverageTerm | None:
    """The term in which that month lies."""
    found = member.terms.filter(Q(last_month=None) | Q(last_month__gte=month))
    return found.filter(first_month__lte=month).first()


def last(*, member: Member) -> CoverageTerm | None:
    """The latest of her terms, begun or not."""
    return member.terms.order_by("-first_month").first()


@transaction.atomic
def change(
    *, term: CoverageTerm, from_month: dt.date, declared_income_idr: int, jht: bool, sector: str
) -> CoverageTerm:
    """End the term before that month, and let another one go on from there with these wishes.

    `from_month` lies in the term. A term that would begin that very month, and so was never billed,
    is written over; its history keeps what it said.
    """
    wishes = {"declared_income_idr": declared_income_idr, "jht": jht, "sector": sector}
    if term.first_month == from_month:
        for name, value in wishes.items():
            setattr(term, name, value)
        term.save(update_fields=[*wishes])
        return term
    until = term.last_month
    term.last_month = months.add(from_month, -1)
    term.save(update_fields=["last_month"])
    return CoverageTerm.objects.create(
        member_id=term.member_id,
        first_month=from_month,
        last_month=until,
        payer_kind=term.payer_kind,
        # A change is no new approval: it prolongs no offer and moves no due date.
        approved_on=term.approved_on,
        **wishes,
    )


@transaction.atomic
def end(*, member: Member, from_month: dt.date) -> None:
    """She is insured for no month from that one on; terms that would begin later never begin.

    The first of all her terms keeps its first month, as the record of what was agreed.
    """
    running = list(member.terms.order_by("first_month"))
    for term in running[1:]:
        if term.first_month >= from_month:
            term.delete()
    kept = [term for term in running if term.pk and term.first_month < from_month] or running[:1]
    if kept:
        latest = kept[-1]
        latest.last_month = max(latest.first_month, months.add(from_month, -1))
        latest.save(update_fields=["last_month"])


@transaction.atomic
def resume(*, member: Member) -> None:
    """The latest of her terms, which was to end, goes on as it was."""
    latest = last(member=member)
    if latest is not None:
        latest.last_month = None
        latest.save(update_fields=["last_month"])
