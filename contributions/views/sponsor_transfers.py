"""Booking what a sponsor transferred for a month; auditors read what is owed and was booked."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contributions import sponsors as job
from contributions.forms.treasury import TransferForm
from contributions.sponsor_dues import booked_receipts, sponsor_dues
from contributions.views.scope import own_partner, read_partner
from contributions.wording import rupiah
from markets import access, months
from markets.models import Role
from members.models import PayerKind

RECEIPTS_A_PAGE = 50
FIELD_CODES = ("needs_reference", "reference_used")
treasurer = access.for_roles(Role.TREASURER)
readers = access.for_roles(Role.TREASURER, Role.AUDITOR)


@readers
@require_safe
def sponsor_transfers(request: access.SignedInRequest) -> HttpResponse:
    """What sponsors owe month by month, and which transfers are booked."""
    read = read_partner(request)
    dues = sponsor_dues(partner=read.partner, page=request.GET.get("page"))
    context = {
        "dues": dues,
        "page": dues.page,
        "partner": read.partner,
        "form": read.form,
        "books": request.user.role == Role.TREASURER,
    }
    return render(request, "contributions/sponsor_transfers.html", context)


@readers
@require_safe
def transfer_receipts(request: access.SignedInRequest) -> HttpResponse:
    """The receipts of one booked transfer, from where undoing one can be asked for."""
    reference = request.GET.get("referensi", "").replace("\x00", "")
    payer, month = request.GET.get("sponsor", ""), request.GET.get("bulan", "")
    if not reference:
        return redirect("sponsor_transfers")
    partner = read_partner(request).partner
    found = booked_receipts(
        partner=partner,
        payer_kind=payer,
        month=_month(request, payer, month),
        reference=reference,
    )
    page = Paginator(found, RECEIPTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "reference": reference,
        "page": page,
        "payer": PayerKind(payer).label,
        "partner": partner,
        "asks": request.user.role == Role.TREASURER,
    }
    return render(request, "contributions/transfer_receipts.html", context)


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def book_transfer(request: access.SignedInRequest, payer: str, month: str) -> HttpResponse:
    """One month of one kind of payer, with the sum to be found on the bank's statement."""
    partner, contribution_month = own_partner(request), _month(request, payer, month)
    expected = job.expected(partner=partner, payer_kind=payer, month=contribution_month)
    form = TransferForm(request.POST or None, initial={"shown_total": expected.amount_idr})
    if request.method == "POST" and form.is_valid():
        try:
            booked = job.record_transfer(
                partner=partner,
                payer_kind=payer,
                month=contribution_month,
                reference=form.cleaned_data["reference"],
                by=request.user,
                at=timezone.now(),
                shown_total_idr=form.cleaned_data["shown_total"],
            )
        except job.UnableToBookTransfer as refusal:
            form.add_error("reference" if refusal.code in FIELD_CODES else None, str(refusal))
            # The sum that now stands is the one to compare with the statement.
            form.data = {**request.POST.dict(), "shown_total": str(expected.amount_idr)}
        else:
            messages.success(
                request,
                _("Transfer dicatat: %(count)d peserta, %(amount)s.")
                % {
                    "count": len(booked),
                    "amount": rupiah(sum(payment.amount_idr for payment in booked)),
                },
            )
            return redirect("sponsor_transfers")
    context = {
        "payer": PayerKind(payer).label,
        "month": contribution_month,
        "expected": expected,
        "form": form,
    }
    return render(request, "contributions/book_transfer.html", context)


def _month(request: access.SignedInRequest, payer: str, month: str) -> dt.date:
    if payer not in PayerKind.values or payer == PayerKind.SELF:
        access.refuse(request, "no such payer")
    try:
        return months.parse(month)
    except ValueError:
        access.refuse(request, "no such month")
