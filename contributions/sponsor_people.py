"""Whom would a programme take, from which month on, and what would that cost?

Those enrolled longest come first (the approval of their first term, then the order in which they
were written down) [policy]. Never sponsored are months that are paid, billed to herself, or of
another payer: what a member is billed for already stays hers, and the current month always counts
as billed. A sponsor pays a month whole, so who has JHT is not taken by a programme without it. The
rule is looked at when somebody is taken; who earns more later stays.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from contributions.models import Contribution, ProgrammeMarket, SponsorProgramme, Sponsorship
from contributions.tariff import TariffsAhead
from markets import months
from members.models import CoverageTerm, Member, PayerKind


@dataclass(frozen=True)
class Candidate:
    """Somebody a programme would take, for those months; in the order of admission."""

    member_id: int
    market_id: int
    enrolled_on: dt.date
    first_month: dt.date
    last_month: dt.date
    terms: tuple[CoverageTerm, ...]

    def cost_idr(self, *, month: dt.date, payer_kind: str, tariffs: TariffsAhead) -> int:
        """What that month would cost the sponsor: 0 where it is not hers or has no tariff."""
        if not self.first_month <= month <= self.last_month:
            return 0
        return cost_of(terms=self.terms, month=month, payer_kind=payer_kind, tariffs=tariffs)


def cost_of(
    *, terms: Iterable[CoverageTerm], month: dt.date, payer_kind: str, tariffs: TariffsAhead
) -> int:
    """What a member with those terms costs such a payer in that month, in rupiah."""
    term = _at(terms, month)
    if term is None or month not in tariffs.tariffs:
        return 0
    price = tariffs.in_force(month).price(
        declared_income_idr=term.declared_income_idr,
        jht=term.jht,
        sector=term.sector,
        payer=payer_kind,
    )
    return price.total_idr


def candidates(*, programme: SponsorProgramme, on: dt.date) -> list[Candidate]:
    """Who could be taken that day, in the order of admission; caps and budget not looked at."""
    people = {row["pk"]: row for row in _people(programme).values("pk", "market_id")}
    if not people:
        return []
    kind = programme.sponsor.payer_kind
    terms = terms_of(people)
    billed = _billed(people, kind)
    until = dict(
        Sponsorship.objects.filter(member__in=people, last_month__gte=programme.first_month)
        .order_by()
        .values_list("member")
        .annotate(Max("last_month"))
    )
    current = months.first_of(on)
    found = []
    for pk, row in people.items():
        own = terms.get(pk, ())
        span = _span(programme, own, kind, billed.get(pk), until.get(pk), current)
        if span is None:
            continue
        enrolled_on = min(term.approved_on for term in own)
        found.append(Candidate(pk, row["market_id"], enrolled_on, *span, own))
    return sorted(found, key=lambda one: (one.enrolled_on, one.member_id))


def terms_of(members: Iterable[int]) -> dict[int, tuple[CoverageTerm, ...]]:
    """All terms of each of these members, in their order."""
    found: dict[int, list[CoverageTerm]] = {}
    for term in CoverageTerm.objects.filter(member__in=list(members)).order_by("first_month"):
        found.setdefault(term.member_id, []).append(term)
    return {member: tuple(terms) for member, terms in found.items()}


def pays_whole(*, programme: SponsorProgramme, term: CoverageTerm) -> bool:
    """Whether the programme pays all that this term insures."""
    return programme.jht or not term.jht


def _people(programme: SponsorProgramme) -> QuerySet[Member]:
    sponsored = Sponsorship.objects.filter(member=OuterRef("pk"), ended_at=None)
    people = Member.objects.filter(
        ~Exists(sponsored), market__partner=programme.partner_id, status=Member.Status.ACTIVE
    )
    chosen = ProgrammeMarket.objects.filter(programme=programme)
    people = people.filter(~Exists(chosen) | Q(market__in=chosen.values("market")))
    if programme.by_list:
        return people.filter(sponsor_lists__programme=programme)
    if programme.occupation:
        people = people.filter(occupation__icontains=programme.occupation)
    return people


def _billed(members: Iterable[int], kind: PayerKind) -> dict[int, dt.date]:
    """The last month of each that nobody else can take over: her own, or paid already."""
    return dict(
        Contribution.objects.filter(member__in=list(members), status__in=Contribution.STANDING)
        .exclude(payer_kind=kind, status=Contribution.Status.OPEN)
        .order_by()
        .values_list("member")
        .annotate(Max("contribution_month"))
    )


def _span(
    programme: SponsorProgramme,
    terms: tuple[CoverageTerm, ...],
    kind: PayerKind,
    billed: dt.date | None,
    sponsored: dt.date | None,
    current: dt.date,
) -> tuple[dt.date, dt.date] | None:
    """The months of her the programme can pay, without a gap; None where there are none."""
    first = programme.first_month
    for taken in (billed, sponsored):
        if taken is not None:
            first = max(first, months.add(taken, 1))
    running = _at(terms, first)
    if running is None or running.payer_kind != kind:
        # Billed to her, or about to be: from the next month on.
        first = max(first, months.add(current, 1))
    term = _at(terms, first)
    if term is None or first > programme.last_month or not _fits_rule(programme, term):
        return None
    last = _last(programme, first)
    ends: dt.date | None = None
    for each in terms:
        if each.last_month is not None and each.last_month < first:
            continue
        follows = each.first_month <= first or (
            ends is not None and each.first_month == months.add(ends, 1)
        )
        if not follows or each.payer_kind not in (PayerKind.SELF, kind):
            break
        if not pays_whole(programme=programme, term=each):
            break
        ends = min(each.last_month or last, last)
    return None if ends is None or ends < first else (first, ends)


def _last(programme: SponsorProgramme, first: dt.date) -> dt.date:
    if programme.most_months is None:
        return programme.last_month
    return min(programme.last_month, months.add(first, programme.most_months - 1))


def _fits_rule(programme: SponsorProgramme, term: CoverageTerm) -> bool:
    if programme.by_list:
        return True
    if programme.sector and term.sector != programme.sector:
        return False
    most = programme.most_income_idr
    return most is None or term.declared_income_idr <= most


def _at(terms: Iterable[CoverageTerm], month: dt.date) -> CoverageTerm | None:
    for term in terms:
        if term.covers(month):
            return term
    return None
