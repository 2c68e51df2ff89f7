"""The office's pages for lists: upload, dry run, saving, and what has to be mended."""

import logging

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from markets import access, exports
from markets.models import Role
from members import bulk_columns, bulk_sheets, example_lists, import_progress, imports
from members.forms.imports import UploadForm
from members.models import BulkImport

treasurer = access.for_roles(Role.TREASURER)
log = logging.getLogger("mitra.imports")
NAMES = {"new_workers": "pekerja-baru", "with_kpj": "pekerja-dengan-kpj", "stalls": "tempat"}
EXAMPLE = {"rows": imports.MOST_ROWS, "bad": 300}


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def imports_page(request: access.SignedInRequest) -> HttpResponse:
    """The partner's lists, and uploading another one."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    form = UploadForm(*sent, too_large=size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
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
    context = {
        "form": form,
        "page": found,
        "kinds": BulkImport.Kind.choices,
        "example": EXAMPLE if _has_example() else None,
    }
    return render(request, "members/imports.html", context)


@treasurer
@require_safe
def import_template(request: access.SignedInRequest, kind: str) -> HttpResponseBase:
    """An empty sheet with the columns of that kind, as XLSX or as CSV."""
    if kind not in BulkImport.Kind.values:
        access.refuse(request, "no such list")
    if request.GET.get("format") == "csv":
        header = bulk_columns.titles(bulk_columns.of(kind))
        return exports.csv_response(filename=f"contoh-{NAMES[kind]}.csv", header=header, rows=[])
    sheets = bulk_sheets.template(kind=kind)
    return exports.xlsx_response(filename=f"contoh-{NAMES[kind]}.xlsx", sheets=sheets)


@treasurer
@require_safe
def example_list(request: access.SignedInRequest) -> HttpResponseBase:
    """Invented people with mistakes among them, to try the import; not in production."""
    market = access.markets_of(request.user).order_by("pk").first()
    if not _has_example() or market is None:
        access.refuse(request, "no example here")
    sheet = example_lists.sheet(market=market, **EXAMPLE)
    return exports.xlsx_response(filename="percobaan-10000.xlsx", sheets=[sheet])


def _has_example() -> bool:
    return not settings.PRODUCTION


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
