"""Booking what members transferred for themselves: find the member, then the sum."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contributions import dues, member_transfers
from contributions.forms.member_transfer import MemberTransferForm
from contributions.member_transfers import UnableToBookMemberTransfer
from markets import access, months
from markets.models import Role
from markets.views import devices
from markets.views.search import search_text
from members.models import Member, PayerKind

AT_MOST_FOUND = 30
treasurer = access.for_roles(Role.TREASURER)


@treasurer
@require_safe
def member_transfers_search(request: access.SignedInRequest) -> HttpResponse:
    """Find the member of the own partner who made the transfer, by name or membership number."""
    text = search_text(request)
    found = _reached(request).order_by("name", "pk") if text else Member.objects.none()
    for word in text.split():
        number = {"membership_number": word} if word.isdecimal() else {"name__icontains": word}
        found = found.filter(**number)
    context = {"query": text, "found": found[:AT_MOST_FOUND]}
    return render(request, "contributions/member_transfers.html", context)


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def book_member_transfer(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """What she can pay now, with the sums to be found on the bank's statement."""
    member: Member = access.row_or_404(request, _reached(request), pk=pk)
    payable = dues.payable(member=member, on=months.law_day(timezone.now()))
    own = payable.paid_by(PayerKind.SELF)
    form = MemberTransferForm(request.POST or None, member=member, dues=own)
    if request.method == "POST" and form.is_valid():
        try:
            payment = member_transfers.record(
                asked=form.asked,
                reference=form.cleaned_data["reference"],
                by=request.user,
                at=timezone.now(),
                device=devices.device_of(request),
            )
        except UnableToBookMemberTransfer as refusal:
            field = "reference" if refusal.code in ("needs_reference", "reference_used") else None
            form.add_error(field, str(refusal))
        else:
            messages.success(
                request, _("Transfer dicatat, kuitansi %(receipt)s.") % {"receipt": payment.receipt}
            )
            return redirect("given_receipt", payment.pk)
    context = {"member": member, "form": form, "problem": "" if own else _problem(payable.problem)}
    return render(request, "contributions/book_member_transfer.html", context)


def _problem(said: str) -> str:
    return said or _("Tidak ada bulan yang dibayar sendiri oleh peserta ini.")


def _reached(request: access.SignedInRequest) -> QuerySet[Member]:
    markets = access.markets_of(request.user)
    return Member.objects.filter(
        market__in=markets, status__in=dues.PAYABLE_STATUSES
    ).select_related("market__partner")
