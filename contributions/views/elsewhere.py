"""Months paid elsewhere: the list, one record with its proof, BPJS's answer, and taking it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contributions import elsewhere_answers, elsewhere_list, paid_elsewhere, transfer_proofs
from contributions.elsewhere_refusals import UnableToRecordElsewhere
from contributions.forms.elsewhere import ElsewhereListForm
from contributions.forms.elsewhere_answers import ElsewhereAnswerForm, ElsewhereWithdrawalForm
from contributions.models import ElsewhereAnswer, PaidElsewhere, TransferProof
from contributions.views.proofs import proof_response
from markets import access, exports, months
from markets.models import Role
from markets.views import kept_lists

readers = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
knowing = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
answering = access.for_roles(Role.TREASURER, Role.REVIEWER)
recorders = access.for_roles(Role.COLLECTOR, Role.TREASURER)
HEADER = (
    heading("Nama"), heading("Mitra"), heading("Pasar"), heading("Bulan iuran"),
    heading("Keadaan"), heading("Tempat bayar"), heading("Nama tempat"), heading("Tanggal bayar"),
    heading("Jumlah pada bukti (Rp)"), heading("Tagihan (Rp)"), heading("Referensi"),
    heading("Dicatat oleh"), heading("Dicatat"), heading("Umur (hari)"),
    heading("Penanggung jawab"), heading("Tanggal jawaban BPJS"), heading("Kata BPJS"),
)  # fmt: skip
WIDTHS = (28, 24, 24, 12, 24, 20, 24, 12, 14, 14, 20, 24, 12, 10, 24, 14, 30)


@readers
@require_safe
def elsewhere_records(request: access.SignedInRequest) -> HttpResponse:
    """Those that wait longest first."""
    form = _list_form(request)
    chosen = form.chosen()
    order = elsewhere_list.columns(chosen).asked(request.GET)
    found = elsewhere_list.page_of(
        markets=access.markets_of(request.user),
        chosen=chosen,
        order=order,
        page=request.GET.get("page"),
        on=months.law_day(timezone.now()),
    )
    context = {
        "found": found,
        "page": found.page,
        "order": order,
        "form": form,
        "answers": request.user.role != Role.AUDITOR,
    }
    return render(request, "contributions/elsewhere_records.html", context)


@readers
@require_safe
def elsewhere_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The chosen months as a table, as they stand on the page."""
    chosen, on = _list_form(request).chosen(), months.law_day(timezone.now())
    found = elsewhere_list.records(markets=access.markets_of(request.user), chosen=chosen)
    found = elsewhere_list.columns(chosen).asked(request.GET).of(found)
    lines = (elsewhere_list.line(row, on=on) for row in found.iterator(chunk_size=500))
    rows = (_cells(line, month) for line in lines for month in line.months)
    return exports.table_response(
        request, name="dibayar-di-tempat-lain", header=HEADER, rows=rows, widths=WIDTHS
    )


@knowing
@require_safe
def elsewhere_record(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """One record: what was told, what BPJS said."""
    return _show(request, _row(request, pk))


@knowing
@never_cache
@require_safe
def elsewhere_proof(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """The slip; that it was looked at is kept."""
    row = _row(request, pk)
    return proof_response(request, row.proof, name=f"bukti-{row.pk}")


@answering
@require_POST
def answer_elsewhere(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """BPJS has these months, or not."""
    row = _row(request, pk)
    form = _answer_form(row, request.POST)
    if form.is_valid():
        try:
            _answer(request, row, form)
        except UnableToRecordElsewhere as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Jawaban BPJS tercatat."))
            return kept_lists.stay(request, "elsewhere_record", pk)
    return _show(request, row, answer_form=form)


@recorders
@require_POST
def withdraw_elsewhere(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Who recorded it takes it back."""
    row, form = _row(request, pk), ElsewhereWithdrawalForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            paid_elsewhere.withdraw(record=row, reason=reason, by=request.user, at=timezone.now())
        except UnableToRecordElsewhere as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Catatan ditarik; bulannya ditagih seperti semula."))
        return kept_lists.stay(request, "elsewhere_record", pk)
    return _show(request, row, withdrawal_form=form)


def _answer(
    request: access.SignedInRequest, row: PaidElsewhere, form: ElsewhereAnswerForm
) -> list[ElsewhereAnswer]:
    return elsewhere_answers.answer(
        record=row,
        outcome=form.cleaned_data["outcome"],
        wanted=form.wanted,
        answered_on=form.cleaned_data["answered_on"],
        note=form.cleaned_data["note"],
        by=request.user,
        at=timezone.now(),
    )


def _show(
    request: access.SignedInRequest,
    row: PaidElsewhere,
    answer_form: ElsewhereAnswerForm | None = None,
    withdrawal_form: ElsewhereWithdrawalForm | None = None,
) -> HttpResponse:
    line = elsewhere_list.line(row, on=months.law_day(timezone.now()))
    may_answer = bool(line.waiting) and elsewhere_answers.may_answer(record=row, user=request.user)
    may_withdraw = bool(line.waiting) and row.recorded_by_id == request.user.pk
    context: dict[str, Any] = {
        "line": line,
        "record": row,
        "is_photo": row.proof.media == TransferProof.Media.JPEG,
        "answer_form": (answer_form or _answer_form(row)) if may_answer else None,
        "withdrawal_form": (withdrawal_form or ElsewhereWithdrawalForm()) if may_withdraw else None,
        "is_collector": request.user.role == Role.COLLECTOR,
        "looks": transfer_proofs.looks(proof=row.proof),
    }
    return render(request, "contributions/elsewhere_record.html", context)


def _answer_form(row: PaidElsewhere, data: Any = None) -> ElsewhereAnswerForm:
    waiting = [month for month in row.months.all() if month.status == elsewhere_list.WAITING]
    day = {"answered_on": months.law_day(timezone.now())}
    return ElsewhereAnswerForm(data, waiting=waiting, initial=day)


def _list_form(request: access.SignedInRequest) -> ElsewhereListForm:
    return ElsewhereListForm(request.GET, markets=access.markets_of(request.user))


def _row(request: access.SignedInRequest, pk: UUID) -> PaidElsewhere:
    chosen = elsewhere_list.Chosen(status=elsewhere_list.ALL)
    reached = elsewhere_list.records(markets=access.markets_of(request.user), chosen=chosen)
    found: PaidElsewhere = access.row_or_404(
        request,
        reached.select_related(
            "member", "market__partner", "partner", "owner", "recorded_by", "proof"
        ),
        pk=pk,
    )
    return found


def _cells(line: elsewhere_list.Line, month: Any) -> list[Any]:
    record, answer = line.record, getattr(month, "answer", None)
    return [
        record.member.name,
        record.market.partner.name,
        record.market.name,
        f"{month.contribution_month:%Y-%m}",
        month.get_status_display(),
        record.get_channel_display(),
        record.channel_name,
        record.paid_on.isoformat(),
        record.amount_idr,
        month.contribution.total_idr,
        record.reference,
        record.recorded_by.name,
        months.law_day(record.recorded_at).isoformat(),
        line.days,
        record.owner.name,
        answer.answered_on.isoformat() if answer and answer.answered_on else "",
        answer.note if answer else "",
    ]
