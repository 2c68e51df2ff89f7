"""Who came to a drive and was not enrolled: counted by reason, once however often it is sent."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from markets import months
from markets.models import User
from markets.refusals import Refusal
from members import drives
from members.models import Drive, NotEnrolled


class UnableToCount(Refusal):
    """It was not counted; `str()` says what to do. `code`: not_running, no_reason, other_body."""


@transaction.atomic
def count(*, id: UUID, drive: Drive, reason: str, by: User, at: dt.datetime) -> NotEnrolled:
    """Count one more who came; the same id again answers the same row. Raises UnableToCount."""
    if reason not in NotEnrolled.Reason.values:
        raise UnableToCount(_("Pilih alasannya."), "no_reason")
    _check_is_running(drive, by, at)
    row, _is_new = NotEnrolled.objects.get_or_create(
        pk=id, defaults={"drive": drive, "reason": reason, "by": by, "at": at}
    )
    if (row.drive_id, row.reason, row.by_id) != (drive.pk, reason, by.pk):
        raise UnableToCount(
            _("Sudah dihitung dengan alasan lain. Muat ulang halaman."), "other_body"
        )
    return row


@transaction.atomic
def take_back(*, id: UUID, drive: Drive, by: User, at: dt.datetime) -> None:
    """Take back what that helper counted by mistake that day; again changes nothing.

    Raises UnableToCount.
    """
    _check_is_running(drive, by, at)
    mine = drive.not_enrolled.filter(by=by, at__date=months.law_day(at), taken_back_at=None)
    mine.filter(pk=id).update(taken_back_at=at)


def last_counted(*, drive: Drive, by: User, on: dt.date) -> NotEnrolled | None:
    """What the helper counted last that day, as far as it stands."""
    mine = drive.not_enrolled.filter(by=by, at__date=on, taken_back_at=None)
    return mine.order_by("-at", "pk").first()


def _check_is_running(drive: Drive, by: User, at: dt.datetime) -> None:
    running = drives.running(helper=by, on=months.law_day(at))
    if not running.filter(pk=drive.pk).exists():
        raise UnableToCount(_("Aktivasi ini tidak berlangsung hari ini."), "not_running")
