"""Closing a business day: a treasurer puts her name under its figures, once."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions.daily_close import daily_close
from contributions.models import DayClose
from contributions.uncounted import kept_from
from markets import months
from markets.models import Partner, User
from markets.refusals import Refusal


class UnableToClose(Refusal):
    """The day cannot be closed, or not by this person; `str()` says why.

    `code` is one of: not_yours, not_yet, uncounted, closed.
    """


def close(*, partner: Partner, day: dt.date, by: User, at: dt.datetime) -> DayClose:
    """Freeze the figures of that day as they are now. Raises UnableToClose."""
    if not by.is_treasurer_of(partner.pk):
        raise UnableToClose(_("Hari ditutup oleh bendahara mitra ini."), "not_yours")
    if day > months.law_day(at):
        raise UnableToClose(_("Hari itu belum tiba."), "not_yet")
    if kept_from(user=by, until=day):
        raise UnableToClose(
            _("Hitung dulu serah terima yang menunggu Anda; sesudah itu hari ini bisa ditutup."),
            "uncounted",
        )
    figures = daily_close(partner=partner, day=day).figures
    try:
        with transaction.atomic():
            return DayClose.objects.create(
                partner=partner, day=day, closed_by=by, closed_at=at, **figures
            )
    except IntegrityError as error:
        if "a_day_is_closed_once" not in str(error):
            raise
        raise UnableToClose(_("Hari itu sudah ditutup."), "closed") from error
