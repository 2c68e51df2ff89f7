"""A reported death: what was told, and the branch's decision about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contributions import deaths
from contributions.forms.claims import ReversalForm
from contributions.models import Claim
from markets import access
from markets.models import Role
from members.deaths import UnableToDecideDeath
from members.models import Death

followers = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER)
reviewer = access.for_roles(Role.REVIEWER)


@followers
@require_http_methods(["GET", "HEAD", "POST"])
def death(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """What was reported; the branch confirms it here, which opens the claim."""
    row = _row(request, pk)
    if request.method == "POST":
        if request.user.role != Role.REVIEWER:
            access.refuse(request, "role")
        try:
            claim = deaths.confirm(death=row, by=request.user, at=timezone.now())
        except UnableToDecideDeath as refusal:
            messages.error(request, str(refusal))
            return redirect("death", row.pk)
        messages.success(
            request, _("Kematian %(name)s dipastikan; klaimnya dibuka.") % {"name": row.member.name}
        )
        return redirect("claim", claim.pk)
    return _show(request, row, ReversalForm())


@reviewer
@require_POST
def reverse_death(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """The report was mistaken."""
    row, form = _row(request, pk), ReversalForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form)
    try:
        deaths.reverse(
            death=row, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        )
    except UnableToDecideDeath as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Laporan tentang %(name)s dibatalkan; penagihannya berjalan lagi.")
            % {"name": row.member.name},
        )
    return redirect("death", row.pk)


def _row(request: access.SignedInRequest, pk: UUID) -> Death:
    reached = Death.objects.filter(market__in=access.markets_of(request.user))
    people = ("reported_by", "confirmed_by", "reversed_by")
    found: Death = access.row_or_404(
        request, reached.select_related("member", "market__partner", *people), pk=pk
    )
    return found


def _show(request: access.SignedInRequest, row: Death, form: ReversalForm) -> HttpResponse:
    decides = request.user.role == Role.REVIEWER and row.reported_by_id != request.user.pk
    context = {
        "death": row,
        "claim": Claim.objects.filter(death=row).first(),
        "may_confirm": decides and row.status == Death.Status.REPORTED,
        "may_reverse": decides and row.stands,
        "is_own": request.user.role == Role.REVIEWER,
        "form": form,
    }
    return render(request, "contributions/death.html", context)
