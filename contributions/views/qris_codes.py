"""The markets' QRIS codes and the accounts their money goes to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions import partner_accounts
from contributions import qris_codes as job
from contributions.forms.qris_codes import AccountForm, QrisCodeForm
from contributions.qris_overview import qris_overview
from contributions.views.scope import own_partner
from markets import access
from markets.models import Market, Role
from members.qr_code import qr_code

treasurer = access.for_roles(Role.TREASURER)
FIELDS = {"incomplete": "number", "known_already": "number", "needs_a_bank": "settles_into"}


@access.for_roles(Role.TREASURER, Role.AUDITOR, Role.REVIEWER)
@require_safe
def qris_codes(request: access.SignedInRequest) -> HttpResponse:
    """Market by market the code in use and those before it; the partners' accounts."""
    overview = qris_overview(
        markets=access.markets_of(request.user), partners=access.partners_of(request.user)
    )
    writes = request.user.role == Role.TREASURER
    return render(
        request, "contributions/qris_codes.html", {"overview": overview, "writes": writes}
    )


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def record_account(request: access.SignedInRequest) -> HttpResponse:
    """Another account of the own partner."""
    partner = own_partner(request)
    form = AccountForm(request.POST or None, partner=partner)
    if request.method == "POST" and form.is_valid():
        try:
            partner_accounts.record(
                partner=partner, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except partner_accounts.UnableToRecordAccount as refusal:
            form.add_error(FIELDS.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("Rekening dicatat."))
            return redirect("qris_codes")
    return render(request, "contributions/record_account.html", {"form": form})


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def record_qris_code(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Paste the code, look at the name it pays to, then use it."""
    market = _market(request, pk)
    form = QrisCodeForm(request.POST or None, partner=market.partner)
    context = {"form": form, "market": market, "standing": job.of(markets=[pk]).get(pk)}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            code = job.check(text=said["text"])
            if "confirmed" in request.POST:
                job.record(market=market, **said, by=request.user, at=timezone.now())
                sentence = _("%(market)s sekarang menerima QRIS atas nama %(name)s.")
                names = {"market": market.name, "name": code.merchant_name}
                messages.success(request, sentence % names)
                return redirect("qris_codes")
        except job.UnableToRecordCode as refusal:
            form.add_error("text", str(refusal))
        else:
            context |= {"code": code, "account": said["account"], "qr": qr_code(said["text"])}
            return render(request, "contributions/confirm_qris_code.html", context)
    return render(request, "contributions/record_qris_code.html", context)


@treasurer
@require_POST
def end_qris_code(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Take QRIS at this market no more."""
    try:
        code = job.end(market=_market(request, pk), by=request.user, at=timezone.now())
    except job.UnableToRecordCode as refusal:
        messages.error(request, str(refusal))
    else:
        sentence = _("Kode %(name)s tidak dipakai lagi.") % {"name": code.merchant_name}
        messages.success(request, sentence)
    return redirect("qris_codes")


def _market(request: access.SignedInRequest, pk: int) -> Market:
    markets = access.markets_of(request.user).select_related("partner")
    market: Market = access.row_or_404(request, markets, pk=pk)
    return market
