"""A collector's own enrolments: what became of them, and taking one back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from markets import access
from markets.models import Role
from markets.views.search import search_text
from members import enrolment, entered
from members.applications import UnableToEnrol

A_PAGE = 50
collector = access.for_roles(Role.COLLECTOR)


@collector
@require_safe
def enrolments_mine(request: access.SignedInRequest) -> HttpResponse:
    """Returned ones first, with the branch's reason."""
    text = search_text(request)
    found = entered.enrolments(
        user=request.user, markets=access.markets_of(request.user), text=text
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "members/enrolments_mine.html", {"page": page, "query": text})


@collector
@require_http_methods(["GET", "POST"])
def withdraw_enrolment(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, then take it back."""
    reached = entered.enrolments(user=request.user, markets=access.markets_of(request.user))
    row = access.row_or_404(request, reached, pk=pk)
    if request.method == "GET":
        if row.status in row.OPEN:
            return render(request, "members/withdraw_enrolment.html", {"enrolment": row})
        messages.info(
            request,
            _("Pendaftaran ini sudah selesai (%(status)s), jadi tidak bisa dibatalkan.")
            % {"status": row.get_status_display()},
        )
        return redirect("enrolments_mine")
    try:
        enrolment.withdraw(enrolment=row, by=request.user, at=timezone.now())
    except UnableToEnrol as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Pendaftaran %(name)s dibatalkan.") % {"name": row.member.name})
    return redirect("enrolments_mine")
