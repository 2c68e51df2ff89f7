"""A receipt as the staff see it: whose it is, its three times, its links, and what became of it."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contributions import receipt_links, receipt_proof
from contributions.forms.receipts import ReplaceLinkForm
from contributions.models import Payment
from contributions.views.receipts import private
from markets import access, months
from markets.models import Role


@access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER, reads=[Role.AUDITOR])
@require_http_methods(["GET", "HEAD", "POST"])
def given_receipt(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """One receipt of a market the asker reaches, or that she gave herself.

    POST replaces its link.
    """
    reached = Payment.objects.filter(
        Q(market__in=access.markets_of(request.user)) | Q(taken_by=request.user)
    ).select_related("series", "member", "market", "partner", "taken_by")
    payment: Payment = access.row_or_404(request, reached, pk=pk)
    form = ReplaceLinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _replace(request, payment, form.cleaned_data["reason"])
    token = receipt_links.token_of(payment)
    may_replace = request.user.role in receipt_links.MAY_REPLACE
    context = {
        "payment": payment,
        "proof": receipt_proof.of_payment(payment=payment, on=months.law_day(timezone.now())),
        "token": token if may_replace else "",
        "form": form,
        "replaced": list(payment.replaced_links.select_related("by")),
    }
    return private(render(request, "contributions/given_receipt.html", context))


def _replace(request: access.SignedInRequest, payment: Payment, reason: str) -> HttpResponse:
    try:
        receipt_links.replace(
            payment=payment,
            former_token=request.POST.get("token", ""),
            reason=reason,
            by=request.user,
            at=timezone.now(),
        )
    except receipt_links.UnableToReplaceLink as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Tautan lama tidak membuka kuitansi lagi. Kirim yang baru."))
    return redirect("given_receipt", payment.pk)
