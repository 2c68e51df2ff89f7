"""Memberships that end by themselves, and come back with the next payment.

More than three consecutive unpaid months end a membership; its arrears are then not owed any more
(PP 44/2015; what it leaves open: ADR 0005). Who has never paid was made an offer for the current
month; the offer ends after three months [policy]. Money that was collected counts as paid here:
that it is not remitted is the partner's fault, never a reason to end anybody's membership. Who is
said to have paid elsewhere does not lapse before BPJS has answered.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from contributions import cover, elsewhere_waiting, endings, suspensions
from contributions.models import Contribution
from markets import months
from members import membership

OFFER_MONTHS = 3
MEMBERS_AT_ONCE = 5_000

# Who has never paid since her approval has three months: the time of the offer. An approval while a
# membership still runs (a change of income, say) prolongs nothing.
# Nor does one end while BPJS is asked about a month she is said to have paid elsewhere [policy].
RUN_OUT = f"""
    member.status = 'active'
    AND NOT {elsewhere_waiting.MEMBER_WAITS}
    AND (cover.paid_until IS NULL OR cover.paid_until < %(paid_before)s)
    AND EXISTS (SELECT FROM members_coverageterm term WHERE term.member_id = member.id)
    AND NOT EXISTS (SELECT FROM members_coverageterm term
                    WHERE term.member_id = member.id AND term.approved_on >= %(approved_from)s
                      AND (cover.paid_until IS NULL
                           OR term.approved_on >= date_trunc('month', cover.paid_until)
                                                  + %(grace)s * interval '1 month'
                                                  + interval '1 month'))
"""

CANDIDATES = f"""
    SELECT member.id FROM members_member member
    LEFT JOIN contributions_cover cover ON cover.member_id = member.id
    WHERE {RUN_OUT} AND member.id > %(after)s
    ORDER BY member.id
    LIMIT %(limit)s
    FOR NO KEY UPDATE OF member
"""

# Asked again once the rows are locked: a payment that was under way has then moved the cover.
STILL_RUN_OUT = f"""
    SELECT member.id, cover.paid_until IS NULL FROM members_member member
    LEFT JOIN contributions_cover cover ON cover.member_id = member.id
    WHERE {RUN_OUT} AND member.id = ANY(%(members)s::bigint[])
"""

# What she owed from before falls away; the current month and those ahead become free again, so that
# a payment revives from them.
END_ARREARS = """
    UPDATE contributions_contribution
    SET status = %(status)s, status_reason = %(reason)s, status_at = %(at)s
    WHERE status = 'open' AND member_id = ANY(%(members)s::bigint[])
      AND contribution_month < %(current)s
"""
FREE_MONTHS_AHEAD = """
    UPDATE contributions_contribution
    SET status = 'cancelled', status_reason = %(reason)s, status_at = %(at)s
    WHERE status = 'open' AND member_id = ANY(%(members)s::bigint[])
"""

# Who has not paid since her approval is offered the current month only; past offers fall away.
PAST_OFFERS = f"""
    UPDATE contributions_contribution contribution
    SET status = 'cancelled', status_reason = 'never_started', status_at = %(at)s
    WHERE contribution.status = 'open' AND contribution.contribution_month < %(current)s
      AND contribution.payer_kind = 'self' AND NOT {elsewhere_waiting.WAITS}
      AND EXISTS (SELECT FROM members_member member
                  WHERE member.id = contribution.member_id AND member.status = 'active')
      AND NOT EXISTS (SELECT FROM contributions_cover cover
                      WHERE cover.member_id = contribution.member_id
                        AND cover.paid_until >= %(paid_before)s)
"""

# An open month left behind by a void, with later months paid: after the third month it is too late.
TOO_LATE = f"""
    UPDATE contributions_contribution contribution
    SET status = 'written_off', status_reason = 'lapsed', status_at = %(at)s
    WHERE status = 'open' AND contribution_month < %(oldest)s AND NOT {elsewhere_waiting.WAITS}
"""


@dataclass(frozen=True)
class Outcome:
    """What one sweep did: members lapsed or gone, months written off or no longer offered."""

    lapsed: int = 0
    written_off: int = 0
    offers_ended: int = 0
    left: int = 0


def sweep(*, at: dt.datetime) -> Outcome:
    """End every membership that has run out or was left by that day, and what was owed with it.

    Works in portions, each in its own transaction; safe to run twice and at once.
    """
    today = months.law_day(at)
    current = months.first_of(today)
    left = endings.sweep(at=at) + suspensions.sweep(at=at)
    cover.count_told(at=at)
    cover.refresh_gaps(on=today)
    lapsed = written_off = after = 0
    while True:
        portion = _lapse_some(after=after, current=current, at=at)
        if portion is None:
            break
        after, members, rows = portion
        lapsed += members
        written_off += rows
    oldest = months.add(current, -cover.GRACE_MONTHS)
    ended = _execute(PAST_OFFERS, {"at": at, "current": current, "paid_before": oldest})
    late = _execute(TOO_LATE, {"at": at, "oldest": oldest})
    return Outcome(lapsed, written_off + late, ended, left)


@transaction.atomic
def _lapse_some(*, after: int, current: dt.date, at: dt.datetime) -> tuple[int, int, int] | None:
    """Lapse the next members: the last one looked at, how many, and the months written off."""
    limits: dict[str, Any] = {
        "after": after,
        "limit": MEMBERS_AT_ONCE,
        "paid_before": months.add(current, -cover.GRACE_MONTHS),
        "approved_from": months.add(current, 1 - OFFER_MONTHS),
        "grace": cover.GRACE_MONTHS,
    }
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, limits)
        candidates = [row[0] for row in cursor.fetchall()]
        if not candidates:
            return None
        cursor.execute(STILL_RUN_OUT, {**limits, "members": candidates})
        never_paid = dict(cursor.fetchall())
    members = list(never_paid)
    membership.lapse(members=members, at=at)
    end = {"at": at, "current": current}
    rows = _end_months(
        [member for member in members if not never_paid[member]],
        status=Contribution.Status.WRITTEN_OFF,
        reason=Contribution.StatusReason.LAPSED,
        **end,
    )
    _end_months(
        [member for member in members if never_paid[member]],
        status=Contribution.Status.CANCELLED,
        reason=Contribution.StatusReason.NEVER_STARTED,
        **end,
    )
    return candidates[-1], len(members), rows


def _end_months(members: list[int], **how: object) -> int:
    """End the open months of these members; how many of them were arrears."""
    arrears = _execute(END_ARREARS, {"members": members, **how})
    _execute(FREE_MONTHS_AHEAD, {"members": members, **how})
    return arrears


def _execute(statement: str, parameters: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
