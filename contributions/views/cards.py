"""Cards checked: by whoever holds one, through its QR, and by staff to whom its code is read."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from rest_framework.request import Request
from rest_framework.views import APIView

from contributions import card_check, card_proof, receipt_proof
from contributions.api.throttle import VisitorThrottle
from contributions.forms.cards import CheckCardForm
from contributions.views.receipts import kept_to_itself
from markets import access, months
from markets.models import Role


class CardThrottle(VisitorThrottle):
    """Few cards are looked at from one address; guessing tokens would take many."""

    rate = "30/min"
    scope = "card"


@access.public
@require_safe
def card(request: HttpRequest, token: str) -> HttpResponse:
    """Whether the card is valid, and how its holder stands: cover, months, receipts."""
    if not CardThrottle().allow_request(Request(request), APIView()):
        return kept_to_itself(render(request, "contributions/card_later.html", status=429))
    proof = card_proof.of_token(token=token, on=months.law_day(timezone.now()))
    if proof is None:
        raise Http404
    context = {"proof": proof, "own": proof.own, "token": token}
    return kept_to_itself(render(request, "contributions/card.html", context))


@access.public
@require_safe
def card_receipt(request: HttpRequest, token: str, pk: UUID) -> HttpResponse:
    """One of her receipts, for as long as the card is valid; its own link is not told."""
    if not CardThrottle().allow_request(Request(request), APIView()):
        return kept_to_itself(render(request, "contributions/card_later.html", status=429))
    payment = card_proof.payment_of(token=token, payment=pk)
    if payment is None:
        raise Http404
    proof = receipt_proof.of_payment(payment=payment, on=months.law_day(timezone.now()))
    context = {"proof": proof, "card": token}
    return kept_to_itself(render(request, "contributions/receipt.html", context))


@access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER)
@require_safe
def check_card(request: access.SignedInRequest) -> HttpResponse:
    """Whose card carries the code that is read out, and whether it counts."""
    form = CheckCardForm(request.GET if "kode" in request.GET else None)
    code = form.cleaned_data["kode"] if form.is_valid() else ""
    checked = code and card_check.with_code(code=code, markets=access.markets_of(request.user))
    context = {"form": form, "asked": bool(code), "checked": checked}
    return render(request, "contributions/check_card.html", context)
