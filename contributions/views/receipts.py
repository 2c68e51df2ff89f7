"""The page behind the link or code of a receipt. Open to whoever holds it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contributions import receipt_proof
from markets import access, months


@access.public
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Whether the receipt is valid, what was paid, and what of it BPJS has."""
    proof = receipt_proof.of_token(token=token, on=months.law_day(timezone.now()))
    if proof is None:
        raise Http404
    response = render(request, "contributions/receipt.html", {"proof": proof})
    # The address is the key: it is neither stored on the way, nor found, nor passed on.
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
