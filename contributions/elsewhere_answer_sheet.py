"""BPJS's word about many months said to be paid elsewhere, written down at once.

Each month is answered in a transaction of its own (`elsewhere_answers.py`): what one is refused for
keeps no other back, and every one has its result. The same sheet sent again finds what it had
written and writes nothing twice.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from contributions import elsewhere_answers
from contributions.elsewhere_refusals import UnableToRecordElsewhere, needs_word
from contributions.models import ElsewhereAnswer, ElsewhereMonth
from markets.models import Market, User

AT_MOST_MONTHS = 100


@dataclass(frozen=True)
class Word:
    """What BPJS said of all these months; `outcome` is confirmed or denied."""

    outcome: str
    answered_on: dt.date
    note: str = ""


@dataclass(frozen=True)
class Line:
    """What came of one month: written down now, or before (`was_recorded`), or why it was not."""

    month: ElsewhereMonth
    refusal: str = ""
    was_recorded: bool = False


def months_of(*, markets: QuerySet[Market]) -> QuerySet[ElsewhereMonth]:
    """Months said to be paid elsewhere in these markets, those recorded first first."""
    found = ElsewhereMonth.objects.filter(record__market__in=markets)
    return found.select_related(
        "record__member", "record__market__partner", "record__recorded_by", "contribution"
    ).order_by("record__recorded_at", "record", "contribution_month")


def to_answer(*, markets: QuerySet[Market], user: User, text: str = "") -> QuerySet[ElsewhereMonth]:
    """Those that wait for an answer which `user` may write down: another person recorded them.

    `text` is part of a name, a place where one pays, or a reference.
    """
    found = months_of(markets=markets).filter(status=ElsewhereMonth.Status.WAITING)
    for word in text.split():
        found = found.filter(
            Q(record__member__name__icontains=word)
            | Q(record__channel_name__icontains=word)
            | Q(record__reference__icontains=word)
        )
    return found.exclude(record__recorded_by=user)


def answer(
    *, months: Sequence[ElsewhereMonth], word: Word, by: User, at: dt.datetime
) -> list[Line]:
    """Write it down month by month, in their order.

    Raises UnableToRecordElsewhere where the sheet as a whole makes no sense; then nothing is
    written. What is wrong with one month stands in its line.
    """
    if not months:
        raise UnableToRecordElsewhere(_("Pilih sedikitnya satu bulan."), "nothing_asked")
    if len(months) > AT_MOST_MONTHS:
        raise UnableToRecordElsewhere(
            _("Paling banyak %(most)d bulan sekali catat.") % {"most": AT_MOST_MONTHS}, "too_many"
        )
    if word.outcome == ElsewhereMonth.Status.DENIED and not word.note.strip():
        raise needs_word()
    return [_line(month, word, by, at) for month in months]


def _line(month: ElsewhereMonth, word: Word, by: User, at: dt.datetime) -> Line:
    try:
        elsewhere_answers.answer(
            record=month.record,
            outcome=word.outcome,
            wanted=[month.contribution_month],
            answered_on=word.answered_on,
            note=word.note,
            by=by,
            at=at,
        )
    except UnableToRecordElsewhere as refusal:
        if refusal.code == "decided" and _stands(month, word):
            return Line(month, was_recorded=True)
        return Line(month, str(refusal))
    return Line(month)


def _stands(month: ElsewhereMonth, word: Word) -> bool:
    """Whether that very answer was written down before."""
    return ElsewhereAnswer.objects.filter(
        month=month, outcome=word.outcome, answered_on=word.answered_on
    ).exists()
