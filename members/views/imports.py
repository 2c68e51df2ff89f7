"""The office's pages for lists: upload, dry run, saving, and what has to be mended."""

import logging

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from markets import access, exports
from markets.models import Role
from members import bulk_sheets, import_progress, imports
from members.forms.imports import UploadForm
from members.models import BulkImport

treasurer = access.for_roles(Role.TREASURER)
log = logging.getLogger("mitra.imports")


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def imports_page(request: access.SignedInRequest) -> HttpResponse:
    """The partner's lists, and uploading another one."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent)
    if form.is_bound and form.is_valid():
        file, at = form.cleaned_data["file"], timezone.now()
        try:
            received = imports.receive(
                kind=form.cleaned_data["kind"],
                file_name=file.name,
                data=file.read(),
                by=request.user,
                at=at,
            )
        except imports.UnableToImport as refusal:
            form.add_error("file", str(refusal))
        else:
            if received.uploaded_at != at:
                messages.info(request, _("Berkas ini sudah diunggah; inilah hasilnya."))
            return redirect("bulk_import", received.pk)
    found = import_progress.imports_of(
        partners=access.partners_of(request.user), page=request.GET.get("page")
    )
    context = {"form": form, "page": found, "kinds": BulkImport.Kind.choices}
    return render(request, "members/imports.html", context)


@treasurer
@require_safe
def import_template(request: access.SignedInRequest, kind: str) -> HttpResponseBase:
    """An empty sheet with the columns of that kind."""
    if kind not in BulkImport.Kind.values:
        access.refuse(request, "no such list")
    names = {"new_workers": "pekerja-baru", "with_kpj": "pekerja-dengan-kpj", "stalls": "tempat"}
    sheets = bulk_sheets.template(kind=kind)
    return exports.xlsx_response(filename=f"contoh-{names[kind]}.xlsx", sheets=sheets)


@treasurer
@never_cache
@require_safe
def bulk_import(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One list: how far it has come, what was found, and what can be done with it."""
    verdict = request.GET.get("hasil", "")
    progress = import_progress.import_progress(
        bulk_import=_row(request, pk), verdict=verdict, page=request.GET.get("page")
    )
    context = {"progress": progress, "page": progress.page, "verdict": verdict}
    return render(request, "members/bulk_import.html", context)


@treasurer
@require_POST
def save_import(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Have the valid rows saved."""
    try:
        imports.save(bulk_import=_row(request, pk), by=request.user, at=timezone.now())
    except imports.UnableToImport as refusal:
        messages.error(request, str(refusal))
    return redirect("bulk_import", pk)


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def throw_away_import(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, then forget the list."""
    row = _row(request, pk)
    if request.method != "POST":
        return render(request, "members/throw_away_import.html", {"import": row})
    try:
        imports.throw_away(bulk_import=row, by=request.user)
    except imports.UnableToImport as refusal:
        messages.error(request, str(refusal))
        return redirect("bulk_import", pk)
    messages.success(request, _("Daftar itu dibuang."))
    return redirect("imports")


@treasurer
@require_safe
def failed_rows(request: access.SignedInRequest, pk: int) -> HttpResponseBase:
    """The failed rows, to be mended and uploaded again."""
    row = _row(request, pk)
    log.info("failed rows were taken out: user=%s import=%s", request.user.pk, row.pk)
    sheets = bulk_sheets.failed(bulk_import=row)
    return exports.xlsx_response(filename=f"perbaiki-{row.pk}.xlsx", sheets=sheets)


def _row(request: access.SignedInRequest, pk: int) -> BulkImport:
    reached = BulkImport.objects.filter(partner__in=access.partners_of(request.user))
    found: BulkImport = access.row_or_404(
        request, reached.select_related("partner", "uploaded_by", "saved_by"), pk=pk
    )
    return found
