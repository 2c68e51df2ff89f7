"""Sponsors of a partner: the list, one sponsor, a new one, and what came from him."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_http_methods, require_safe

from contributions import sponsor_list, sponsor_money, sponsor_programmes, sponsor_statements
from contributions.forms.sponsors import (
    SponsorForm,
    SponsorsForm,
    SponsorTransferForm,
    StatementMonthForm,
)
from contributions.models import Sponsor
from contributions.views.scope import own_partner
from contributions.wording import rupiah
from markets import access, exports, months
from markets.models import Role
from markets.views.search import search_text

readers = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
treasurer = access.for_roles(Role.TREASURER)
HEADER = (
    heading("Sponsor"), heading("Jenis"), heading("Mitra"), heading("Penghubung"),
    heading("Program berjalan"), heading("Peserta"), heading("Sisa anggaran (Rp)"),
    heading("Belum dibayar (Rp)"), heading("Uang sponsor di mitra (Rp)"),
)  # fmt: skip


@readers
@require_safe
def sponsors(request: access.SignedInRequest) -> HttpResponse:
    """All sponsors, by name."""
    text, kind = search_text(request), _kind(request)
    partners = access.partners_of(request.user)
    order = sponsor_list.COLUMNS.asked(request.GET)
    page = sponsor_list.page_of(
        partners=partners, text=text, kind=kind, order=order, page=request.GET.get("page")
    )
    context = {
        "page": page,
        "order": order,
        "form": SponsorsForm(initial={"q": text, "jenis": kind}),
        "is_narrowed": bool(text or kind),
        "is_treasurer": request.user.role == Role.TREASURER,
    }
    return render(request, "contributions/sponsors.html", context)


@readers
@require_safe
def sponsors_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The chosen sponsors as a table."""
    found = sponsor_list.sponsors(
        partners=access.partners_of(request.user), text=search_text(request), kind=_kind(request)
    )
    found = sponsor_list.COLUMNS.asked(request.GET).of(found)
    rows = (_cells(row) for row in found.iterator(chunk_size=500))
    return exports.table_response(request, name="sponsor", header=HEADER, rows=rows)


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def new_sponsor(request: access.SignedInRequest) -> HttpResponse:
    """Write a sponsor down."""
    form = SponsorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = sponsor_programmes.record_sponsor(
                **form.cleaned_data,
                partner=own_partner(request),
                by=request.user,
                at=timezone.now(),
            )
        except sponsor_programmes.UnableToSponsor as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Sponsor tersimpan. Ajukan programnya."))
            return redirect("sponsor", made.pk)
    return render(request, "contributions/new_sponsor.html", {"form": form})


@readers
@require_safe
def sponsor(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One sponsor with his programmes, statements and transfers."""
    row = row_of(request, pk)
    month = months.first_of(months.law_day(timezone.now()))
    is_treasurer = request.user.role == Role.TREASURER
    context = {
        "figures": sponsor_list.sponsor_page(sponsor=row),
        "is_treasurer": is_treasurer,
        "month": month,
        "preview": sponsor_statements.preview(sponsor=row, month=month) if is_treasurer else None,
        "month_form": StatementMonthForm(initial={"month": month}),
    }
    return render(request, "contributions/sponsor.html", context)


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def book_sponsor_transfer(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """What the bank's statement says came from him; it pays what he is billed."""
    row, now = row_of(request, pk), timezone.now()
    form = SponsorTransferForm(request.POST or None, initial={"received_on": months.law_day(now)})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            sponsor_money.book(
                sponsor=row,
                reference=typed["reference"],
                amount_idr=typed["amount"],
                received_on=typed["received_on"],
                by=request.user,
                at=now,
            )
        except sponsor_money.UnableToBookMoney as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _booked(row, typed["amount"]))
            return redirect("sponsor", row.pk)
    figures = sponsor_list.sponsor_page(sponsor=row)
    context = {"figures": figures, "form": form}
    return render(request, "contributions/book_sponsor_transfer.html", context)


def row_of(request: access.SignedInRequest, pk: int) -> Sponsor:
    """The sponsor of that number in the user's scope. Raises Http404."""
    found: Sponsor = access.row_or_404(
        request,
        Sponsor.objects.filter(partner__in=access.partners_of(request.user)).select_related(
            "partner"
        ),
        pk=pk,
    )
    return found


def _booked(row: Sponsor, amount_idr: int) -> str:
    waiting_idr = sponsor_money.waiting(sponsor=row)
    if waiting_idr:
        return _(
            "Transfer %(amount)s dicatat. %(waiting)s belum terpakai: tetap milik sponsor dan "
            "diperhitungkan pada tagihan berikutnya."
        ) % {"amount": rupiah(amount_idr), "waiting": rupiah(waiting_idr)}
    return _("Transfer %(amount)s dicatat.") % {"amount": rupiah(amount_idr)}


def _kind(request: access.SignedInRequest) -> str:
    kind = request.GET.get("jenis", "")
    return kind if kind in Sponsor.Kind.values else ""


def _cells(row: Any) -> list[Any]:
    return [
        row.name,
        row.get_kind_display(),
        row.partner.name,
        row.contact_name,
        row.running,
        row.people,
        row.rest_idr,
        row.due_idr,
        row.waiting_idr,
    ]
