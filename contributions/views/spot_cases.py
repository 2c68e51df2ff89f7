"""Differences that spot checks found: the list, and one case with its steps and findings."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_POST, require_safe

from contributions import spot_cases as job
from contributions import spot_list
from contributions.forms.spot_checks import CasesFilter, FindingForm, StepForm
from contributions.forms.treasury import NoteForm
from contributions.models import SpotCase, SpotFinding
from contributions.spot_cases import UnableToSettle
from markets import access, exports, months
from markets.forms import PageForm
from markets.models import Role
from markets.views.search import search_text

readers = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
A_PAGE = 50
HEADER = (
    heading("Dibuka"), heading("Umur (hari)"), heading("Mitra"), heading("Pasar"),
    heading("Peserta"), heading("Kolektor"), heading("Perbedaan"), heading("Menurut pedagang"),
    heading("Menurut buku"), heading("Penanggung jawab"), heading("Keadaan"),
)  # fmt: skip


@readers
@require_safe
def spot_cases(request: access.SignedInRequest) -> HttpResponse:
    """The oldest open ones first."""
    page = Paginator(_found(request), A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    for row in page.object_list:
        row.age = now - row.opened_at
    form = CasesFilter(request.GET, kinds=SpotCase.Kind.choices)
    order = spot_list.CASE_COLUMNS.asked(request.GET)
    context = {"page": page, "order": order, "form": form}
    return render(request, "contributions/spot_cases.html", context)


@readers
@require_safe
def spot_cases_export(request: access.SignedInRequest) -> HttpResponseBase:
    """What was chosen, as a table."""
    return exports.table_response(
        request, name="kasus-cek-acak", header=HEADER, rows=_rows(request)
    )


@readers
@require_safe
def spot_case(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """What she told, what the books said, who looks into it, and what was found."""
    return _show(request, _case(request, pk))


def _show(request: access.SignedInRequest, case: SpotCase, **typed: PageForm) -> HttpResponse:
    findings = list(case.findings.select_related("proposed_by", "decided_by"))
    standing = next((row for row in findings if row.status != SpotFinding.Status.REFUSED), None)
    settles = job.may_settle(case=case, user=request.user)
    is_open = standing is None or standing.status == SpotFinding.Status.ASKED
    context = {
        "case": case,
        "person": case.answer.person,
        "age": timezone.now() - case.opened_at,
        "steps": case.steps.select_related("by"),
        "findings": findings,
        "standing": standing,
        "is_open": is_open,
        "settles": settles and is_open,
        "is_mine": case.owner_id == request.user.pk,
        "may_decide": settles
        and standing is not None
        and standing.status == SpotFinding.Status.ASKED
        and standing.proposed_by_id != request.user.pk,
        "step_form": StepForm(),
        "finding_form": FindingForm(initial={"amount": case.said_idr}),
        "note_form": NoteForm(),
    }
    return render(request, "contributions/spot_case.html", context | typed)


@access.for_roles(Role.TREASURER, Role.REVIEWER)
@require_POST
def settle_spot_case(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Own it, note a step, write a finding, or decide about one."""
    case = _case(request, pk)
    try:
        _settle(request, case)
    except UnableToSettle as refusal:
        messages.error(request, str(refusal))
        return _show(request, _case(request, pk), **_typed(request))
    messages.success(request, _("Tersimpan."))
    return redirect("spot_case", pk)


def _typed(request: access.SignedInRequest) -> dict[str, PageForm]:
    """What was written into the form that was sent, so that it need not be written again."""
    forms: dict[str, tuple[str, type[PageForm]]] = {
        "note": ("step_form", StepForm),
        "propose": ("finding_form", FindingForm),
        "grant": ("note_form", NoteForm),
        "refuse": ("note_form", NoteForm),
    }
    sent = forms.get(request.POST.get("what", ""))
    return {sent[0]: sent[1](request.POST)} if sent else {}


def _settle(request: access.SignedInRequest, case: SpotCase) -> None:
    """Carry out what was chosen. Raises UnableToSettle."""
    who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    what: dict[str, Callable[[], Any]] = {
        "own": lambda: job.own(case=case, **who),
        "note": lambda: job.note(case=case, words=access.typed(request, "words"), **who),
        "propose": lambda: _propose(request, case, who),
        "grant": lambda: _decide(request, case, granted=True, who=who),
        "refuse": lambda: _decide(request, case, granted=False, who=who),
    }
    chosen = what.get(request.POST.get("what", ""))
    if chosen is None:
        raise UnableToSettle(_("Pilih apa yang harus dilakukan."), "needs_words")
    chosen()


def _propose(request: access.SignedInRequest, case: SpotCase, who: dict[str, Any]) -> None:
    form = FindingForm(request.POST)
    if not form.is_valid():
        raise UnableToSettle(str(next(iter(form.errors.values()))[0]), "needs_words")
    told = form.cleaned_data
    job.propose(
        case=case,
        finding=told["finding"],
        amount_idr=told["amount"],
        explanation=told["explanation"],
        **who,
    )


def _decide(
    request: access.SignedInRequest, case: SpotCase, *, granted: bool, who: dict[str, Any]
) -> None:
    finding = case.findings.filter(status=SpotFinding.Status.ASKED).first()
    if finding is None:
        raise UnableToSettle(_("Tidak ada temuan yang menunggu."), "closed")
    job.decide(finding=finding, granted=granted, note=access.typed(request, "note"), **who)


def _case(request: access.SignedInRequest, pk: int) -> SpotCase:
    reached = SpotCase.objects.filter(partner__in=access.partners_of(request.user))
    related = reached.select_related(
        "answer__person__member",
        "answer__person__draw",
        "answer__by",
        "market",
        "partner",
        "said__paid_to",
        "payment__series",
        "payment__taken_by",
        "collector",
        "owner",
    )
    case: SpotCase = access.row_or_404(request, related, pk=pk)
    return case


def _found(request: access.SignedInRequest) -> Any:
    found = spot_list.cases(
        partners=access.partners_of(request.user),
        state=request.GET.get("keadaan", ""),
        kind=request.GET.get("jenis", ""),
        text=search_text(request),
    )
    return spot_list.CASE_COLUMNS.asked(request.GET).of(found)


def _rows(request: access.SignedInRequest) -> Iterator[list[Any]]:
    now = timezone.now()
    for row in _found(request).iterator(chunk_size=500):
        yield [
            months.law_day(row.opened_at),
            (now - row.opened_at).days,
            row.partner.name,
            row.market.name,
            row.answer.person.member.name,
            row.collector.name if row.collector else "",
            row.get_kind_display(),
            row.said_idr,
            row.booked_idr,
            row.owner.name if row.owner else "",
            _("Ditutup")
            if row.is_closed
            else _("Menunggu orang kedua")
            if row.waits
            else _("Terbuka"),
        ]
