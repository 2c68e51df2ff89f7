"""The page on which a member's death is reported."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from collectors import deaths
from collectors.forms.death import DeathForm
from collectors.views.scope import member_or_404
from markets import access
from markets.models import Role
from members.deaths import UnableToReportDeath, of

reporters = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER)


@reporters
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def report_death(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Ask what happened, then once more whether it is so, then write it down."""
    member = member_or_404(request, pk)
    standing = of(member)
    if standing is not None and request.method != "POST":
        return redirect("death", standing.pk)
    form = DeathForm(
        request.POST if request.method == "POST" else None, initial={"id": uuid.uuid4()}
    )
    context = {"form": form, "member": member}
    if request.method != "POST" or not form.is_valid() or request.POST.get("go") == "change":
        return render(request, "collectors/report_death.html", context)
    if request.POST.get("go") != "yes":
        return render(request, "collectors/report_death_check.html", context)
    try:
        death = deaths.report(
            id=form.cleaned_data["id"],
            member=member,
            told=form.told(),
            by=request.user,
            at=timezone.now(),
        )
    except UnableToReportDeath as refusal:
        form.refuse(refusal)
        return render(request, "collectors/report_death.html", context)
    messages.success(
        request, _("Kematian %(name)s tercatat. Cabang memastikannya.") % {"name": member.name}
    )
    return redirect("death", death.pk)
