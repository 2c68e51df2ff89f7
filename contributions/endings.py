"""Memberships that end because she leaves: in the month that was agreed, swept.

What was open is cancelled or written off, visibly: who has left cannot pay.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from contributions.models import Contribution
from markets import months
from members import agreed_departures, asked, membership
from members.models import ConsentWithdrawal, Departure, Member, PartnerChange
from members.models.departure import TO_COME

AT_ONCE = 500


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
    # She moves that month to another partner, which overtakes this (`agreed_departures`).
    moves = PartnerChange.objects.filter(
        member=OuterRef("member"),
        status=PartnerChange.Status.AGREED,
        from_month__lte=OuterRef("effective_month"),
    )
    due = Departure.objects.filter(
        TO_COME,
        ~Exists(still_paid),
        ~Exists(moves) | Q(reason__in=Departure.ALTOGETHER),
        effective_month__lte=current,
    ).order_by("pk")[:AT_ONCE]
    ended = sum(_end_if_still_due(departure, at) for departure in due)
    # Billed in the same moment in which she left, or opened again by a void since.
    left = {"member": OuterRef("member"), "member__status": Member.Status.ENDED}
    gone = Exists(Departure.objects.filter(**left, ended_at__isnull=False)) | Exists(
        ConsentWithdrawal.objects.filter(**left, suspended_at__isnull=False)
    )
    cancel(rows=Contribution.objects.filter(gone), at=at)
    return ended


def end_if_left(*, member: Member, at: dt.datetime) -> None:
    """End the membership where a departure of hers has come, as when the report of her death had
    hidden it.

    In the transaction that makes her a member again. One to come ends her in its own month.
    """
    has_left = Departure.objects.filter(member=member, ended_at__isnull=False).exists()
    goes_on = member.terms.filter(last_month=None).exists()
    if has_left and not goes_on and agreed_departures.to_come(member=member) is None:
        membership.end(member=member, at=at)


def end(*, departure: Departure, at: dt.datetime) -> None:
    """She is no member any more; nothing of hers stays open. In a transaction of who asks."""
    membership.end(member=departure.member, at=at)
    Contribution.objects.filter(member=departure.member_id, status=Contribution.Status.OPEN).update(
        status=Contribution.Status.WRITTEN_OFF,
        status_reason=Contribution.StatusReason.MEMBER_ENDED,
        status_at=at,
    )
    departure.ended_at = at
    departure.save(update_fields=["ended_at"])


def cancel(*, rows: QuerySet[Contribution], at: dt.datetime) -> None:
    """Those of the months that are open, as if they had not been billed; the rows stay."""
    rows.filter(status=Contribution.Status.OPEN).update(
        status=Contribution.Status.CANCELLED,
        status_reason=Contribution.StatusReason.MEMBER_ENDED,
        status_at=at,
    )


@transaction.atomic
def _end_if_still_due(departure: Departure, at: dt.datetime) -> bool:
    asked.lock(member=departure.member)
    rows = Departure.objects.select_for_update(of=("self",)).select_related("member")
    still_due = rows.filter(TO_COME, pk=departure.pk).first()
    if still_due is None:
        return False
    end(departure=still_due, at=at)
    return True
