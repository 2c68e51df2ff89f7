"""Pages of a demo only: the way of one rupiah, told to a newcomer, and the bank's file for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.demo import bank, logins
from markets import access, months
from markets.models import Role


@access.public
@require_safe
def follow_a_coin(request: HttpRequest) -> HttpResponse:
    """Who does what, one after the other, from a trader's hand until BPJS has answered."""
    return render(request, "demo/follow_a_coin.html", {"password": logins.PASSWORD})


@access.for_roles(Role.TREASURER)
@require_safe
def statement_of_today(request: access.SignedInRequest) -> HttpResponse:
    """What the bank would write about today."""
    partner, today = request.user.partner, months.law_day(timezone.now())
    assert partner is not None  # every treasurer has one
    answer = HttpResponse(
        bank.statement(bank.of_day(partner=partner, day=today)),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="mutasi-{today:%Y-%m-%d}.csv"'
    return answer
