"""Leaving: asked for by one person with a reason, decided by another at the branch.

It holds from a month on that nobody has paid: paid months stay hers, and what was paid ahead moves
her last month. Open months from there on are cancelled, visibly. When that month has come she is no
member any more, and what she still owed from before is written off: who has left cannot pay.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from contributions import cover, wording
from contributions.dues import MONTHS_AHEAD, PAYABLE_STATUSES
from contributions.models import Contribution
from markets import months
from markets.models import User
from members import asked, membership, terms
from members.asked import UnableToChange
from members.models import ConsentWithdrawal, Departure, Member

__all__ = [
    "UnableToChange",
    "approve",
    "ask",
    "earliest_month",
    "holds_from",
    "leaving",
    "refuse",
    "sweep",
]

AT_ONCE = 500


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
        _cancel(Contribution.objects.filter(member=member, contribution_month__gte=month), at)
        departure.effective_month = month
        asked.decide(
            row=departure,
            status=Departure.Status.APPROVED,
            by=by,
            at=at,
            also=("effective_month",),
        )
        if month <= months.first_of(today):
            _end(departure, at)
        return departure


def refuse(*, departure: Departure, note: str, by: User, at: dt.datetime) -> Departure:
    """She stays, for the reason given. Raises UnableToChange."""
    with transaction.atomic():
        return asked.refuse(row=departure, note=note, by=by, at=at)


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


def sweep(*, at: dt.datetime) -> int:
    """End the membership of those whose last month is over; answers how many.

    Each in a transaction of its own; safe to run twice and at once. Who has a paid month that is
    not over (one that was voided and paid again, say) stays until it is.
    """
    current = months.first_of(months.law_day(at))
    still_paid = Contribution.objects.filter(
        member=OuterRef("member"),
        status=Contribution.Status.PAID,
        contribution_month__gte=current,
    )
    due = Departure.objects.filter(
        ~Exists(still_paid),
        status=Departure.Status.APPROVED,
        ended_at=None,
        effective_month__lte=current,
    ).order_by("pk")[:AT_ONCE]
    ended = sum(_end_if_still_due(departure, at) for departure in due)
    # Billed in the same moment in which she left, or opened again by a void since.
    left = {"member": OuterRef("member"), "member__status": Member.Status.ENDED}
    gone = Exists(Departure.objects.filter(**left, ended_at__isnull=False)) | Exists(
        ConsentWithdrawal.objects.filter(**left, suspended_at__isnull=False)
    )
    _cancel(Contribution.objects.filter(gone), at)
    return ended


def end_if_left(*, member: Member, at: dt.datetime) -> None:
    """End the membership where a departure of hers has come, as when the report of her death had
    hidden it.

    In the transaction that makes her a member again. One to come ends her in its own month.
    """
    has_left = Departure.objects.filter(member=member, ended_at__isnull=False).exists()
    goes_on = member.terms.filter(last_month=None).exists() or _to_come(member).exists()
    if has_left and not goes_on:
        membership.end(member=member, at=at)


def leave_now(*, member: Member, at: dt.datetime) -> None:
    """End the membership of the locked member without a request, because she withdrew her consent.

    What she has paid stays hers; open months are cancelled, and nothing is billed any more.
    """
    month = earliest_month(member=member, on=months.law_day(at))
    terms.end(member=member, from_month=month)
    membership.end(member=member, at=at)
    # One that was to come is over too: it must not end her again once she has come back.
    _to_come(member).update(ended_at=at)
    _cancel(Contribution.objects.filter(member=member), at)


@transaction.atomic
def _end_if_still_due(departure: Departure, at: dt.datetime) -> bool:
    asked.lock(member=departure.member)
    rows = Departure.objects.select_for_update(of=("self",)).select_related("member")
    departure = rows.get(pk=departure.pk)
    if departure.ended_at is not None:
        return False
    _end(departure, at)
    return True


def _end(departure: Departure, at: dt.datetime) -> None:
    """She is no member any more; nothing of hers stays open."""
    membership.end(member=departure.member, at=at)
    Contribution.objects.filter(member=departure.member_id, status=Contribution.Status.OPEN).update(
        status=Contribution.Status.WRITTEN_OFF,
        status_reason=Contribution.StatusReason.MEMBER_ENDED,
        status_at=at,
    )
    departure.ended_at = at
    departure.save(update_fields=["ended_at"])


def _cancel(rows: QuerySet[Contribution], at: dt.datetime) -> None:
    """Those of the months that are open, as if they had not been billed; the rows stay."""
    rows.filter(status=Contribution.Status.OPEN).update(
        status=Contribution.Status.CANCELLED,
        status_reason=Contribution.StatusReason.MEMBER_ENDED,
        status_at=at,
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
    leaving = _to_come(member).first()
    if leaving is not None and leaving.effective_month is not None:
        raise UnableToChange(
            _("Sudah disetujui bahwa ia berhenti mulai %(month)s.")
            % {"month": wording.month(leaving.effective_month)},
            "leaves_already",
        )


def _to_come(member: Member) -> QuerySet[Departure]:
    """The departure of hers that is agreed and whose month has not ended her yet, if any."""
    return Departure.objects.filter(member=member, status=Departure.Status.APPROVED, ended_at=None)
