"""The treasurer's first page, which auditors read too, and the money that has not reached BPJS."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contributions import partner_money, unremitted
from contributions.treasury import treasury as figures_of
from contributions.uncounted import uncounted_by
from contributions.unremitted import MoneyOnItsWay
from contributions.views.scope import read_partner
from markets import access, months
from markets.models import Role


@access.for_roles(Role.TREASURER, Role.AUDITOR)
@require_safe
def treasury(request: access.SignedInRequest) -> HttpResponse:
    """Where the money is, whose clock runs out, and what waits for a decision."""
    read = read_partner(request)
    context = {
        "treasury": figures_of(partner=read.partner.pk, user=request.user, at=timezone.now()),
        "acts": request.user.role == Role.TREASURER,
        "form": read.form,
    }
    return render(request, "contributions/treasury.html", context)


@access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
@require_safe
def unremitted_money(request: access.SignedInRequest) -> HttpResponse:
    """`Uang di mitra`, the partners compared, then each; the greatest risk first."""
    partners = {partner.pk: partner for partner in access.partners_of(request.user)}
    uncounted = uncounted_by(user=request.user)
    found = unremitted.by_partner(
        partners=partners, on=months.law_day(timezone.now()), uncounted=uncounted
    )
    money = sorted(
        ((partners[pk], money) for pk, money in found.items()),
        key=lambda each: (each[1].risk, each[0].name),
    )
    held = partner_money.by_partner(partners=found, uncounted=uncounted)
    context = {
        "money": [(partner, own, _bars(held[partner.pk], own)) for partner, own in money],
        "uncounted": uncounted,
        "without": len(partners) - len(money),
        "compared": [(partner.name, own.all.amount_idr) for partner, own in money],
    }
    return render(request, "contributions/unremitted.html", context)


def _bars(held: dict[str, int], money: MoneyOnItsWay) -> list[tuple[str, int]]:
    answering_idr = money.answering.amount_idr if money.answering else 0
    return partner_money.bars(held=held, answering_idr=answering_idr)
