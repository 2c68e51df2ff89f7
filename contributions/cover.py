"""Until when a member has paid and is protected; worked out from her months, never typed.

Protection follows what was remitted to BPJS; money on its way protects nobody. Up to three months
after it ends the arrears can be caught up (PP 44/2015 and the guidance of BPJS Ketenagakerjaan);
whether protection holds in those months the sources disagree, so nothing is promised in them.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from contributions.models import Contribution, Cover
from markets import months
from members.models import Member

GRACE_MONTHS = 3

# Consecutive months form a run: within it, month number minus row number is the same. The run that
# counts on a day is the last one begun by then; one that begins later lies behind a gap.
RUNS = """
    SELECT member_id, remitted, min(number) AS first, max(number) AS last
    FROM (
        SELECT member_id, remitted, number,
               number - row_number() OVER (PARTITION BY member_id, remitted ORDER BY number) AS run
        FROM (
            SELECT member_id, kind.remitted,
                   (extract(year FROM contribution_month) * 12
                    + extract(month FROM contribution_month) - 1)::int AS number
            FROM contributions_contribution
            CROSS JOIN (VALUES (false), (true)) AS kind(remitted)
            WHERE status = 'paid' AND member_id = ANY(%(members)s::bigint[])
              AND (remitted_on IS NOT NULL OR NOT kind.remitted)
        ) AS month
    ) AS numbered
    GROUP BY member_id, remitted, run
"""

COMPUTED = f"""
    SELECT member_id,
           max(last) FILTER (WHERE NOT remitted AND first <= %(today)s) AS paid,
           max(last) FILTER (WHERE remitted AND first <= %(today)s) AS remitted,
           bool_or(first > %(today)s) AS has_gap
    FROM ({RUNS}) AS run
    GROUP BY member_id
"""

MONTH_END = "(make_date({0} / 12, {0} %% 12 + 1, 1) + interval '1 month - 1 day')::date"

# Locked in a statement of its own: the next one then sees what others had under way for them.
LOCK = """
    SELECT FROM members_member WHERE id = ANY(%(members)s::bigint[])
    ORDER BY id FOR NO KEY UPDATE
"""

REFRESH = f"""
    INSERT INTO contributions_cover (member_id, paid_until, covered_until, has_gap)
    SELECT asked.id, {MONTH_END.format("computed.paid")}, {MONTH_END.format("computed.remitted")},
           coalesce(computed.has_gap, false)
    FROM unnest(%(members)s::bigint[]) AS asked(id)
    LEFT JOIN ({COMPUTED}) AS computed ON computed.member_id = asked.id
    ORDER BY asked.id
    ON CONFLICT (member_id) DO UPDATE
    SET paid_until = excluded.paid_until,
        covered_until = excluded.covered_until,
        has_gap = excluded.has_gap
    WHERE (contributions_cover.paid_until, contributions_cover.covered_until,
           contributions_cover.has_gap)
          IS DISTINCT FROM (excluded.paid_until, excluded.covered_until, excluded.has_gap)
"""


@dataclass(frozen=True)
class CoverDates:
    """The dates a page shows; each the last day of a month, or None for never.

    `paid_until` says what was collected, `covered_until` what BPJS has received.
    """

    paid_until: dt.date | None
    covered_until: dt.date | None

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
def refresh(*, members: Iterable[int], on: dt.date) -> None:
    """Work out the cover of these members anew, as it stands on that day.

    To be called in the transaction that changed their months. Locks the members.
    """
    parameters = _parameters(members, on)
    with connection.cursor() as cursor:
        cursor.execute(LOCK, parameters)
        cursor.execute(REFRESH, parameters)


def refresh_gaps(*, on: dt.date) -> int:
    """Refresh who has months behind a gap, whose dates a new day may move; how many there are."""
    members = list(Cover.objects.filter(has_gap=True).values_list("member_id", flat=True))
    refresh(members=members, on=on)
    return len(members)


def computed(*, members: Iterable[int], on: dt.date) -> dict[int, CoverDates]:
    """The dates as the months themselves give them, for comparison with the rows kept.

    Members without any paid month are missing from the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(COMPUTED, _parameters(members, on))
        return {
            member: CoverDates(_month_end(paid), _month_end(remitted))
            for member, paid, remitted, _has_gap in cursor.fetchall()
        }


def of(member: Member) -> CoverDates:
    """The dates as kept for the member; load `cover` with select_related on lists."""
    cover = getattr(member, "cover", None)
    if cover is None:
        return CoverDates(None, None)
    return CoverDates(cover.paid_until, cover.covered_until)


def was_covered(*, member: Member, day: dt.date, known_on: dt.date) -> bool:
    """Whether the member was protected on that day, by what had reached BPJS by `known_on`.

    Both answers are kept for ever: as known on the day itself, and as known later. The very first
    cover begins on the day the first dues reach BPJS, not before.
    """
    remitted = Contribution.objects.filter(
        member=member, status=Contribution.Status.PAID, remitted_on__lte=known_on
    )
    if not remitted.filter(contribution_month=months.first_of(day)).exists():
        return False
    first = remitted.order_by("remitted_on").values_list("remitted_on", flat=True).first()
    return first is not None and first <= day


def _month_end(number: int | None) -> dt.date | None:
    return None if number is None else months.last_day(dt.date(number // 12, number % 12 + 1, 1))


def _parameters(members: Iterable[int], on: dt.date) -> dict[str, Any]:
    return {"members": sorted(set(members)), "today": on.year * 12 + on.month - 1}
