"""One request about a member with its decision: other dues, another NIK, leaving."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contributions import asked_changes as page
from contributions import departures, nik_corrections, term_changes, wording
from contributions.forms.asked_changes import ConfirmationForm, RefusalForm
from contributions.views.asked_changes import reviewer
from markets import access, months
from members import asked, nik_correction_case
from members.asked import UnableToChange
from members.models import Asked, Departure, NikCorrection, TermChange

CONFIRMATION_ID = "confirmation_%s"  # stands beside the form of the refusal


@reviewer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def term_change(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Another income, sector or programme: what it means, and the decision."""
    row = _row(request, TermChange, pk)

    def approve() -> str:
        by, at = request.user, timezone.now()
        done = term_changes.approve(change=row, shown_month=_shown(request), by=by, at=at)
        return _("Disetujui: iuran %(name)s berubah mulai %(month)s.") % _approved(done)

    def figures() -> dict[str, Any]:
        on = months.law_day(timezone.now())
        return {"consequence": page.consequence(change=row, on=on)}

    return _decision_page(request, row, "term_change", approve, figures)


@reviewer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def departure(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Leaving: which months are cancelled, and the decision."""
    row = _row(request, Departure, pk)

    def approve() -> str:
        by, at = request.user, timezone.now()
        done = departures.approve(departure=row, shown_month=_shown(request), by=by, at=at)
        return _("Disetujui: %(name)s berhenti mulai %(month)s.") % _approved(done)

    def figures() -> dict[str, Any]:
        on = months.law_day(timezone.now())
        return {"leaving": departures.leaving(departure=row, on=on)}

    return _decision_page(request, row, "departure", approve, figures)


@reviewer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nik_correction(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Another NIK: what it says of the person, and the decision."""
    row = _row(request, NikCorrection, pk)

    def approve() -> str:
        nik_corrections.approve(correction=row, by=request.user, at=timezone.now())
        return _("Disetujui: NIK %(name)s diperbaiki.") % {"name": row.member.name}

    return _decision_page(request, row, "nik_correction", approve, lambda: _case(row))


@reviewer
@never_cache
@require_POST
def reveal_corrected_nik(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """The numbers in full, this once; that they were read is kept."""
    row = _row(request, NikCorrection, pk)
    numbers = nik_correction_case.reveal(correction=row, by=request.user, at=timezone.now())
    return _decision_page(
        request, row, "nik_correction", None, lambda: {**_case(row), "numbers": numbers}
    )


@reviewer
@never_cache
@require_POST
def confirm_nik_correction(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """BPJS counts the doubtful months as hers."""
    row = _row(request, NikCorrection, pk)
    form = ConfirmationForm(request.POST, auto_id=CONFIRMATION_ID)
    if form.is_valid():
        try:
            nik_corrections.confirm(
                correction=row, note=form.cleaned_data["note"], by=request.user, at=timezone.now()
            )
        except UnableToChange as refusal:
            form.add_error("note" if refusal.field else None, str(refusal))
        else:
            messages.success(request, _("Konfirmasi BPJS dicatat."))
            return redirect("asked_changes")
    return _decision_page(
        request, row, "nik_correction", None, lambda: {**_case(row), "confirmation": form}
    )


def _decision_page(
    request: access.SignedInRequest,
    row: Asked,
    name: str,
    approve: Callable[[], str] | None,
    figures: Callable[[], dict[str, Any]],
) -> HttpResponse:
    """The page of that request; what was sent is decided where `approve` is given.

    Approving answers with the sentence for the reviewer; refusing is the same for all kinds.
    """
    form = RefusalForm(request.POST if approve and request.method == "POST" else None)
    if approve and request.method == "POST" and form.is_valid():
        try:
            approves = access.decision(request, "approve", "refuse") == "approve"
            sentence = approve() if approves else _refuse(request, row, form.cleaned_data["note"])
        except UnableToChange as refusal:
            if refusal.field != "note":
                messages.error(request, str(refusal))
                return redirect(name, row.pk)
            form.add_error("note", str(refusal))
        else:
            messages.success(request, sentence)
            return redirect("asked_changes")
    own = row.asked_by_id == request.user.pk
    context = {"change": row, "own": own, "form": form, **figures()}
    return render(request, f"contributions/{name}.html", context)


def _row(request: access.SignedInRequest, model: type[Any], pk: UUID) -> Any:
    reached = model.objects.filter(market__in=access.markets_of(request.user))
    rows = reached.select_related("member", "market__partner", "asked_by", "decided_by")
    return access.row_or_404(request, rows, pk=pk)


def _case(row: NikCorrection) -> dict[str, Any]:
    on = months.law_day(timezone.now())
    return {
        "case": nik_correction_case.case(correction=row, on=on),
        "confirmation": ConfirmationForm(auto_id=CONFIRMATION_ID) if row.is_doubtful else None,
    }


def _approved(row: TermChange | Departure) -> dict[str, str]:
    """Who, and from which month on it holds."""
    month = wording.month(row.effective_month or row.from_month)
    return {"name": row.member.name, "month": month}


def _refuse(request: access.SignedInRequest, row: Asked, note: str) -> str:
    asked.refuse(row=row, note=note, by=request.user, at=timezone.now())
    return _("Permintaan untuk %(name)s ditolak.") % {"name": row.member.name}


def _shown(request: access.SignedInRequest) -> dt.date:
    """The month the reviewer saw; a page without it fits none."""
    try:
        return months.parse(request.POST.get("shown", ""))
    except ValueError:
        return dt.date.min
