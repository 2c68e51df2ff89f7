"""What does a programme pay, for whom, how far does its money reach, or whom would it take?"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contributions import admissions, sponsor_budget
from contributions.models import SponsorProgramme, Sponsorship
from contributions.sponsor_people import Candidate, candidates
from contributions.tariff import TariffsAhead
from members.models import Member

A_PAGE = 30
MONTHS_SHOWN = 12


@dataclass(frozen=True)
class MonthAhead:
    """A month, what it costs, and what is left of the budget after it (below zero: it lacks)."""

    month: dt.date
    people: int
    cost_idr: int
    left_idr: int

    @property
    def is_covered(self) -> bool:
        """Whether the budget does for everybody."""
        return self.left_idr >= 0


@dataclass(frozen=True)
class Preview:
    """Whom a programme that waits would take now: `fits` of those who could be taken."""

    could: int
    fits: int
    monthly_idr: int
    first_ones: list[tuple[Member, Candidate]]


@dataclass(frozen=True)
class ProgrammePage:
    """The programme in figures; `page` are its people, `preview` where it waits for approval."""

    programme: SponsorProgramme
    ahead: list[MonthAhead]
    billed_idr: int
    runs_out_month: dt.date | None
    page: Page[Any] | None
    preview: Preview | None

    @property
    def bars(self) -> list[tuple[str, int]]:
        """Where the budget stands, in parts that sum to it."""
        rest_idr = self.programme.rest_idr
        parts = [(_("Ada pada tagihan"), self.programme.drawn_idr)]
        if self.billed_idr:
            parts.append((_("Sudah ditagih, belum pada tagihan"), self.billed_idr))
        return [*parts, (_("Sisa"), rest_idr - self.billed_idr)]


def programme_page(
    *, programme: SponsorProgramme, text: str, page: str | None, on: dt.date
) -> ProgrammePage:
    """The figures of a programme as they stand on that day."""
    if programme.status == SponsorProgramme.Status.APPROVED:
        means = sponsor_budget.means(programme=programme, on=on)
        shown = Paginator(people(programme=programme, text=text), A_PAGE).get_page(page)
        shares = [(share.month, share.amount_idr) for share in means.shares]
        return ProgrammePage(
            programme=programme,
            ahead=_ahead(shares, means.free_idr),
            billed_idr=means.billed_idr,
            runs_out_month=means.runs_out_month,
            page=shown,
            preview=None,
        )
    found = candidates(programme=programme, on=on)
    means = sponsor_budget.means(programme=programme, on=on)
    fits = admissions.within_means(programme=programme, people=found, means=means)
    shares = _shares(programme, fits, means.tariffs)
    ahead = _ahead(shares, programme.rest_idr)
    monthly_idr = next((row.cost_idr for row in ahead), 0)
    return ProgrammePage(
        programme=programme,
        ahead=ahead,
        billed_idr=0,
        runs_out_month=next((row.month for row in ahead if not row.is_covered), None),
        page=None,
        preview=Preview(len(found), len(fits), monthly_idr, _first_ones(fits)),
    )


def people(*, programme: SponsorProgramme, text: str = "") -> QuerySet[Sponsorship]:
    """Who is or was sponsored, in the order of admission."""
    found = programme.sponsorships.select_related("member", "market")
    if text:
        found = found.filter(member__name__icontains=text)
    return found.order_by("place")


def _first_ones(fits: list[Candidate]) -> list[tuple[Member, Candidate]]:
    shown = fits[:A_PAGE]
    rows = Member.objects.select_related("market").in_bulk([one.member_id for one in shown])
    return [(rows[one.member_id], one) for one in shown]


def _shares(
    programme: SponsorProgramme, fits: list[Candidate], tariffs: TariffsAhead
) -> list[tuple[dt.date, int]]:
    if not fits:
        return []
    first = min(one.first_month for one in fits)
    run = sponsor_budget.months_from(first, programme.last_month)
    kind = programme.sponsor.payer_kind
    found = [
        (month, one.cost_idr(month=month, payer_kind=kind, tariffs=tariffs))
        for one in fits
        for month in run
    ]
    return [share for share in found if share[1]]


def _ahead(shares: list[tuple[dt.date, int]], free_idr: int) -> list[MonthAhead]:
    found = []
    for month in sorted({month for month, _idr in shares})[:MONTHS_SHOWN]:
        amounts = [idr for each, idr in shares if each == month]
        free_idr -= sum(amounts)
        found.append(MonthAhead(month, len(amounts), sum(amounts), free_idr))
    return found
