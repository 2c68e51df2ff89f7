"""Whose sponsor stops soon: the list to tell them by."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_safe

from contributions import ending_sponsorships as figures
from markets import access, exports, months
from markets.models import Role
from markets.views.search import search_text

followers = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
HEADER = (
    heading("Nama"), heading("KPJ"), heading("Pasar"), heading("Sponsor"),
    heading("Bulan terakhir"), heading("Perkiraan"), heading("Sesudahnya sebulan (Rp)"),
)  # fmt: skip


@followers
@require_safe
def ending_sponsorships(request: access.SignedInRequest) -> HttpResponse:
    """The nearest end first; a collector sees the people of the own markets."""
    page, paid = figures.page_of(
        markets=access.markets_of(request.user),
        on=months.law_day(timezone.now()),
        text=search_text(request),
        page=request.GET.get("page"),
    )
    context = {
        "page": page,
        "people": paid,
        "query": search_text(request),
        "may_tell": request.user.role == Role.COLLECTOR,
    }
    return render(request, "contributions/ending_sponsorships.html", context)


@followers
@require_safe
def ending_sponsorships_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The same people as a table."""
    on = months.law_day(timezone.now())
    found = list(
        figures.ending(markets=access.markets_of(request.user), on=on, text=search_text(request))
    )
    rows = (_cells(paid) for paid in figures.paid_of(rows=found, on=on))
    return exports.table_response(request, name="sponsor-berakhir", header=HEADER, rows=rows)


def _cells(paid: figures.Paid) -> list[Any]:
    row = paid.sponsorship
    return [
        row.member.name,
        row.member.membership_number,
        row.market.name,
        paid.sponsor,
        f"{paid.last_month:%Y-%m}",
        _("ya") if paid.is_forecast else "",
        paid.own_idr,
    ]
