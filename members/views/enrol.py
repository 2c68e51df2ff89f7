"""The pages on which a collector enters a person and mends what was returned."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from markets import access, months
from markets.models import Role
from members import drafts, enrolment, enrolment_warnings, entered
from members.applications import UnableToEnrol
from members.forms.enrolment import Entry, StepForm
from members.forms.enrolment_steps import DRAFT, Walk, as_typed, blank
from members.forms.enrolment_work import OCCUPATIONS
from members.models import Enrolment, EnrolmentDraft

collector = access.for_roles(Role.COLLECTOR)


@collector
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enrol(request: access.SignedInRequest) -> HttpResponse:
    """Enter a person, page by page; what was typed is kept as a draft until it is sent."""
    entry = Entry(by=request.user, on=months.law_day(timezone.now()))
    if request.method == "GET":
        walk = Walk(blank(), entry=entry)
        return _ask(request, walk, walk.forms[0])
    return _go_on(request, entry)


@collector
@require_safe
def continue_enrolment(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Take up a draft on the first page that still misses something; `enrol` goes on with it."""
    entry = Entry(by=request.user, on=months.law_day(timezone.now()))
    draft = access.row_or_404(
        request, EnrolmentDraft.objects.filter(entered_by=request.user), pk=pk
    )
    return _show(request, Walk({**drafts.typed(draft), DRAFT: str(pk)}, entry=entry))


@collector
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def mend_enrolment(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Mend a returned enrolment: it opens where everything is to be checked."""
    reached = entered.enrolments(user=request.user, markets=access.markets_of(request.user))
    row = access.row_or_404(request, reached, pk=pk)
    if row.status != Enrolment.Status.RETURNED:
        messages.info(request, _("Pendaftaran ini tidak perlu diperbaiki lagi."))
        return redirect("enrolments_mine")
    entry = Entry(by=request.user, on=months.law_day(timezone.now()), mended=row)
    if request.method == "GET":
        return _show(request, Walk(as_typed(entry), entry=entry))
    return _go_on(request, entry)


def _go_on(request: access.SignedInRequest, entry: Entry) -> HttpResponse:
    """The page to show next, or the end of the walk."""
    go, posted = request.POST.get("go", "next"), request.POST.get("step", "")
    entry = replace(entry, sends=go == "send")
    walk = Walk(request.POST, entry=entry, posted=posted if go == "next" else "")
    if walk.draft and walk.typed().get("name"):
        drafts.keep(id=walk.draft, typed=walk.typed(), by=entry.by, at=timezone.now())
    wanted = walk.page(go)
    if wanted is not None:
        return _ask(request, walk, wanted)
    current = walk.page(posted)
    if current is not None and not current.is_valid():
        return _ask(request, walk, current)
    return _send(request, walk) if go == "send" else _show(request, walk)


def _show(request: access.SignedInRequest, walk: Walk) -> HttpResponse:
    """Everything that was typed, to be checked; or the first page that still misses something."""
    form = walk.first_open()
    if form is not None:
        return _ask(request, walk, form)
    application = walk.application()
    try:
        warnings = enrolment.look_over(
            application=application, by=walk.entry.by, on=walk.entry.on, mended=walk.entry.mended
        )
    except UnableToEnrol as refusal:
        return _ask(request, walk, walk.refuse(refusal))
    context = {
        "walk": walk,
        "application": application,
        "warnings": enrolment_warnings.sentences(warnings),
        "carried": walk.carried(None),
        "mended": walk.entry.mended,
    }
    return render(request, "members/enrol_check.html", context)


def _send(request: access.SignedInRequest, walk: Walk) -> HttpResponse:
    entry = walk.entry
    form = walk.first_open()
    if form is not None:
        return _ask(request, walk, form)
    application, at = walk.application(), timezone.now()
    try:
        if entry.mended is None:
            sent = enrolment.submit(application=application, by=entry.by, at=at, draft=walk.draft)
            if sent.entered_at != at:
                messages.info(request, _("Pendaftaran ini sudah terkirim sebelumnya."))
                return redirect("enrolments_mine")
        else:
            enrolment.resubmit(enrolment=entry.mended, application=application, by=entry.by, at=at)
    except UnableToEnrol as refusal:
        return _ask(request, walk, walk.refuse(refusal))
    messages.success(
        request,
        _("Pendaftaran %(name)s terkirim. Cabang menjawab paling lambat dalam 24 jam.")
        % {"name": application.name},
    )
    return redirect("enrolments_mine")


def _ask(request: access.SignedInRequest, walk: Walk, form: StepForm) -> HttpResponse:
    context = {
        "walk": walk,
        "form": form,
        "number": walk.number(form),
        "before": walk.before(form),
        "carried": walk.carried(form),
        "mended": walk.entry.mended,
        "occupations": OCCUPATIONS,
    }
    if form is walk.forms[0] and walk.entry.mended is None:
        reached = access.markets_of(request.user)
        context["counts"] = entered.counts(user=request.user, markets=reached)
        context["begun"] = drafts.count(by=request.user)
    return render(request, "members/enrol.html", context)
