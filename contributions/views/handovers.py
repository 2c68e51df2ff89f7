"""Taking over collectors' cash: what waits, what was decided, and one hand-over with its count."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contributions import handovers as job
from contributions.forms.treasury import CountForm, RefusalForm
from contributions.models import Handover
from contributions.wording import rupiah
from markets import access
from markets.models import Role

A_PAGE = 30
FIELD_OF_CODE = {"nothing_counted": "counted", "needs_reason": "difference_reason"}
treasurer = access.for_roles(Role.TREASURER)


@treasurer
@require_safe
def handovers(request: access.SignedInRequest) -> HttpResponse:
    """The waiting ones first, then those decided, the latest first."""
    reached = (
        Handover.objects.filter(partner__in=access.partners_of(request.user))
        .select_related("collector", "decided_by")
        .annotate(receipts=Count("lines"))
    )
    decided = reached.exclude(status=Handover.Status.ASKED).order_by("-decided_at", "-pk")
    context = {
        "waiting": reached.filter(status=Handover.Status.ASKED).order_by("asked_at"),
        "page": Paginator(decided, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "contributions/handovers.html", context)


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One hand-over with its receipts; while it waits, with its count."""
    reached = Handover.objects.filter(partner__in=access.partners_of(request.user))
    row: Handover = access.row_or_404(
        request, reached.select_related("collector", "decided_by", "partner"), pk=pk
    )
    if request.method != "POST":
        return _show(request, row)
    if request.POST.get("decision") == "refuse":
        return _refuse(request, row)
    return _accept(request, row)


def _accept(request: access.SignedInRequest, row: Handover) -> HttpResponse:
    form = CountForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form=form)
    try:
        job.accept(
            handover=row,
            counted_idr=form.cleaned_data["counted"],
            difference_reason=form.cleaned_data["difference_reason"],
            by=request.user,
            at=timezone.now(),
        )
    except job.UnableToHandOver as refusal:
        if refusal.code in FIELD_OF_CODE:
            form.add_error(FIELD_OF_CODE[refusal.code], str(refusal))
            return _show(request, row, form=form)
        return _told(request, row, refusal)
    messages.success(
        request,
        _("%(amount)s dari %(name)s diterima.")
        % {"amount": rupiah(form.cleaned_data["counted"]), "name": row.collector},
    )
    return redirect("handover", row.pk)


def _refuse(request: access.SignedInRequest, row: Handover) -> HttpResponse:
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _show(request, row, refusal=form)
    try:
        job.refuse(
            handover=row, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        )
    except job.UnableToHandOver as refusal:
        return _told(request, row, refusal)
    messages.success(
        request,
        _("Serah terima dari %(name)s ditolak. Kuitansinya dapat diserahkan lagi.")
        % {"name": row.collector},
    )
    return redirect("handovers")


def _told(request: access.SignedInRequest, row: Handover, refusal: Exception) -> HttpResponse:
    messages.error(request, str(refusal))
    return redirect("handover", row.pk)


def _show(request: access.SignedInRequest, row: Handover, **forms: Any) -> HttpResponse:
    lines = row.lines.select_related("payment__series", "payment__member", "payment__market")
    context = {
        "handover": row,
        "lines": lines.order_by("payment__collected_at", "payment__number"),
        "waits": row.status == Handover.Status.ASKED,
        "may_correct": row.status == Handover.Status.ACCEPTED
        and request.user.role == Role.TREASURER,
        "shortage_idr": row.expected_idr - row.receipts_idr,
        "form": forms.get("form") or CountForm(),
        "refusal": forms.get("refusal") or RefusalForm(),
    }
    return render(request, "contributions/handover.html", context)
