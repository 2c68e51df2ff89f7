"""What is asked of a collection sheet, and why a sheet as a whole cannot be used."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from markets.refusals import Refusal
from members.models import Member

AT_MOST_LINES = 100


@dataclass(frozen=True)
class AskedLine:
    """Who pays which months, and what was shown for them in rupiah; part of it her credit."""

    member: Member
    months: tuple[dt.date, ...]
    shown_total_idr: int
    credit_idr: int = 0

    @property
    def cash_idr(self) -> int:
        """What is to come in for her: all but her credit."""
        return self.shown_total_idr - self.credit_idr


class UnableToUseSheet(Refusal):
    """The sheet cannot be used as sent; nothing was written. `str()` is for the user.

    `code` is one of: nothing_asked, too_many, same_member_twice, credit_exceeds_line, other_body;
    for a transfer also not_yours, needs_reference, reference_used, other_amount, line_matched,
    wrong_day, more_than_transfer.
    """


def check(asked: list[AskedLine]) -> None:
    """Somebody is asked, nobody twice, and not too many at once. Raises UnableToUseSheet."""
    if not asked:
        raise UnableToUseSheet(_("Centang sedikitnya satu orang."), "nothing_asked")
    if len(asked) > AT_MOST_LINES:
        raise UnableToUseSheet(too_many(), "too_many")
    if len({one.member.pk for one in asked}) < len(asked):
        raise UnableToUseSheet(
            _("Peserta yang sama ada dua kali di lembar ini. Buka lagi lembarnya."),
            "same_member_twice",
        )
    if any(one.credit_idr > one.shown_total_idr for one in asked):
        raise UnableToUseSheet(
            _("Kelebihan bayar melebihi iuran. Buka lagi lembarnya."), "credit_exceeds_line"
        )


def too_many() -> str:
    """What to do with more people than fit."""
    return _("Paling banyak %(count)d orang pada satu lembar. Bagi menjadi dua lembar.") % {
        "count": AT_MOST_LINES
    }


def other_body() -> UnableToUseSheet:
    """The refusal of an id that was used for something else, or by somebody else."""
    return UnableToUseSheet(
        _(
            "Lembar ini sudah dikirim dengan isi lain. Lihat hasilnya di daftar lembar, lalu "
            "buka lembar baru untuk yang belum tercatat."
        ),
        "other_body",
    )
