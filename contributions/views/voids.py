"""Requests to undo a payment: what waits, who asks how often, and one request with its decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_http_methods, require_safe

from contributions import voids as job
from contributions.forms.treasury import NoteForm
from contributions.forms.voids import VoidForm
from contributions.models import Payment, Void
from contributions.void_corrections import is_correction
from contributions.void_requests import COLUMNS, of_partners, void_requests
from markets import access, exports
from markets.models import Role
from markets.views import kept_lists
from markets.views.search import search_text

AT_ONCE = 500
HEADER = (
    heading("Mitra"), heading("Pasar"), heading("Kuitansi"), heading("Peserta"), heading("Jumlah"),
    heading("Diterima oleh"), heading("Diminta oleh"), heading("Diminta"), heading("Alasan"),
    heading("Keterangan"), heading("Status"), heading("Diputuskan oleh"), heading("Diputuskan"),
    heading("Catatan"),
)  # fmt: skip
treasurer = access.for_roles(Role.TREASURER)
# A reviewer of the branch decides where the partner has no other treasurer; auditors only read.
readers = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)


@readers
@require_safe
def voids(request: access.SignedInRequest) -> HttpResponse:
    """The longest waiting first; who asks for many is counted."""
    text, order = search_text(request), COLUMNS.asked(request.GET)
    figures = void_requests(
        partners=access.partners_of(request.user),
        text=text,
        order=order,
        page=request.GET.get("page"),
        at=timezone.now(),
    )
    context = {"voids": figures, "page": figures.page, "order": order, "query": text}
    return render(request, "contributions/voids.html", context)


@readers
@require_safe
def voids_export(request: access.SignedInRequest) -> HttpResponseBase:
    """Every request sought with its decision as a table; those that wait have no day of one."""
    found = of_partners(access.partners_of(request.user), text=search_text(request))
    found = COLUMNS.asked(request.GET).of(found)
    rows = (_cells(row) for row in found.iterator(chunk_size=AT_ONCE))
    return exports.table_response(request, name="pembatalan", header=HEADER, rows=rows)


@access.for_roles(Role.TREASURER, Role.REVIEWER, reads=[Role.AUDITOR])
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One request with the payment it is about; while it waits, with its decision."""
    row = _row(request, pk)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _decide(request, row, form.cleaned_data["note"])
    waits = row.status == Void.Status.ASKED
    context = {
        "void": row,
        "lines": row.payment.lines.order_by("contribution_month"),
        "waits": waits,
        "may_decide": waits and job.may_decide(void=row, user=request.user),
        "may_withdraw": waits and row.asked_by_id == request.user.pk,
        "form": form,
    }
    return render(request, "contributions/void.html", context)


@treasurer
@require_http_methods(["POST"])
def withdraw_void(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Take an own request back."""
    row = _row(request, pk)
    try:
        job.withdraw(void=row, by=request.user, at=timezone.now())
    except job.UnableToVoid as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Permintaan ditarik; kuitansinya tetap sah."))
    return kept_lists.stay(request, "void", row.pk)


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def ask_void_of_partner(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask that a receipt of the own partner be undone; somebody else decides."""
    reached = Payment.objects.filter(partner__in=access.partners_of(request.user))
    payment: Payment = access.row_or_404(
        request, reached.select_related("member", "series", "market", "taken_by"), pk=pk
    )
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = job.ask(
                payment=payment, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except job.UnableToVoid as refusal:
            field = "explanation" if refusal.code == "needs_explanation" else None
            form.add_error(field, str(refusal))
        else:
            messages.success(request, _("Pembatalan diminta. Orang lain yang memutuskan."))
            return redirect("void", asked.pk)
    context = {
        "form": form,
        "payment": payment,
        "lines": payment.lines.all(),
        "is_correction": is_correction(payment),
    }
    return render(request, "contributions/ask_void.html", context)


def _row(request: access.SignedInRequest, pk: int) -> Void:
    reached = of_partners(access.partners_of(request.user))
    row: Void = access.row_or_404(request, reached, pk=pk)
    return row


def _cells(row: Void) -> list[Any]:
    zone, payment = row.market.time_zone, row.payment
    return [
        payment.partner.name,
        row.market.name,
        payment.receipt,
        payment.member.name,
        payment.amount_idr,
        payment.taken_by.name,
        row.asked_by.name,
        f"{row.asked_at.astimezone(zone):%Y-%m-%d %H:%M}",
        row.get_reason_display(),
        row.explanation,
        row.get_status_display(),
        row.decided_by.name if row.decided_by else "",
        f"{row.decided_at.astimezone(zone):%Y-%m-%d %H:%M}" if row.decided_at else "",
        row.decision_note,
    ]


def _decide(request: access.SignedInRequest, row: Void, note: str) -> HttpResponse:
    granted = access.decision(request, "grant", "refuse") == "grant"
    decide = job.grant if granted else job.refuse
    try:
        decide(void=row, note=note, by=request.user, at=timezone.now())
    except job.UnableToVoid as refusal:
        messages.error(request, str(refusal))
        return kept_lists.stay(request, "void", row.pk)
    if not granted:
        sentence = _("Permintaan ditolak; kuitansi %(receipt)s tetap sah.")
    elif row.is_correction:
        sentence = _("Kuitansi %(receipt)s dibetulkan. Uangnya menjadi kelebihan bayar peserta.")
    else:
        sentence = _("Kuitansi %(receipt)s dibatalkan. Kembalikan uangnya kepada peserta.")
    messages.success(request, sentence % {"receipt": row.payment.receipt})
    return kept_lists.go_back(request, "voids")
