"""Holding enrolments while they are changed: their members first, in one order with all others.

Whoever takes money, records a withdrawal or moves a person holds the member and then writes rows
that name the enrolment. Taken the other way round, two who meet would wait for each other. No
key is changed, so rows that only name the enrolment may be written meanwhile.
"""

from django.db.models import QuerySet

from members.models import Enrolment, Member


def lock(*, enrolment: Enrolment) -> Enrolment:
    """The row as it stands now, held behind its member until the transaction ends."""
    Member.objects.select_for_update(no_key=True).get(pk=enrolment.member_id)
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("member", "market__partner").get(pk=enrolment.pk)


def lock_all(*, found: QuerySet[Enrolment]) -> list[Enrolment]:
    """These as they stand now, by id, held behind their members.

    Both in the order of their ids, so that two who come at once do not wait for each other.
    """
    people = Member.objects.select_for_update(no_key=True).order_by("pk")
    list(people.filter(pk__in=found.order_by().values("member")))
    rows = found.select_for_update(of=("self",), no_key=True)
    return list(rows.select_related("member").order_by("pk"))
