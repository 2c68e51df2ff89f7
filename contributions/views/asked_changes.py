"""The branch's list of what is asked for about members, and taking an own request back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contributions import asked_changes as page
from markets import access
from markets.models import Role
from members import asked
from members.asked import UnableToChange

reviewer = access.for_roles(Role.REVIEWER)
askers = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER)


@reviewer
@require_safe
def asked_changes(request: access.SignedInRequest) -> HttpResponse:
    """The longest waiting first."""
    found = page.asked_changes(markets=access.markets_of(request.user))
    return render(request, "contributions/asked_changes.html", {"found": found})


@askers
@require_POST
def withdraw_change(request: access.SignedInRequest, kind: str, pk: UUID) -> HttpResponse:
    """Take an own request back."""
    model = page.BY_NAME.get(kind)
    if model is None:
        access.refuse(request, "kind")
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
