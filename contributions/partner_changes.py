"""Members go to another partner from the agreed month on: swept, as bills have to follow them.

Months from then on that the former partner has billed and nobody has paid are cancelled there, and
billed anew where she belongs now. What was paid, and what is owed from before, stays as it is.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions import wording
from contributions.models import Contribution
from markets import indonesian, months
from members import agreed_departures, partner_changes
from members.models import PartnerChange

AT_ONCE = 500


def sweep(*, at: dt.datetime) -> int:
    """Move those whose month has come; answers how many.

    Each in a transaction of its own; safe to run twice and at once.
    """
    current = months.first_of(months.law_day(at))
    due = PartnerChange.objects.filter(
        status=PartnerChange.Status.AGREED, from_month__lte=current
    ).order_by("from_month", "pk")[:AT_ONCE]
    return sum(_move_if_still_due(change, at) for change in due)


@transaction.atomic
def _move_if_still_due(change: PartnerChange, at: dt.datetime) -> bool:
    change = partner_changes.lock(change=change)
    if change.status != PartnerChange.Status.AGREED:
        return False
    member = change.member
    stays = member.market.partner_id == change.from_market.partner_id
    if member.status not in partner_changes.MOVABLE or not stays:
        note = indonesian.text(gettext_lazy("Kepesertaannya berubah sebelum bulan itu tiba."))
        partner_changes.end(change=change, note=note, by=None, at=at)
        return False
    leaves = agreed_departures.leaves_before(change=change)
    if leaves is not None:
        with indonesian.spoken():
            note = _("Ia berhenti menjadi peserta mulai %(month)s, sebelum pindah.") % {
                "month": wording.month(leaves)
            }
        partner_changes.end(change=change, note=note, by=None, at=at)
        return False
    Contribution.objects.filter(
        member=member,
        status=Contribution.Status.OPEN,
        contribution_month__gte=change.from_month,
    ).update(
        status=Contribution.Status.CANCELLED,
        status_reason=Contribution.StatusReason.OTHER_PARTNER,
        status_at=at,
    )
    partner_changes.carry_out(change=change, at=at)
    return True
