"""First dues taken at an enrolment: taking them, what is held, what went back."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contributions import credit_left, held_release
from contributions import held_dues as job
from contributions.forms.held_dues import TakeForm
from contributions.held_dues import UnableToHold
from contributions.models import HeldDues, Repayment
from markets import access, exports, months
from markets.models import Role
from markets.sorting import Columns
from markets.views import devices
from markets.views.search import search_text
from members import entered
from members.models import Enrolment

A_PAGE = 50
COLUMNS = Columns(
    first="perhatian",
    fields={
        "perhatian": ("turn", "-payment__collected_at"),
        "nama": ("member__name",),
        "pasar": ("market__name",),
        "bulan": ("contribution_month",),
        "diterima": ("payment__collected_at",),
        "jumlah": ("amount_idr",),
    },
)
HEADER = (
    heading("Nama"), heading("Mitra"), heading("Pasar"), heading("Bulan iuran"),
    heading("Kuitansi"), heading("Diterima oleh"), heading("Diterima (WIB)"), heading("Keadaan"),
    heading("Jumlah"),
)  # fmt: skip
collector = access.for_roles(Role.COLLECTOR)
holders = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER, Role.AUDITOR)


@collector
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_first_dues(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Take the first dues of a person whose enrolment is with the branch."""
    reached = entered.enrolments(user=request.user, markets=access.markets_of(request.user))
    enrolment: Enrolment = access.row_or_404(request, reached, pk=pk)
    form = TakeForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            payment = job.take(
                id=form.cleaned_data["id"],
                enrolment=enrolment,
                shown_total_idr=form.cleaned_data["shown_total"],
                by=request.user,
                at=timezone.now(),
                device=devices.device_of(request),
            )
        except UnableToHold as refusal:
            messages.error(request, str(refusal))
            return redirect("take_first_dues", pk)
        return redirect(f"{reverse('payment_done')}?kuitansi={payment.pk}")
    return _show(request, enrolment)


def _show(request: access.SignedInRequest, enrolment: Enrolment) -> HttpResponse:
    held = HeldDues.objects.filter(enrolment=enrolment).select_related("payment__series").first()
    context: dict[str, object] = {"enrolment": enrolment, "held": held}
    if held is None and enrolment.status in Enrolment.OPEN:
        try:
            price = job.expected(enrolment=enrolment, on=months.law_day(timezone.now()))
        except UnableToHold as refusal:
            context["problem"] = str(refusal)
        else:
            initial = {"id": uuid.uuid4(), "shown_total": price.total_idr}
            context |= {"price": price, "form": TakeForm(initial=initial)}
    elif held is None:
        context["problem"] = _("Pendaftaran ini sudah selesai: %(status)s.") % {
            "status": enrolment.get_status_display()
        }
    return render(request, "contributions/take_first_dues.html", context)


@holders
@require_safe
def held_dues(request: access.SignedInRequest) -> HttpResponse:
    """What was taken before the branch had decided; what must go back comes first."""
    order = COLUMNS.asked(request.GET)
    context = {
        "page": Paginator(order.of(_found(request)), A_PAGE).get_page(request.GET.get("page")),
        "order": order,
        "query": search_text(request),
        "is_collector": request.user.role == Role.COLLECTOR,
    }
    return render(request, "contributions/held_dues.html", context)


@holders
@require_safe
def held_dues_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The same as a table."""
    found = COLUMNS.asked(request.GET).of(_found(request).select_related("market__partner"))
    rows = (
        [
            held.member.name,
            held.market.partner.name,
            held.market.name,
            f"{held.contribution_month:%Y-%m}",
            held.payment.receipt,
            held.payment.taken_by.name,
            f"{held.payment.collected_at.astimezone(months.WIB):%Y-%m-%d %H:%M}",
            _("Harus dikembalikan") if held.turn == 0 else held.get_status_display(),
            held.amount_idr,
        ]
        for held in found.iterator(chunk_size=500)
    )
    return exports.table_response(request, name="titipan-iuran", header=HEADER, rows=rows)


@holders
@require_safe
def first_dues(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """What became of one person's money, and what is to be done with it."""
    held: HeldDues = access.row_or_404(request, _reached(request), pk=pk)
    context: dict[str, object] = {
        "held": held,
        "is_collector": request.user.role == Role.COLLECTOR,
    }
    if held.status == HeldDues.Status.CREDITED:
        hers = Repayment.objects.filter(member=held.member, partner=held.partner_id)
        left = credit_left.of_members(members=[held.member_id], partner=held.partner_id)
        context |= {"repayments": hers, "left_idr": left.get(held.member_id, 0)}
    return render(request, "contributions/first_dues.html", context)


def _found(request: access.SignedInRequest) -> QuerySet[Any]:
    """Those of people whose name is sought."""
    return _reached(request).filter(member__name__icontains=search_text(request))


def _reached(request: access.SignedInRequest) -> QuerySet[Any]:
    """Each with `turn`: 0 where the money goes back and is not her credit yet."""
    back = held_release.goes_back()
    rows = HeldDues.objects.annotate(
        turn=Case(When(back, then=Value(0)), default=Value(1))
    ).select_related("member", "market", "enrolment", "payment__series", "payment__taken_by")
    if request.user.role == Role.COLLECTOR:
        return rows.filter(payment__taken_by=request.user)
    return rows.filter(partner__in=access.partners_of(request.user))
