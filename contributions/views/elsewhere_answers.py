"""BPJS's word about many months at once: a list to tick, and a result for every line."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contributions import elsewhere_answer_sheet as job
from contributions.elsewhere_refusals import UnableToRecordElsewhere
from contributions.forms.elsewhere_answers import WordForm, box
from markets import access, months
from markets.models import Role
from markets.row_ids import row_id
from markets.views.search import search_text

A_PAGE = 50


@access.for_roles(Role.TREASURER, Role.REVIEWER)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_elsewhere_months(request: access.SignedInRequest) -> HttpResponse:
    """The months that wait and that another person recorded, the oldest first."""
    if request.method != "POST":
        day = {"answered_on": months.law_day(timezone.now())}
        return _list(request, WordForm(initial=day))
    form = WordForm(request.POST)
    if not form.is_valid():
        return _list(request, form)
    named = map(row_id, request.POST.getlist("month"))
    asked = {pk for pk in named if pk is not None}
    found = list(job.months_of(markets=access.markets_of(request.user)).filter(pk__in=asked))
    try:
        lines = job.answer(months=found, word=form.word(), by=request.user, at=timezone.now())
    except UnableToRecordElsewhere as refusal:
        form.refuse(refusal)
        return _list(request, form)
    context = {
        "lines": lines,
        "written": sum(not line.refusal for line in lines),
        "refused": sum(bool(line.refusal) for line in lines),
        "unknown": len(asked) - len(found),
    }
    return render(request, "contributions/elsewhere_answered.html", context)


def _list(request: access.SignedInRequest, form: WordForm) -> HttpResponse:
    text = search_text(request)
    found = job.to_answer(markets=access.markets_of(request.user), user=request.user, text=text)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    ticked = set(request.POST.getlist("month"))
    context = {
        "page": page,
        "rows": [(month, box(month=month, ticked=ticked)) for month in page],
        "form": form,
        "query": text,
    }
    return render(request, "contributions/elsewhere_answers.html", context)
