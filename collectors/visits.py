"""What came of a visit, and on which day the person is on the list again.

The policy is ours [P] and stands in the constants below. A market's closing days move the round,
never a due date: the next day is always one on which the market is open.
"""

import datetime as dt
import uuid
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from collectors.models import Visit
from markets import guards, months
from markets.models import Market, User
from markets.refusals import Refusal
from members.models import Member

PROMISE_WITHIN_DAYS = 31
# A delay longer than the grace of three months would let her lapse unseen.
NOT_BEFORE_WITHIN_DAYS = 92
AFTER_REFUSAL_DAYS = 7
# So near to the lapse no visit keeps anybody off the list: the last days must not pass unseen.
NEVER_POSTPONED_WITHIN_DAYS = 7
LOOK_FOR_OPEN_DAY_WITHIN_DAYS = 60

Outcome = Visit.Outcome
NOTE_LENGTH = 300


class DayRange(NamedTuple):
    """The first and the last day that may be named, in days after the visit."""

    first_in_days: int
    last_in_days: int


# The outcomes with a day; the others name none.
WITH_A_DAY = {
    Outcome.PROMISED: DayRange(0, PROMISE_WITHIN_DAYS),
    Outcome.NOT_BEFORE: DayRange(1, NOT_BEFORE_WITHIN_DAYS),
}


class UnableToRecordVisit(Refusal):
    """The visit cannot be recorded so; the sentence says what to do, `code` tells it apart.

    Codes: day_missing, day_out_of_range, note_too_long, other_body.
    """


class Told(NamedTuple):
    """When a phone that had no signal says a visit was made: by its clock, and as we believe it."""

    by_its_clock: dt.datetime
    believed: dt.datetime


class Recorded(NamedTuple):
    """The visit that stands, and whether it was stored just now."""

    visit: Visit
    is_new: bool


def record(
    *,
    id: uuid.UUID,
    member: Member,
    outcome: str,
    note: str = "",
    next_on: dt.date | None = None,
    by: User,
    at: dt.datetime,
) -> Visit:
    """Record a visit under an id that was made in the form; see `take`."""
    return take(
        id=id, member=member, outcome=outcome, note=note, next_on=next_on, by=by, at=at
    ).visit


@transaction.atomic
def take(
    *,
    id: uuid.UUID,
    member: Member,
    outcome: str,
    note: str = "",
    next_on: dt.date | None = None,
    told: Told | None = None,
    by: User,
    at: dt.datetime,
) -> Recorded:
    """Record a visit under an id that was made on the phone or in the form.

    `next_on` is the day that was named; only a promise and a delay have one. It is judged by the
    day of the visit, which was before `at` where a phone tells of it later. The same id with the
    same body answers the stored visit and writes nothing; with another body, or of another person,
    it is refused for ever. Raises UnableToRecordVisit.
    """
    outcome = Outcome(outcome)
    named = next_on if outcome in WITH_A_DAY else None
    note = note.strip()
    stored, is_new = Visit.objects.filter(pk=id).first(), False
    if stored is None:
        made_at = min(told.believed, at) if told else at
        today = months.law_day(made_at)
        _check(outcome, named, note, today)
        visit = Visit(
            id=id,
            member=member,
            market=member.market,
            by=by,
            outcome=outcome,
            note=note,
            at=made_at,
            told_at=told.by_its_clock if told else None,
            received_at=at if told else None,
            named_day=named,
            next_on=_next_on(member.market, outcome, named, today),
        )
        stored, is_new = _store(visit)
    body = (stored.member_id, stored.outcome, stored.note, stored.named_day, stored.by_id)
    if body != (member.pk, outcome, note, named, by.pk):
        raise UnableToRecordVisit(
            _("Kunjungan ini sudah dicatat dengan isi lain. Buka halaman peserta lagi."),
            "other_body",
        )
    return Recorded(stored, is_new)


def _store(visit: Visit) -> Recorded:
    """Two taps at once: the one who comes second finds the row of the first."""
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError as error:
        if guards.broken(error) != "collectors_visit_pkey":
            raise
        return Recorded(Visit.objects.get(pk=visit.pk), False)
    return Recorded(visit, True)


def back_on(*, visit: Visit, lapses_after: dt.date | None) -> dt.date | None:
    """The day on which she is on the list again: before her last days at the latest.

    `lapses_after` is the last day of her membership; None where somebody must settle the visit
    first. Visited in her last days, she stays on the list.
    """
    last_days = last_days_from(lapses_after=lapses_after)
    if visit.next_on is None or last_days is None:
        return visit.next_on
    return min(visit.next_on, max(last_days, months.law_day(visit.at)))


def last_days_from(*, lapses_after: dt.date | None) -> dt.date | None:
    """From which day on no visit keeps her off the list; None for who has nothing to lose yet."""
    if lapses_after is None:
        return None
    return lapses_after - dt.timedelta(days=NEVER_POSTPONED_WITHIN_DAYS)


def next_open_day(*, market: Market, day: dt.date) -> dt.date:
    """That day or the first one after it on which the market is open.

    The day itself where the market opens on none of the next 60.
    """
    prefetch_related_objects([market], "closing_days")
    for step in range(LOOK_FOR_OPEN_DAY_WITHIN_DAYS + 1):
        candidate = day + dt.timedelta(days=step)
        if not market.is_closed_on(candidate):
            return candidate
    return day


def _check(outcome: Visit.Outcome, named: dt.date | None, note: str, today: dt.date) -> None:
    if len(note) > NOTE_LENGTH:
        raise UnableToRecordVisit(
            _("Catatan terlalu panjang: paling banyak %(count)d huruf.") % {"count": NOTE_LENGTH},
            "note_too_long",
        )
    days = WITH_A_DAY.get(outcome)
    if days is None:
        return
    if named is None:
        raise UnableToRecordVisit(_("Pilih harinya."), "day_missing")
    first, last = (today + dt.timedelta(days=count) for count in days)
    if not first <= named <= last:
        raise UnableToRecordVisit(
            _("Pilih hari antara %(first)s dan %(last)s.")
            % {"first": format_date(first, "j F Y"), "last": format_date(last, "j F Y")},
            "day_out_of_range",
        )


def _next_on(market: Market, outcome: str, named: dt.date | None, today: dt.date) -> dt.date | None:
    """The day on which she is on the list again; None until somebody has settled it."""
    if outcome == Outcome.MOVED:
        return None
    days = AFTER_REFUSAL_DAYS if outcome == Outcome.REFUSED else 1
    return next_open_day(market=market, day=named or today + dt.timedelta(days=days))
