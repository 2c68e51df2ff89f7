"""The branch's list of members whom billing could not bill."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_safe

from contributions import doubts
from contributions.forms.doubts import DoubtsForm
from markets import access, exports
from markets.models import Role

readers = access.for_roles(Role.REVIEWER, Role.AUDITOR)
HEADER = (
    heading("Nama"), heading("Mitra"), heading("Pasar"), heading("Bulan iuran"), heading("Alasan"),
    heading("Sejak"), heading("Hari"), heading("Penanggung jawab"),
)  # fmt: skip


@readers
@require_safe
def billing_doubts(request: access.SignedInRequest) -> HttpResponse:
    """The oldest first. The list only shows: a doubt closes when the sweep bills the member."""
    form = _form(request)
    chosen = form.chosen()
    order = doubts.columns(chosen).asked(request.GET)
    found = doubts.page_of(
        markets=access.markets_of(request.user),
        chosen=chosen,
        order=order,
        page=request.GET.get("page"),
        at=timezone.now(),
    )
    context = {"doubts": found, "page": found.page, "order": order, "form": form}
    return render(request, "contributions/billing_doubts.html", context)


@readers
@require_safe
def billing_doubts_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The chosen doubts as a table, as they stand on the page."""
    at, chosen = timezone.now(), _form(request).chosen()
    found = doubts.billing_doubts(markets=access.markets_of(request.user), chosen=chosen)
    found = doubts.columns(chosen).asked(request.GET).of(found)
    rows = (_cells(doubts.line(doubt, at=at)) for doubt in found.iterator(chunk_size=500))
    return exports.table_response(request, name="tagihan-meragukan", header=HEADER, rows=rows)


def _form(request: access.SignedInRequest) -> DoubtsForm:
    markets = access.markets_of(request.user)
    return DoubtsForm(request.GET.dict(), markets=markets, user=request.user)


def _cells(line: doubts.Line) -> list[Any]:
    doubt = line.doubt
    return [
        doubt.member.name,
        doubt.market.partner.name,
        doubt.market.name,
        f"{doubt.month:%Y-%m}",
        doubt.get_reason_display(),
        f"{doubt.opened_at.astimezone(doubt.market.time_zone):%Y-%m-%d %H:%M}",
        line.days,
        doubt.owner.name if doubt.owner else "",
    ]
