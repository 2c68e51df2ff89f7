"""A helper's page at a drive: on to the next person, or count who came and was not enrolled."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from markets import access, months
from markets.models import Role
from members import drives, lanes, turnouts
from members.models import Drive, NotEnrolled

helper = access.for_roles(Role.COLLECTOR)


@helper
@require_safe
def drive_lane(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """What was done so far, and the ways on."""
    on = months.law_day(timezone.now())
    drive = _drive(request, pk)
    context = {
        "drive": drive,
        "is_running": drive.cancelled_at is None and drive.first_day <= on <= drive.last_day,
        "lane": lanes.lane(drive=drive, helper=request.user, on=on),
        "reasons": NotEnrolled.Reason.choices,
        "id": uuid4(),
        "last": turnouts.last_counted(drive=drive, by=request.user, on=on),
    }
    return render(request, "members/drive_lane.html", context)


@helper
@require_POST
def count_not_enrolled(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Count one who came and was not enrolled; the id was made in the form."""
    drive = _drive(request, pk)
    try:
        turnouts.count(
            id=_uuid(request.POST.get("id", "")),
            drive=drive,
            reason=request.POST.get("reason", ""),
            by=request.user,
            at=timezone.now(),
        )
    except turnouts.UnableToCount as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Sudah dihitung."))
    return redirect("drive_lane", drive.pk)


@helper
@require_POST
def take_back_count(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Take back what was counted last, by mistake."""
    drive = _drive(request, pk)
    try:
        turnouts.take_back(
            id=_uuid(request.POST.get("id", "")), drive=drive, by=request.user, at=timezone.now()
        )
    except turnouts.UnableToCount as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Hitungan terakhir dibatalkan."))
    return redirect("drive_lane", drive.pk)


def _drive(request: access.SignedInRequest, pk: int) -> Drive:
    found: Drive = access.row_or_404(request, drives.reached(request.user), pk=pk)
    return found


def _uuid(text: str) -> UUID:
    """The id of the form; one that cannot be read is a new one, and so counted."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
