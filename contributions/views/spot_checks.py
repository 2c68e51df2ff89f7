"""Spot checks as treasurers, the branch and auditors see them: figures, people, one draw."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_safe

from contributions import spot_draws, spot_list, spot_weights
from contributions.forms.spot_checks import PeopleFilter
from contributions.models import SpotDraw
from contributions.spot_figures import SpotFigures, spot_figures
from contributions.wording import month as month_words
from markets import access, exports, months
from markets.models import Role
from markets.spreadsheets import Sheet
from markets.views.search import search_text

readers = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
A_PAGE = 50
FIGURES = (
    heading("Bulan"), heading("Mitra"), heading("Kolektor"), heading("Terpilih"),
    heading("Ada penanya"), heading("Ditanya"), heading("Dijawab"), heading("Perbedaan"),
    heading("Masih terbuka"), heading("Uang tidak tercatat"),
)  # fmt: skip
PEOPLE = (
    heading("Bulan"), heading("Mitra"), heading("Pasar"), heading("Tempat"), heading("Peserta"),
    heading("Kolektor"), heading("Penanya"), heading("Keadaan"), heading("Perbedaan"),
    heading("Jumlah undian"), heading("Sebab"),
)  # fmt: skip


@readers
@require_safe
def spot_checks(request: access.SignedInRequest) -> HttpResponse:
    """A month's figures by collector, then the people who were drawn."""
    partners = access.partners_of(request.user)
    known = spot_list.drawn_months(partners=partners)
    month = _month(request, known)
    found = _people(request, month)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    page.object_list = [spot_list.placed(row) for row in page.object_list]
    states = dict(spot_list.STATES)
    for row in page.object_list:
        row.state_words = states[row.state]
    choices = [(f"{each:%Y-%m}", month_words(each)) for each in known]
    chosen = {**request.GET.dict(), "bulan": f"{month:%Y-%m}" if month else ""}
    context = {
        "month": month,
        "figures": spot_figures(partners=partners, month=month) if month else [],
        "page": page,
        "form": PeopleFilter(chosen, month_choices=choices, states=spot_list.STATES),
        "draws": SpotDraw.objects.filter(partner__in=partners, month=month).select_related(
            "partner"
        )
        if request.user.role == Role.AUDITOR
        else [],
        "order": spot_list.PEOPLE_COLUMNS.asked(request.GET),
        "sends": request.user.role != Role.AUDITOR,
    }
    return render(request, "contributions/spot_checks.html", context)


@readers
@require_safe
def spot_checks_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The chosen people as a table; an XLSX has the figures on a sheet of their own.

    Why somebody was drawn is told to auditors, to others once she has answered.
    """
    partners = access.partners_of(request.user)
    month = _month(request, spot_list.drawn_months(partners=partners))
    rows = _rows(request, month)
    if not exports.wants_xlsx(request):
        return exports.csv_response(filename="cek-acak.csv", header=PEOPLE, rows=rows)
    figures = [_figures(row) for row in spot_figures(partners=partners)]
    sheets = [Sheet(_("Angka"), FIGURES, figures), Sheet(_("Orang terpilih"), PEOPLE, rows)]
    return exports.xlsx_response(filename="cek-acak.xlsx", sheets=sheets)


@access.for_roles(Role.AUDITOR)
@require_safe
def spot_draw(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One draw: its seed, the rule, and whether it comes to the same people again."""
    draw = _draw(request, pk)
    people = list(draw.people.select_related("member", "market", "collector").order_by("pk"))
    context = {
        "draw": draw,
        "people": [(row, spot_weights.words(row.reasons)) for row in people],
        "rule": [(words, lots) for lots, words in spot_weights.ADDS.values()],
        "lots": sum(len(market["lots"]) for market in draw.lots),
        "is_repeated": spot_draws.repeated(draw) == [row.member_id for row in people],
    }
    return render(request, "contributions/spot_draw.html", context)


@access.for_roles(Role.AUDITOR)
@require_safe
def spot_draw_export(request: access.SignedInRequest, pk: int) -> HttpResponseBase:
    """Everybody's lots in one draw, to draw again without this program."""
    draw = _draw(request, pk)
    rows = (
        (market["market"], market["wanted"], member, weight)
        for market in draw.lots
        for member, weight in market["lots"]
    )
    header = (_("Pasar (id)"), _("Diundi"), _("Peserta (id)"), _("Jumlah undian"))
    name = f"undian-{draw.partner.code}-{draw.month:%Y-%m}"
    return exports.table_response(request, name=name, header=header, rows=rows)


def _figures(row: SpotFigures) -> list[Any]:
    """A row under FIGURES."""
    counts = (row.drawn, row.sent, row.asked, row.answered, row.differences, row.still_open)
    return [f"{row.month:%Y-%m}", row.partner, row.collector, *counts, row.not_entered_idr]


def _draw(request: access.SignedInRequest, pk: int) -> SpotDraw:
    reached = SpotDraw.objects.filter(partner__in=access.partners_of(request.user))
    draw: SpotDraw = access.row_or_404(request, reached.select_related("partner"), pk=pk)
    return draw


def _month(request: access.SignedInRequest, known: list[dt.date]) -> dt.date | None:
    """The month asked for, if something was drawn then; else the latest."""
    try:
        asked = months.parse(request.GET.get("bulan", ""))
    except ValueError:
        asked = None
    return asked if asked in known else next(iter(known), None)


def _people(request: access.SignedInRequest, month: dt.date | None) -> Any:
    state = request.GET.get("keadaan", "")
    found = spot_list.people(
        partners=access.partners_of(request.user),
        month=month,
        state=state if state in dict(spot_list.STATES) else "",
        text=search_text(request),
    )
    return spot_list.PEOPLE_COLUMNS.asked(request.GET).of(found)


def _rows(request: access.SignedInRequest, month: dt.date | None) -> Iterator[list[Any]]:
    states = dict(spot_list.STATES)
    is_auditor = request.user.role == Role.AUDITOR
    for row in _people(request, month).iterator(chunk_size=500):
        tells = is_auditor or row.outcome
        yield [
            f"{row.draw.month:%Y-%m}",
            row.partner.name,
            row.market.name,
            spot_list.placed(row).place,
            row.member.name,
            row.collector.name if row.collector else "",
            row.asker_name,
            states[row.state],
            row.differences,
            row.weight if tells else "",
            "; ".join(spot_weights.words(row.reasons)) if tells else "",
        ]
