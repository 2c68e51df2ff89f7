"""One place of money by day, with the document of each move; as a page and as a table."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from contributions.forms.place_book import PlaceBookForm
from contributions.place_book import ChosenPlace, moves_of, opening_of, place_book
from contributions.uncounted import kept_from
from contributions.views.document_links import link
from markets import access, exports, months
from markets.models import Role

readers = access.for_roles(Role.AUDITOR, Role.TREASURER, Role.REVIEWER)
HEADER = (
    heading("Tanggal buku"), heading("Waktu"), heading("Tempat"), heading("Lawan"),
    heading("Dokumen"), heading("Nomor dokumen"), pgettext_lazy("money", "Masuk"),
    heading("Keluar"), heading("Saldo"), heading("Oleh"),
)  # fmt: skip


@readers
@require_safe
def place_book_page(request: access.SignedInRequest) -> HttpResponse:
    """What the place held, what came and went, what it holds; nothing is written here."""
    form = _form(request)
    chosen = form.chosen()
    uncounted = kept_from(user=request.user)
    book = place_book(
        partners=access.partners_of(request.user),
        chosen=chosen,
        page=request.GET.get("page"),
        uncounted=uncounted,
    )
    moves = [(move, link(move.entry.document, move.entry.document_id)) for move in book.moves]
    context = {
        "book": book,
        "moves": moves,
        "page": book.page,
        "form": form,
        "chosen": chosen,
        "uncounted": uncounted,
    }
    return render(request, "contributions/place_book.html", context)


@readers
@require_safe
def place_book_export(request: access.SignedInRequest) -> HttpResponseBase:
    """Every move of the place in those days, with what it held after each."""
    chosen = _form(request).chosen()
    name = f"buku-{chosen.place}-{chosen.first_day}-{chosen.last_day}"
    rows = _rows(request, chosen)
    return exports.table_response(request, name=name, header=HEADER, rows=rows)


def _form(request: access.SignedInRequest) -> PlaceBookForm:
    return PlaceBookForm(
        request.GET.dict(),
        partners=access.partners_of(request.user),
        today=months.law_day(timezone.now()),
    )


def _rows(request: access.SignedInRequest, chosen: ChosenPlace) -> Iterator[list[Any]]:
    asked: dict[str, Any] = {
        "partners": access.partners_of(request.user),
        "chosen": chosen,
        "uncounted": kept_from(user=request.user),
    }
    opening_idr = opening_of(**asked)
    yield [chosen.first_day, "", "", _("Saldo awal"), "", "", "", "", opening_idr, ""]
    for move in moves_of(**asked):
        entry = move.entry
        yield [
            entry.business_day,
            f"{entry.at.astimezone(months.WIB):%Y-%m-%d %H:%M}",
            move.own_words,
            move.other_words,
            entry.get_document_display(),
            entry.document_id,
            move.came_idr,
            move.went_idr,
            move.left_idr,
            entry.by.name,
        ]
