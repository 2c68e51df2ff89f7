"""A treasurer names one transfer and the place whose people it pays; the sheet does the rest."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from collectors import sheet_people
from collectors.forms.sheet_transfer import TransferForm, TransferPlaceForm
from contributions import sheet_transfers
from contributions.models import CollectionSheet, StatementLine
from contributions.sheet_transfers import Transfer
from markets import access, months, zones
from markets.access import SignedInRequest
from markets.models import Role
from markets.row_ids import row_id

LATEST = 20


@dataclass(frozen=True)
class PaidBy:
    """The transfer a sheet is filled for, and what in rupiah is left of it."""

    transfer: Transfer
    left_idr: int

    @property
    def fields(self) -> dict[str, Any]:
        """What names it in forms and addresses."""
        said: dict[str, Any] = {"referensi": self.transfer.reference}
        if self.transfer.line is not None:
            return said | {"baris": self.transfer.line.pk}
        return said | {"jumlah": self.transfer.amount_idr, "tanggal": f"{self.transfer.on}"}

    @property
    def query(self) -> str:
        """The same for an address."""
        return urlencode(self.fields)


@access.for_roles(Role.TREASURER)
@never_cache
@require_safe
def transfer_sheets(request: SignedInRequest) -> HttpResponse:
    """Which transfer it is and whom to look for; below, the sheets that were sent."""
    line = _line(request, request.GET)
    places = sheet_people.places_of(markets=access.markets_of(request.user))
    if "tempat" in request.GET:
        form = TransferPlaceForm(request.GET, line=line, places=places)
        if form.is_valid():
            chosen = f"{form.place.query}&{PaidBy(form.transfer, 0).query}"
            return redirect(f"{reverse('fill_sheet')}?{chosen}")
    else:
        initial: dict[str, Any] = {"tanggal": months.law_day(timezone.now())}
        initial |= request.GET.dict()
        form = TransferPlaceForm(initial=initial, line=line, places=places)
    sent = CollectionSheet.objects.filter(partner__in=access.partners_of(request.user))
    context = {
        "form": form,
        "line": line,
        "left_idr": _left_of(line) if line else 0,
        "sent": sent.annotate(zone=zones.of_partner("partner")).order_by("-at")[:LATEST],
    }
    return render(request, "collectors/transfer_sheets.html", context)


def named_to(request: SignedInRequest, named: Any) -> PaidBy | None:
    """The transfer that is named to a treasurer; None where it is not, or badly."""
    line = _line(request, named)
    form = TransferForm(named, line=line)
    if not form.is_valid():
        return None
    partner = request.user.partner_id or 0
    left_idr = (
        _left_of(line)
        if line
        else sheet_transfers.rest_idr(transfer=form.transfer, partner=partner)
    )
    return PaidBy(form.transfer, left_idr)


def _left_of(line: StatementLine) -> int:
    return line.amount_idr - line.taken_idr  # type: ignore[attr-defined]


def _line(request: SignedInRequest, named: Any) -> StatementLine | None:
    """The line of a statement that is named, if the user reaches it."""
    text = named.get("baris", "")
    if not text:
        return None
    reached = StatementLine.objects.filter(account__partner__in=access.partners_of(request.user))
    found: StatementLine = access.row_or_404(
        request,
        sheet_transfers.with_rest(
            lines=reached.select_related("account__partner", "owner"),
            reference=named.get("referensi", "").replace("\x00", ""),
        ),
        pk=row_id(text) or 0,
    )
    return found
