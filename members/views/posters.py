"""A treasurer's posters: made, printed, replaced; and the people who wait for a collector."""

from uuid import UUID

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from markets import access, months
from markets.models import Market, Role
from markets.views import papers
from markets.views.search import search_text
from members import posters, self_enrolment

A_PAGE = 50
treasurer = access.for_roles(Role.TREASURER)
collector = access.for_roles(Role.COLLECTOR)


@treasurer
@require_safe
def poster_list(request: access.SignedInRequest) -> HttpResponse:
    """Each market of the partner with its poster and how many wait there."""
    context = {"markets": posters.with_their_markets(user=request.user)}
    return render(request, "members/poster_list.html", context)


@treasurer
@require_POST
def change_poster(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Make or replace the poster, revoke it, or empty the list of who waits."""
    market = _market(request, pk)
    by, at = request.user, timezone.now()
    go = request.POST.get("go", "")
    try:
        if go == "revoke":
            posters.revoke(market=market, by=by, at=at)
            messages.success(request, _("Poster dicabut. Kodenya tidak berlaku lagi."))
        elif go == "discard":
            posters.discard_waiting(market=market, by=by)
            messages.success(request, _("Daftar tunggu dikosongkan."))
        elif go == "renew":
            posters.renew(market=market, by=by, at=at)
            return redirect("poster_print", market.pk)
    except posters.UnableToRenew as refusal:
        messages.error(request, str(refusal))
    return redirect("posters")


@treasurer
@never_cache
@require_safe
@papers.for_traders
def poster_print(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """The poster on a page of A4, with the code drawn as vectors."""
    market = _market(request, pk)
    poster = posters.live(market=market)
    if poster is None:
        return redirect("posters")
    address = request.build_absolute_uri(reverse("begin_enrolment", args=[poster.token]))
    drawn = segno.make(address, error="m", micro=False)
    # Our own drawing of our own address: nothing in it was typed by anybody.
    code = mark_safe(drawn.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S308
    context = {"market": market, "address": address, "code": code}
    return render(request, "members/poster_print.html", context)


@collector
@never_cache
@require_safe
def waiting_list(request: access.SignedInRequest) -> HttpResponse:
    """Who began her own enrolment at the collector's markets and waits to be met."""
    text, on = search_text(request), months.law_day(timezone.now())
    found = self_enrolment.listed(user=request.user, on=on, text=text)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "members/waiting_list.html", {"page": page, "query": text})


@collector
@require_POST
def take_waiting(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """The person is met: her draft is the collector's own, and goes on where it stands."""
    reached = self_enrolment.from_posters(markets=access.markets_of(request.user))
    access.row_or_404(request, reached, pk=pk)
    try:
        self_enrolment.take(id=pk, by=request.user, at=timezone.now())
    except self_enrolment.UnableToTake as refusal:
        messages.error(request, str(refusal))
        return redirect("waiting_list")
    return redirect("continue_enrolment", pk)


@collector
@require_POST
def give_back_waiting(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Another collector may meet the person."""
    access.row_or_404(request, self_enrolment.taken(by=request.user), pk=pk)
    self_enrolment.give_back(id=pk, by=request.user)
    messages.success(request, _("Dikembalikan ke daftar tunggu."))
    return redirect("waiting_list")


def _market(request: access.SignedInRequest, pk: int) -> Market:
    found: Market = access.row_or_404(request, access.markets_of(request.user), pk=pk)
    return found
