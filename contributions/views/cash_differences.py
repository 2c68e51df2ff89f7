"""Open differences of hand-overs, and what becomes of cash beyond the receipts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contributions import surplus
from contributions.cash_differences import cash_differences as figures_of
from contributions.forms.counting import SurplusForm
from contributions.forms.treasury import NoteForm
from contributions.models import SurplusDecision
from markets import access, zones
from markets.models import Role

readers = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
deciders = access.for_roles(Role.TREASURER, Role.REVIEWER)
FIELD_OF_CODE = {
    "too_much": "amount",
    "needs_explanation": "explanation",
    "needs_member": "member",
}


@readers
@require_safe
def cash_differences(request: access.SignedInRequest) -> HttpResponse:
    """What is short and what is too much, the oldest first."""
    figures = figures_of(partners=access.partners_of(request.user), at=timezone.now())
    context = {
        "differences": figures,
        "proposes": request.user.role == Role.TREASURER,
        "decides": request.user.role != Role.AUDITOR,
    }
    return render(request, "contributions/cash_differences.html", context)


@access.for_roles(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def propose_surplus(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Say whose the surplus of a hand-over is; somebody else decides."""
    reached = surplus.with_open_surplus().filter(partner__in=access.partners_of(request.user))
    row: Any = access.row_or_404(
        request, reached.select_related("collector").annotate(zone=zones.of_partner()), pk=pk
    )
    form = SurplusForm(
        request.POST if request.method == "POST" else None,
        handover=row,
        initial={"amount": row.open_idr},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            surplus.propose(
                handover=row,
                finding=told["finding"],
                amount_idr=told["amount"],
                explanation=told["explanation"],
                member=told["member"],
                by=request.user,
                at=timezone.now(),
            )
        except surplus.UnableToDecide as refusal:
            form.add_error(FIELD_OF_CODE.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("Diusulkan. Orang lain yang memutuskan."))
            return redirect("cash_differences")
    return render(request, "contributions/propose_surplus.html", {"form": form, "handover": row})


@deciders
@require_http_methods(["GET", "HEAD", "POST"])
def decide_surplus(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One proposal with its decision."""
    reached = SurplusDecision.objects.filter(partner__in=access.partners_of(request.user))
    reached = reached.annotate(zone=zones.of_partner())
    related = ("handover__collector", "handover__decided_by", "partner", "asked_by", "member")
    row: SurplusDecision = access.row_or_404(
        request, reached.select_related(*related, "decided_by"), pk=pk
    )
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        granted = access.decision(request, "grant", "refuse") == "grant"
        decide = surplus.grant if granted else surplus.refuse
        try:
            decide(
                decision=row,
                note=form.cleaned_data["note"],
                by=request.user,
                at=timezone.now(),
            )
        except surplus.UnableToDecide as refusal:
            messages.error(request, str(refusal))
            return redirect("decide_surplus", pk)
        sentence = _("Disetujui dan dibukukan.") if granted else _("Ditolak; selisihnya terbuka.")
        messages.success(request, sentence)
        return redirect("cash_differences")
    waits = row.status == SurplusDecision.Status.ASKED
    context = {
        "row": row,
        "form": form,
        "waits": waits,
        "may_decide": waits and surplus.may_decide(decision=row, user=request.user),
    }
    return render(request, "contributions/decide_surplus.html", context)
