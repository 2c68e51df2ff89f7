"""A person whom two partners want: reported by a collector, decided by the branch and both."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from markets import access, months
from markets.models import Role
from members import agreed_departures
from members import partner_changes as job
from members.forms.partner_change import ClosingForm, ProposalForm, ReportForm
from members.models import PartnerChange
from members.partner_changes import UnableToChangePartner

A_PAGE = 50
collector = access.for_roles(Role.COLLECTOR)
parties = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER)
deciders = access.for_roles(Role.TREASURER, Role.REVIEWER)
ROLES = {"propose": (Role.REVIEWER,), "agree": (Role.TREASURER,), "close": (*Role,)}


@collector
@sensitive_post_parameters()
@require_POST
def report_double_enrolment(request: access.SignedInRequest) -> HttpResponse:
    """What was typed of a person whose number is known, asked about once and sent to the branch."""
    markets = access.markets_of(request.user)
    sent = "market" in request.POST
    initial = {name: request.POST.get(name, "") for name in ("nik", "name")}
    form = ReportForm(request.POST if sent else None, markets=markets, initial=initial)
    if sent and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            job.report(nik_text=said.pop("nik"), **said, by=request.user, at=timezone.now())
        except UnableToChangePartner as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Cabang sudah diberi tahu. Jawabannya tampil di sini."))
            return redirect("partner_changes")
    return render(request, "members/report_double_enrolment.html", {"form": form})


@parties
@require_safe
def partner_changes(request: access.SignedInRequest) -> HttpResponse:
    """The cases that the user may see, the open ones first."""
    found = job.reached(user=request.user, markets=access.markets_of(request.user))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    known = {row.pk for row in page if job.knows_person(change=row, user=request.user)}
    sees_all = request.user.role != Role.COLLECTOR
    context = {"page": page, "sees_all": sees_all, "known": known}
    return render(request, "members/partner_changes.html", context)


@deciders
@require_http_methods(["GET", "HEAD", "POST"])
def partner_change(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One case; the branch proposes or closes it, the partners agree or refuse."""
    found = job.reached(user=request.user, markets=access.markets_of(request.user))
    row: PartnerChange = access.row_or_404(request, found, pk=pk)
    if request.method != "POST":
        return _show(request, row)
    word = request.POST.get("go", "")
    if request.user.role not in ROLES.get(word, ()):
        access.refuse(request, "role")
    form = _form_of(word, request)
    if form is not None and not form.is_valid():
        return _show(request, row, form)
    said = form.cleaned_data if form is not None else {}
    try:
        getattr(job, word)(change=row, **said, by=request.user, at=timezone.now())
    except UnableToChangePartner as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Tersimpan."))
    return redirect("partner_change", row.pk)


def _form_of(word: str, request: access.SignedInRequest) -> ProposalForm | ClosingForm | None:
    if word == "propose":
        return ProposalForm(request.POST, on=months.law_day(timezone.now()))
    return ClosingForm(request.POST) if word == "close" else None


def _show(
    request: access.SignedInRequest,
    row: PartnerChange,
    form: ProposalForm | ClosingForm | None = None,
) -> HttpResponse:
    user, on = request.user, months.law_day(timezone.now())
    branch = user.role == Role.REVIEWER
    releases = not branch and user.partner_id == row.from_market.partner_id
    receives = not branch and user.partner_id == row.partner_id
    asked = (releases and row.waits_for_old_partner) or (receives and row.waits_for_new_partner)
    is_open = row.status in PartnerChange.OPEN
    knows_person = job.knows_person(change=row, user=user)
    context: dict[str, Any] = {
        "change": row,
        "departure": agreed_departures.told(change=row) if knows_person else "",
        "may_propose": branch and row.status == PartnerChange.Status.REPORTED,
        "may_agree": asked,
        "may_close": (branch and is_open)
        or (not branch and row.status == PartnerChange.Status.PROPOSED),
        "proposal_form": form if isinstance(form, ProposalForm) else ProposalForm(on=on),
        "closing_form": form if isinstance(form, ClosingForm) else ClosingForm(),
        "branch": branch,
        "knows_person": knows_person,
    }
    return render(request, "members/partner_change.html", context)
