"""Requests to undo a payment: what waits, who asks how often, and one request with its decision."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contributions import voids as job
from contributions.forms.treasury import NoteForm
from contributions.models import Void
from contributions.views.scope import own_partner
from contributions.void_requests import of_partner, void_requests
from markets import access
from markets.models import Role

treasurer = access.for_roles(Role.TREASURER)


@treasurer
@require_safe
def voids(request: access.SignedInRequest) -> HttpResponse:
    """The longest waiting first; who asks for many is counted."""
    figures = void_requests(
        partner=own_partner(request), page=request.GET.get("page"), at=timezone.now()
    )
    return render(request, "contributions/voids.html", {"voids": figures, "page": figures.page})


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One request with the payment it is about; while it waits, with its decision."""
    row: Void = access.row_or_404(request, of_partner(own_partner(request)), pk=pk)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _decide(request, row, form.cleaned_data["note"])
    context = {
        "void": row,
        "lines": row.payment.lines.order_by("contribution_month"),
        "waits": row.status == Void.Status.ASKED,
        "form": form,
    }
    return render(request, "contributions/void.html", context)


def _decide(request: access.SignedInRequest, row: Void, note: str) -> HttpResponse:
    granted = request.POST.get("decision") == "grant"
    decide = job.grant if granted else job.refuse
    try:
        decide(void=row, note=note, by=request.user, at=timezone.now())
    except job.UnableToVoid as refusal:
        messages.error(request, str(refusal))
        return redirect("void", row.pk)
    sentence = (
        _("Kuitansi %(receipt)s dibatalkan. Kembalikan uangnya kepada peserta.")
        if granted
        else _("Permintaan ditolak; kuitansi %(receipt)s tetap sah.")
    )
    messages.success(request, sentence % {"receipt": row.payment.receipt})
    return redirect("voids")
