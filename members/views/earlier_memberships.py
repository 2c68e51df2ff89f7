"""The branch's pages of memberships that stood before: who only told of one, and what BPJS says."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from markets import access
from markets.models import Role
from members import earlier_memberships
from members.earlier_memberships import Earlier, UnableToSettle
from members.forms.finding import SettlingForm
from members.models import EarlierMembership

A_PAGE = 50
reviewer = access.for_roles(Role.REVIEWER)


@reviewer
@require_safe
def unconfirmed_memberships(request: access.SignedInRequest) -> HttpResponse:
    """Participants whose earlier membership nobody has compared with BPJS."""
    found = earlier_memberships.unconfirmed(markets=access.markets_of(request.user))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "members/unconfirmed_memberships.html", {"page": page})


@reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def settle_membership(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One of them: confirmed, corrected, or unknown to BPJS."""
    waiting = earlier_memberships.unconfirmed(markets=access.markets_of(request.user))
    told: EarlierMembership = access.row_or_404(request, waiting, pk=pk)
    says = Earlier(
        membership_number=told.membership_number or told.member.membership_number or "",
        member_since=told.member_since,
        last_month_paid=told.last_month_paid,
    )
    form = SettlingForm(request.POST or None, told=says)
    if request.method == "POST" and form.is_valid():
        try:
            earlier_memberships.settle(
                told=told, finding=form.settled, by=request.user, at=timezone.now()
            )
        except UnableToSettle as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Kepesertaan %(name)s dicatat.") % {"name": told.member})
            return redirect("unconfirmed_memberships")
    return render(request, "members/settle_membership.html", {"told": told, "form": form})
