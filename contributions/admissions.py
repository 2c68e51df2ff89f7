"""Takes people into the programmes of sponsors, in the order written down, while cap and budget do.

From her first sponsored month on a coverage term names the sponsor's payer kind, and from the month
after the last one she pays herself again: both are written at once, so that no month is left
between two payers. Billing, prices and dues follow the terms as always.

Nobody is taken only to be told that it is over: the budget must do for two months of everybody, or
for the rest of the programme where that is shorter [policy].
"""

import datetime as dt

from django.db import transaction
from django.db.models import Max

from contributions import sponsor_budget, tariff
from contributions.models import ProgrammeStop, SponsorProgramme, Sponsorship
from contributions.payment_rows import lock_members
from contributions.sponsor_budget import Means
from contributions.sponsor_people import Candidate, candidates
from markets import months
from markets.models import Partner
from members import terms
from members.models import Member, PayerKind

MONTHS_IN_HAND = 2


def sweep(*, at: dt.datetime) -> int:
    """Admit to every approved programme that has not ended; how many people were taken."""
    current = months.first_of(months.law_day(at))
    running = (
        SponsorProgramme.objects.filter(
            status=SponsorProgramme.Status.APPROVED, last_month__gte=current
        )
        .exclude(stops__status=ProgrammeStop.Status.GRANTED)
        .order_by("decided_at", "pk")
    )
    return sum(admit(programme=programme, at=at) for programme in running)


@transaction.atomic
def admit(*, programme: SponsorProgramme, at: dt.datetime) -> int:
    """Take who fits and is not taken yet; answers how many. Done again, it takes nobody twice."""
    tariff.hold()
    Partner.objects.select_for_update(no_key=True).get(pk=programme.partner_id)
    programme = SponsorProgramme.objects.select_related("sponsor").get(pk=programme.pk)
    if programme.status != SponsorProgramme.Status.APPROVED or _has_stopped(programme):
        return 0
    on = months.law_day(at)
    people = candidates(programme=programme, on=on)
    if not people:
        return 0
    means = sponsor_budget.means(programme=programme, on=on)
    chosen = within_means(programme=programme, people=people, means=means)
    locked = lock_members(pks=[one.member_id for one in chosen])
    # Locked, they are looked at again: somebody may have paid or left meanwhile.
    still = {one.member_id: one for one in candidates(programme=programme, on=on)}
    taken = [
        still[one.member_id]
        for one in chosen
        if one.member_id in still and locked[one.member_id].status == Member.Status.ACTIVE
    ]
    if taken:
        _admit(programme, taken, at)
    return len(taken)


def _has_stopped(programme: SponsorProgramme) -> bool:
    return programme.stops.filter(status=ProgrammeStop.Status.GRANTED).exists()


def within_means(
    *, programme: SponsorProgramme, people: list[Candidate], means: Means
) -> list[Candidate]:
    """The first of these people for whom cap and budget do, in their order."""
    if programme.most_people is not None:
        people = people[: max(0, programme.most_people - programme.people)]
    run = means.months_ahead[:MONTHS_IN_HAND]
    needed_idr = sum(means.cost_idr.get(month, 0) for month in run)
    found = []
    for one in people:
        ahead = sponsor_budget.months_from(one.first_month, one.last_month)[:MONTHS_IN_HAND]
        needed_idr += sum(
            one.cost_idr(
                month=month, payer_kind=programme.sponsor.payer_kind, tariffs=means.tariffs
            )
            for month in ahead
        )
        if needed_idr > means.free_idr:
            break
        found.append(one)
    return found


def _admit(programme: SponsorProgramme, taken: list[Candidate], at: dt.datetime) -> None:
    kind = programme.sponsor.payer_kind
    last = programme.sponsorships.aggregate(last=Max("place"))["last"] or 0
    Sponsorship.objects.bulk_create(
        Sponsorship(
            programme=programme,
            member_id=one.member_id,
            market_id=one.market_id,
            place=last + number,
            first_month=one.first_month,
            last_month=one.last_month,
            admitted_at=at,
        )
        for number, one in enumerate(taken, start=1)
    )
    terms.hand_over(
        to=kind,
        months_of=[
            terms.PayerMonths(one.member_id, one.first_month, one.last_month) for one in taken
        ],
        among=(PayerKind.SELF,),
    )
    # Who was paid for by the same kind of payer without a name pays herself after the programme.
    after = [terms.PayerMonths(one.member_id, months.add(one.last_month, 1), None) for one in taken]
    terms.hand_over(to=PayerKind.SELF, months_of=after, among=(kind,))
