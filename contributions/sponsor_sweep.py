"""What the beat does about sponsors: end, reckon, admit; before billing, so that bills are right.

A sponsorship ends where its months are over, its member has left the partner, her term is not paid
whole any more, or the budget does not do. Whether it does is decided for this month and the next
one: those who were taken last pay themselves first, and know it a month ahead.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from contributions import admissions, sponsor_budget, sponsor_endings, tariff
from contributions.models import (
    Contribution,
    SponsorProgramme,
    Sponsorship,
    SponsorStatementLine,
)
from contributions.sponsor_endings import Ending
from contributions.sponsor_people import pays_whole, terms_of
from markets import months
from markets.models import Partner
from members.models import CoverageTerm, Member

Reason = Sponsorship.EndReason
STAYS = (Member.Status.ACTIVE, Member.Status.LAPSED)


@dataclass(frozen=True)
class Outcome:
    """How many lines fell away, how many people pay for themselves again, how many were taken."""

    released: int = 0
    ended: int = 0
    admitted: int = 0


def sweep(*, at: dt.datetime) -> Outcome:
    """Bring every programme up to date. Safe to run twice and at once."""
    released = release_lines(at=at)
    programmes = SponsorProgramme.objects.filter(
        Exists(Sponsorship.objects.filter(programme=OuterRef("pk"), ended_at=None))
    ).order_by("decided_at", "pk")
    ended = sum(_bring_up_to_date(programme, at) for programme in programmes)
    admitted = admissions.sweep(at=at)
    if admitted:
        for programme in programmes.all():
            _reckon(programme, at)
    return Outcome(released, ended, admitted)


@transaction.atomic
def release_lines(*, at: dt.datetime) -> int:
    """Take from the statements what is no month of the sponsor's any more; its budget is back."""
    gone = Contribution.objects.filter(pk=OuterRef("contribution")).exclude(
        status__in=[Contribution.Status.OPEN, Contribution.Status.PAID]
    )
    return (
        SponsorStatementLine.objects.filter(Exists(gone), live=True)
        .order_by()
        .update(live=False, released_at=at)
    )


@transaction.atomic
def _bring_up_to_date(programme: SponsorProgramme, at: dt.datetime) -> int:
    tariff.hold()
    Partner.objects.select_for_update(no_key=True).get(pk=programme.partner_id)
    programme = SponsorProgramme.objects.select_related("sponsor").get(pk=programme.pk)
    kind = programme.sponsor.payer_kind
    current = months.first_of(months.law_day(at))
    over = list(programme.sponsorships.filter(ended_at=None, last_month__lt=current))
    ended = sponsor_endings.finish(sponsorships=over, payer_kind=kind, at=at) if over else 0
    broken = _broken(programme, current)
    if broken:
        sponsor_endings.fall_back(endings=broken, payer_kind=kind, at=at)
    means = sponsor_budget.means(programme=programme, on=months.law_day(at))
    uncovered = means.not_covered(until=months.add(current, 1))
    rows = Sponsorship.objects.in_bulk([share.sponsorship_id for share in uncovered])
    endings = [
        Ending(rows[share.sponsorship_id], share.month, Reason.BUDGET) for share in uncovered
    ]
    if endings:
        sponsor_endings.fall_back(endings=endings, payer_kind=kind, at=at)
    _reckon(programme, at)
    return ended + len(broken) + len(endings)


def _broken(programme: SponsorProgramme, current: dt.date) -> list[Ending]:
    """Whom the programme cannot go on paying: gone, or not paid whole any more."""
    running = programme.sponsorships.filter(ended_at=None).select_related("member")
    gone = running.filter(
        ~Q(member__status__in=STAYS) | ~Q(member__market__partner=programme.partner_id)
    )
    endings = {row.pk: Ending(row, current, Reason.LEFT) for row in gone}
    staying = [row for row in running if row.pk not in endings]
    own_terms = terms_of([row.member_id for row in staying])
    for row in staying:
        month = _first_not_whole(programme, row, own_terms.get(row.member_id, ()), current)
        if month is not None:
            endings[row.pk] = Ending(row, month, Reason.TERM_CHANGED)
    return list(endings.values())


def _first_not_whole(
    programme: SponsorProgramme,
    row: Sponsorship,
    own_terms: tuple[CoverageTerm, ...],
    current: dt.date,
) -> dt.date | None:
    """The first month, from this one on, that is another's or that is not paid whole."""
    first = max(row.first_month, current)
    for term in own_terms:
        if term.first_month > row.last_month or (term.last_month and term.last_month < first):
            continue
        fits = term.payer_kind == programme.sponsor.payer_kind
        if not fits or not pays_whole(programme=programme, term=term):
            return max(first, term.first_month)
    return None


def _reckon(programme: SponsorProgramme, at: dt.datetime) -> None:
    """Write down for which month the budget will not do for everybody."""
    on = months.law_day(at)
    programme = SponsorProgramme.objects.select_related("sponsor").get(pk=programme.pk)
    runs_out = sponsor_budget.means(programme=programme, on=on).runs_out_month
    SponsorProgramme.objects.filter(pk=programme.pk).update(runs_out_month=runs_out, reckoned_at=at)
