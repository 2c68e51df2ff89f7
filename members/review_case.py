"""Everything a reviewer sees before deciding about one enrolment."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from markets import months
from markets.models import Market, User
from members import applications, case_findings, case_pictures, personal_data, review_queue
from members.case_findings import Found
from members.case_pictures import Pictures
from members.models import (
    Consent,
    Decision,
    Enrolment,
    FamilyContact,
    Member,
    Placement,
    ReviewLease,
)
from members.personal_data import Reading


@dataclass(frozen=True)
class Case:
    """One enrolment with the person, the place, the consent and what happened so far."""

    enrolment: Enrolment
    member: Member
    age: int
    place: Placement | None
    consent: Consent | None
    family: list[FamilyContact]
    decisions: list[Decision]
    readings: list[Reading]
    pictures: Pictures | None  # none where she is not ours
    line: review_queue.Line
    is_ours: bool  # else only the name and the decisions are shown
    lease: ReviewLease | None  # who looks at it now
    by: User
    found: Found | None  # nothing is looked for where she is not ours

    @property
    def waits(self) -> bool:
        """Whether it still wants a decision."""
        return self.enrolment.status == Enrolment.Status.SUBMITTED

    @property
    def is_decidable(self) -> bool:
        """Whether this reviewer can decide it now."""
        return self.waits and self.lease is not None and self.lease.by_id == self.by.pk

    @property
    def held_by_another(self) -> bool:
        """Whether a colleague looks at it now."""
        return self.waits and self.lease is not None and self.lease.by_id != self.by.pk


def case(
    *,
    enrolment: Enrolment,
    markets: QuerySet[Market],
    by: User,
    lease: ReviewLease | None,
    at: dt.datetime,
) -> Case:
    """The case as it stands; decisions on earlier enrolments too, where they are of `markets`.

    `lease` is the one that holds now (`leases.take`); without one it is only to be looked at.
    """
    member = enrolment.member
    decisions = Decision.objects.filter(enrolment__member=member, market__in=markets)
    consents = member.consents.filter(market__in=markets).select_related(
        "text", "taken_by", "evidence"
    )
    consent = consents.first()
    places = member.placements.filter(market__in=markets, find_here=True)
    reached = list(markets.values_list("pk", flat=True))
    ours = member.market_id in reached
    found = case_findings.of(enrolments=[enrolment], markets=reached, at=at) if ours else {}
    return Case(
        enrolment=enrolment,
        member=member,
        age=applications.age(member.birth_date, on=months.law_day(at)),
        place=places.select_related("market", "block", "stall").order_by("-first_day").first(),
        consent=consent,
        family=list(member.family.all()),
        decisions=list(decisions.select_related("by", "enrolment")),
        readings=personal_data.readings(member=member, markets=markets)[:5],
        pictures=case_pictures.of(enrolment=enrolment, consent=consent) if ours else None,
        line=review_queue.line(enrolment, at=at),
        is_ours=ours,
        lease=lease,
        by=by,
        found=found.get(enrolment.pk),
    )


def is_ours(member: Member, *, markets: QuerySet[Market]) -> bool:
    """Whether the person is in these markets now: who went on elsewhere left only old decisions."""
    return markets.filter(pk=member.market_id).exists()
