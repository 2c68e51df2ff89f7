"""Whose credit could be given back."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_safe

from contributions import credit_holders as holders
from contributions.views.scope import read_partner
from markets import access, exports
from markets.models import Role
from markets.views.search import search_text

seers = access.for_roles(Role.TREASURER, Role.AUDITOR)
HEADER = (
    heading("Nama"), heading("KPJ"), heading("Mitra"), heading("Pasar"), heading("Jumlah"),
)  # fmt: skip


@seers
@require_safe
def credit_holders(request: access.SignedInRequest) -> HttpResponse:
    """Whose credit could be given back; auditors read it."""
    text, read = search_text(request), read_partner(request)
    order = holders.COLUMNS.asked(request.GET)
    page = holders.page_of(
        partner=read.partner, text=text, order=order, page=request.GET.get("page")
    )
    context = {
        "page": page,
        "order": order,
        "query": text,
        "partner": read.partner,
        "kept_by_former": holders.kept_by_former(partner=read.partner),
        "form": read.form,
        "prepares": request.user.role == Role.TREASURER,
    }
    return render(request, "contributions/credit_holders.html", context)


@seers
@require_safe
def credit_holders_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The same as a table."""
    partner = read_partner(request).partner
    found = holders.credit_holders(partner=partner, text=search_text(request))
    found = holders.COLUMNS.asked(request.GET).of(found)
    rows = (
        [row.name, row.membership_number, row.market.partner.name, row.market.name, row.back_idr]
        for row in found.iterator(chunk_size=500)
    )
    name = f"kelebihan-bayar-{partner.code}"
    return exports.table_response(request, name=name, header=HEADER, rows=rows)
