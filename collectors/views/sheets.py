"""Collection sheets: a place, its people with ticks, a last look, one result for every line.

A collector takes cash for it; a treasurer books one transfer (`sheet_transfers.py`).
"""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from collectors import sheet_people, till
from collectors.forms import ticks as sheet_ticks
from collectors.forms.sheet import CarriedForm, CheckedLineForm, SheetForm, SheetLineForm
from collectors.sheet_people import SheetPlace
from collectors.sheet_results import result_of
from collectors.views.scope import collector, members_of, members_or_404
from collectors.views.sheet_transfers import PaidBy, named_to
from collectors.worklist import round_of
from contributions import collection_sheets as sheets
from contributions import sheet_refusals
from contributions.cash_held import cash_held
from contributions.models import CollectionSheet, Payment
from contributions.sheet_refusals import too_many
from contributions.sheet_transfers import more_than
from markets import access, indonesian, months, zones
from markets.access import SignedInRequest
from markets.models import Block, Market, Role
from markets.row_ids import row_id
from markets.views import devices
from members.models import Member

LATEST = 20
takers = access.for_roles(Role.COLLECTOR, Role.TREASURER)


@collector
@require_safe
def collection_sheets(request: SignedInRequest) -> HttpResponse:
    """Choose a place for a new sheet, or look at one that was sent."""
    walk = round_of(user=request.user, at=timezone.now())
    reached = Market.objects.filter(pk__in=[market.pk for market in walk.markets])
    found = sheet_people.places_of(markets=reached, own=set(walk.places))
    context = {
        "own": [place for place in found if place.is_own],
        "others": [place for place in found if not place.is_own],
        "sent": _own(request).order_by("-at")[:LATEST],
    }
    return render(request, "collectors/collection_sheets.html", context)


@takers
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill_sheet(request: SignedInRequest) -> HttpResponse:
    """GET: tick who pays and how many months. POST: take it exactly as it was checked."""
    if request.method == "POST":
        return _submit(request)
    paid_by = _paid_by(request, request.GET)
    if "pasar" not in request.GET or _lacks_transfer(request, paid_by):
        return _first_page(request)
    place = _place_or_404(request, request.GET)
    number = request.GET.get("page", "1")
    page = sheet_people.people_of(place, page=_id(number) or 1)
    ticks = sheet_ticks.ticked(request.GET)
    here = {member.pk for member in page.object_list}
    elsewhere = [pk for pk in ticks if pk not in here]
    others = members_or_404(request, elsewhere) if elsewhere else []
    payers = _payers([*page.object_list, *others])
    sent = sheet_ticks.as_sent(ticks)
    forms = [
        _line(payer, sent if payer.member.pk in ticks else None)
        for payer in payers
        if payer.dues and payer.member.pk in here
    ]
    return _fill(
        request,
        place,
        forms,
        page=page,
        unable=[payer for payer in payers if not payer.dues],
        carried=_carried(payers, {pk: ticks[pk] for pk in elsewhere}),
        refusal=_too_many(ticks),
        paid_by=paid_by,
    )


@takers
@never_cache
@require_safe
def check_sheet(request: SignedInRequest) -> HttpResponse:
    """The last look: who pays what, and one total. Nothing is written."""
    paid_by = _paid_by(request, request.GET)
    ticked_any = request.GET.keys() & {"anggota", sheet_ticks.CARRIED}
    if not ticked_any or _lacks_transfer(request, paid_by):
        return _first_page(request)
    place = _place_or_404(request, request.GET)
    ticks = sheet_ticks.ticked(request.GET)
    named = f"{place.query}&{paid_by.query}" if paid_by else place.query
    again = f"{reverse('fill_sheet')}?{named}&{sheet_ticks.query(ticks.items())}"
    if _too_many(ticks):
        return redirect(again)  # all of them on one page would be too long an address
    members = members_or_404(request, [*ticks, *request.GET.getlist("anggota")])
    sent = request.GET.dict() | sheet_ticks.as_sent(ticks)
    forms = [_line(payer, sent) for payer in _payers(members) if payer.dues]
    ticked = [form for form in forms if form["pays"].data]
    valid = [form.is_valid() for form in ticked]
    refusal = "" if ticked else _("Centang sedikitnya satu orang.")
    if refusal or not all(valid):
        return _fill(request, place, forms, refusal=refusal, paid_by=paid_by)
    total_idr = sum(form.chosen.cash_idr for form in ticked)
    context = {
        "place": place,
        "sheet": SheetForm.new(uuid.uuid4()),
        "shown": [(form, CheckedLineForm.showing(form)) for form in ticked],
        "total_idr": total_idr,
        "refusal": _refusal(request, paid_by, total_idr),
        "paid_by": paid_by,
        "rest_idr": paid_by.left_idr - total_idr if paid_by else 0,
        "again": again,
    }
    return render(request, "collectors/check_sheet.html", context)


@access.for_roles(Role.COLLECTOR, Role.TREASURER, reads=[Role.AUDITOR])
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def collection_sheet(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """GET: what came of each line, to be shown and printed. POST: take those still waiting."""
    sheet: CollectionSheet = access.row_or_404(request, _seen(request), pk=pk)
    may_finish = _may_finish(request, sheet)
    if request.method == "POST":
        if not may_finish:
            access.refuse(request, "role")
        sheets.finish(sheet=sheet, at=timezone.now())
        return redirect("collection_sheet", sheet.pk)
    context = {"result": result_of(sheet=sheet), "acts": may_finish}
    return render(request, "collectors/collection_sheet.html", context)


def _own(request: SignedInRequest) -> QuerySet[CollectionSheet]:
    """The user's own sheets, each with its partner's `zone`."""
    return CollectionSheet.objects.filter(by=request.user).annotate(
        zone=zones.of_partner("by__partner")
    )


def _seen(request: SignedInRequest) -> QuerySet[CollectionSheet]:
    """A collector's own; for who keeps a partner's books its transfers, for who checks them all."""
    if request.user.role == Role.COLLECTOR:
        return _own(request)
    found = CollectionSheet.objects.filter(by__partner__in=access.partners_of(request.user))
    if request.user.role == Role.TREASURER:  # cash she counts without knowing its sum
        found = found.exclude(method=Payment.Method.CASH)
    return found.select_related("statement_line__owner").annotate(
        zone=zones.of_partner("by__partner")
    )


def _may_finish(request: SignedInRequest, sheet: CollectionSheet) -> bool:
    """Cash is its collector's to take; what a treasurer books, every treasurer does."""
    role = Role.COLLECTOR if sheet.method == Payment.Method.CASH else Role.TREASURER
    return request.user.role == role


def _paid_by(request: SignedInRequest, named: Any) -> PaidBy | None:
    """The transfer that is named; a collector takes cash."""
    return named_to(request, named) if request.user.role == Role.TREASURER else None


def _lacks_transfer(request: SignedInRequest, paid_by: PaidBy | None) -> bool:
    return request.user.role == Role.TREASURER and paid_by is None


def _first_page(request: SignedInRequest) -> HttpResponse:
    collects = request.user.role == Role.COLLECTOR
    return redirect("collection_sheets" if collects else "transfer_sheets")


def _refusal(request: SignedInRequest, paid_by: PaidBy | None, total_idr: int) -> str:
    """Why this much cannot be taken now; empty where it can."""
    if paid_by is None:
        return cash_held(user=request.user, at=timezone.now()).refusal(takes_idr=total_idr)
    if total_idr <= paid_by.left_idr:
        return ""
    return more_than(total_idr=total_idr, left_idr=paid_by.left_idr)


def _submit(request: SignedInRequest) -> HttpResponse:
    form = SheetForm(request.POST)
    if (standing := _standing(request, form)) is not None:
        return redirect("collection_sheet", standing.pk)
    paid_by = _paid_by(request, request.POST)
    if _lacks_transfer(request, paid_by):
        return _first_page(request)
    place = _place_or_404(request, request.POST)
    members = members_or_404(request, request.POST.getlist("anggota"))
    lines = [CheckedLineForm(request.POST, member=member) for member in members]
    valid = [form.is_valid(), *(line.is_valid() for line in lines)]
    if not all(valid):
        sentence = _("Lembar tidak lengkap dan tidak ada yang tersimpan. Centang lagi.")
        return _back(request, place, sentence, paid_by)
    with indonesian.spoken():  # kept with the sheet
        words = place.words
    try:
        sheet = sheets.submit(
            id=form.cleaned_data["sheet"],
            place=words,
            asked=[line.asked for line in lines],
            by=request.user,
            at=timezone.now(),
            device=devices.device_of(request),
            transfer=paid_by.transfer if paid_by else None,
        )
    except sheets.UnableToUseSheet as refusal:
        return _back(request, place, str(refusal), paid_by)
    return redirect("collection_sheet", sheet.pk)


def _standing(request: SignedInRequest, form: SheetForm) -> CollectionSheet | None:
    """The sheet that was sent before with people she does not reach any more: it is answered."""
    if not form.is_valid():
        return None
    sent = CollectionSheet.objects.filter(by=request.user, pk=form.cleaned_data["sheet"])
    named = {_id(text) for text in request.POST.getlist("anggota")}
    sheet = sent.first()
    if sheet is None or named != set(sheet.lines.values_list("member", flat=True)):
        return None
    return sheet if members_of(request).filter(pk__in=named).count() < len(named) else None


def _back(
    request: SignedInRequest, place: SheetPlace, sentence: str, paid_by: PaidBy | None
) -> HttpResponse:
    messages.error(request, sentence)
    named = f"&{paid_by.query}" if paid_by else ""
    return redirect(f"{reverse('fill_sheet')}?{place.query}{named}")


def _fill(
    request: SignedInRequest, place: SheetPlace, forms: list[SheetLineForm], **more: Any
) -> HttpResponse:
    return render(request, "collectors/fill_sheet.html", {"place": place, "forms": forms, **more})


def _carried(payers: list[till.Payer], ticks: dict[int, str]) -> CarriedForm | None:
    """Who was ticked on other pages; what cannot be chosen any more is left out."""
    by_count = {
        (payer.member.pk, str(option.count)): (payer, option)
        for payer in payers
        for option in payer.options
    }
    chosen = [by_count[tick] for tick in ticks.items() if tick in by_count]
    return CarriedForm(chosen=chosen) if chosen else None


def _too_many(ticks: dict[int, str]) -> str:
    return too_many() if len(ticks) > sheet_refusals.AT_MOST_LINES else ""


def _payers(members: list[Member]) -> list[till.Payer]:
    return till.payers(members=members, on=months.law_day(timezone.now()))


def _line(payer: till.Payer, data: Any = None) -> SheetLineForm:
    return SheetLineForm(data, payer=payer, place=getattr(payer.member, "place_words", ""))


def _place_or_404(request: SignedInRequest, named: Any) -> SheetPlace:
    """The place that is named, if the collector reaches it."""
    reached = access.markets_of(request.user)
    if named.get("blok"):
        blocks = Block.objects.filter(market__in=reached).select_related("market__partner")
        block = access.row_or_404(
            request, blocks, pk=_id(named["blok"]), market=_id(named.get("pasar", ""))
        )
        return SheetPlace(block.market, block)
    markets = reached.select_related("partner")
    return SheetPlace(access.row_or_404(request, markets, pk=_id(named.get("pasar", ""))))


def _id(text: str) -> int:
    """The id that is named; 0, which is nobody's, where it is none."""
    return row_id(text) or 0
