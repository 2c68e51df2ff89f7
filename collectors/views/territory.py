"""Who covers what: places, collectors, and where a member who moved is found now."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from collectors import moves
from collectors.forms.territory import AssignForm, EndForm, MovedForm
from collectors.models import Visit
from collectors.who_covers import who_covers
from contributions.views.scope import own_partner
from markets import access, assignments, months
from markets.models import Assignment, Role
from markets.views import kept_lists

FIELD_OF_CODE = {
    "not_a_collector": "collector",
    "already_assigned": "collector",
    "other_place": "place",
    "past": "first_day",
    "ends_before": "last_day",
}
treasurer = access.for_roles(Role.TREASURER)


@treasurer
@require_safe
def coverage(request: access.SignedInRequest) -> HttpResponse:
    """Who covers which place today, where two do, and where nobody does."""
    today = months.law_day(timezone.now())
    context = {"markets": who_covers(partner=own_partner(request), on=today), "today": today}
    return render(request, "collectors/coverage.html", context)


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: access.SignedInRequest) -> HttpResponse:
    """Assign a collector to a place."""
    now = timezone.now()
    form = AssignForm(
        request.POST or None,
        partner=own_partner(request),
        today=months.law_day(now),
        initial={"place": request.GET.get("place", "")},
    )
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        market, block = cleaned["place"]
        try:
            assignments.assign(
                collector=cleaned["collector"],
                market=market,
                block=block,
                first_day=cleaned["first_day"],
                last_day=cleaned["last_day"],
                by=request.user,
                at=now,
            )
        except assignments.UnableToAssign as refusal:
            form.add_error(FIELD_OF_CODE.get(refusal.code), str(refusal))
        else:
            messages.success(
                request, _("%(name)s ditugaskan.") % {"name": cleaned["collector"].name}
            )
            return redirect("coverage")
    return render(request, "collectors/assign.html", {"form": form})


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def end_assignment(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Set the last day of an assignment."""
    now = timezone.now()
    reached = Assignment.objects.filter(market__in=access.markets_of(request.user))
    row: Assignment = access.row_or_404(
        request, reached.select_related("collector", "market", "block__market"), pk=pk
    )
    form = EndForm(request.POST or None, initial={"last_day": months.law_day(now)})
    if request.method == "POST" and form.is_valid():
        try:
            assignments.end(
                assignment=row, last_day=form.cleaned_data["last_day"], by=request.user, at=now
            )
        except assignments.UnableToAssign as refusal:
            form.add_error("last_day", str(refusal))
        else:
            messages.success(request, _("Penugasan %(name)s diakhiri.") % {"name": row.collector})
            return redirect("coverage")
    return render(request, "collectors/end_assignment.html", {"form": form, "assignment": row})


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def settle_moved(request: access.SignedInRequest, member: int) -> HttpResponse:
    """Say where one of them is found now."""
    visit: Visit = access.row_or_404(
        request, moves.moved(markets=access.markets_of(request.user)), member=member
    )
    form = MovedForm(request.POST or None, markets=access.markets_of(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            moves.settle(
                member=visit.member,
                to=form.cleaned_data["destination"],
                note=form.cleaned_data["note"],
                by=request.user,
                at=timezone.now(),
            )
        except moves.UnableToSettleMove as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tempat %(name)s disimpan.") % {"name": visit.member})
            return kept_lists.go_back(request, "moved_members")
    context: dict[str, Any] = {
        "form": form,
        "visit": visit,
        "place": visit.member.placements.filter(find_here=True, last_day=None)
        .select_related("market", "block", "stall")
        .first(),
    }
    return render(request, "collectors/settle_moved.html", context)
