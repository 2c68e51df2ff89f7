"""The page on which a member's family is noted after her enrolment."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from markets import access, months
from markets.models import Role
from members import family
from members.forms.family import EditFamilyForm, as_typed
from members.models import Member

MORE = "more"


@access.for_roles(Role.COLLECTOR, Role.REVIEWER)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def member_family(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Everybody who can be reached; one more empty row each time it is asked for."""
    reached = Member.objects.filter(market__in=access.markets_of(request.user))
    member: Member = access.row_or_404(request, reached, pk=pk)
    at = timezone.now()
    on, asks = months.law_day(at), request.method != "POST"
    data = as_typed(family.as_contacts(member)) if asks else request.POST.dict()
    form = EditFamilyForm(data, on=on)
    if not asks and request.POST.get("go") != MORE and form.is_valid():
        contacts = form.cleaned_data["family"]
        try:
            family.keep(member=member, contacts=contacts, by=request.user, at=at, on=on)
        except family.UnableToKeepFamily as refusal:
            messages.error(request, str(refusal))
            return redirect("member_page", member.pk)
        messages.success(request, _("Keluarga %(name)s tersimpan.") % {"name": member.name})
        return redirect("member_page", member.pk)
    return render(request, "members/family.html", {"form": form, "member": member})
