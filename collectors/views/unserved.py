"""Whom nobody visits: people at places without a collector, and people who moved."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_safe

from collectors import moves, unassigned
from markets import access, exports, months
from markets.models import Role
from markets.sorting import Columns
from markets.views.search import search_text

A_PAGE = 50
treasurer = access.for_roles(Role.TREASURER)
PEOPLE = (
    heading("Nama"), heading("Mitra"), heading("Pasar"), heading("Blok"), heading("Tempat"),
    heading("Tahap"), heading("Tenggang s.d."), heading("Bulan"), heading("Jumlah"),
)  # fmt: skip
MOVED = (
    heading("Nama"), heading("Mitra"), heading("Pasar"), heading("Dicatat"), heading("Oleh"),
    heading("Catatan"),
)  # fmt: skip
MOVED_COLUMNS = Columns(
    first="dicatat",
    fields={
        "nama": ("member__name",),
        "pasar": ("member__market__name",),
        "dicatat": ("at",),
        "oleh": ("by__name",),
    },
)


@treasurer
@require_safe
def people_without_collector(request: access.SignedInRequest) -> HttpResponse:
    """Who owes and has nobody to come by."""
    text, order = search_text(request), unassigned.COLUMNS.asked(request.GET)
    found = unassigned.unassigned(
        markets=access.markets_of(request.user),
        text=text,
        order=order,
        page=request.GET.get("page"),
    )
    context = {"found": found, "page": found.page, "order": order, "query": text}
    return render(request, "collectors/people_without_collector.html", context)


@treasurer
@require_safe
def people_without_collector_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The same as a table."""
    found = unassigned.reminders(markets=access.markets_of(request.user), text=search_text(request))
    found = unassigned.COLUMNS.asked(request.GET).of(found)
    rows = (
        [
            row.member.name,
            row.market.partner.name,
            row.market.name,
            row.block_name,
            row.stall_number,
            row.get_stage_display(),
            row.lapses_after,
            row.months,
            row.amount_idr,
        ]
        for row in found.iterator(chunk_size=500)
    )
    return exports.table_response(request, name="tanpa-kolektor", header=PEOPLE, rows=rows)


@treasurer
@require_safe
def moved_members(request: access.SignedInRequest) -> HttpResponse:
    """Members of whom the last visit says that they moved."""
    text, order = search_text(request), MOVED_COLUMNS.asked(request.GET)
    found = order.of(moves.moved(markets=access.markets_of(request.user), text=text))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "order": order, "query": text}
    return render(request, "collectors/moved_members.html", context)


@treasurer
@require_safe
def moved_members_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The same as a table."""
    found = moves.moved(markets=access.markets_of(request.user), text=search_text(request))
    found = MOVED_COLUMNS.asked(request.GET).of(found.select_related("member__market__partner"))
    rows = (
        [
            visit.member.name,
            visit.member.market.partner.name,
            visit.member.market.name,
            months.law_day(visit.at),
            visit.by.name,
            visit.note,
        ]
        for visit in found.iterator(chunk_size=500)
    )
    return exports.table_response(request, name="peserta-pindah", header=MOVED, rows=rows)
