"""What a collector asks of the branch about a member: other dues, another NIK, leaving."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from collectors.forms.requests import DepartureForm, NikForm, TermForm
from collectors.views.changes import form_page
from collectors.views.scope import member_or_404
from contributions import departures, nik_corrections, term_changes, wording
from markets import access, months
from markets.models import Role
from members import terms
from members.asked import UnableToChange
from members.models import Member

asks_for_terms = access.for_roles(Role.COLLECTOR, Role.REVIEWER)


@asks_for_terms
@require_http_methods(["GET", "HEAD", "POST"])
def ask_term_change(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Another income, sector or programme from a month on; the branch decides."""
    member = member_or_404(request, pk)
    at = timezone.now()
    earliest = term_changes.earliest_month(member=member, on=months.law_day(at))
    form = TermForm(
        request.POST if request.method == "POST" else None,
        earliest=earliest,
        initial=_wishes(member) | {"id": uuid.uuid4()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            change = term_changes.ask(
                id=form.cleaned_data["id"],
                member=member,
                wishes=form.wishes(),
                from_month=form.cleaned_data["from_month"],
                explanation=form.cleaned_data["explanation"],
                by=request.user,
                at=at,
            )
        except UnableToChange as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                _("Perubahan mulai %(month)s diminta. Kantor cabang memutuskan.")
                % {"month": wording.month(change.from_month)},
            )
            return redirect("change_member", pk)
    lead = _(
        "Diputuskan kantor cabang. Yang dilaporkan sampai sekarang tetap berlaku untuk bulan-bulan "
        "sebelumnya."
    )
    return form_page(request, member, form, _("Penghasilan, program dan sektor"), lead)


@asks_for_terms
@sensitive_post_parameters("nik")
@sensitive_variables("form")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_nik_correction(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """The NIK as it stands on the card; the branch decides."""
    member = member_or_404(request, pk)
    form = NikForm(request.POST if request.method == "POST" else None, initial={"id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            nik_corrections.ask(
                id=typed["id"],
                member=member,
                number=typed["nik"],
                explanation=typed["explanation"],
                by=request.user,
                at=timezone.now(),
            )
        except UnableToChange as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Perbaikan NIK diminta. Kantor cabang memutuskan."))
            return redirect("change_member", pk)
    lead = _("Tulis NIK seperti pada KTP. Yang sudah disetor dengan NIK lama diperiksa BPJS.")
    return form_page(request, member, form, _("NIK salah tulis"), lead)


@asks_for_terms
@require_http_methods(["GET", "HEAD", "POST"])
def ask_departure(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """She leaves from a month on; the branch decides."""
    member = member_or_404(request, pk)
    at = timezone.now()
    earliest = departures.earliest_month(member=member, on=months.law_day(at))
    form = DepartureForm(
        request.POST if request.method == "POST" else None,
        earliest=earliest,
        initial={
            "id": uuid.uuid4(),
            "from_month": f"{max(earliest, months.first_of(months.law_day(at))):%Y-%m}",
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            departure = departures.ask(**form.cleaned_data, member=member, by=request.user, at=at)
        except UnableToChange as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                _("Berhenti mulai %(month)s diminta. Kantor cabang memutuskan.")
                % {"month": wording.month(departure.from_month)},
            )
            return redirect("change_member", pk)
    lead = _(
        "Bulan yang sudah dibayar tetap melindunginya. Bulan yang belum dibayar sesudah itu tidak "
        "ditagih lagi. Santunan berhenti bersama kepesertaannya."
    )
    return form_page(request, member, form, _("Berhenti menjadi peserta"), lead)


def _wishes(member: Member) -> dict[str, Any]:
    term = terms.last(member=member)
    if term is None:
        return {}
    return {
        "declared_income_idr": f"{term.declared_income_idr:,}".replace(",", "."),
        "jht": "true" if term.jht else "false",
        "sector": term.sector,
    }
