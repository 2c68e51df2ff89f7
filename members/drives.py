"""Drives: enrolment on the spot for some days, by helpers named beforehand."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from markets.models import Market, User
from members.applications import UnableToEnrol
from members.models import Drive

# What was begun at a drive may still be sent some days later, and counts for it.
SENT_LATER = dt.timedelta(days=7)


def running(*, helper: User, on: dt.date) -> QuerySet[Drive]:
    """The drives of that day at which the helper may enrol."""
    drives = Drive.objects.filter(helpers=helper, partner=helper.partner_id, cancelled_at=None)
    return drives.filter(first_day__lte=on, last_day__gte=on).order_by("first_day", "pk")


def check_may_enrol(*, drive: Drive, market: Market, by: User, on: dt.date) -> None:
    """Raise UnableToEnrol unless that user may enrol somebody of the market for this drive."""
    if (
        drive.cancelled_at is not None
        or not drive.first_day <= on <= drive.last_day + SENT_LATER
        or drive.partner_id != market.partner_id
        or not drive.helpers.filter(pk=by.pk).exists()
    ):
        raise UnableToEnrol(
            _("Aktivasi ini tidak berlangsung untuk Anda. Mulai lagi dari halaman Daftarkan."),
            "other_drive",
        )
