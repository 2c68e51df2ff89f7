"""The branch head's pages: how enrolment goes, the same as a table, and the formal figure."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from markets import access, exports, months
from markets.models import Role
from members import branch_figures, branch_table, formal_figures
from members.branch_figures import BranchFigures
from members.forms.branch_figures import FormalFigureForm, PeriodForm
from members.models import FormalFigure

A_PAGE = 50
reviewer = access.for_roles(Role.REVIEWER)


@reviewer
@never_cache
@require_safe
def branch_figures_page(request: access.SignedInRequest) -> HttpResponse:
    """Drawn and listed, for the chosen months and partner."""
    form = _form(request)
    context = {"form": form, "figures": _figures(request, form), "at": timezone.now()}
    return render(request, "members/branch_figures.html", context)


@reviewer
@require_safe
def branch_figures_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The same figures as one table; nobody is named in it."""
    form = _form(request)
    figures = _figures(request, form)
    name = f"angka-cabang-{figures.period.first:%Y-%m}-{figures.period.last:%Y-%m}"
    return exports.table_response(
        request,
        name=name,
        header=branch_table.HEADER,
        rows=branch_table.rows(figures),
        widths=branch_table.WIDTHS,
    )


@reviewer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def formal_figure(request: access.SignedInRequest) -> HttpResponse:
    """Type in how many formal workers there are, and see what was typed before."""
    form = FormalFigureForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            formal_figures.record(by=request.user, at=timezone.now(), **form.cleaned_data)
        except formal_figures.UnableToRecordFigure as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Angka peserta formal tercatat."))
            return redirect("branch_figures")
    typed = FormalFigure.objects.filter(branch=request.user.branch_id).select_related("by")
    page = Paginator(typed, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "members/formal_figure.html", {"form": form, "page": page})


def _form(request: access.SignedInRequest) -> PeriodForm:
    return PeriodForm(
        request.GET,
        partners=access.partners_of(request.user),
        today=months.law_day(timezone.now()),
    )


def _figures(request: access.SignedInRequest, form: PeriodForm) -> BranchFigures:
    markets, partner = access.markets_of(request.user), form.chosen_partner()
    return branch_figures.figures(
        markets=markets.filter(partner=partner) if partner else markets,
        branch=request.user.branch_id or 0,
        period=form.period(),
        at=timezone.now(),
    )
