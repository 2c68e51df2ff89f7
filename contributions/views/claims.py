"""Claims of families: the list, one case with its documents, and the sheet for the family."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions import claim_list, claims, owed_refunds
from contributions.claim_case import case
from contributions.claims import UnableToMoveClaim
from contributions.forms.claims import AnswerForm, ClaimsForm
from contributions.models import Claim, DocumentStep
from contributions.owed_refunds import Owed
from markets import access, exports, months
from markets.models import Role
from markets.sorting import Order
from markets.views import kept_lists, papers
from markets.views.search import search_text

followers = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER)
readers = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
HEADER = (
    gettext_lazy("Nama"), gettext_lazy("Mitra"), gettext_lazy("Pasar"), gettext_lazy("Meninggal"),
    gettext_lazy("Karena bekerja"), gettext_lazy("Dibuka"), gettext_lazy("Keadaan"),
    gettext_lazy("Dokumen diterima"), gettext_lazy("Terlindungi menurut setoran"),
    gettext_lazy("Bulan disetor"), gettext_lazy("Bulan berturut-turut"),
    gettext_lazy("Laporan JKK paling lambat"), gettext_lazy("Diserahkan atau dijawab"),
    gettext_lazy("Dibayar BPJS (Rp)"),
)  # fmt: skip
REFUND_HEADER = (
    gettext_lazy("Nama"), gettext_lazy("Mitra"), gettext_lazy("Pasar"), gettext_lazy("Meninggal"),
    gettext_lazy("Sejak"), gettext_lazy("Bulan"), gettext_lazy("Kelebihan bayar (Rp)"),
    gettext_lazy("Sudah di BPJS (Rp)"), gettext_lazy("Jumlah (Rp)"),
)  # fmt: skip
SENTENCES = {
    Claim.Status.SENT: gettext_lazy("Klaim dicatat: dikirim ke BPJS."),
    Claim.Status.PAID: gettext_lazy("Klaim dicatat: dibayar BPJS."),
    Claim.Status.REFUSED: gettext_lazy("Klaim dicatat: ditolak BPJS."),
}


@readers
@require_safe
def claims_page(request: access.SignedInRequest) -> HttpResponse:
    """The latest first; reports that wait for the branch stand above them."""
    form, order = _form(request), claim_list.COLUMNS.asked(request.GET)
    found = claim_list.page_of(
        markets=access.markets_of(request.user),
        chosen=form.chosen(),
        order=order,
        page=request.GET.get("page"),
    )
    context = {"claims": found, "page": found.page, "order": order, "form": form}
    return render(request, "contributions/claims.html", context)


@readers
@require_safe
def claims_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The chosen claims as a table, as they stand on the page."""
    found = claim_list.claims(
        markets=access.markets_of(request.user), chosen=_form(request).chosen()
    )
    found = claim_list.COLUMNS.asked(request.GET).of(found)
    rows = (_cells(claim) for claim in found.iterator(chunk_size=500))
    return exports.table_response(request, name="klaim", header=HEADER, rows=rows)


@access.for_roles(Role.REVIEWER, reads=[Role.COLLECTOR, Role.TREASURER, Role.AUDITOR])
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One claim; the branch notes here what comes next."""
    row, now = _row(request, pk), timezone.now()
    if request.method != "POST":
        day = {"happened_on": months.law_day(now)}
        return _show(request, row, AnswerForm(initial=day, claim=row))
    form, to = AnswerForm(request.POST, claim=row), request.POST.get("to", "")
    if not form.is_valid():
        return _show(request, row, form)
    told = form.cleaned_data
    try:
        claims.go_on(
            claim=row,
            to=to,
            happened_on=told["happened_on"],
            amount_idr=told.get("amount"),
            note=told["note"],
            by=request.user,
            at=now,
        )
    except UnableToMoveClaim as refusal:
        form.refuse(refusal)
        return _show(request, row, form)
    messages.success(request, str(SENTENCES[Claim.Status(to)]))
    return kept_lists.stay(request, "claim", row.pk)


@followers
@require_POST
def claim_document(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """A document came in, went on, or is missing again."""
    row = _row(request, pk)
    try:
        claims.note_document(
            claim=row,
            document=request.POST.get("document", ""),
            state=request.POST.get("state", ""),
            by=request.user,
            at=timezone.now(),
        )
    except UnableToMoveClaim as refusal:
        messages.error(request, str(refusal))
    return kept_lists.stay(request, "claim", row.pk)


@readers
@require_safe
@papers.for_traders
def claim_sheet(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """What the family takes home, on paper."""
    shown = case(_row(request, pk), on=months.law_day(timezone.now()))
    return render(request, "contributions/claim_sheet.html", {"case": shown})


@access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
@require_safe
def refunds(request: access.SignedInRequest) -> HttpResponse:
    """What must be given back to families, the longest owed first."""
    found, order = _owed(request)
    context = {
        "owed": found,
        "order": order,
        "query": search_text(request),
        "prepares": request.user.role == Role.TREASURER,
    }
    return render(request, "contributions/refunds.html", context)


@access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
@require_safe
def refunds_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The same as a table, a row per family and partner."""
    found, _order = _owed(request)
    rows = (
        [
            row.member.name,
            row.partner.name,
            row.market.name,
            _day(row.death.died_on),
            _day(months.law_day(row.owed_at)),
            " ".join(f"{month:%Y-%m}" for month in row.months),
            row.credit_idr,
            row.at_bpjs_idr,
            row.amount_idr,
        ]
        for row in found.families
    )
    return exports.table_response(request, name="pengembalian", header=REFUND_HEADER, rows=rows)


def _owed(request: access.SignedInRequest) -> tuple[Owed, Order]:
    """The families sought, in the order asked for."""
    order = owed_refunds.COLUMNS.asked(request.GET)
    found = owed_refunds.owed(partners=access.partners_of(request.user), text=search_text(request))
    return Owed(order.arranged(found.families)), order


def _form(request: access.SignedInRequest) -> ClaimsForm:
    return ClaimsForm(
        {"status": claim_list.OPEN, **request.GET.dict()}, markets=access.markets_of(request.user)
    )


def _row(request: access.SignedInRequest, pk: int) -> Claim:
    reached = Claim.objects.filter(market__in=access.markets_of(request.user))
    found: Claim = access.row_or_404(
        request,
        reached.select_related(
            "member", "market__partner__branch", "death__reported_by", "opened_by"
        ),
        pk=pk,
    )
    return found


def _show(request: access.SignedInRequest, row: Claim, form: AnswerForm) -> HttpResponse:
    context = {
        "case": case(row, on=months.law_day(timezone.now())),
        "form": form,
        "decides": request.user.role == Role.REVIEWER,
        # Auditors look, and need nobody's telephone for that.
        "is_read": request.user.role == Role.AUDITOR,
        "states": DocumentStep.State,
    }
    return render(request, "contributions/claim.html", context)


def _cells(claim: Claim) -> list[Any]:
    return [
        claim.member.name,
        claim.market.partner.name,
        claim.market.name,
        f"{claim.death.died_on:%Y-%m-%d}",
        claim.death.get_at_work_display(),
        f"{claim.known_on:%Y-%m-%d}",
        claim.get_status_display(),
        getattr(claim, "documents_in", None) or 0,
        _("Ya") if claim.was_covered else _("Tidak"),
        claim.months_posted,
        claim.months_in_a_row,
        _day(claim.death.report_accident_by),
        _day(getattr(claim, "happened_on", None)),
        getattr(claim, "paid_idr", None) or "",
    ]


def _day(day: dt.date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""
