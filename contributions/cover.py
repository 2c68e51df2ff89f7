"""Until when a member has paid and is protected; worked out from her months, never typed.

Protection follows what was remitted to BPJS; money on its way protects nobody. Up to three months
after it ends the arrears can be caught up (PP 44/2015 and the guidance of BPJS Ketenagakerjaan);
whether protection holds in those months the sources disagree, so nothing is promised in them.

Months that a participant paid before she came to us count too, as the branch wrote them down
(members/earlier_memberships.py). Where they are her own word, the dates that rest on them say so.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from contributions import cover_sql
from contributions.models import Cover
from markets import months
from members import earlier_memberships
from members.models import Member

GRACE_MONTHS = earlier_memberships.CATCH_UP_MONTHS


@dataclass(frozen=True)
class CoverDates:
    """The dates a page shows; each the last day of a month, or None for never.

    `paid_until` says what was collected, `covered_until` what BPJS has received: by her own word
    only, not confirmed by BPJS, where `is_told`.
    """

    paid_until: dt.date | None
    covered_until: dt.date | None
    is_told: bool = False

    @property
    def grace_until(self) -> dt.date | None:
        """The last day on which the months after `covered_until` can still be caught up."""
        return grace_end(self.covered_until)

    @property
    def lapses_after(self) -> dt.date | None:
        """The last day before the membership lapses, with what has been collected counted."""
        return grace_end(self.paid_until)

    @property
    def has_unremitted_money(self) -> bool:
        """Whether collected months are not with BPJS yet."""
        return self.paid_until != self.covered_until


def grace_end(until: dt.date | None) -> dt.date | None:
    """The last day of the third month after that month end."""
    if until is None:
        return None
    return months.last_day(months.add(months.first_of(until), GRACE_MONTHS))


@transaction.atomic(savepoint=False)
def refresh(*, members: Iterable[int], on: dt.date, are_locked: bool = False) -> None:
    """Work out the cover of these members anew, as it stands on that day.

    To be called in the transaction that changed their months. Locks the members, unless the caller
    has done so.
    """
    parameters = _parameters(members, on)
    with connection.cursor() as cursor:
        if not are_locked:
            cursor.execute(cover_sql.LOCK, parameters)
        cursor.execute(cover_sql.REFRESH, parameters)


def refresh_gaps(*, on: dt.date) -> int:
    """Refresh who has months behind a gap, whose dates a new day may move; how many there are."""
    members = list(Cover.objects.filter(has_gap=True).values_list("member_id", flat=True))
    refresh(members=members, on=on)
    return len(members)


@transaction.atomic
def count_told(*, at: dt.datetime) -> int:
    """Let new statements about earlier memberships count; how many members they are about.

    Open months that were paid elsewhere are cancelled.
    """
    with connection.cursor() as cursor:
        cursor.execute(cover_sql.NOT_COUNTED)
        members = [row[0] for row in cursor.fetchall()]
        if members:
            refresh(members=members, on=months.law_day(at))
            cursor.execute(cover_sql.PAID_ELSEWHERE, {"members": members, "at": at})
    return len(members)


def to_be_counted(*, on: dt.date) -> set[int]:
    """Members with a statement of that day or later, which the next sweep lets count."""
    with connection.cursor() as cursor:
        cursor.execute(cover_sql.NOT_COUNTED)
        return {row[0] for row in cursor.fetchall() if row[-1] >= on}


def paid_until_of(*, members: Iterable[int]) -> dict[int, dt.date]:
    """Until when each of these members has paid, also where the dates are about to be refreshed.

    Who never paid is missing.
    """
    found: dict[int, dt.date] = {}
    with connection.cursor() as cursor:
        cursor.execute(cover_sql.PAID_UNTIL, {"members": sorted(set(members))})
        for member, until in cursor.fetchall():
            found[member] = max(until, found.get(member, until))
    return found


def computed(*, members: Iterable[int], on: dt.date) -> dict[int, CoverDates]:
    """The dates as the months themselves give them, for comparison with the rows kept.

    Members without any paid month are missing from the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(cover_sql.COMPUTED, _parameters(members, on))
        return {
            member: CoverDates(_month_end(paid), _month_end(remitted), is_told)
            for member, paid, remitted, _has_gap, is_told in cursor.fetchall()
        }


def of(member: Member) -> CoverDates:
    """The dates as kept for the member; load `cover` with select_related on lists."""
    cover = getattr(member, "cover", None)
    if cover is None:
        return CoverDates(None, None)
    return CoverDates(cover.paid_until, cover.covered_until, cover.is_told)


def _month_end(number: int | None) -> dt.date | None:
    return None if number is None else months.last_day(dt.date(number // 12, number % 12 + 1, 1))


def _parameters(members: Iterable[int], on: dt.date) -> dict[str, Any]:
    return {"members": sorted(set(members)), "today": on.year * 12 + on.month - 1}
