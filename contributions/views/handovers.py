"""Taking over collectors' cash: what waits, what was decided, one hand-over, and its sheet."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_http_methods, require_safe

from contributions import daily_digests, handover_list
from contributions import handovers as job
from contributions.forms.counting import PiecesForm, ReasonForm
from contributions.forms.handovers import HandoversForm
from contributions.forms.treasury import RefusalForm
from contributions.handover_page import handover_page
from contributions.models import Handover
from contributions.wording import rupiah
from markets import access, exports, months, zones
from markets.models import Role
from markets.views import kept_lists, papers

A_PAGE = 30
HEADER = (
    heading("Nomor"), heading("Mitra"), heading("Kolektor"), heading("Kuitansi"),
    heading("Diserahkan (WIB)"), heading("Diputuskan (WIB)"), heading("Diputuskan oleh"),
    heading("Status"), heading("Seharusnya"), heading("Dihitung"), heading("Selisih"),
    heading("Alasan"),
)  # fmt: skip
readers = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
with_collector = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER, Role.AUDITOR)


@readers
@require_safe
def handovers(request: access.SignedInRequest) -> HttpResponse:
    """The waiting ones first, then those decided, the latest first."""
    reached = (
        _reached(request)
        .select_related("collector", "decided_by")
        .annotate(receipts=Count("lines"), zone=zones.of_partner())
    )
    form = HandoversForm(request.GET)
    chosen = form.chosen()
    order = handover_list.columns(chosen).asked(request.GET)
    decided = order.of(handover_list.decided(found=reached, chosen=chosen))
    context = {
        "waiting": reached.filter(status=Handover.Status.ASKED).order_by("asked_at"),
        "page": Paginator(decided, A_PAGE).get_page(request.GET.get("page")),
        "order": order,
        "form": form,
        "is_narrowed": chosen != handover_list.Chosen(),
    }
    return render(request, "contributions/handovers.html", context)


@readers
@require_safe
def handovers_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The decided ones that are chosen, as a table."""
    chosen = HandoversForm(request.GET).chosen()
    reached = _reached(request).select_related("collector", "decided_by", "partner")
    found = handover_list.decided(found=reached.annotate(receipts=Count("lines")), chosen=chosen)
    found = handover_list.columns(chosen).asked(request.GET).of(found)
    rows = (_cells(row) for row in found.iterator(chunk_size=500))
    return exports.table_response(request, name="serah-terima", header=HEADER, rows=rows)


@access.for_roles(Role.TREASURER, reads=[Role.REVIEWER, Role.AUDITOR])
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One hand-over with its receipts; while it waits, a treasurer counts and decides."""
    row: Handover = access.row_or_404(
        request, _reached(request).select_related("collector", "decided_by", "partner"), pk=pk
    )
    if request.method != "POST":
        return _show(request, row)
    decide = {"refuse": _refuse, "accept": _accept}.get(request.POST.get("decision", ""), _count)
    return decide(request, row)


@with_collector
@require_safe
@papers.for_traders
def handover_sheet(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """The sheet both sign: receipts, notes and coins, names. For A4, or for a receipt printer."""
    reached = _reached(request)
    if request.user.role == Role.COLLECTOR:
        reached = Handover.objects.filter(collector=request.user)
    row: Handover = access.row_or_404(
        request, reached.select_related("collector", "decided_by", "partner"), pk=pk
    )
    if handover_page(handover=row, viewer=request.user).is_blind:
        return redirect("handover", row.pk)
    context = {
        "page": handover_page(handover=row, viewer=None),
        "narrow": request.GET.get("kertas") == "58",
        "digest": daily_digests.latest(),
    }
    return render(request, "contributions/handover_sheet.html", context)


def _reached(request: access.SignedInRequest) -> QuerySet[Any]:
    return Handover.objects.filter(partner__in=access.partners_of(request.user))


def _cells(row: Any) -> list[Any]:
    return [
        row.pk,
        row.partner.name,
        row.collector.name,
        row.receipts,
        _wib(row.asked_at),
        _wib(row.decided_at),
        row.decided_by.name,
        row.get_status_display(),
        row.expected_idr,
        row.counted_idr,
        row.off_by_idr,
        row.difference_reason,
    ]


def _wib(at: dt.datetime) -> str:
    return f"{at.astimezone(months.WIB):%Y-%m-%d %H:%M}"


def _count(request: access.SignedInRequest, row: Handover) -> HttpResponse:
    form = PiecesForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form=form)
    try:
        job.count(handover=row, pieces=form.pieces(), by=request.user, at=timezone.now())
    except job.UnableToHandOver as refusal:
        if refusal.code == "nothing_counted":
            form.add_error(None, str(refusal))
            return _show(request, row, form=form)
        return _told(request, row, refusal)
    return kept_lists.stay(request, "handover", row.pk)


def _accept(request: access.SignedInRequest, row: Handover) -> HttpResponse:
    shown = handover_page(handover=row, viewer=request.user)
    counted_idr = shown.own_count.total_idr if shown.own_count else 0
    form = ReasonForm(request.POST)
    reason = access.typed(request, "difference_reason")
    if counted_idr and counted_idr != row.expected_idr and not form.is_valid():
        return _show(request, row, reason=form)
    try:
        job.accept(
            handover=row,
            counted_idr=counted_idr,
            difference_reason=reason,
            by=request.user,
            at=timezone.now(),
        )
    except job.UnableToHandOver as refusal:
        return _told(request, row, refusal)
    messages.success(
        request,
        _("%(amount)s dari %(name)s diterima.")
        % {"amount": rupiah(counted_idr), "name": row.collector},
    )
    return kept_lists.stay(request, "handover", row.pk)


def _refuse(request: access.SignedInRequest, row: Handover) -> HttpResponse:
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _show(request, row, refusal=form)
    try:
        job.refuse(
            handover=row, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        )
    except job.UnableToHandOver as refusal:
        return _told(request, row, refusal)
    messages.success(
        request,
        _("Serah terima dari %(name)s ditolak. Kuitansinya dapat diserahkan lagi.")
        % {"name": row.collector},
    )
    return kept_lists.go_back(request, "handovers")


def _told(request: access.SignedInRequest, row: Handover, refusal: Exception) -> HttpResponse:
    messages.error(request, str(refusal))
    return kept_lists.stay(request, "handover", row.pk)


def _show(request: access.SignedInRequest, row: Handover, **forms: Any) -> HttpResponse:
    context = {
        "page": handover_page(handover=row, viewer=request.user),
        "may_correct": row.status == Handover.Status.ACCEPTED
        and request.user.role == Role.TREASURER,
        "form": forms.get("form") or PiecesForm(),
        "reason": forms.get("reason") or ReasonForm(),
        "refusal": forms.get("refusal") or RefusalForm(),
    }
    return render(request, "contributions/handover.html", context)
