"""What a death means for dues: no month after it is owed, paid ones go back, a claim is opened.

From the report on she is not billed, and open months after the month of death are cancelled, so
that they can be seen. A payment waits for the report at the member's row, or the report for the
payment: afterwards it is refused, before it is a prepaid month like any other. Money is promised to
the family only once the branch has confirmed; then her other open months are cancelled too: nobody
can pay them any more, and a family owes no arrears [policy].
"""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions import claims, endings, refunds, repayments, suspensions
from contributions.models import Claim
from contributions.payment_rows import lock_partners
from markets import indonesian
from markets.models import User
from members import death_reversals, deaths
from members.deaths import Report, UnableToDecideDeath, UnableToReportDeath
from members.models import Death, DeathReversal, Member

__all__ = [
    "Report",
    "UnableToDecideDeath",
    "UnableToReportDeath",
    "approve_reversal",
    "confirm",
    "report",
    "reverse",
]

# Billing that looked before the report may write after it: the next sweep cancels that too.
CANCEL_MONTHS = """
    UPDATE contributions_contribution contribution
    SET status = 'cancelled', status_reason = 'member_died', status_at = %(at)s
    FROM members_death death
    WHERE death.member_id = contribution.member_id AND death.status IN ('reported', 'confirmed')
      AND contribution.status = 'open'
      AND (contribution.contribution_month > death.died_on OR death.status = 'confirmed')
      AND (%(members)s::bigint[] IS NULL OR contribution.member_id = ANY(%(members)s))
"""


@transaction.atomic
def report(*, id: UUID, member: Member, told: Report, by: User, at: dt.datetime) -> Death:
    """Write the report down and cancel what is open after the month of death.

    The same report again is answered with the one that stands. Raises UnableToReportDeath.
    """
    death = deaths.report(id=id, member=member, told=told, by=by, at=at)
    cancel_months(members=[member.pk], at=at)
    return death


@transaction.atomic
def confirm(*, death: Death, by: User, at: dt.datetime) -> Claim:
    """The branch is sure: nothing stays open, prepaid months are owed to the family, and the claim
    is opened.

    What was set aside to be given back to her is her family's, like all her credit. Confirmed again
    by the same person, it stays as it is. Raises UnableToDecideDeath.
    """
    lock_partners(of=death.member_id)
    death = deaths.confirm(death=death, by=by, at=at)
    opened = Claim.objects.filter(death=death).first()
    if opened is not None:
        return opened
    cancel_months(members=[death.member_id], at=at)
    died = indonesian.text(gettext_lazy("Pesertanya meninggal."))
    repayments.free(member=death.member, note=died, by=by, at=at)
    refunds.owe(death=death, by=by, at=at)
    return claims.open_(death=death, by=by, at=at)


@transaction.atomic
def reverse(*, death: Death, reason: str, by: User, at: dt.datetime) -> Death:
    """A report that waits was mistaken: the next sweep bills again what was cancelled.

    Raises UnableToDecideDeath.
    """
    row = deaths.reverse(death=death, reason=reason, by=by, at=at)
    _catch_up(row, at)
    return row


@transaction.atomic
def approve_reversal(*, reversal: DeathReversal, by: User, at: dt.datetime) -> Death:
    """A confirmed report was mistaken: nothing is owed to a family nor given back to it any more,
    the claim is closed, billing goes on.

    Months that were cancelled are billed anew by the next sweep. Raises UnableToChange, or
    UnableToDecideDeath, also where BPJS has paid already.
    """
    lock_partners(of=reversal.death.member_id)
    row = death_reversals.approve(reversal=reversal, by=by, at=at)
    claim = Claim.objects.get(death=row)
    if claim.status == Claim.Status.PAID:
        raise UnableToDecideDeath(
            _(
                "Klaim kematian ini sudah dibayar BPJS, jadi laporannya tidak dapat "
                "dibatalkan lagi. Hubungi BPJS lebih dahulu."
            ),
            "paid_out",
        )
    mistaken = indonesian.text(gettext_lazy("Laporan kematiannya keliru."))
    repayments.free(member=row.member, note=mistaken, by=by, at=at)
    refunds.cancel(death=row, by=by, at=at)
    claims.withdraw(claim=claim, note=row.reversal_reason, by=by, at=at)
    _catch_up(row, at)
    return row


def sweep(*, at: dt.datetime) -> int:
    """Cancel what was billed meanwhile about who has died; how many months."""
    return _cancel_months(at, None)


def cancel_months(*, members: Iterable[int], at: dt.datetime) -> int:
    """Cancel open months of theirs (ids) that nobody owes since a death; how many.

    None of who lives.
    """
    return _cancel_months(at, list(members))


def _catch_up(death: Death, at: dt.datetime) -> None:
    """She is what she would be without the report: who left or was suspended meanwhile is gone."""
    endings.end_if_left(member=death.member, at=at)
    suspensions.end_if_suspended(death=death, at=at)


def _cancel_months(at: dt.datetime, members: list[int] | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(CANCEL_MONTHS, {"at": at, "members": members})
        return int(cursor.rowcount)
