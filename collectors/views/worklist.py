"""The collector's list of the day, and the way on to the next unpaid person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from collectors import worklist as figures
from collectors.forms.search import URGENT, WHOLE_MARKET, WorklistForm
from collectors.views.scope import collector
from collectors.worklist import Wanted
from collectors.worklist_sql import WHICH
from contributions import ending_sponsorships, tariff_notice
from markets import access, months
from markets.access import SignedInRequest
from markets.row_ids import row_id
from markets.views.search import search_text


@collector
@require_safe
def worklist(request: SignedInRequest) -> HttpResponse:
    """Whom to visit: by block and stall or by urgency, of the own places or of the whole market."""
    wanted, now = _wanted(request), timezone.now()
    found = figures.worklist(user=request.user, wanted=wanted, at=now)
    context = {
        "list": found,
        "page": found.page,
        "wanted": wanted,
        "change": tariff_notice.of_the_least_dues(on=months.law_day(now)),
        "sponsors_end": ending_sponsorships.ending(
            markets=access.markets_of(request.user), on=months.law_day(now)
        ).count(),
        "is_narrowed": bool(wanted.text or wanted.block),
        "form": WorklistForm(wanted, blocks=found.blocks),
    }
    return render(request, "collectors/worklist.html", context)


@collector
@require_safe
def next_unpaid(request: SignedInRequest) -> HttpResponse:
    """Go to the page of whoever comes next on the walk."""
    after = row_id(request.GET.get("dari", "")) or 0
    found = figures.next_unpaid(user=request.user, after=after, at=timezone.now())
    if found is None:
        messages.success(request, _("Tidak ada lagi yang perlu dikunjungi hari ini."))
        return redirect("worklist")
    return redirect("member_page", found.member_id)


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what makes no sense is left out."""
    which, block = request.GET.get("tampil", ""), request.GET.get("blok", "")
    page = request.GET.get("page", "")
    return Wanted(
        which=which if which in WHICH else "visit",
        by_urgency=request.GET.get("urut") == URGENT,
        whole_market=request.GET.get("cakupan") == WHOLE_MARKET,
        block=row_id(block),
        text=search_text(request),
        page=(row_id(page) or 1) if len(page) < 6 else 1,
    )
