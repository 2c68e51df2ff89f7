"""Leaving: asked for by one person with a reason, decided by another at the branch.

It holds from a month on that nobody has paid: paid months stay hers, and what was paid ahead moves
her last month. Open months from there on are cancelled, visibly. When that month has come she is no
member any more, and what she still owed from before is written off (`endings`).
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from contributions import cover, endings, wording
from contributions.dues import MONTHS_AHEAD, PAYABLE_STATUSES
from contributions.models import Contribution
from markets import months
from markets.models import User
from members import agreed_departures, asked, terms
from members.asked import UnableToChange
from members.models import Departure, Member

__all__ = [
    "UnableToChange",
    "approve",
    "ask",
    "earliest_month",
    "holds_from",
    "leaving",
]


@dataclass(frozen=True)
class Leaving:
    """The first month without her, the last one she has paid, and what becomes of open months."""

    month: dt.date
    moved: bool  # later than was asked for
    paid_until: dt.date | None
    cancelled: list[Contribution]
    still_open: list[Contribution]


def earliest_month(*, member: Member, on: dt.date) -> dt.date:
    """The first month without her that can be agreed: after all she has paid, not long ago."""
    paid = Contribution.objects.filter(member=member, status=Contribution.Status.PAID)
    last = paid.aggregate(last=Max("contribution_month"))["last"]
    first = member.terms.order_by("first_month").first()
    return max(
        months.add(months.first_of(on), -cover.GRACE_MONTHS),
        months.add(last, 1) if last else dt.date.min,
        first.first_month if first else dt.date.min,
    )


def ask(
    *,
    id: UUID,
    member: Member,
    reason: str,
    from_month: dt.date,
    explanation: str = "",
    by: User,
    at: dt.datetime,
) -> Departure:
    """Ask that she be a member no more from that month on. The same id is the same request.

    Raises UnableToChange; nothing is stored then.
    """
    with transaction.atomic():
        member = asked.lock(member=member)
        asked.check_works_there(by=by, market=member.market)
        row = Departure(
            id=id,
            member=member,
            market_id=member.market_id,
            reason=reason,
            from_month=from_month,
            explanation=explanation.strip(),
            asked_by=by,
            asked_at=at,
        )
        standing = asked.stored(row)
        if standing is not None:
            return standing
        _check(row, months.law_day(at))
        return asked.keep(row)


def approve(*, departure: Departure, shown_month: dt.date, by: User, at: dt.datetime) -> Departure:
    """Let her leave from its month on; `shown_month` is the one the reviewer saw.

    Raises UnableToChange, where she has paid further months meanwhile with the month after them.
    """
    today = months.law_day(at)
    with transaction.atomic():
        departure = asked.for_decision(row=departure, by=by)
        member = departure.member
        _check_is_member(member)
        month = holds_from(departure=departure, on=today)
        if month != shown_month:
            raise UnableToChange(
                _(
                    "Sementara itu ada bulan yang dibayar: ia berhenti mulai %(month)s. Periksa "
                    "lagi, lalu putuskan."
                )
                % {"month": wording.month(month)},
                "month_moved",
            )
        terms.end(member=member, from_month=month)
        leaving_now = Contribution.objects.filter(member=member, contribution_month__gte=month)
        endings.cancel(rows=leaving_now, at=at)
        departure.effective_month = month
        asked.decide(
            row=departure,
            status=Departure.Status.APPROVED,
            by=by,
            at=at,
            also=("effective_month",),
        )
        if month <= months.first_of(today):
            endings.end(departure=departure, at=at)
        return departure


def holds_from(*, departure: Departure, on: dt.date) -> dt.date:
    """The first month without her, if it were approved that day."""
    return max(departure.from_month, earliest_month(member=departure.member, on=on))


def leaving(*, departure: Departure, on: dt.date) -> Leaving:
    """What approving it on that day would mean; of a decided one what it meant."""
    month = departure.effective_month or holds_from(departure=departure, on=on)
    open_months = Contribution.objects.filter(
        member=departure.member_id, status=Contribution.Status.OPEN
    ).order_by("contribution_month")
    paid = Contribution.objects.filter(
        member=departure.member_id, status=Contribution.Status.PAID
    ).aggregate(last=Max("contribution_month"))["last"]
    return Leaving(
        month=month,
        moved=month != departure.from_month,
        paid_until=paid,
        cancelled=[row for row in open_months if row.contribution_month >= month],
        still_open=[row for row in open_months if row.contribution_month < month],
    )


def _check(row: Departure, on: dt.date) -> None:
    _check_is_member(row.member)
    if row.reason not in Departure.Reason.values:
        raise UnableToChange(_("Pilih alasannya."), "reason", "reason")
    if row.reason == Departure.Reason.OTHER and not row.explanation:
        raise UnableToChange(_("Tulis alasannya."), "needs_explanation", "explanation")
    first = earliest_month(member=row.member, on=on)
    if row.from_month.day != 1 or row.from_month < first:
        raise UnableToChange(
            _("Bulan yang sudah dibayar tetap miliknya. Paling cepat ia berhenti mulai %(month)s.")
            % {"month": wording.month(first)},
            "month_taken",
            "from_month",
        )
    if months.between(months.first_of(on), row.from_month) > MONTHS_AHEAD + 1:
        raise UnableToChange(_("Pilih bulan yang lebih dekat."), "month_too_far", "from_month")


def _check_is_member(member: Member) -> None:
    if member.status not in PAYABLE_STATUSES:
        raise UnableToChange(
            _("Orang ini bukan peserta lagi (%(status)s).")
            % {"status": member.get_status_display()},
            "not_a_member",
        )
    leaving = agreed_departures.to_come(member=member)
    if leaving is not None and leaving.effective_month is not None:
        raise UnableToChange(
            _("Sudah disetujui bahwa ia berhenti mulai %(month)s.")
            % {"month": wording.month(leaving.effective_month)},
            "leaves_already",
        )
