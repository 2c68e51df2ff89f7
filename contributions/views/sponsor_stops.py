"""A sponsor stops early: asking, and another person's decision."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contributions import sponsor_stops
from contributions.forms.sponsors import StopForm
from contributions.models import ProgrammeStop, SponsorProgramme
from contributions.views.sponsors import treasurer
from markets import access
from markets.models import Role


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def stop_programme(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask that the sponsor pays nothing from a month on."""
    reached = SponsorProgramme.objects.filter(
        partner__in=access.partners_of(request.user), status=SponsorProgramme.Status.APPROVED
    )
    row: SponsorProgramme = access.row_or_404(request, reached.select_related("sponsor"), pk=pk)
    form = StopForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            sponsor_stops.ask(programme=row, **told, by=request.user, at=timezone.now())
        except sponsor_stops.UnableToStop as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Diajukan. Orang lain yang memutuskan."))
            return redirect("sponsor_programme", pk)
    return render(request, "contributions/stop_programme.html", {"form": form, "programme": row})


@access.for_roles(Role.TREASURER, Role.REVIEWER)
@require_POST
def decide_stop(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Let the sponsor stop, or let his programme go on."""
    reached = ProgrammeStop.objects.filter(
        programme__partner__in=access.partners_of(request.user),
        status=ProgrammeStop.Status.ASKED,
    )
    row: ProgrammeStop = access.row_or_404(
        request, reached.select_related("programme"), programme=pk
    )
    granted = access.decision(request, "grant", "refuse") == "grant"
    decide = sponsor_stops.grant if granted else sponsor_stops.refuse
    note = access.typed(request, "note")
    try:
        decide(stop=row, note=note, by=request.user, at=timezone.now())
    except sponsor_stops.UnableToStop as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Program berhenti. Peserta membayar sendiri, dan kolektor memberi tahu mereka.")
            if granted
            else _("Ditolak: program berjalan terus."),
        )
    return redirect("sponsor_programme", pk)
