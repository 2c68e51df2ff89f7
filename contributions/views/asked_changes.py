"""The branch's list of what is asked for about members, and each request with its decision."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions import asked_changes as page
from contributions import term_changes, wording
from contributions.forms.asked_changes import RefusalForm
from markets import access, months
from markets.models import Role
from members import asked
from members.asked import UnableToChange
from members.models import TermChange

reviewer = access.for_roles(Role.REVIEWER)
askers = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER)


@reviewer
@require_safe
def asked_changes(request: access.SignedInRequest) -> HttpResponse:
    """The longest waiting first."""
    found = page.asked_changes(markets=access.markets_of(request.user))
    return render(request, "contributions/asked_changes.html", {"found": found})


@reviewer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def term_change(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Another income, sector or programme: what it means, and the decision."""
    row: TermChange = access.row_or_404(
        request,
        TermChange.objects.filter(market__in=access.markets_of(request.user)).select_related(
            "member", "market__partner", "asked_by", "decided_by"
        ),
        pk=pk,
    )
    form = RefusalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            sentence = _decide(request, row, form.cleaned_data["note"])
        except UnableToChange as refusal:
            if refusal.field == "note":
                form.refuse(refusal)
            else:
                messages.error(request, str(refusal))
                return redirect("term_change", pk)
        else:
            messages.success(request, sentence)
            return redirect("asked_changes")
    context = {
        "change": row,
        "own": row.asked_by_id == request.user.pk,
        "consequence": page.consequence(change=row, on=months.law_day(timezone.now())),
        "form": form,
    }
    return render(request, "contributions/term_change.html", context)


@askers
@require_POST
def withdraw_change(request: access.SignedInRequest, kind: str, pk: UUID) -> HttpResponse:
    """Take an own request back."""
    model = page.BY_NAME.get(kind)
    if model is None:
        access.refuse(request, "kind")
        raise AssertionError("refuse always raises")
    reached = model._default_manager.filter(
        market__in=access.markets_of(request.user), asked_by=request.user
    )
    row = access.row_or_404(request, reached.select_related("member"), pk=pk)
    try:
        asked.take_back(row=row, by=request.user, at=timezone.now())
    except UnableToChange as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Permintaan ditarik kembali."))
    return redirect("change_member", row.member_id)


def _decide(request: access.SignedInRequest, row: TermChange, note: str) -> str:
    by, at = request.user, timezone.now()
    if request.POST.get("decision") != "approve":
        term_changes.refuse(change=row, note=note, by=by, at=at)
        return _("Permintaan untuk %(name)s ditolak.") % {"name": row.member.name}
    change = term_changes.approve(change=row, shown_month=_shown(request), by=by, at=at)
    return _("Disetujui: iuran %(name)s berubah mulai %(month)s.") % {
        "name": row.member.name,
        "month": wording.month(change.effective_month or change.from_month),
    }


def _shown(request: access.SignedInRequest) -> dt.date:
    """The month the reviewer saw; a page without it fits none."""
    try:
        return months.parse(request.POST.get("shown", ""))
    except ValueError:
        return dt.date.min
