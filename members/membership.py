"""A member's standing: nonaktif when the months to catch up have run out, aktif by paying again.

What it rests on (who has paid what until when) belongs to the apps above, which call this. When
it changed is kept by the history of the table.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from markets import months
from members import placements
from members.models import Member


@transaction.atomic
def lapse(*, members: Iterable[int], at: dt.datetime) -> int:
    """End the cover of these members, given by id. Answers how many were active until now."""
    return _moved(members, Member.Status.ACTIVE, Member.Status.LAPSED)


@transaction.atomic
def revive(*, member: Member, at: dt.datetime) -> bool:
    """Make a lapsed member active again. Answers whether she was lapsed."""
    moved = _moved([member.pk], Member.Status.LAPSED, Member.Status.ACTIVE)
    if moved:
        member.status = Member.Status.ACTIVE
    return bool(moved)


@transaction.atomic
def end(*, member: Member, at: dt.datetime) -> bool:
    """She has left: no member any more, and found nowhere. Answers whether she still was one."""
    standing = (Member.Status.ACTIVE, Member.Status.LAPSED)
    ended = Member.objects.filter(pk=member.pk, status__in=standing).update(
        status=Member.Status.ENDED
    )
    if ended:
        placements.end(member=member, on=months.law_day(at))
        member.status = Member.Status.ENDED
    return bool(ended)


def _moved(members: Iterable[int], before: Member.Status, after: Member.Status) -> int:
    return Member.objects.filter(pk__in=list(members), status=before).update(status=after)
