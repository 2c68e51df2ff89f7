"""Which reviewer has which enrolment before her eyes, so that no two work on the same one.

A lease is taken by opening a case, renewed by working on it, given back by leaving or deciding,
and otherwise simply over. One statement takes it: of two who come at once, one gets it.
"""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from markets.models import User
from members.models import Decision, Enrolment, ReviewLease

LENGTH = dt.timedelta(minutes=10)

TAKE = """
    INSERT INTO members_reviewlease AS held (enrolment_id, by_id, until)
    SELECT enrolment.id, %(by)s, %(until)s
    FROM members_enrolment AS enrolment
    WHERE enrolment.id = ANY(%(enrolments)s)
      AND enrolment.status = 'submitted'
      AND enrolment.entered_by_id <> %(by)s
      AND NOT EXISTS (
          SELECT FROM members_decision AS sent
          WHERE sent.enrolment_id = enrolment.id
            AND sent.to_status = 'submitted'
            AND sent.by_id = %(by)s
      )
    ORDER BY enrolment.id
    ON CONFLICT (enrolment_id) DO UPDATE SET by_id = excluded.by_id, until = excluded.until
    WHERE held.by_id = excluded.by_id OR held.until <= %(at)s
    RETURNING id, enrolment_id
"""


def take(*, enrolment: Enrolment, by: User, at: dt.datetime) -> ReviewLease | None:
    """Take or renew the lease where nobody else holds one, and answer the one that now holds.

    It may be another's: compare `by`. None where there is nothing to hold: the enrolment does not
    wait any more, or this very user entered or mended it.
    """
    taken = _take([enrolment], by, at)
    if taken:
        return ReviewLease(pk=taken[0][0], enrolment=enrolment, by=by, until=at + LENGTH)
    return live(at=at).filter(enrolment=enrolment).select_related("by").first()


def take_all(*, enrolments: list[Enrolment], by: User, at: dt.datetime) -> set[int]:
    """Take or renew the leases on all of these; answers the ids of those that `by` now holds."""
    return {enrolment for _lease, enrolment in _take(enrolments, by, at)}


def _take(enrolments: list[Enrolment], by: User, at: dt.datetime) -> list[tuple[int, int]]:
    asked: dict[str, Any] = {
        "enrolments": [enrolment.pk for enrolment in enrolments],
        "by": by.pk,
        "at": at,
        "until": at + LENGTH,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, asked)
        return list(cursor.fetchall())


@transaction.atomic
def take_first(*, found: QuerySet[Enrolment], by: User, at: dt.datetime) -> Enrolment | None:
    """The first of these that nobody else holds and `by` did not send, now held by her.

    What another claims in this moment is skipped, not waited for. What another claimed a moment
    ago may still look free to this query, so the lease itself has the last word.
    """
    passed: list[int] = []
    while True:
        free = to_hand_out(found=found, by=by, at=at).exclude(pk__in=passed)
        row = _first_unlocked(free)
        if row is None:
            return None
        lease = take(enrolment=row, by=by, at=at)
        if lease is not None and lease.by_id == by.pk:
            return row
        passed.append(row.pk)


def give_back(*, enrolment: Enrolment, by: User) -> None:
    """Others may open it at once. Nothing happens where `by` holds no lease."""
    ReviewLease.objects.filter(enrolment=enrolment, by=by).delete()


def live(*, at: dt.datetime) -> QuerySet[ReviewLease]:
    """The leases that hold at that moment."""
    return ReviewLease.objects.filter(until__gt=at)


def held_by_another(*, enrolment: Enrolment, by: User, at: dt.datetime) -> ReviewLease | None:
    """Another's live lease on it."""
    others = live(at=at).filter(enrolment=enrolment).exclude(by=by)
    return others.select_related("by").first()


def to_hand_out(*, found: QuerySet[Enrolment], by: User, at: dt.datetime) -> QuerySet[Enrolment]:
    """Those of these that may be given to `by`: neither another's at that moment nor her own."""
    theirs = live(at=at).filter(enrolment=OuterRef("pk")).exclude(by=by)
    sent = Decision.objects.filter(
        enrolment=OuterRef("pk"), to_status=Enrolment.Status.SUBMITTED, by=by
    )
    waiting = found.filter(status=Enrolment.Status.SUBMITTED).exclude(entered_by=by)
    return waiting.filter(~Exists(theirs), ~Exists(sent))


def _first_unlocked(free: QuerySet[Enrolment]) -> Enrolment | None:
    return free.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
