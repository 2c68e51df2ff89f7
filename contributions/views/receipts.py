"""What opens by the link or code of a receipt, to whoever holds it."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from rest_framework.request import Request
from rest_framework.views import APIView

from contributions import (
    receipt_check,
    receipt_links,
    receipt_message,
    receipt_paper,
    receipt_proof,
)
from contributions.api.throttle import VisitorThrottle
from contributions.forms.receipts import CheckReceiptForm
from contributions.models import Payment
from markets import access, months
from markets.models import Market
from markets.views import papers
from members.qr_code import qr_code

GONE, TOO_MANY = 410, 429


class ReceiptThrottle(VisitorThrottle):
    """Many phones share one address of their operator; guessing tokens would take far more."""

    rate = "60/min"
    scope = "receipt"


class CodeThrottle(VisitorThrottle):
    """Codes are read out slowly."""

    rate = "10/min"
    scope = "receipt-code"


@access.public
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Whether the receipt is valid, what was paid, and what of it BPJS has."""
    return opened(request, token, _page)


def opened(
    request: HttpRequest, token: str, show: Callable[[HttpRequest, Payment, str], HttpResponse]
) -> HttpResponse:
    """What `show` answers for the receipt behind the token; else that there is none, or no more."""
    if not ReceiptThrottle().allow_request(Request(request), APIView()):
        return private(render(request, "contributions/receipt_later.html", status=TOO_MANY))
    payment = receipt_links.payment_of(token)
    if payment is not None:
        return kept_to_itself(show(request, payment, token))
    if receipt_links.is_revoked(token):
        return kept_to_itself(render(request, "contributions/receipt_revoked.html", status=GONE))
    raise Http404


def kept_to_itself(response: HttpResponse) -> HttpResponse:
    """The address is the key: it is not passed on either."""
    response["Referrer-Policy"] = "no-referrer"
    return private(response)


def private(response: HttpResponse) -> HttpResponse:
    """Neither stored on the way, nor found.

    A page with a form must tell its own site where it came from, else what is sent is refused.
    """
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _page(request: HttpRequest, payment: Payment, token: str) -> HttpResponse:
    proof = receipt_proof.of_payment(payment=payment, on=months.law_day(timezone.now()))
    link = address_of(request, token)
    text = receipt_message.message(
        number=proof.receipt, amount_idr=proof.total_idr, link=link, is_practice=proof.is_practice
    )
    context = {"proof": proof, "token": token, "text": text, "link": link}
    return render(request, "contributions/receipt.html", context)


@access.public
@require_safe
def receipt_print(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt for a roll of 58 mm, with its QR; also for a printer app of the phone."""
    return opened(request, token, _slip)


@papers.for_traders
def _slip(request: HttpRequest, payment: Payment, token: str) -> HttpResponse:
    proof = receipt_proof.of_payment(payment=payment, on=months.law_day(timezone.now()))
    address = address_of(request, token)
    context = {
        "proof": proof,
        "token": token,
        "facts": receipt_paper.facts(proof),
        "qr": qr_code(address),
        "printer_link": receipt_paper.printer_link(proof, address=address),
    }
    return render(request, "contributions/receipt_print.html", context)


@access.public
@require_safe
def receipt_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt as a file of one page."""
    return opened(request, token, _pdf)


@papers.for_traders
def _pdf(request: HttpRequest, payment: Payment, token: str) -> HttpResponse:
    proof = receipt_proof.of_payment(payment=payment, on=months.law_day(timezone.now()))
    paper = receipt_paper.pdf(proof, address=address_of(request, token))
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="kuitansi-{proof.receipt}.pdf"'
    return response


def address_of(request: HttpRequest, token: str) -> str:
    """The whole address of the receipt's page, as it is printed and sent."""
    return request.build_absolute_uri(reverse("receipt", args=[token]))


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def check_receipt(request: HttpRequest) -> HttpResponse:
    """What was paid under that number, to whom its check code is read out; staff see her name."""
    form = CheckReceiptForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "asked": False, "checked": None, "refusal": ""}
    if request.method != "POST" or not form.is_valid():
        return private(render(request, "contributions/check_receipt.html", context))
    user = request.user if request.user.is_authenticated else None
    if user is None and not CodeThrottle().allow_request(Request(request), APIView()):
        return private(render(request, "contributions/receipt_later.html", status=TOO_MANY))
    context["asked"], status = True, 200
    try:
        context["checked"] = receipt_check.with_code(
            **form.cleaned_data,
            by=user,
            markets=access.markets_of(user) if user else Market.objects.none(),
            at=timezone.now(),
        )
    except receipt_check.TooManyWrongCodes as refusal:
        context["refusal"], status = str(refusal), TOO_MANY
    return private(render(request, "contributions/check_receipt.html", context, status=status))
