"""Cash taken without a signal: what came, by which clocks, and what a treasurer must settle."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_http_methods, require_safe

from contributions import offline_list, offline_settling
from contributions.forms.phones import SettledForm
from contributions.models import OfflinePayment
from contributions.offline_list import WAITS
from markets import access, exports
from markets.models import Role
from markets.sorting import Order
from markets.views import kept_lists
from markets.views.search import search_text

A_PAGE = 50
AT_ONCE = 500
HEADER = (
    heading("Mitra"), heading("Pasar"), heading("Kuitansi"), heading("Peserta"),
    heading("Jumlah"), heading("Diterima oleh"), heading("Menurut jam ponsel"),
    heading("Diterima"), heading("Tersimpan"), heading("Tanggal buku"), heading("Status"),
    heading("Tanda"), heading("Keterangan"), heading("Diselesaikan oleh"),
    heading("Penyelesaian"),
)  # fmt: skip
readers = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.AUDITOR)


@readers
@require_safe
def offline_cash(request: access.SignedInRequest) -> HttpResponse:
    """What waits for a treasurer; `?tampil=semua` is all that came."""
    rows, order = _chosen(request)
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "order": order,
        "everything": not _which(request),
        "query": search_text(request),
    }
    return render(request, "contributions/offline_cash.html", context)


@readers
@require_safe
def offline_cash_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The same as a table."""
    found, _order = _chosen(request)
    rows = (_cells(row) for row in found.iterator(chunk_size=AT_ONCE))
    return exports.table_response(request, name="tanpa-sinyal", header=HEADER, rows=rows)


@access.for_roles(Role.TREASURER, reads=[Role.COLLECTOR, Role.AUDITOR])
@require_http_methods(["GET", "HEAD", "POST"])
def offline_payment(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """One of them, with its times; where it was flagged, with what was done about it."""
    row: OfflinePayment = access.row_or_404(
        request, offline_list.taken_of(user=request.user), pk=pk
    )
    form = SettledForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            offline_settling.settle(
                offline=row, note=form.cleaned_data["note"], by=request.user, at=timezone.now()
            )
        except offline_settling.UnableToSettle as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Dicatat sebagai selesai."))
            return kept_lists.go_back(request, "offline_cash")
    waits = bool(row.flag) and row.settled_at is None
    context = {
        "row": row,
        "payment": row.payment,
        "lines": row.payment.lines.order_by("contribution_month"),
        "form": form if waits and request.user.role == Role.TREASURER else None,
    }
    return render(request, "contributions/offline_payment.html", context)


def _which(request: access.SignedInRequest) -> str:
    return "" if request.GET.get("tampil") == "semua" else WAITS


def _chosen(request: access.SignedInRequest) -> tuple[QuerySet[OfflinePayment], Order]:
    """What the page shows, in the order it was asked for."""
    which, words = _which(request), search_text(request)
    order = offline_list.taken_columns(which=which, words=words).asked(request.GET)
    return order.of(offline_list.taken_of(user=request.user, which=which, words=words)), order


def _cells(row: OfflinePayment) -> list[Any]:
    zone, payment = row.market.time_zone, row.payment
    moments = (row.told_at, payment.collected_at, payment.received_at)
    return [
        row.partner.name,
        row.market.name,
        payment.receipt,
        payment.member.name,
        payment.amount_idr,
        payment.taken_by.name,
        *(f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in moments),
        f"{payment.business_day:%Y-%m-%d}",
        row.get_status_display(),
        row.get_flag_display() if row.flag else "",
        row.explanation,
        row.settled_by.name if row.settled_by else "",
        row.note,
    ]
