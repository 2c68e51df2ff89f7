"""Which approved people have no membership number (KPJ) yet, and how to find one of them."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from markets import months
from markets.models import Market
from markets.sorting import Columns, Order
from members import membership_numbers, nik, nik_vault, references
from members.models import CoverageTerm, Member, RecordedNumber, WorkerExport

A_PAGE = 50
# Approved and not gone: a number of somebody who has left is still recorded on her own page.
INSURED = (Member.Status.ACTIVE, Member.Status.LAPSED)
WITHOUT, WITH, EVERYBODY = "without", "with", "all"
COLUMNS = Columns(
    first="referensi",
    fields={
        "nama": ("name",),
        "referensi": ("pk",),
        "pasar": ("market__name",),
        "disetujui": ("approved_on",),
    },
)


@dataclass(frozen=True)
class Chosen:
    """What the list was narrowed to; empty is everything."""

    text: str = ""
    number: str = WITHOUT
    partner: int | None = None
    market: int | None = None


@dataclass(frozen=True)
class Line:
    """One person of the list."""

    member: Member
    reference: str


@dataclass(frozen=True)
class Awaiting:
    """A page of the list, and how many have a number and how many wait, whatever was chosen."""

    lines: list[Line]
    page: Page[Member]
    without: int
    with_number: int


@dataclass(frozen=True)
class Standing:
    """One member with her number, and everybody who recorded or corrected it."""

    member: Member
    reference: str
    approved_on: dt.date | None
    entries: list[RecordedNumber]
    exported: WorkerExport | None  # the file for BPJS she stands in, the last of several

    @property
    def last_by(self) -> int | None:
        """Who recorded the number that stands, where it was recorded here."""
        return self.entries[-1].by_id if self.entries else None


def people(*, markets: QuerySet[Market], chosen: Chosen) -> QuerySet[Member]:
    """The chosen approved people of these markets; who came first stands first."""
    found = Member.objects.filter(market__in=markets, status__in=INSURED)
    if chosen.number == WITHOUT:
        found = found.filter(membership_number=None)
    elif chosen.number == WITH:
        found = found.exclude(membership_number=None)
    if chosen.market:
        found = found.filter(market=chosen.market)
    if chosen.partner:
        found = found.filter(market__partner=chosen.partner)
    if chosen.text:
        found = found.filter(name__icontains=chosen.text)
    approved = CoverageTerm.objects.filter(member=OuterRef("pk")).order_by("first_month")
    found = found.annotate(approved_on=Subquery(approved.values("approved_on")[:1]))
    return found.select_related("market__partner").order_by("pk")


def columns(chosen: Chosen) -> Columns:
    """By what it may be sorted: everybody who was ever approved only as they came."""
    return COLUMNS if chosen.number == WITHOUT else COLUMNS.only("referensi")


def awaiting(
    *, markets: QuerySet[Market], chosen: Chosen, order: Order, page: str | None
) -> Awaiting:
    """The page of that number of the list, in that order."""
    counted = Member.objects.filter(market__in=markets, status__in=INSURED).aggregate(
        without=Count("pk", filter=Q(membership_number=None)),
        with_number=Count("membership_number"),
    )
    found = order.of(people(markets=markets, chosen=chosen))
    shown = Paginator(found, A_PAGE).get_page(page)
    lines = [Line(member, references.written(member.pk)) for member in shown]
    return Awaiting(lines=lines, page=shown, **counted)


def approved(*, markets: QuerySet[Market]) -> QuerySet[Member]:
    """Everybody of these markets who was ever approved, also those who have left since."""
    found = Member.objects.filter(Exists(CoverageTerm.objects.filter(member=OuterRef("pk"))))
    return found.filter(market__in=markets).select_related("market__partner")


def standing(*, member: Member) -> Standing:
    """Her number and its trace."""
    return Standing(
        member=member,
        reference=references.written(member.pk),
        approved_on=member.terms.aggregate(first=Min("approved_on"))["first"],
        entries=list(member.recorded_numbers.select_related("by", "former_by")),
        exported=_exported(member),
    )


def _exported(member: Member) -> WorkerExport | None:
    found = WorkerExport.objects.filter(workers__enrolment__member=member).defer("sealed")
    return found.select_related("partner", "by").order_by("-at").first()


def found_by(*, typed: str, at: dt.datetime) -> dict[str, object] | None:
    """How to look up the one member meant by a NIK, a KPJ or our reference; None for a name.

    Raises nik.InvalidNik where a NIK was meant that cannot be one.
    """
    # One NIK in a hundred has digits that would pass for a reference without its letter.
    if len(nik.compact(typed)) not in (nik.LENGTH, membership_numbers.LENGTH):
        try:
            return {"pk": references.read(typed)}
        except references.InvalidReference:
            pass
    if not nik.looks_like_one(typed):
        return None
    if len(nik.compact(typed)) == membership_numbers.LENGTH:
        return {"membership_number": nik.compact(typed)}
    return {"nik_index": nik_vault.index(nik.parse(typed, on=months.law_day(at)))}
