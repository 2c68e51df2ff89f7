"""What auditors read: the cash book, and how billing goes."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_safe

from contributions.billing_progress import billing_progress
from contributions.cash_book import cash_book, entries
from contributions.forms.cash_book import CashBookForm
from contributions.models import LedgerEntry
from contributions.uncounted import kept_from
from markets import access, exports, months
from markets.models import Role

readers = access.for_roles(Role.AUDITOR, Role.TREASURER, Role.REVIEWER)
HEADER = (
    heading("Tanggal buku"), heading("Waktu"), heading("Mitra"), heading("Pasar"), heading("Dari"),
    heading("Nomor dari"), heading("Ke"), heading("Nomor ke"), heading("Jumlah"),
    heading("Dokumen"), heading("Nomor dokumen"), heading("Oleh"),
)  # fmt: skip


@readers
@require_safe
def books(request: access.SignedInRequest) -> HttpResponse:
    """The cash book of the partners in scope, by place and by day. Nothing is written here."""
    form = _form(request)
    uncounted = kept_from(user=request.user)
    book = cash_book(
        partners=access.partners_of(request.user),
        chosen=form.chosen(),
        page=request.GET.get("page"),
        uncounted=uncounted,
    )
    context = {"book": book, "page": book.page, "form": form, "uncounted": uncounted}
    return render(request, "contributions/books.html", context)


@readers
@require_safe
def books_export(request: access.SignedInRequest) -> HttpResponseBase:
    """Every chosen move as a table; places by their numbers, no names of members."""
    form = _form(request)
    found = entries(
        partners=access.partners_of(request.user),
        chosen=form.chosen(),
        uncounted=kept_from(user=request.user),
    )
    return exports.table_response(request, name="buku-kas", header=HEADER, rows=_rows(found))


@readers
@require_safe
def billing_runs(request: access.SignedInRequest) -> HttpResponse:
    """How far each run has come, what it skipped and why, and whether the jobs still run."""
    progress = billing_progress(
        markets=access.markets_of(request.user),
        page=request.GET.get("page"),
        at=timezone.now(),
    )
    return render(
        request, "contributions/billing_runs.html", {"progress": progress, "page": progress.page}
    )


def _form(request: access.SignedInRequest) -> CashBookForm:
    return CashBookForm(
        request.GET.dict(),
        partners=access.partners_of(request.user),
        today=months.law_day(timezone.now()),
    )


def _rows(found: Any) -> Iterator[list[Any]]:
    for entry in found.select_related("partner", "market", "by").iterator(chunk_size=500):
        yield _cells(entry)


def _cells(entry: LedgerEntry) -> list[Any]:
    return [
        entry.business_day,
        f"{entry.at.astimezone(months.WIB):%Y-%m-%d %H:%M}",
        entry.partner.name,
        entry.market.name if entry.market else "",
        entry.get_from_place_display(),
        entry.from_id,
        entry.get_to_place_display(),
        entry.to_id,
        entry.amount_idr,
        entry.get_document_display(),
        entry.document_id,
        entry.by.name,
    ]
