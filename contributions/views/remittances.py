"""Sending money to BPJS: what can go, what went, and one remittance with its months."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions import answers, channel_list, transfer_differences
from contributions import remittances as job
from contributions.forms.transfers import (
    PostingForm,
    RemittanceTransferForm,
    TransferExplanationForm,
)
from contributions.forms.treasury import PaymentCodeForm
from contributions.models import Remittance
from contributions.remittance_page import COLUMNS, lines, remittance_page, with_answers
from contributions.remittance_transfers import UnableToRecordTransfer
from contributions.uncounted import uncounted_by
from contributions.views.scope import own_partner
from markets import access, exports, months
from markets.models import Role
from markets.spreadsheets import Sheet
from markets.views import kept_lists
from markets.views.search import search_text

A_PAGE = 30
FIELD_CODES = ("needs_code", "code_used")
ANSWER = (heading("Jawaban BPJS"), heading("Alasan"))
HEADER = (
    heading("Nama"), heading("KPJ"), heading("Pasar"), heading("Bulan iuran"), heading("Jumlah"),
    heading("Kuitansi"), *ANSWER,
)  # fmt: skip
ALL_HEADER = (
    heading("Nomor"), heading("Mitra"), heading("Disusun"), heading("Status"),
    heading("Kode bayar"), heading("Bulan"), heading("Jumlah"), heading("Dijawab BPJS"),
    heading("Ditolak BPJS"), heading("Selisih transfer"),
)  # fmt: skip
treasurer = access.for_roles(Role.TREASURER)
readers = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)


@readers
@require_safe
def remittances(request: access.SignedInRequest) -> HttpResponse:
    """The treasurer sees what can go now; everybody in scope what was sent."""
    order = transfer_differences.COLUMNS.asked(request.GET)
    reached = order.of(transfer_differences.with_differences(with_answers(_reached(request))))
    is_treasurer = request.user.role == Role.TREASURER
    page = Paginator(reached, A_PAGE).get_page(request.GET.get("page"))
    row: Any
    for row in page:
        row.difference = transfer_differences.in_words(
            row.difference_idr, unsent_idr=row.unsent_idr
        )
    context = {
        "page": page,
        "order": order,
        "preview": job.preview(partner=own_partner(request)) if is_treasurer else None,
        "uncounted": uncounted_by(user=request.user),
        "is_treasurer": is_treasurer,
    }
    return render(request, "contributions/remittances.html", context)


@readers
@require_safe
def remittances_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The same as a table."""
    order = transfer_differences.COLUMNS.asked(request.GET)
    found = order.of(transfer_differences.with_differences(with_answers(_reached(request))))
    rows = (_cells_of_all(row) for row in found.iterator(chunk_size=500))
    return exports.table_response(request, name="setoran", header=ALL_HEADER, rows=rows)


def _cells_of_all(row: Any) -> list[Any]:
    return [
        row.pk,
        row.partner.name,
        months.law_day(row.made_at),
        row.get_status_display(),
        row.payment_code,
        row.months,
        row.amount_idr,
        row.answered,
        row.rejected,
        row.difference_idr,
    ]


@treasurer
@require_http_methods(["POST"])
def make_remittance(request: access.SignedInRequest) -> HttpResponse:
    """Make all that can go now final."""
    try:
        made = job.finalise(partner=own_partner(request), by=request.user, at=timezone.now())
    except job.UnableToRemit as refusal:
        messages.error(request, str(refusal))
        return redirect("remittances")
    messages.success(
        request, _("Setoran nomor %(number)s disusun. Bayar ke BPJS.") % {"number": made.pk}
    )
    return redirect("remittance", made.pk)


@readers
@require_safe
def remittance(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One remittance, its holders and its months."""
    return show(request, row_of(request, pk))


@treasurer
@require_http_methods(["POST"])
def decide_remittance(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Post it with its payment code and first transfer, keep the code only, or cancel it."""
    row, decision = row_of(request, pk), request.POST.get("decision")
    try:
        if decision == "cancel":
            job.cancel(remittance=row, by=request.user, at=timezone.now())
            messages.success(request, _("Setoran dibatalkan; iurannya dapat disetor lagi."))
            return kept_lists.stay(request, "remittance", pk)
    except job.UnableToRemit as refusal:
        messages.error(request, str(refusal))
        return kept_lists.stay(request, "remittance", pk)
    if decision == "code":
        return _keep_code(request, row, PaymentCodeForm(request.POST, auto_id="code_%s"))
    return _post(request, row, PostingForm(request.POST, request.FILES))


def _keep_code(
    request: access.SignedInRequest, row: Remittance, form: PaymentCodeForm
) -> HttpResponse:
    if not form.is_valid():
        return show(request, row, code_form=form)
    code = form.cleaned_data["payment_code"]
    try:
        job.record_code(remittance=row, payment_code=code, by=request.user, at=timezone.now())
    except job.UnableToRemit as refusal:
        return _refused(request, row, refusal, code_form=form)
    messages.success(request, _("Kode bayar %(code)s tercatat.") % {"code": code})
    return kept_lists.stay(request, "remittance", row.pk)


def _post(request: access.SignedInRequest, row: Remittance, form: PostingForm) -> HttpResponse:
    if not form.is_valid():
        return show(request, row, form=form)
    try:
        job.post(
            remittance=row,
            payment_code=form.cleaned_data["payment_code"],
            first=form.asked(),
            by=request.user,
            at=timezone.now(),
        )
    except UnableToRecordTransfer as refusal:
        form.refuse(refusal)
        return show(request, row, form=form)
    except job.UnableToRemit as refusal:
        return _refused(request, row, refusal, form=form)
    messages.success(request, _("Setoran dibayar. Perlindungan bergerak setelah BPJS menjawab."))
    return kept_lists.stay(request, "remittance", row.pk)


def _refused(
    request: access.SignedInRequest, row: Remittance, refusal: job.UnableToRemit, **forms: Any
) -> HttpResponse:
    """Beside the code where it is about that; else the page, as things are now, says why."""
    if refusal.code in FIELD_CODES:
        [form] = forms.values()
        form.add_error("payment_code", str(refusal))
        return show(request, row, **forms)
    if refusal.code != "after_death":  # that one stands on the page for as long as it holds
        messages.error(request, str(refusal))
    return kept_lists.stay(request, "remittance", row.pk)


@treasurer
@never_cache
@sensitive_variables()
@require_POST
def remittance_list(request: access.SignedInRequest, pk: int) -> HttpResponseBase:
    """Its months for the payment channel, with NIK; that they were read is kept."""
    row = row_of(request, pk)
    try:
        rows = channel_list.read(remittance=row, by=request.user, at=timezone.now())
    except job.UnableToRemit as refusal:
        messages.error(request, str(refusal))
        return kept_lists.stay(request, "remittance", pk)
    sheet = Sheet("Setoran", channel_list.HEADER, rows, channel_list.WIDTHS, channel_list.CHOICES)
    return exports.xlsx_response(filename=f"daftar-setoran-{row.pk}.xlsx", sheets=[sheet])


@readers
@require_safe
def remittance_export(request: access.SignedInRequest, pk: int) -> HttpResponseBase:
    """Its months as a table; without NIK."""
    row = row_of(request, pk)
    found = lines(remittance=row, text=search_text(request), answer=_chosen(request))
    found = COLUMNS.asked(request.GET).of(found)
    rows = (_cells(line) for line in found.iterator(chunk_size=500))
    return exports.table_response(request, name=f"setoran-{row.pk}", header=HEADER, rows=rows)


def _cells(line: Any) -> list[Any]:
    contribution = line.contribution
    return [
        contribution.member.name,
        contribution.member.membership_number,
        contribution.market.name,
        f"{line.contribution_month:%Y-%m}",
        line.amount_idr,
        line.payment_line.payment.receipt,
        line.answered[0].get_outcome_display() if line.answered else "",
        line.answered[0].get_reason_display() if line.answered else "",
    ]


def _reached(request: access.SignedInRequest) -> Any:
    return Remittance.objects.filter(partner__in=access.partners_of(request.user)).select_related(
        "partner", "made_by", "posted_by", "cancelled_by"
    )


def row_of(request: access.SignedInRequest, pk: int) -> Remittance:
    """The remittance of that number, where she reaches it; else a logged 404."""
    found: Remittance = access.row_or_404(request, with_answers(_reached(request)), pk=pk)
    return found


def _chosen(request: access.SignedInRequest) -> str:
    return request.GET.get("jawaban", "")


def show(
    request: access.SignedInRequest,
    row: Remittance,
    form: PostingForm | None = None,
    code_form: PaymentCodeForm | None = None,
    transfer_form: RemittanceTransferForm | None = None,
    explanation_form: TransferExplanationForm | None = None,
) -> HttpResponse:
    """The page of a remittance, with a form that was refused."""
    text, chosen = search_text(request), _chosen(request)
    order = COLUMNS.asked(request.GET)
    figures = remittance_page(
        remittance=row, text=text, answer=chosen, order=order, page=request.GET.get("page")
    )
    posted = row.status == Remittance.Status.POSTED
    today = months.law_day(timezone.now())
    transfers = transfer_differences.compared(remittance=row) if posted else None
    unsent_idr = transfers.unsent_idr if transfers else 0
    waits = transfers is not None and transfers.difference and not transfers.explanation
    explanation_form = explanation_form or TransferExplanationForm()
    explanation_form.initial["shown_idr"] = transfers.difference_idr if transfers else 0
    context = {
        "transfers": transfers,
        "may_explain": waits
        and transfer_differences.may_explain(remittance=row, user=request.user),
        "explanation_form": explanation_form,
        "may_transfer": posted and request.user.role == Role.TREASURER,
        "transfer_form": transfer_form
        or RemittanceTransferForm(initial={"day": today, "amount_idr": unsent_idr or None}),
        "remittance": row,
        "figures": figures,
        "page": figures.page,
        "order": order,
        "query": text,
        "chosen": chosen,
        "may_list": row.status != Remittance.Status.CANCELLED
        and request.user.role == Role.TREASURER,
        "may_answer": row.status == Remittance.Status.POSTED
        and answers.may_answer(remittance=row, user=request.user),
        "form": form or PostingForm(initial={"payment_code": row.payment_code, "day": today}),
        "code_form": code_form
        or PaymentCodeForm(initial={"payment_code": row.payment_code}, auto_id="code_%s"),
        "may_decide": row.status == Remittance.Status.FINAL and request.user.role == Role.TREASURER,
    }
    return render(request, "contributions/remittance.html", context)
