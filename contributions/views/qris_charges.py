"""The list of QRIS charges: what waits, what came, what expired."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_safe

from contributions.qris_charge_list import charges_of, columns, qris_charge_list
from markets import access, exports, months
from markets.models import Role
from markets.views.search import search_text

readers = access.for_roles(Role.TREASURER, Role.AUDITOR, Role.REVIEWER)
HEADER = (
    heading("Referensi"), heading("Status"), heading("Jumlah"), heading("Dibayar"),
    heading("Bulan iuran"), heading("Peserta"), heading("Pasar"), heading("Dibuat"),
    heading("Oleh"), heading("Berlaku sampai"), heading("Dikonfirmasi"),
)  # fmt: skip


@readers
@require_safe
def qris_charges(request: access.SignedInRequest) -> HttpResponse:
    """By status, by reference or name."""
    status, text = request.GET.get("status", ""), search_text(request)
    order = columns(status=status).asked(request.GET)
    found = qris_charge_list(
        markets=access.markets_of(request.user),
        status=status,
        text=text,
        order=order,
        page=request.GET.get("page"),
    )
    context = {
        "charges": found,
        "page": found.page,
        "order": order,
        "status": status,
        "query": text,
    }
    return render(request, "contributions/qris_charges.html", context)


@readers
@require_safe
def qris_charges_export(request: access.SignedInRequest) -> HttpResponseBase:
    """What was chosen, as a table."""
    status = request.GET.get("status", "")
    found = charges_of(
        markets=access.markets_of(request.user), status=status, text=search_text(request)
    )
    found = columns(status=status).asked(request.GET).of(found)
    return exports.table_response(request, name="tagihan-qris", header=HEADER, rows=_rows(found))


def _rows(found: Any) -> Iterator[list[Any]]:
    for charge in found.iterator(chunk_size=500):
        yield _cells(charge)


def _cells(charge: Any) -> list[Any]:
    return [
        charge.reference,
        charge.get_status_display(),
        charge.amount_idr,
        charge.received_idr,
        ", ".join(f"{month:%Y-%m}" for month in charge.contribution_months),
        charge.member.name,
        charge.market.name,
        f"{charge.asked_at.astimezone(months.WIB):%Y-%m-%d %H:%M}",
        charge.asked_by.name,
        f"{charge.expires_at.astimezone(months.WIB):%Y-%m-%d %H:%M}",
        f"{charge.confirmed_at.astimezone(months.WIB):%Y-%m-%d %H:%M}"
        if charge.confirmed_at
        else "",
    ]
