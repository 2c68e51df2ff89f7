"""The pages on which a collector enters a person and mends what was returned."""

import logging
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from markets import access, months
from markets.models import Role
from markets.row_ids import row_id
from members import (
    documents,
    drafts,
    drives,
    enrolment,
    enrolment_warnings,
    entered,
    imported_people,
    lanes,
    pictures,
    self_enrolment,
)
from members.applications import Application, UnableToEnrol
from members.forms import enrolment_imported
from members.forms.enrolment import Entry, StepForm
from members.forms.enrolment_steps import DRAFT, DRIVE, Walk, as_typed, blank
from members.forms.enrolment_work import OCCUPATIONS
from members.models import Drive, Enrolment, EnrolmentDraft, ImportedPerson

log = logging.getLogger("mitra.imports")
collector = access.for_roles(Role.COLLECTOR)
DRIVE_ASKED = "aktivasi"  # in the address that opens the lane of a drive
DuesOf = Callable[..., Any]  # see contributions/enrolment_dues.py
# The button that keeps a picture and shows it, before the walk goes on.
UPLOAD = "upload"


@collector
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enrol(request: access.SignedInRequest, dues_of: DuesOf) -> HttpResponse:
    """Enter a person, page by page; what was typed is kept as a draft until it is sent."""
    if request.method == "POST":
        return _go_on(request, _entry(request, dues_of, drive=request.POST.get(DRIVE, "")))
    entry, data = _entry(request, dues_of), blank()
    if DRIVE_ASKED in request.GET:
        drive = _running(request, request.GET[DRIVE_ASKED])
        entry = replace(entry, drive=drive)
        data |= {DRIVE: str(drive.pk), **lanes.kept(drive=drive, helper=request.user)}
    walk = Walk(data, entry=entry)
    return _ask(request, walk, walk.forms[0])


@collector
@require_safe
def continue_enrolment(request: access.SignedInRequest, pk: UUID, dues_of: DuesOf) -> HttpResponse:
    """Take up a draft on the first page that still misses something; `enrol` goes on with it."""
    draft = access.row_or_404(
        request, EnrolmentDraft.objects.filter(entered_by=request.user), pk=pk
    )
    typed = {**drafts.typed(draft), DRAFT: str(pk)}
    entry = _entry(request, dues_of, drive=typed.get(DRIVE, ""))
    return _show(request, Walk(typed, entry=entry))


@collector
@never_cache
@require_safe
def enrol_imported(request: access.SignedInRequest, pk: int, dues_of: DuesOf) -> HttpResponse:
    """Go through what a list says about a person with her; `enrol` goes on with it."""
    reached = imported_people.waiting(markets=access.markets_of(request.user))
    person = access.row_or_404(request, reached, pk=pk)
    log.info("an imported person was opened: user=%s person=%s", request.user.pk, person.pk)
    typed = {**blank(), **enrolment_imported.as_typed(person)}
    walk = Walk(typed, entry=_entry(request, dues_of))
    return _ask(request, walk, walk.forms[0])


@collector
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def mend_enrolment(request: access.SignedInRequest, pk: int, dues_of: DuesOf) -> HttpResponse:
    """Mend a returned enrolment: it opens where everything is to be checked."""
    reached = entered.enrolments(user=request.user, markets=access.markets_of(request.user))
    row = access.row_or_404(request, reached, pk=pk)
    if row.status != Enrolment.Status.RETURNED:
        messages.info(request, _("Pendaftaran ini tidak perlu diperbaiki lagi."))
        return redirect("enrolments_mine")
    entry = replace(_entry(request, dues_of), mended=row, drive=row.drive)
    if request.method == "GET":
        return _show(request, Walk(as_typed(entry), entry=entry))
    return _go_on(request, entry)


def _entry(request: access.SignedInRequest, dues_of: DuesOf, *, drive: str = "") -> Entry:
    """Who enters today; for the drive of that number, as long as it takes enrolments."""
    on = months.law_day(timezone.now())
    named, rows = row_id(drive), drives.still_open(helper=request.user, on=on)
    found = rows.filter(pk=named).first() if named is not None else None
    return Entry(by=request.user, on=on, drive=found, dues_of=dues_of)


def _running(request: access.SignedInRequest, drive: str) -> Drive:
    """The drive of that number, if the user may enrol there today. Raises Http404."""
    rows = drives.running(helper=request.user, on=months.law_day(timezone.now()))
    found: Drive = access.row_or_404(request, rows, pk=row_id(drive) or 0)
    return found


def _go_on(request: access.SignedInRequest, entry: Entry) -> HttpResponse:
    """The page to show next, or the end of the walk."""
    go, posted = request.POST.get("go", "next"), request.POST.get("step", "")
    entry = replace(entry, sends=go == "send")
    sent = posted if go in ("next", UPLOAD) else ""
    walk = Walk(request.POST, entry=entry, posted=sent)
    if walk.draft and walk.typed().get("name"):
        drafts.keep(id=walk.draft, typed=walk.typed(), by=entry.by, at=timezone.now())
    kept, refused = _keep_pictures(request, walk, posted)
    if kept or refused:
        entry = replace(entry, refused=refused)
        walk = Walk(request.POST, entry=entry, posted=posted if refused else sent)
    wanted, current = walk.page(go), walk.page(posted)
    if wanted is not None and not refused:
        if go == posted:
            wanted.forget_missing()
        return _ask(request, walk, wanted)
    if current is not None and (go == UPLOAD or not current.is_valid()):
        return _ask(request, walk, current)
    return _send(request, walk) if go == "send" else _show(request, walk)


def _keep_pictures(
    request: access.SignedInRequest, walk: Walk, posted: str
) -> tuple[bool, dict[str, str]]:
    """Keep what came with the page at once; answers whether something was, and why not, by field.

    The phone may be killed before the next page: a picture must not be taken twice.
    """
    form, kept, refused = walk.page(posted), False, {}
    for name, kind in form.pictures.items() if form else ():
        sent = request.FILES.get(name)
        file = BytesIO(sent.read()) if sent else pictures.drawn(request.POST.get(name, ""))
        if file is None:
            continue
        try:
            documents.keep(
                draft=walk.draft,
                kind=kind,
                file=file,
                by=walk.entry.by,
                at=timezone.now(),
                mends=walk.entry.mended,
            )
            kept = True
        except (pictures.UnableToReadPicture, documents.UnableToKeepDocument) as refusal:
            refused[name] = str(refusal)
    too_large = int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    if form and form.pictures and too_large:  # then no file was read at all
        refused[next(iter(form.pictures))] = str(pictures.too_large())
    return kept, refused


def _show(request: access.SignedInRequest, walk: Walk) -> HttpResponse:
    """Everything that was typed, to be checked; or the first page that still misses something."""
    form = walk.first_open()
    if form is not None:
        return _ask(request, walk, form)
    application = _application(walk, _imported(request, walk))
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
    imported, at = _imported(request, walk), timezone.now()
    application = _application(walk, imported)
    try:
        if entry.mended is None:
            # Without a draft there are no pictures, and the job says so.
            draft = walk.draft or uuid4()
            sent = enrolment.submit(
                application=application,
                by=entry.by,
                at=at,
                draft=draft,
                drive=entry.drive,
                imported=imported,
            )
            if sent.entered_at != at:
                messages.info(request, _("Pendaftaran ini sudah terkirim sebelumnya."))
                return redirect("enrolments_mine")
        else:
            draft = documents.id_for_mending(enrolment=entry.mended, by=entry.by)
            enrolment.resubmit(
                enrolment=entry.mended, application=application, by=entry.by, at=at, draft=draft
            )
    except UnableToEnrol as refusal:
        return _ask(request, walk, walk.refuse(refusal))
    messages.success(
        request,
        _("Pendaftaran %(name)s terkirim. Cabang menjawab paling lambat dalam 24 jam.")
        % {"name": application.name},
    )
    if entry.mended is None and entry.drive and entry.drive.last_day >= entry.on:
        return redirect(f"{reverse('enrol')}?{DRIVE_ASKED}={entry.drive.pk}")  # the next person
    return redirect("enrolments_mine")


def _imported(request: access.SignedInRequest, walk: Walk) -> ImportedPerson | None:
    """The row of a list from which the walk set out, while it waits in the user's markets."""
    if walk.imported is None:
        return None
    reached = imported_people.waiting(markets=access.markets_of(request.user))
    return reached.filter(pk=walk.imported).first()


def _application(walk: Walk, imported: ImportedPerson | None) -> Application:
    """What was typed; nobody is asked who pays: that says the partner's list, and of an enrolment
    which is mended, the enrolment itself."""
    typed = walk.application()
    if walk.entry.mended is not None:
        return replace(typed, payer_kind=walk.entry.mended.payer_kind)
    if imported is None:
        return typed
    return replace(typed, payer_kind=imported_people.application(imported).payer_kind)


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
    if form is walk.forms[0] and walk.entry.mended is None and walk.imported is None:
        context |= _first(request, walk.entry)
    return render(request, "members/enrol.html", context)


def _first(request: access.SignedInRequest, entry: Entry) -> dict[str, Any]:
    """On the first page: the lane of the drive, or the drives of today and who waits by poster."""
    lane = lanes.lane(drive=entry.drive, helper=entry.by, on=entry.on) if entry.drive else None
    if request.method == "POST":  # in the midst of one person
        return {"lane": lane}
    markets = access.markets_of(request.user)
    return {
        "lane": lane,
        # At a drive the next person counts, not what became of the last ones.
        "counts": None if lane else entered.counts(user=request.user, markets=markets),
        "begun": drafts.count(by=request.user),
        "drives": None if lane else drives.running(helper=entry.by, on=entry.on),
        "from_posters": 0 if lane else self_enrolment.waiting(markets=markets).count(),
        "imported": 0 if lane else imported_people.waiting(markets=markets).count(),
    }
