"""Statements of banks and providers: uploading, their columns, how far they are read."""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contributions import statement_files, statements
from contributions.forms.statements import MappingForm, SampleForm, StatementForm
from contributions.models import PartnerAccount, StatementImport
from contributions.reconciliation import reconciliation
from contributions.views.scope import own_partner
from markets import access, months
from markets.models import Role

treasurer = access.for_roles(Role.TREASURER)
readers = access.for_roles(Role.TREASURER, reads=(Role.AUDITOR, Role.REVIEWER))
SAMPLE_BYTES, SHOWN = 12_000, 6


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def statements_page(request: access.SignedInRequest) -> HttpResponse:
    """What is open by account, the statements, and uploading another one."""
    form = None
    if request.user.role == Role.TREASURER:
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = StatementForm(*sent, partner=own_partner(request))
    if form is not None and form.is_bound and form.is_valid():
        received = _receive(request, form)
        if received is not None:
            return redirect("statement_import", received.pk)
    found = reconciliation(partners=access.partners_of(request.user), page=request.GET.get("page"))
    context = {"form": form, "found": found, "page": found.page}
    return render(request, "contributions/statements.html", context)


def _receive(request: access.SignedInRequest, form: StatementForm) -> StatementImport | None:
    file, at = form.cleaned_data["file"], timezone.now()
    try:
        received = statements.receive(
            account=form.cleaned_data["account"],
            file_name=file.name,
            data=file.read(),
            by=request.user,
            at=at,
        )
    except statements.UnableToImportStatement as refusal:
        form.add_error("file", str(refusal))
        return None
    if received.uploaded_at != at:
        messages.info(request, _("Berkas ini sudah diimpor. Tidak ada yang berubah."))
    return received


@readers
@never_cache
@require_safe
def statement_import(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """How far a statement is read, what was new, what could not be read."""
    reached = StatementImport.objects.filter(
        account__partner__in=access.partners_of(request.user)
    ).select_related("account", "uploaded_by")
    row = access.row_or_404(request, reached, pk=pk)
    return render(request, "contributions/statement_import.html", {"row": row})


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def statement_mapping(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Upload a sample, choose the columns, look at the first lines, save."""
    account: PartnerAccount = access.row_or_404(
        request,
        PartnerAccount.objects.filter(partner__in=access.partners_of(request.user)),
        pk=pk,
    )
    context: dict[str, Any] = {"account": account}
    if request.method == "POST" and "sample" in request.POST:
        return _choose(request, account, context)
    form = SampleForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        data = _whole_lines(form.cleaned_data["file"].read(SAMPLE_BYTES))
        try:
            guessed = statement_files.guess(data)
            rows = _rows(data, guessed)
        except statement_files.UnableToReadStatement as problem:
            form.add_error("file", str(problem))
        else:
            sample = base64.b64encode(data).decode()
            titles = _titles(rows, int(str(guessed["header_row"])))
            chosen = MappingForm(titles=titles, initial={**guessed, "sample": sample})
            context |= {"mapping": chosen, "rows": rows[:SHOWN]}
    context["form"] = form
    return render(request, "contributions/statement_mapping.html", context)


def _choose(
    request: access.SignedInRequest, account: PartnerAccount, context: dict[str, Any]
) -> HttpResponse:
    try:
        data = base64.b64decode(request.POST["sample"], validate=True)[:SAMPLE_BYTES]
        said = {name: request.POST.get(name, "") for name in ("encoding", "delimiter")}
        rows = _rows(data, said)
        header = int(request.POST.get("header_row") or 1)
    except (ValueError, TypeError, statement_files.UnableToReadStatement):
        messages.error(request, _("Contoh berkasnya tidak terbaca. Unggah sekali lagi."))
        return redirect("statement_mapping", account.pk)
    form = MappingForm(request.POST, titles=_titles(rows, header))
    context |= {"mapping": form, "rows": rows[:SHOWN]}
    if form.is_valid():
        today = months.law_day(timezone.now())
        context["preview"] = statements.preview(
            data=data, layout=form.layout, today=today, most=SHOWN
        )
        if "save" in request.POST:
            try:
                statements.save_mapping(
                    account=account, layout=form.layout, by=request.user, at=timezone.now()
                )
            except statements.UnableToImportStatement as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Kolom mutasi disimpan."))
                return redirect("statements")
    return render(request, "contributions/statement_mapping.html", context)


def _rows(data: bytes, said: dict[str, Any]) -> list[list[str]]:
    encoding = str(said["encoding"])
    if encoding not in statement_files.ENCODINGS or len(str(said["delimiter"])) != 1:
        raise statement_files.UnableToReadStatement
    return statement_files.rows_of(
        data, encoding=encoding, delimiter=str(said["delimiter"]), most=50
    )


def _titles(rows: list[list[str]], header: int) -> list[str]:
    return rows[header - 1] if 0 < header <= len(rows) else (rows[0] if rows else [])


def _whole_lines(data: bytes) -> bytes:
    """Without the line that was cut."""
    if len(data) < SAMPLE_BYTES or b"\n" not in data:
        return data
    return data[: data.rindex(b"\n") + 1]
