"""Files of new workers for BPJS: who waits, the files made before, and one of them again."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from markets import access, exports, months
from markets.models import Market, Role
from markets.spreadsheets import Sheet
from members import bulk_columns, exported_workers, exporting
from members.forms.people import PeopleForm
from members.forms.worker_export import EarlierExportsForm, ExportIdForm
from members.models import WorkerExport
from members.worker_rows import COLUMNS

office = access.for_roles(Role.TREASURER, Role.REVIEWER)


@office
@never_cache
@require_safe
def worker_exports_page(request: access.SignedInRequest) -> HttpResponse:
    """How many wait, by partner, and the files that were made."""
    partners = access.partners_of(request.user)
    form = EarlierExportsForm(request.GET, partners=partners)
    order = exported_workers.COLUMNS.asked(request.GET)
    overview = exported_workers.overview(
        markets=access.markets_of(request.user),
        partners=partners,
        chosen=form.chosen(),
        order=order,
        page=request.GET.get("page"),
    )
    context = {"overview": overview, "page": overview.page, "order": order, "form": form}
    return render(request, "members/worker_exports.html", context)


@office
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_worker_export(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Those who wait at that partner, and the file made of them once told so."""
    partner = access.row_or_404(request, access.partners_of(request.user), pk=pk)
    sent = ExportIdForm(request.POST) if request.method == "POST" else None
    if sent is not None and sent.is_valid():
        try:
            export = exporting.make(
                id=sent.cleaned_data["id"], partner=partner, by=request.user, at=timezone.now()
            )
        except exporting.UnableToExport as refusal:
            messages.error(request, str(refusal))
            return redirect("worker_exports")
        sentence = ngettext(
            "Berkas berisi %(count)s orang sudah dibuat. Unduh di bawah ini.",
            "Berkas berisi %(count)s orang sudah dibuat. Unduh di bawah ini.",
            export.people,
        )
        messages.success(request, sentence % {"count": export.people})
        return redirect("worker_export", export.pk)
    markets = Market.objects.filter(partner=partner)
    form = PeopleForm(request.GET, markets=markets)
    everybody = exporting.waiting(markets=markets).count()
    context = {
        "partner": partner,
        "form": form,
        "everybody": everybody,
        "people": min(everybody, exporting.MOST_PEOPLE),
        "page": exported_workers.who_waits(
            markets=markets, chosen=form.chosen(), page=request.GET.get("page")
        ),
        "id_form": ExportIdForm(initial={"id": uuid4()}),
    }
    return render(request, "members/new_worker_export.html", context)


@office
@never_cache
@require_safe
def worker_export(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Who stands in one file, and who took it when."""
    export = access.row_or_404(request, _made(request).defer("sealed"), pk=pk)
    form = PeopleForm(request.GET, markets=Market.objects.filter(partner=export.partner))
    found = exported_workers.contents(
        export=export, chosen=form.chosen(), page=request.GET.get("page")
    )
    context = {"export": export, "found": found, "page": found.page, "form": form}
    return render(request, "members/worker_export.html", context)


@office
@sensitive_variables("rows")
@require_POST
def worker_export_file(request: access.SignedInRequest, pk: UUID) -> FileResponse | HttpResponse:
    """The file itself, the same each time; that it was taken is kept."""
    export = access.row_or_404(request, _made(request), pk=pk)
    try:
        rows = exporting.read(export=export, by=request.user, at=timezone.now())
    except exporting.UnableToExport as refusal:
        messages.error(request, str(refusal))
        return redirect("worker_export", pk)
    sheet = Sheet("Data", bulk_columns.titles(COLUMNS), rows, bulk_columns.widths(COLUMNS))
    name = f"pekerja-baru-{export.partner.code}-{months.law_day(export.at)}.xlsx"
    return exports.xlsx_response(filename=name, sheets=[sheet], made_at=export.at)


def _made(request: access.SignedInRequest) -> QuerySet[WorkerExport]:
    found = WorkerExport.objects.filter(partner__in=access.partners_of(request.user))
    return found.select_related("partner", "by")
