"""Phones that give receipts without a signal: which there are, one that is lost, its slips."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_http_methods, require_safe

from contributions import lost_phones, offline_list
from contributions.forms.phones import LostForm, SlipForm
from contributions.models import Phone
from markets import access, exports, months
from markets.models import Role
from markets.views import kept_lists
from markets.views.search import search_text
from members.models import Member

AT_MOST_FOUND = 30
HEADER = (
    heading("Seri"), heading("Pemegang"), heading("Didaftarkan"), heading("Terakhir tersambung"),
    heading("Nomor terpakai"), heading("Belum masuk"), heading("Masih di ponsel"),
    heading("Dinyatakan hilang"), heading("Keterangan"),
)  # fmt: skip
treasurer = access.for_roles(Role.TREASURER)
readers = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.AUDITOR)


@readers
@require_safe
def phones(request: access.SignedInRequest) -> HttpResponse:
    """The phones in use, then those that are lost; a collector sees her own."""
    order = offline_list.PHONES.asked(request.GET)
    found = order.of(_named(offline_list.phones_of(user=request.user), search_text(request)))
    context = {"phones": found, "order": order, "query": search_text(request)}
    return render(request, "contributions/phones.html", context)


@readers
@require_safe
def phones_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The same as a table."""
    found = _named(offline_list.phones_of(user=request.user), search_text(request))
    rows = (_cells(row) for row in offline_list.PHONES.asked(request.GET).of(found))
    return exports.table_response(request, name="ponsel", header=HEADER, rows=rows)


@access.for_roles(Role.COLLECTOR, Role.TREASURER, reads=[Role.AUDITOR])
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """One phone; its holder or a treasurer declares it lost."""
    row = _phone(request, pk)
    form = LostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lost_phones.declare(
                phone=row, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except lost_phones.UnableToDeclareLost as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("Ponsel dinyatakan hilang: ia dikeluarkan dan tidak mendapat nomor.")
            )
        return kept_lists.stay(request, "phone", row.pk)
    taken = offline_list.taken_of(user=request.user).filter(phone=row)
    context = {
        "phone": row,
        "form": form if row.lost_at is None and request.user.role != Role.AUDITOR else None,
        "rebuilt": taken.filter(rebuilt_by__isnull=False),
        "may_rebuild": row.lost_at is not None and request.user.role == Role.TREASURER,
    }
    return render(request, "contributions/phone.html", context)


@treasurer
@require_safe
def slip_search(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Find the member whose slip it is."""
    row = _phone(request, pk)
    text = search_text(request)
    found = _members(request).order_by("name", "pk") if text else Member.objects.none()
    for word in text.split():
        found = found.filter(name__icontains=word)
    context = {"phone": row, "query": text, "found": found[:AT_MOST_FOUND]}
    return render(request, "contributions/slip_search.html", context)


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def enter_slip(request: access.SignedInRequest, pk: UUID, member: int) -> HttpResponse:
    """Enter a slip of a lost phone."""
    row = _phone(request, pk)
    whose: Member = access.row_or_404(request, _members(request), pk=member)
    now = timezone.now()
    form = SlipForm(request.POST or None, today=months.law_day(now))
    if request.method == "POST" and form.is_valid():
        try:
            slip = form.slip(whose)
            taken = lost_phones.rebuild(phone=row, slip=slip, by=request.user, at=now)
        except lost_phones.UnableToRebuild as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(
                request,
                _("Slip %(receipt)s tercatat. %(flag)s")
                % {"receipt": taken.payment.receipt, "flag": taken.flag},
            )
            return redirect("phone", row.pk)
    context = {"phone": row, "member": whose, "form": form}
    return render(request, "contributions/enter_slip.html", context)


def _phone(request: access.SignedInRequest, pk: UUID) -> Any:
    return access.row_or_404(request, offline_list.phones_of(user=request.user), pk=pk)


def _members(request: access.SignedInRequest) -> QuerySet[Member]:
    reached = access.markets_of(request.user)
    return Member.objects.filter(market__in=reached).select_related("market")


def _named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    for word in text.split():
        rows = rows.filter(holder__name__icontains=word)
    return rows


def _cells(row: Any) -> list[Any]:
    return [
        row.series.code,
        row.holder.name,
        _moment(row, "registered_at"),
        _moment(row, "seen_at"),
        row.used,
        row.missing,
        0 if row.lost_at else row.outstanding,
        _moment(row, "lost_at"),
        row.lost_reason,
    ]


def _moment(row: Phone, name: str) -> str:
    moment = getattr(row, name)
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
