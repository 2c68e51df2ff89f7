"""Lines of statements: what is matched, what is doubtful, what nobody knows yet."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_http_methods, require_safe

from contributions import qris_differences, settlements, statement_decisions, statement_matching
from contributions.forms.statements import (
    DifferenceForm,
    FindChargeForm,
    LinesForm,
    NameForm,
    OwnerForm,
)
from contributions.models import PartnerAccount, QrisCharge, StatementLine
from contributions.reconciliation import columns, lines, page_of
from contributions.settlements import UnableToSettle
from contributions.statement_decisions import UnableToDecide
from markets import access, exports, months, zones
from markets.models import Role
from markets.sorting import Order
from markets.views import kept_lists
from markets.views.search import search_text

readers = access.for_roles(Role.TREASURER, reads=(Role.AUDITOR, Role.REVIEWER))
HEADER = (
    heading("Tanggal"), heading("Rekening"), heading("Arah"), heading("Jumlah"),
    heading("Keterangan"), heading("Referensi"), heading("Hasil"), heading("Keraguan"),
    heading("Ditangani"), heading("Catatan"), heading("Berkas"), heading("Baris"),
)  # fmt: skip
MOST_OFFERED = 20


@readers
@require_safe
def statement_lines(request: access.SignedInRequest) -> HttpResponse:
    """By result and account, the oldest open ones first."""
    accounts = PartnerAccount.objects.filter(partner__in=access.partners_of(request.user))
    order = _order(request)
    context = {
        "page": page_of(_found(request), order=order, page=request.GET.get("page")),
        "order": order,
        "states": StatementLine.State.choices,
        "state": request.GET.get("hasil", ""),
        "form": LinesForm(request.GET, accounts=accounts),
        "today": months.law_day(timezone.now()),
    }
    return render(request, "contributions/statement_lines.html", context)


@readers
@require_safe
def statement_lines_export(request: access.SignedInRequest) -> HttpResponseBase:
    """What was chosen, as a table and as it stands on the page."""
    found = _order(request).of(_found(request).select_related("statement_import"))
    return exports.table_response(request, name="mutasi", header=HEADER, rows=_rows(found))


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def statement_line(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One line: what it may be, who finds out, and deciding."""
    reached = StatementLine.objects.filter(account__partner__in=access.partners_of(request.user))
    reached = reached.annotate(zone=zones.of_partner("account__partner"))
    line: StatementLine = access.row_or_404(
        request, reached.select_related("account", "statement_import", "owner"), pk=pk
    )
    is_mine = request.user.role == Role.TREASURER
    if request.method == "POST":
        try:
            _decide(request, line)
        except (UnableToDecide, UnableToSettle) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Tersimpan."))
        return kept_lists.stay(request, "statement_line", pk)
    matches = line.matches.select_related(
        "charge__member",
        "charge__difference__credit",
        "charge__payment",
        "deposit",
        "sponsor_transfer",
        "remittance",
        "remittance_transfer",
        "repayment__member",
        "replenishment",
        "by",
        "undone_by",
    )
    context: dict[str, Any] = {
        "line": line,
        "matches": list(matches.order_by("-at", "-pk")),
        "booked": statement_decisions.BOOKED,
        "is_mine": is_mine,
        "sheets": line.sheets.select_related("by").order_by("at"),
        "age": (months.law_day(timezone.now()) - line.day).days,
    }
    if is_mine and line.state != StatementLine.State.MATCHED:
        context |= _offers(line)
        if line.account.kind == PartnerAccount.Kind.PROVIDER:
            context |= _difference(request, line)
    return render(request, "contributions/statement_line.html", context)


def _offers(line: StatementLine) -> dict[str, Any]:
    is_provider = line.account.kind == PartnerAccount.Kind.PROVIDER
    owner = {"owner": line.owner_id, "note": line.note}
    return {
        "charges": _charges(line) if is_provider else [],
        "candidates": []
        if is_provider
        else [
            (one.code, one.amount_idr, one.kind, statement_matching.Kind(one.kind).label)
            for one in statement_matching.candidates(line)
        ],
        "pays_many": not is_provider and line.direction == StatementLine.Direction.IN,
        "settlements": [] if is_provider else settlements.offers(line=line),
        "name_form": NameForm(),
        "owner_form": OwnerForm(partner=line.account.partner_id, initial=owner, auto_id="owner_%s"),
    }


def _difference(request: access.SignedInRequest, line: StatementLine) -> dict[str, Any]:
    """What the line becomes as the payment of a charge that asked for another amount."""
    sought = request.GET.get("qris", "")
    on = months.law_day(timezone.now())
    found = qris_differences.plan(line=line, reference=sought, on=on)
    if found is None:
        finds = line.direction == StatementLine.Direction.IN
        return {
            "find_form": FindChargeForm(initial={"qris": sought}) if finds else None,
            "sought": sought,
        }
    shown = {"reference": found.charge.reference, "shown": found.said}
    return {"plan": found, "difference_form": DifferenceForm(initial=shown)}


def _charges(line: StatementLine) -> list[QrisCharge]:
    """Unconfirmed charges of this account and amount, made before the line's day was over."""
    found = QrisCharge.objects.filter(
        code__account=line.account_id,
        amount_idr=line.amount_idr,
        asked_at__lt=months.midnight_after(line.day),
    ).exclude(status=QrisCharge.Status.CONFIRMED)
    return list(found.select_related("member", "market").order_by("-asked_at")[:MOST_OFFERED])


def _decide(request: access.SignedInRequest, line: StatementLine) -> None:
    """Carry out what was chosen. Raises UnableToDecide, UnableToSettle."""
    what: dict[str, Callable[[], Any]] = {
        "choose": lambda: statement_decisions.choose(
            line=line,
            code=access.typed(request, "code"),
            kind=request.POST.get("kind", ""),
            by=request.user,
            at=timezone.now(),
        ),
        "charge": lambda: _confirm(request, line),
        "settle": lambda: _settle(request, line),
        "differ": lambda: _differ(request, line),
        "name": lambda: statement_decisions.name(
            line=line,
            kind=request.POST.get("kind", ""),
            note=access.typed(request, "note"),
            by=request.user,
            at=timezone.now(),
        ),
        "assign": lambda: _assign(request, line),
        "undo": lambda: _undo(request, line),
    }
    chosen = what.get(request.POST.get("what", ""))
    if chosen is None:
        raise UnableToDecide(_("Pilih apa yang harus dilakukan."), "no_candidate")
    chosen()


def _confirm(request: access.SignedInRequest, line: StatementLine) -> None:
    found = {str(charge.pk): charge for charge in _charges(line)}
    charge = found.get(request.POST.get("charge", ""))
    if charge is None:
        raise UnableToDecide(_("QRIS itu tidak ada lagi di antara yang mungkin."), "no_candidate")
    statement_decisions.confirm_charge(line=line, charge=charge, by=request.user, at=timezone.now())


def _differ(request: access.SignedInRequest, line: StatementLine) -> None:
    form = DifferenceForm(request.POST)
    if not form.is_valid():
        raise UnableToDecide(_("Tulis mengapa jumlahnya berbeda."), "needs_note")
    said, at = form.cleaned_data, timezone.now()
    on = months.law_day(at)
    found = qris_differences.plan(line=line, reference=said["reference"], on=on)
    if found is None or found.said != said["shown"]:
        raise UnableToDecide(
            _("Bulan yang dapat dibayar baru saja berubah. Periksa lagi."), "changed"
        )
    qris_differences.accept(line=line, shown=found, reason=said["reason"], by=request.user, at=at)


def _settle(request: access.SignedInRequest, line: StatementLine) -> None:
    named = request.POST.get("offer", "")
    for offer in settlements.offers(line=line):
        if named == f"{offer.provider.pk}-{offer.last_day:%Y%m%d}":
            settlements.book(
                line=line,
                provider=offer.provider,
                last_day=offer.last_day,
                by=request.user,
                at=timezone.now(),
            )
            return
    raise UnableToDecide(
        _("Pencairan itu tidak mungkin lagi. Buka lagi halaman ini."), "no_candidate"
    )


def _assign(request: access.SignedInRequest, line: StatementLine) -> None:
    form = OwnerForm(request.POST, partner=line.account.partner_id)
    if not form.is_valid():
        raise UnableToDecide(_("Pilih siapa yang menangani."), "wrong_owner")
    statement_decisions.assign(line=line, **form.cleaned_data, by=request.user)


def _undo(request: access.SignedInRequest, line: StatementLine) -> None:
    match = line.matches.filter(undone_at=None).select_related("line__account").first()
    if match is None:
        raise UnableToDecide(_("Baris ini tidak sedang cocok dengan apa pun."), "not_matched")
    statement_decisions.undo(match=match, by=request.user, at=timezone.now())


def _order(request: access.SignedInRequest) -> Order:
    return columns(request.GET.get("hasil", "")).asked(request.GET)


def _found(request: access.SignedInRequest) -> Any:
    return lines(
        partners=access.partners_of(request.user),
        state=request.GET.get("hasil", ""),
        account=request.GET.get("rekening", ""),
        text=search_text(request),
    )


def _rows(found: Any) -> Iterator[list[Any]]:
    for line in found.iterator(chunk_size=500):
        yield [
            line.day,
            str(line.account),
            line.get_direction_display(),
            line.amount_idr,
            line.description,
            line.reference,
            line.get_state_display(),
            line.doubt,
            line.owner.name,
            line.note,
            line.statement_import.file_name,
            line.number,
        ]
