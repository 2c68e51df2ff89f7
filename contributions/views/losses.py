"""A collector's shortage that the partner bears: asking, the document with its decision."""

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contributions import losses
from contributions.forms.losses import LossForm, ReplacementForm
from contributions.forms.treasury import NoteForm
from contributions.models import Loss
from markets import access, zones
from markets.models import Role


@access.for_roles(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_loss(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Ask that the partner bears what is short since a hand-over; somebody else decides."""
    short = losses.short_now(partners=access.partners_of(request.user))
    row: Any = access.row_or_404(
        request,
        short.select_related("collector").annotate(
            short_idr=F("expected_idr") - F("counted_idr"), zone=zones.of_partner()
        ),
        pk=pk,
    )
    form = LossForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            loss = losses.ask(handover=row, reason=reason, by=request.user, at=timezone.now())
        except losses.UnableToBear as refusal:
            form.add_error("reason" if refusal.code == "needs_reason" else None, str(refusal))
        else:
            messages.success(request, _("Diusulkan. Orang lain yang memutuskan."))
            return redirect("loss", loss.pk)
    return render(request, "contributions/ask_loss.html", {"form": form, "handover": row})


@access.for_roles(Role.TREASURER, Role.REVIEWER, reads=(Role.COLLECTOR, Role.AUDITOR))
@require_http_methods(["GET", "HEAD", "POST"])
def loss(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """The document with its names, and what is still to be done about it."""
    related = ("handover__collector", "partner", "asked_by", "decided_by", "replaced_by")
    row: Loss = access.row_or_404(request, _reached(request).select_related(*related), pk=pk)
    note, replacement = NoteForm(), ReplacementForm()
    if request.method == "POST":
        replacement = ReplacementForm(request.POST)
        try:
            messages.success(request, _act(request, row))
        except losses.UnableToBear as refusal:
            if refusal.code != "needs_proof":
                messages.error(request, str(refusal))
                return redirect("loss", pk)
            replacement.is_valid()
        else:
            return redirect("loss", pk)
    waits = row.status == Loss.Status.ASKED
    is_treasurer = request.user.role == Role.TREASURER
    context = {
        "row": row,
        "waits": waits,
        "may_decide": waits and losses.may_decide(loss=row, user=request.user),
        "may_replace": row.status == Loss.Status.GRANTED and is_treasurer,
        "form": note,
        "replacement": replacement,
    }
    return render(request, "contributions/loss.html", context)


def _act(request: access.SignedInRequest, row: Loss) -> str:
    """Carry out what was chosen and say so. Raises UnableToBear."""
    told: dict[str, Any] = {"loss": row, "by": request.user, "at": timezone.now()}
    decision = access.decision(request, "replace", "grant", "refuse")
    note = access.typed(request, "note")
    if decision == "replace":
        losses.replace(proof=access.typed(request, "proof", most=200), **told)
        return _("Uang pengganti dicatat di kas Anda; iurannya dapat disetor.")
    if decision == "grant":
        losses.grant(note=note, **told)
        return _("Disetujui: kolektor tidak berutang lagi, mitra yang mengganti.")
    losses.refuse(note=note, **told)
    return _("Ditolak: kekurangannya tetap pada kolektor.")


def _reached(request: access.SignedInRequest) -> QuerySet[Loss]:
    found = Loss.objects.annotate(zone=zones.of_partner())
    if request.user.role == Role.COLLECTOR:
        return found.filter(handover__collector=request.user)
    return found.filter(partner__in=access.partners_of(request.user))
