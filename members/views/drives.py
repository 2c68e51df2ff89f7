"""Drives: what is planned and done, planning one, and how it goes."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from markets import access, months
from markets.models import Role
from markets.row_ids import row_id
from members import drive_figures, drives
from members.forms.drives import DriveForm
from members.models import Drive, Enrolment

A_PAGE = 30
watcher = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
planner = access.for_roles(Role.TREASURER, Role.REVIEWER)
onlooker = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER, Role.AUDITOR)


@watcher
@require_safe
def drive_list(request: access.SignedInRequest) -> HttpResponse:
    """All drives of the partner or the branch, the latest first."""
    standing = ~Q(enrolments__status=Enrolment.Status.WITHDRAWN)
    rows = drives.reached(request.user).annotate(enrolled=Count("enrolments", filter=standing))
    page = Paginator(rows.order_by("-first_day", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "today": months.law_day(timezone.now()),
        "may_plan": request.user.role in (Role.TREASURER, Role.REVIEWER),
    }
    return render(request, "members/drive_list.html", context)


@planner
@require_http_methods(["GET", "HEAD", "POST"])
def plan_drive(request: access.SignedInRequest) -> HttpResponse:
    """Plan a drive; a branch chooses for which of its partners first."""
    partners = access.partners_of(request.user).order_by("name")
    asked = row_id(request.GET.get("mitra", ""))
    chosen = partners if asked is None else partners.filter(pk=asked)
    found = list(chosen[:2])
    if len(found) != 1:
        return render(request, "members/plan_drive_for.html", {"partners": partners})
    now = timezone.now()
    initial = {"id": uuid4(), "first_day": months.law_day(now)}
    form = DriveForm(request.POST or None, partner=found[0], initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            sent = {"id": form.cleaned_data["id"], "planned": form.planned()}
            drives.plan(**sent, partner=found[0], by=request.user, at=now)
        except drives.UnableToPlan as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Aktivasi sudah direncanakan."))
            return redirect("drives")
    context = {"form": form, "partner": found[0]}
    return render(request, "members/plan_drive.html", context)


@planner
@require_http_methods(["GET", "HEAD", "POST"])
def change_drive(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Plan it anew, or call it off."""
    drive = _drive(request, pk)
    now = timezone.now()
    form = DriveForm(request.POST or None, partner=drive.partner, drive=drive)
    try:
        if request.method == "POST" and "cancel" in request.POST:
            drives.cancel(drive=drive, by=request.user, at=now)
            messages.success(request, _("Aktivasi dibatalkan."))
            return redirect("drives")
        if request.method == "POST" and form.is_valid():
            drives.change(drive=drive, planned=form.planned(), by=request.user, at=now)
            messages.success(request, _("Perubahan aktivasi disimpan."))
            return redirect("drives")
    except drives.UnableToPlan as refusal:
        form.refuse(refusal)
    context = {"form": form, "partner": drive.partner, "drive": drive}
    return render(request, "members/plan_drive.html", context)


@onlooker
@require_safe
def drive_live(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """How it goes now: against the target by hour, by helper, and why people were not enrolled."""
    on = months.law_day(timezone.now())
    found = drive_figures.progress(drive=_drive(request, pk), on=on)
    context = {"progress": found, "drive": found.drive, "at": timezone.now()}
    return render(request, "members/drive_live.html", context)


def _drive(request: access.SignedInRequest, pk: int) -> Drive:
    found: Drive = access.row_or_404(request, drives.reached(request.user), pk=pk)
    return found
