"""The receipts of a business day, on a page and as a table."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_safe

from contributions import day_receipts
from contributions.forms.day_receipts import DayReceiptsForm
from contributions.models import Payment
from contributions.uncounted import Uncounted, kept_beside
from contributions.views.daily_close import readers, wanted
from markets import access, exports

A_PAGE = 50
HEADER = (
    heading("Kuitansi"), heading("Peserta"), heading("Pasar"), heading("Diterima"),
    heading("Oleh"), heading("Cara bayar"), heading("Jumlah"),
)  # fmt: skip


@readers
@require_safe
def daily_receipts(request: access.SignedInRequest, pk: int, day: str) -> HttpResponse:
    """The receipts behind a figure: of one state, way to pay and person, or all of the day."""
    partner, on, market = wanted(request, pk, day)
    uncounted, form = kept_beside(partner), DayReceiptsForm(request.GET)
    order = day_receipts.columns(uncounted).asked(request.GET)
    found = day_receipts.receipts(partner=partner, day=on, market=market, chosen=form.chosen())
    context = {
        "partner": partner,
        "market": market,
        "day": on,
        "uncounted": uncounted,
        "order": order,
        "form": form,
        "page": Paginator(order.of(found), A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "contributions/daily_receipts.html", context)


@readers
@require_safe
def daily_receipts_export(request: access.SignedInRequest, pk: int, day: str) -> HttpResponseBase:
    """The same as a table; what she has yet to count has no amount there, either."""
    partner, on, market = wanted(request, pk, day)
    uncounted, chosen = kept_beside(partner), DayReceiptsForm(request.GET).chosen()
    found = day_receipts.receipts(partner=partner, day=on, market=market, chosen=chosen)
    found = day_receipts.columns(uncounted).asked(request.GET).of(found)
    rows = (_cells(row, uncounted) for row in found.iterator(chunk_size=500))
    name = f"kuitansi-{partner.code}-{on:%Y-%m-%d}"
    return exports.table_response(request, name=name, header=HEADER, rows=rows)


def _cells(payment: Payment, uncounted: Uncounted) -> list[Any]:
    is_told = payment.pk not in uncounted.receipts
    return [
        payment.receipt,
        payment.member.name,
        payment.market.name,
        f"{payment.collected_at.astimezone(payment.market.time_zone):%Y-%m-%d %H:%M}",
        payment.taken_by.name,
        payment.get_method_display(),
        payment.amount_idr if is_told else _("belum dihitung"),
    ]
