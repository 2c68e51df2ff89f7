"""Statements to sponsors: the list, one of them on paper or as a table, made, sent, cancelled."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_POST, require_safe

from contributions import sponsor_list
from contributions import sponsor_statements as job
from contributions.forms.sponsors import StatementMonthForm, StatementsForm
from contributions.models import SponsorStatementLine
from contributions.sponsor_statement_page import LINE_HEADER, line_cells, lines, statement_page
from contributions.views.sponsors import readers, row_of, treasurer
from markets import access, exports, months, zones
from markets.models import Role
from markets.views.search import search_text

A_PAGE = 30
HEADER = (
    heading("Nomor"), heading("Sponsor"), heading("Mitra"), heading("Bulan"), heading("Baris"),
    heading("Jumlah saat dibuat (Rp)"), heading("Berlaku (Rp)"), heading("Dibayar (Rp)"),
    heading("Dibuat"), heading("Terkirim"), heading("Dibatalkan"),
)  # fmt: skip


@readers
@require_safe
def sponsor_statement_list(request: access.SignedInRequest) -> HttpResponse:
    """Every statement, the latest first."""
    text, status = search_text(request), request.GET.get("status", "")
    order = sponsor_list.STATEMENT_COLUMNS.asked(request.GET)
    page = Paginator(order.of(_found(request)), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "order": order,
        "form": StatementsForm(initial={"q": text, "status": status}),
        "is_narrowed": bool(text or status),
    }
    return render(request, "contributions/sponsor_statements.html", context)


@readers
@require_safe
def sponsor_statements_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The chosen statements as a table."""
    found = sponsor_list.STATEMENT_COLUMNS.asked(request.GET).of(_found(request))
    rows = (_cells(row) for row in found.iterator(chunk_size=500))
    return exports.table_response(request, name="tagihan-sponsor", header=HEADER, rows=rows)


@treasurer
@require_POST
def make_sponsor_statement(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Bill the sponsor for a month."""
    sponsor = row_of(request, pk)
    form = StatementMonthForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tulis bulan dan tahun yang ditagih, misalnya 11 2026."))
        return redirect("sponsor", sponsor.pk)
    try:
        made = job.make(
            sponsor=sponsor,
            month=form.cleaned_data["month"],
            by=request.user,
            at=timezone.now(),
        )
    except job.UnableToBillSponsor as refusal:
        messages.error(request, str(refusal))
        return redirect("sponsor", sponsor.pk)
    messages.success(request, _("Tagihan %(number)s dibuat.") % {"number": made.number})
    return redirect("sponsor_statement", made.pk)


@readers
@require_safe
def sponsor_statement(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One statement, line by line; printed, it is what the sponsor gets."""
    row, text = _row(request, pk), search_text(request)
    figures = statement_page(statement=row, text=text, page=request.GET.get("page"))
    is_treasurer = request.user.role == Role.TREASURER
    context = {
        "statement": row,
        "figures": figures,
        "page": figures.page,
        "query": text,
        "may_send": is_treasurer and row.cancelled_at is None and row.sent_at is None,
        "may_cancel": is_treasurer and row.cancelled_at is None and not row.paid_idr,
    }
    return render(request, "contributions/sponsor_statement.html", context)


@treasurer
@require_POST
def decide_sponsor_statement(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Note that it was sent, or cancel it."""
    row, at = _row(request, pk), timezone.now()
    try:
        if access.decision(request, "cancel", "send") == "cancel":
            job.cancel(statement=row, by=request.user, at=at)
            messages.success(request, _("Tagihan dibatalkan; bulannya dapat ditagih lagi."))
        else:
            job.send(statement=row, by=request.user, at=at)
            messages.success(request, _("Tagihan dicatat terkirim."))
    except job.UnableToBillSponsor as refusal:
        messages.error(request, str(refusal))
    return redirect("sponsor_statement", row.pk)


@readers
@require_safe
def sponsor_statement_export(request: access.SignedInRequest, pk: int) -> HttpResponseBase:
    """Its lines as the sponsor gets them, always the same file; NIK are masked."""
    row = _row(request, pk)
    found: QuerySet[SponsorStatementLine] = lines(statement=row, text=search_text(request))
    rows = (line_cells(line) for line in found.iterator(chunk_size=500))
    name = f"tagihan-{row.number}"
    return exports.table_response(
        request, name=name, header=LINE_HEADER, rows=rows, made_at=row.made_at
    )


def _found(request: access.SignedInRequest) -> Any:
    found = sponsor_list.statements(partners=access.partners_of(request.user))
    text = search_text(request)
    if text:
        found = found.filter(sponsor__name__icontains=text)
    return sponsor_list.with_status(found, request.GET.get("status", ""))


def _row(request: access.SignedInRequest, pk: int) -> Any:
    reached = sponsor_list.statements(partners=access.partners_of(request.user))
    return access.row_or_404(request, reached.annotate(zone=zones.of_partner()), pk=pk)


def _cells(row: Any) -> list[Any]:
    return [
        row.number,
        row.sponsor.name,
        row.partner.name,
        f"{row.month:%Y-%m}",
        row.lines_made,
        row.amount_idr,
        row.owed_idr,
        row.paid_idr,
        f"{months.law_day(row.made_at):%Y-%m-%d}",
        f"{months.law_day(row.sent_at):%Y-%m-%d}" if row.sent_at else "",
        f"{months.law_day(row.cancelled_at):%Y-%m-%d}" if row.cancelled_at else "",
    ]
