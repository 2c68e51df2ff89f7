"""A death is reported from the member's page: nobody is sent to her any more, at once."""

import datetime as dt
from uuid import UUID

from django.db import transaction

from collectors.models import Reminder
from contributions import deaths
from markets.models import User
from members.deaths import Report
from members.models import Death, Member


@transaction.atomic
def report(*, id: UUID, member: Member, told: Report, by: User, at: dt.datetime) -> Death:
    """Write the report down, cancel her open months and close her reminder.

    Raises members.deaths.UnableToReportDeath; then nothing has changed.
    """
    death = deaths.report(id=id, member=member, told=told, by=by, at=at)
    waiting = Reminder.objects.filter(member=member, closed_at=None)
    waiting.update(closed_at=at, close_reason=Reminder.CloseReason.DECEASED)
    return death
