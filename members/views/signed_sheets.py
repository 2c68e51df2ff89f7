"""The office's pages for people who agreed on paper: sheets to print, and their pictures."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from markets import access, months
from markets.models import Role
from markets.views import papers
from members import consents, imported_people, signed_sheets
from members.forms.signed_sheets import SheetForm
from members.models import BulkImport

A_PAGE = 50
SHEETS_A_PAGE = 20
treasurer = access.for_roles(Role.TREASURER)
signer = access.for_roles(Role.COLLECTOR, Role.TREASURER)


@treasurer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signed_sheets_page(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Who still waits, by the number of the sheet; and the picture of the next one."""
    row, at = _row(request, pk), timezone.now()
    text = consents.in_force(on=months.law_day(at))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    form = SheetForm(*sent, text=text, too_large=size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
    if form.is_bound and form.is_valid():
        try:
            enrolment = signed_sheets.attach(
                bulk_import=row,
                number=form.cleaned_data["number"],
                version=form.cleaned_data["version"],
                file=form.cleaned_data["sheet"].file,
                by=request.user,
                at=at,
            )
        except signed_sheets.UnableToAttach as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            said = _("%(name)s dikirim ke cabang.") % {"name": enrolment.member.name}
            messages.success(request, said)
            return redirect("signed_sheets", row.pk)
    found = signed_sheets.waiting(bulk_import=row)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {"import": row, "form": form, "page": page, "lines": imported_people.listed(page)}
    return render(request, "members/signed_sheets.html", context)


@treasurer
@never_cache
@require_safe
@papers.for_traders
def sheets_to_sign(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Numbered sheets with the text in force, one for each person, to be printed."""
    row = _row(request, pk)
    text = consents.in_force(on=months.law_day(timezone.now()))
    found = signed_sheets.waiting(bulk_import=row)
    page = Paginator(found, SHEETS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "import": row,
        "text": text,
        "parts": consents.parts(text),
        "page": page,
        "lines": imported_people.listed(page),
    }
    return render(request, "members/sheets_to_sign.html", context)


@signer
@require_safe
@papers.for_traders
def consent_sheet(request: access.SignedInRequest) -> HttpResponse:
    """One sheet with the text in force and room for a name, to be printed, signed and taken."""
    text = consents.in_force(on=months.law_day(timezone.now()))
    context = {"text": text, "parts": consents.parts(text)}
    return render(request, "members/consent_sheet.html", context)


def _row(request: access.SignedInRequest, pk: int) -> BulkImport:
    """A saved list of people of the user's partner. Raises Http404."""
    reached = BulkImport.objects.filter(
        partner__in=access.partners_of(request.user), status=BulkImport.Status.SAVED
    ).exclude(kind=BulkImport.Kind.STALLS)
    found: BulkImport = access.row_or_404(request, reached.select_related("partner"), pk=pk)
    return found
