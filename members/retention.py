"""How long personal data are kept once nobody is insured with them any more.

UU 27/2022 asks to erase when the purpose and the period that was told are over; which periods the
social insurance of BPU needs no regulation says, so most are ours and stand here alone. None is
longer than what the consent text promises: ten years after a membership, one year after an
enrolment that came to nothing. Money rows are no personal data once the identity is gone: they
stay.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from markets import months
from members.models import Erasure, Member

# Who withdraws her consent has this long until nobody works with her data [law: UU 27/2022, read].
SUSPENSION_WITHIN = dt.timedelta(hours=3 * 24)
# What was typed about somebody who has not agreed yet [policy].
DRAFTS_KEPT = dt.timedelta(days=30)
# What the branch sent back and nobody has mended is taken back after half a year [policy]. Only
# then does the time begin after which the consent text promises that the data go.
RETURNED_KEPT = dt.timedelta(days=183)

# Nobody is insured with the data of these.
OVER = (
    Member.Status.LAPSED,
    Member.Status.REJECTED,
    Member.Status.ENDED,
    Member.Status.DECEASED,
)


class Surety(models.TextChoices):
    """How sure a period is."""

    LAW = "law", _("Peraturan, sudah dibaca")
    UNCHECKED = "unchecked", _("Peraturan, belum diperiksa")
    POLICY = "policy", _("Kebijakan sendiri; peraturan tidak menyebut angka")


@dataclass(frozen=True)
class Period:
    """For how many whole months a kind of data is kept, why that long, and how sure that is."""

    what: Erasure.What
    kept_months: int
    because: Any
    surety: Surety


# Of who was insured. Documents of money are kept ten years (UU 8/1997 art. 11, not checked here),
# and with them whom they are about. Families claim within five, BPJS asks within two [policy].
WAS_INSURED = (
    Period(Erasure.What.CONTACT, 60, _("klaim atas bulan yang sudah dibayar"), Surety.POLICY),
    Period(Erasure.What.PICTURES, 24, _("pertanyaan BPJS tentang pendaftaran"), Surety.POLICY),
    Period(Erasure.What.IDENTITY, 120, _("catatan uang (UU 8/1997)"), Surety.UNCHECKED),
)
# Of who applied and was never insured: no money hangs on it. A month less than the consent text
# promises, so that a job which is late keeps the promise.
NEVER_INSURED = tuple(
    Period(what, 11, _("bila mendaftar lagi"), Surety.POLICY)
    for what in (Erasure.What.CONTACT, Erasure.What.PICTURES, Erasure.What.IDENTITY)
)


def over_before(*, period: Period, at: dt.datetime) -> dt.datetime:
    """What ended before that moment is not kept any more at `at`."""
    month = months.add(months.first_of(months.law_day(at)), -period.kept_months)
    day = min(months.law_day(at).day, months.last_day(month).day)
    return months.midnight_before(month.replace(day=day))


def periods() -> Iterator[tuple[bool, Period]]:
    """Every period, with whether it is of people who were insured."""
    for was_insured, group in ((True, WAS_INSURED), (False, NEVER_INSURED)):
        for period in group:
            yield was_insured, period
