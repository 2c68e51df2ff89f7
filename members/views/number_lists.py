"""Membership numbers (KPJ) by spreadsheet: the list to fill in, its upload, and what came of it."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from markets import access, exports, spreadsheets
from markets.models import Role
from markets.spreadsheets import Sheet
from members import awaiting_number, bulk_columns, number_lists, references
from members.bulk_columns import KPJ, REASON
from members.forms.membership_number import AwaitingForm, NumberListForm
from members.membership_numbers import UnableToRecordNumber
from members.models import Member, NumberList
from members.number_lists import COLUMNS, MOST_ROWS, REFERENCE

A_PAGE = 50
reviewer = access.for_roles(Role.REVIEWER)
TO_FILL_IN = (REFERENCE.title, "Nama", "Tanggal lahir", "Pasar", KPJ.title)


@reviewer
@require_safe
def list_to_fill_in(request: access.SignedInRequest) -> FileResponse:
    """The chosen people without a number, with a column for it; no NIK."""
    form = AwaitingForm(
        {**request.GET.dict(), "number": awaiting_number.WITHOUT},
        markets=access.markets_of(request.user),
        partners=access.partners_of(request.user),
    )
    people = awaiting_number.people(markets=access.markets_of(request.user), chosen=form.chosen())[
        :MOST_ROWS
    ]
    sheet = Sheet("Nomor peserta", TO_FILL_IN, _to_fill_in(people), (14, 28, 14, 24, 20))
    return exports.xlsx_response(filename="nomor-peserta.xlsx", sheets=[sheet])


def _to_fill_in(people: QuerySet[Member]) -> Iterator[list[str]]:
    for member in people:
        born = f"{member.birth_date:%d-%m-%Y}"
        yield [references.written(member.pk), member.name, born, member.market.name, ""]


@reviewer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload_numbers(request: access.SignedInRequest) -> HttpResponse:
    """Upload a list, and see those uploaded before."""
    form = NumberListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = number_lists.upload(
                data=file.read(spreadsheets.MOST_BYTES + 1),
                file_name=file.name,
                by=request.user,
                at=timezone.now(),
            )
        except number_lists.UnableToReadList as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("number_list", row.pk)
    mine = Paginator(_mine(request), A_PAGE).get_page(request.GET.get("page"))
    brought = number_lists.recorded(lists=list(mine))
    context = {
        "form": form,
        "page": mine,
        "lines": [(row, brought.get(row.pk, 0)) for row in mine],
    }
    return render(request, "members/upload_numbers.html", context)


@reviewer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def number_list(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """What would be recorded of the list and what would not; recorded when told so."""
    row = access.row_or_404(request, _mine(request), pk=pk)
    if request.method == "POST":
        try:
            count = number_lists.apply(number_list=row, by=request.user, at=timezone.now())
        except UnableToRecordNumber as refusal:
            messages.error(request, str(refusal))
        else:
            sentence = ngettext(
                "%(count)s nomor peserta tercatat.", "%(count)s nomor peserta tercatat.", count
            )
            messages.success(request, sentence % {"count": count})
        return redirect("number_list", pk)
    found = number_lists.look_over(number_list=row)
    context = {
        "list": row,
        "found": found,
        "page": Paginator(found.failed, A_PAGE).get_page(request.GET.get("page")),
        "recorded": number_lists.recorded(lists=[row]).get(row.pk, 0),
    }
    return render(request, "members/number_list.html", context)


@reviewer
@require_safe
def failed_numbers(request: access.SignedInRequest, pk: UUID) -> FileResponse:
    """The rows that stay behind, each with its reason, to be mended and uploaded again."""
    row = access.row_or_404(request, _mine(request), pk=pk)
    failed = number_lists.look_over(number_list=row).failed
    columns = (*COLUMNS, REASON)
    rows = ([*line.given.cells[1:], line.reason] for line in failed)
    sheet = Sheet("Gagal", bulk_columns.titles(columns), rows, bulk_columns.widths(columns))
    return exports.xlsx_response(filename="nomor-peserta-gagal.xlsx", sheets=[sheet])


def _mine(request: access.SignedInRequest) -> QuerySet[NumberList]:
    """The lists the user uploaded: what stands in them is nobody else's to read."""
    return NumberList.objects.filter(uploaded_by=request.user, branch=request.user.branch_id)
