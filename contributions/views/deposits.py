"""Cash brought to the bank by treasurers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contributions import deposits as job
from contributions.forms.statements import DepositForm
from contributions.models import Deposit
from contributions.views.scope import own_partner
from contributions.wording import rupiah
from markets import access, months
from markets.models import Role

A_PAGE = 50
FIELDS = {
    "not_a_bank": "account", "nothing": "amount", "not_that_much": "amount",
    "needs_slip": "slip_number", "slip_used": "slip_number", "wrong_day": "on",
}  # fmt: skip


@access.for_roles(Role.TREASURER, reads=[Role.REVIEWER, Role.AUDITOR])
@require_http_methods(["GET", "HEAD", "POST"])
def deposits(request: access.SignedInRequest) -> HttpResponse:
    """What was brought to the bank, whether the statement shows it, and booking another."""
    is_mine = request.user.role == Role.TREASURER
    form = None
    if is_mine:
        today = months.law_day(timezone.now())
        form = DepositForm(
            request.POST or None, partner=own_partner(request), initial={"on": today}
        )
        if form.is_bound and form.is_valid():
            said = form.cleaned_data
            try:
                deposit = job.book(
                    account=said["account"],
                    amount_idr=said["amount"],
                    slip_number=said["slip_number"],
                    on=said["on"],
                    by=request.user,
                    at=timezone.now(),
                )
            except job.UnableToDeposit as refusal:
                form.add_error(FIELDS.get(refusal.code), str(refusal))
            else:
                sentence = _("Setor tunai %(amount)s dicatat.")
                messages.success(request, sentence % {"amount": rupiah(deposit.amount_idr)})
                return redirect("deposits")
    found = Deposit.objects.filter(partner__in=access.partners_of(request.user))
    page = Paginator(
        found.select_related("account", "treasurer").prefetch_related("matches"), A_PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "free_idr": job.free(treasurer=request.user) if is_mine else None,
    }
    return render(request, "contributions/deposits.html", context)
