"""A reported death: what was told, and the branch's decision about it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contributions import deaths
from contributions.forms.claims import AskReversalForm, RefusalForm, ReversalForm
from contributions.models import Claim
from markets import access
from markets.models import Role
from members import asked, death_reversals
from members.asked import UnableToChange
from members.deaths import UnableToDecideDeath
from members.models import Death

followers = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER)
reviewer = access.for_roles(Role.REVIEWER)


@access.for_roles(Role.REVIEWER, reads=[Role.COLLECTOR, Role.TREASURER, Role.AUDITOR])
@require_http_methods(["GET", "HEAD", "POST"])
def death(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """What was reported; the branch confirms it here, which opens the claim."""
    row = _row(request, pk)
    if request.method == "POST":
        try:
            claim = deaths.confirm(death=row, by=request.user, at=timezone.now())
        except UnableToDecideDeath as refusal:
            messages.error(request, str(refusal))
            return redirect("death", row.pk)
        messages.success(
            request, _("Kematian %(name)s dipastikan; klaimnya dibuka.") % {"name": row.member.name}
        )
        return redirect("claim", claim.pk)
    return _show(request, row)


@reviewer
@require_POST
def reverse_death(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """The report that waits was mistaken."""
    row, form = _row(request, pk), ReversalForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form)
    try:
        reason = form.cleaned_data["reason"]
        deaths.reverse(death=row, reason=reason, by=request.user, at=timezone.now())
    except UnableToDecideDeath as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _taken_back(row))
    return redirect("death", row.pk)


@followers
@require_POST
def ask_death_reversal(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Somebody says that the confirmed report was mistaken."""
    row, form = _row(request, pk), AskReversalForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form)
    try:
        death_reversals.ask(
            id=form.cleaned_data["id"],
            death=row,
            explanation=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except UnableToChange as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Pembatalan diminta. Petugas cabang yang lain memutuskan."))
    return redirect("death", row.pk)


@reviewer
@require_POST
def decide_death_reversal(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Another person agrees that it was mistaken, or says why it was not."""
    row, form = _row(request, pk), RefusalForm(request.POST)
    reversal = get_object_or_404(row.reversals.select_related("death"), pk=_id(request))
    by, at = request.user, timezone.now()
    if not form.is_valid():
        return _show(request, row, refusal_form=form)
    try:
        if access.decision(request, "approve", "refuse", name="go") == "approve":
            deaths.approve_reversal(reversal=reversal, by=by, at=at)
            messages.success(request, _taken_back(row))
        else:
            note = form.cleaned_data["note"]
            asked.refuse(row=reversal, note=note, by=by, at=at)
            messages.success(request, _("Permintaan ditolak; kematiannya tetap dipastikan."))
    except UnableToDecideDeath as refusal:
        messages.error(request, str(refusal))
    except UnableToChange as refusal:
        if refusal.field == "note":
            form.add_error("note", str(refusal))
            return _show(request, row, refusal_form=form)
        messages.error(request, str(refusal))
    return redirect("death", row.pk)


def _id(request: access.SignedInRequest) -> UUID:
    try:
        return UUID(request.POST.get("reversal", ""))
    except ValueError:
        raise Http404 from None


def _taken_back(row: Death) -> str:
    return _("Laporan tentang %(name)s dibatalkan; penagihannya berjalan lagi.") % {
        "name": row.member.name
    }


def _row(request: access.SignedInRequest, pk: UUID) -> Death:
    reached = Death.objects.filter(market__in=access.markets_of(request.user))
    people = ("reported_by", "confirmed_by", "reversed_by")
    found: Death = access.row_or_404(
        request, reached.select_related("member", "market__partner", *people), pk=pk
    )
    return found


def _show(
    request: access.SignedInRequest,
    row: Death,
    form: ReversalForm | None = None,
    refusal_form: RefusalForm | None = None,
) -> HttpResponse:
    # Auditors look, and need nobody's telephone for that.
    is_reviewer, is_read = request.user.role == Role.REVIEWER, request.user.role == Role.AUDITOR
    confirmed = row.status == row.Status.CONFIRMED
    decides = is_reviewer and row.reported_by_id != request.user.pk
    reversal = death_reversals.waiting(row) if confirmed else None
    context = {
        "death": row,
        "claim": Claim.objects.filter(death=row).first(),
        "may_confirm": decides and row.status == Death.Status.REPORTED,
        "may_reverse": decides and row.status == Death.Status.REPORTED,
        "may_ask": confirmed and reversal is None and not is_read,
        "is_read": is_read,
        "reversal": reversal,
        "may_agree": decides and reversal and reversal.asked_by_id != request.user.pk,
        "is_own": is_reviewer,
        "form": form or (AskReversalForm(initial={"id": uuid4()}) if confirmed else ReversalForm()),
        "refusal_form": refusal_form or RefusalForm(),
    }
    return render(request, "contributions/death.html", context)
