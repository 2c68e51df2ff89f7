"""Members who withdrew their consent: suspended at once by the branch, or at the deadline by a job.

Nobody works with their data any more: no bills, no visits. Paid months stay paid, and money rows
stay as the law asks.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from contributions import departures, endings
from contributions.dues import PAYABLE_STATUSES
from contributions.models import Contribution
from markets import months
from markets.models import User
from members import asked, membership, terms
from members.asked import UnableToChange
from members.models import ConsentWithdrawal, Death, Departure, Member
from members.models.departure import TO_COME

AT_ONCE = 500


@transaction.atomic
def suspend(*, withdrawal: ConsentWithdrawal, by: User, at: dt.datetime) -> ConsentWithdrawal:
    """End her membership before the deadline comes. Raises UnableToChange."""
    if not by.is_reviewer_of(withdrawal.market.partner):
        raise UnableToChange(
            _("Hanya petugas kantor cabang pasar ini yang boleh menangguhkan."), "other_branch"
        )
    done = _suspended(withdrawal, by, at)
    if done is None:
        raise UnableToChange(
            _("Kepesertaannya sudah ditangguhkan, atau ia sudah setuju lagi."), "already_done"
        )
    return done


def sweep(*, at: dt.datetime) -> int:
    """Suspend everybody whose deadline has come; answers how many. Safe to run twice."""
    due = ConsentWithdrawal.objects.filter(
        suspended_at=None, closed_at=None, suspend_by__lte=at
    ).order_by("suspend_by")[:AT_ONCE]
    return sum(_suspended(withdrawal, None, at) is not None for withdrawal in due)


def end_if_suspended(*, death: Death, at: dt.datetime) -> None:
    """End the membership of one who was suspended while that mistaken report had hidden her.

    In the transaction that makes her a member again. Who agreed anew after she was suspended is
    enrolled again, as anybody.
    """
    suspended = ConsentWithdrawal.objects.filter(
        member=death.member_id, suspended_at__gte=death.reported_at
    )
    if death.member.status in PAYABLE_STATUSES and suspended.exists():
        _leave_now(member=death.member, at=at)


@transaction.atomic
def _suspended(
    withdrawal: ConsentWithdrawal, by: User | None, at: dt.datetime
) -> ConsentWithdrawal | None:
    """The withdrawal, suspended now; none where it does not wait for that any more."""
    member = asked.lock(member=withdrawal.member)
    withdrawal = ConsentWithdrawal.objects.select_for_update().get(pk=withdrawal.pk)
    if not withdrawal.waits:
        return None
    if member.status in PAYABLE_STATUSES:
        _leave_now(member=member, at=at)
    withdrawal.suspended_at, withdrawal.suspended_by = at, by
    withdrawal.save(update_fields=["suspended_at", "suspended_by"])
    return withdrawal


def _leave_now(*, member: Member, at: dt.datetime) -> None:
    """End the membership of the locked member without a request.

    What she has paid stays hers; open months are cancelled, and nothing is billed any more.
    """
    month = departures.earliest_month(member=member, on=months.law_day(at))
    terms.end(member=member, from_month=month)
    membership.end(member=member, at=at)
    # One that was to come is over too: it must not end her again once she has come back.
    Departure.objects.filter(TO_COME, member=member).update(ended_at=at)
    endings.cancel(rows=Contribution.objects.filter(member=member), at=at)
