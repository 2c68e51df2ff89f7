"""Clean enrolments of one drive or list, looked at in a list and approved together."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from markets import access
from members import clean_cases, together
from members.clean_cases import Group
from members.forms.together import TogetherForm
from members.models import BulkImport, Drive
from members.views.review import reviewer

NAMED = 5  # of those left out, with the reason; the list shows the others


@reviewer
@require_safe
def review_groups(request: access.SignedInRequest) -> HttpResponse:
    """The drives and lists whose people wait."""
    groups = clean_cases.groups(markets=access.markets_of(request.user))
    return render(request, "members/review_groups.html", {"groups": groups})


@reviewer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review_drive(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """The clean ones of a drive."""
    drives = Drive.objects.filter(partner__in=access.partners_of(request.user))
    return _page(request, access.row_or_404(request, drives.select_related("partner"), pk=pk))


@reviewer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review_import(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """The clean ones of an uploaded list."""
    lists = BulkImport.objects.filter(partner__in=access.partners_of(request.user))
    return _page(request, access.row_or_404(request, lists.select_related("partner"), pk=pk))


def _page(request: access.SignedInRequest, group: Group) -> HttpResponse:
    if request.method != "POST":
        return _show(request, group, TogetherForm())
    if request.POST.get("decision") == "leave":
        clean_cases.give_back(group=group, by=request.user)
        return redirect("review_groups")
    form = TogetherForm(request.POST)
    if not form.is_valid():
        return _show(request, group, form)
    try:
        outcome = together.approve(
            group=group, listed=form.listed(), by=request.user, at=timezone.now()
        )
    except together.UnableToApproveTogether as refusal:
        messages.error(request, str(refusal))
    else:
        _tell(request, outcome)
    return redirect(request.path)


def _show(request: access.SignedInRequest, group: Group, form: TogetherForm) -> HttpResponse:
    found = clean_cases.of(
        group=group,
        markets=access.markets_of(request.user),
        by=request.user,
        at=timezone.now(),
    )
    ticked = form.ticked if form.is_bound else None
    rows = [(row, f"{row.pk} {row.submitted_at.isoformat()}") for row in found.clean]
    context = {
        "group": group,
        "is_drive": isinstance(group, Drive),
        "found": found,
        "form": form,
        "rows": [(row, value, ticked is None or value in ticked) for row, value in rows],
    }
    return render(request, "members/review_together.html", context)


def _tell(request: access.SignedInRequest, outcome: together.Outcome) -> None:
    count = len(outcome.approved)
    if count:
        sentence = ngettext(
            "%(count)s orang disetujui. Iurannya ditagih pada penagihan berikutnya.",
            "%(count)s orang disetujui. Iurannya ditagih pada penagihan berikutnya.",
            count,
        )
        messages.success(request, sentence % {"count": count})
    for left in outcome.left[:NAMED]:
        words = {"name": left.enrolment.member.name, "why": " ".join(left.why)}
        messages.warning(request, _("%(name)s tidak ikut disetujui: %(why)s") % words)
    if len(outcome.left) > NAMED:
        more = len(outcome.left) - NAMED
        messages.warning(request, _("%(count)s orang lain tidak ikut.") % {"count": more})
