"""A collector's own enrolments: begun, sent, what became of them, and taking one back."""

from uuid import UUID

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
from members import drafts, enrolment, entered
from members.applications import UnableToEnrol
from members.models import EnrolmentDraft

A_PAGE = 50
collector = access.for_roles(Role.COLLECTOR)


@collector
@require_safe
def enrolments_mine(request: access.SignedInRequest) -> HttpResponse:
    """Those not sent yet, then returned ones with the branch's reason, then the others."""
    text = search_text(request)
    found = entered.enrolments(
        user=request.user, markets=access.markets_of(request.user), text=text
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    begun = drafts.begun(by=request.user) if page.number == 1 and not text else []
    context = {"page": page, "query": text, "begun": begun}
    return render(request, "members/enrolments_mine.html", context)


@collector
@require_http_methods(["GET", "POST"])
def throw_away_draft(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask once, then forget what was typed."""
    mine = EnrolmentDraft.objects.filter(entered_by=request.user)
    draft = access.row_or_404(request, mine, pk=pk)
    if request.method == "GET":
        name = drafts.typed(draft).get("name", "")
        context = {"name": name, "draft": draft}
        return render(request, "members/throw_away_draft.html", context)
    drafts.throw_away(id=draft.pk, by=request.user)
    messages.success(request, _("Pendaftaran yang belum dikirim itu dihapus."))
    return redirect("enrolments_mine")


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
