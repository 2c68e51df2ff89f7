"""Cash brought to the bank by treasurers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_http_methods, require_safe

from contributions import deposits as job
from contributions.forms.statements import DepositForm
from contributions.models import Deposit
from contributions.views.scope import own_partner
from contributions.wording import rupiah
from markets import access, exports, months
from markets.models import Role
from markets.sorting import Columns
from markets.views.search import search_text

A_PAGE = 50
# A few a day at most: all of them are sorted quickly.
COLUMNS = Columns(
    first="-tanggal",
    fields={
        "slip": ("slip_number",),
        "tanggal": ("deposited_on",),
        "rekening": ("account__institution", "account__number"),
        "bendahara": ("treasurer__name",),
        "jumlah": ("amount_idr",),
    },
)
HEADER = (
    heading("Slip"), heading("Tanggal setor"), heading("Mitra"), heading("Rekening"),
    heading("Bendahara"), heading("Terlihat pada mutasi"), heading("Jumlah"),
)  # fmt: skip
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
    order = COLUMNS.asked(request.GET)
    found = order.of(_found(request).prefetch_related("matches"))
    context = {
        "form": form,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "order": order,
        "query": search_text(request),
        "free_idr": job.free(treasurer=request.user) if is_mine else None,
    }
    return render(request, "contributions/deposits.html", context)


@access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
@require_safe
def deposits_export(request: access.SignedInRequest) -> HttpResponseBase:
    """What was brought to the bank, as a table."""
    found = COLUMNS.asked(request.GET).of(_found(request).select_related("partner"))
    rows = (
        [
            deposit.slip_number,
            deposit.deposited_on,
            deposit.partner.name,
            str(deposit.account),
            deposit.treasurer.name,
            _("ya") if deposit.is_seen else _("belum"),
            deposit.amount_idr,
        ]
        for deposit in found.prefetch_related("matches").iterator(chunk_size=500)
    )
    return exports.table_response(request, name="setor-tunai", header=HEADER, rows=rows)


def _found(request: access.SignedInRequest) -> QuerySet[Deposit]:
    """Those in reach whose slip or treasurer is sought."""
    found = Deposit.objects.filter(partner__in=access.partners_of(request.user))
    if text := search_text(request):
        found = found.filter(slip_number__icontains=text) | found.filter(
            treasurer__name__icontains=text
        )
    return found.select_related("account", "treasurer")
