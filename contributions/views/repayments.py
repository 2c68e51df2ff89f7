"""Giving members' credit back: who has some, what was prepared, each document with its steps."""

import logging
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contributions import credit_holders
from contributions import repayments as job
from contributions.forms.repayments import ClosingForm, PrepareForm, SignedForm
from contributions.models import Credit, Repayment
from contributions.repayments import UnableToRepay
from markets import access, exports, months
from markets.models import Role
from markets.views import kept_lists, papers
from markets.views.search import search_text
from members import document_vault, personal_data
from members.models import Member

treasurer = access.for_roles(Role.TREASURER)
seers = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
deciders = access.for_roles(Role.TREASURER, Role.REVIEWER)
A_PAGE = 30
MOST_CREDITS = 12
HEADER = (
    heading("Nomor"), heading("Peserta"), heading("Mitra"), heading("Penerima"),
    heading("Hubungan"), heading("Cara"), heading("Jumlah"), heading("Status"),
    heading("Disiapkan oleh"), heading("Disetujui oleh"), heading("Dibayarkan"),
    heading("Referensi"), heading("Terlihat pada mutasi"),
)  # fmt: skip
log = logging.getLogger("mitra.documents")


@seers
@require_safe
def repayments(request: access.SignedInRequest) -> HttpResponse:
    """What was prepared, decided and paid, the latest first."""
    text, status = search_text(request), request.GET.get("status", "")
    order = credit_holders.REPAYMENT_COLUMNS.asked(request.GET)
    found = order.of(_found(request, text, status))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "order": order,
        "status": status,
        "statuses": Repayment.Status,
        "unseen": credit_holders.UNSEEN,
        "prepares": request.user.role == Role.TREASURER,
        "looks_at_holders": request.user.role == Role.AUDITOR,
        "query": text,
    }
    return render(request, "contributions/repayments.html", context)


@seers
@require_safe
def repayments_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The same as a table."""
    order = credit_holders.REPAYMENT_COLUMNS.asked(request.GET)
    found = order.of(_found(request, search_text(request), request.GET.get("status", "")))
    rows = (_cells(row) for row in found.iterator())
    return exports.table_response(request, name="pengembalian-dana", header=HEADER, rows=rows)


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def prepare_repayment(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Who receives all that is left of a member's credit."""
    partner = request.user.partner
    assert partner is not None
    reached = Member.objects.filter(credits__partner=partner) | Member.objects.filter(
        refunds__partner=partner
    )
    member: Member = access.row_or_404(request, reached.distinct(), pk=pk)
    amount_idr = job.amount(member=member, partner=partner.pk)
    form = PrepareForm(
        request.POST if request.method == "POST" else None, initial={"shown": amount_idr}
    )
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        try:
            row = job.prepare(
                member=member,
                shown_idr=fields.pop("shown"),
                **fields,
                by=request.user,
                at=timezone.now(),
            )
        except UnableToRepay as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Disiapkan. Orang lain yang menyetujui."))
            return redirect("repayment", row.pk)
    context = {"form": form, "member": member, "amount_idr": amount_idr}
    return render(request, "contributions/prepare_repayment.html", context)


@seers
@never_cache
@require_safe
def repayment(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One document with its steps, and what this person can do now."""
    return _show(request, _row(request, pk))


@deciders
@require_http_methods(["POST"])
def decide_repayment(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Approve, refuse or cancel."""
    row = _row(request, pk)
    decision = access.decision(request, "approve", "refuse", "cancel")
    at = timezone.now()
    form = ClosingForm(request.POST)
    if decision != "approve" and not form.is_valid():
        return _show(request, row, closing=form)
    try:
        if decision == "approve":
            job.approve(repayment=row, by=request.user, at=at)
        elif decision == "refuse":
            job.refuse(repayment=row, **form.cleaned_data, by=request.user, at=at)
        else:
            job.cancel(repayment=row, **form.cleaned_data, by=request.user, at=at)
    except UnableToRepay as refusal:
        messages.error(request, str(refusal))
    return kept_lists.stay(request, "repayment", row.pk)


@treasurer
@require_http_methods(["POST"])
def pay_repayment(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """The receiver has signed: the money goes."""
    row = _row(request, pk)
    form = SignedForm(request.POST, request.FILES, how=row.how)
    if not form.is_valid():
        return _show(request, row, signed=form)
    try:
        job.pay(
            repayment=row,
            signed=form.signed,
            on_paper=form.on_paper,
            reference=form.cleaned_data.get("reference", ""),
            by=request.user,
            at=timezone.now(),
        )
    except UnableToRepay as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Dibayarkan kepada %(name)s.") % {"name": row.receiver})
    return kept_lists.stay(request, "repayment", row.pk)


@seers
@require_safe
@papers.for_traders
def repayment_sheet(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """The document on paper, with places to sign."""
    return render(request, "contributions/repayment_sheet.html", {"row": _row(request, pk)})


@seers
@never_cache
@require_safe
def repayment_signature(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """What the receiver signed; that it was looked at is kept."""
    row = _row(request, pk)
    if row.signature is None or not row.signature.key_id:
        access.refuse(request, "no signature")
    assert row.signature is not None
    try:
        jpeg = personal_data.show_document(
            document=row.signature, by=request.user, at=timezone.now()
        )
    except document_vault.UnableToOpenDocument:
        log.exception("a signature does not open")
        access.refuse(request, "does not open")
    headers = {
        "Cache-Control": "no-store, private",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(jpeg, content_type="image/jpeg", headers=headers)


def _found(request: access.SignedInRequest, text: str, status: str) -> Any:
    return credit_holders.repayments(
        partners=access.partners_of(request.user), text=text, status=status
    )


def _row(request: access.SignedInRequest, pk: int) -> Repayment:
    reached = Repayment.objects.filter(partner__in=access.partners_of(request.user))
    row: Repayment = access.row_or_404(
        request,
        reached.select_related(
            "member",
            "market",
            "partner",
            "refund__death",
            "signature__member",
            "signature__market",
            "prepared_by",
            "approved_by",
            "closed_by",
            "paid_by",
        ),
        pk=pk,
    )
    return row


def _show(request: access.SignedInRequest, row: Repayment, **forms: Any) -> HttpResponse:
    is_treasurer = request.user.role == Role.TREASURER
    context = {
        "row": row,
        "seen_on": row.matches.filter(undone_at=None).select_related("line__account").first(),
        "credits": Credit.objects.filter(member=row.member_id, partner=row.partner_id)
        .exclude(at__gt=row.prepared_at)
        .order_by("-at", "-pk")[:MOST_CREDITS],
        "may_decide": row.status == Repayment.Status.PREPARED
        and job.may_decide(repayment=row, user=request.user),
        "may_cancel": row.status in Repayment.OPEN and is_treasurer,
        "may_pay": row.status == Repayment.Status.APPROVED and is_treasurer,
        "closing": forms.get("closing") or ClosingForm(),
        "signed": forms.get("signed") or SignedForm(how=row.how),
    }
    return render(request, "contributions/repayment.html", context)


def _cells(row: Repayment) -> list[Any]:
    return [
        row.pk,
        row.member.name,
        row.partner.name,
        row.receiver,
        row.get_relation_display(),
        row.get_how_display(),
        row.amount_idr,
        row.get_status_display(),
        row.prepared_by.name,
        row.approved_by.name if row.approved_by else "",
        f"{months.law_day(row.paid_at):%Y-%m-%d}" if row.paid_at else "",
        row.reference,
        _seen(row),
    ]


def _seen(row: Any) -> str:
    """Whether the bank's statement shows it; nothing where no bank is asked."""
    if row.status != Repayment.Status.PAID or row.how != Repayment.How.TRANSFER:
        return ""
    return _("ya") if row.is_seen else _("belum")
