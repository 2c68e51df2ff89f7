"""What a member agrees to, her withdrawal of it, and the copy of her data that she may ask for."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collectors.data_copy import recorded
from collectors.forms.consents import AgreeAgainForm, WithdrawalForm
from collectors.views.changes import may_change
from collectors.views.scope import member_or_404
from contributions import suspensions
from markets import access, months
from markets.models import Role
from markets.views import papers
from members import consent_withdrawals, consents
from members import data_copy as copies
from members.asked import UnableToChange
from members.models import ConsentWithdrawal, Member


@may_change
@require_safe
def member_consent(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """To what she agreed, what she withdrew, and what was erased."""
    member = member_or_404(request, pk)
    reached = access.markets_of(request.user)
    withdrawals = ConsentWithdrawal.objects.filter(member=member, market__in=reached)
    context = {
        "member": member,
        "consents": member.consents.filter(market__in=reached).select_related(
            "text", "taken_by", "market"
        ),
        "withdrawals": withdrawals.select_related("recorded_by", "suspended_by", "market"),
        "withdrawn": consents.withdrawal_of(member=member),
        "erasures": member.erasures.filter(market__in=reached).select_related("market", "by"),
        "may_suspend": request.user.role == Role.REVIEWER,
    }
    return render(request, "collectors/member_consent.html", context)


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_consent(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """She does not agree any more: what follows from it, and how she said so."""
    member = member_or_404(request, pk)
    form = WithdrawalForm(
        request.POST if request.method == "POST" else None, initial={"id": uuid.uuid4()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            consent_withdrawals.record(
                **form.cleaned_data, member=member, by=request.user, at=timezone.now()
            )
        except UnableToChange as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                _("Penarikan dicatat. %(name)s tidak diingatkan dan tidak dikunjungi lagi.")
                % {"name": member.name},
            )
            return redirect("member_consent", pk)
    return render(request, "collectors/withdraw_consent.html", {"form": form, "member": member})


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def agree_again(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """The text in force, read to her, and how she agrees to it."""
    member = member_or_404(request, pk)
    withdrawal = consents.withdrawal_of(member=member)
    if withdrawal is None:
        return redirect("member_consent", pk)
    at = timezone.now()
    text = consents.in_force(on=months.law_day(at))
    form = AgreeAgainForm(
        request.POST if request.method == "POST" else None, initial={"version": text.version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            consent_withdrawals.agree_again(
                **form.cleaned_data, withdrawal=withdrawal, by=request.user, at=at
            )
        except UnableToChange as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Persetujuan %(name)s dicatat.") % {"name": member.name})
            return redirect("member_consent", pk)
    context = {"form": form, "member": member, "text": text, "parts": consents.parts(text)}
    return render(request, "collectors/agree_again.html", context)


@access.for_roles(Role.REVIEWER)
@require_POST
def suspend_member(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """End her membership now, before the deadline does."""
    member = member_or_404(request, pk)
    withdrawal = consents.withdrawal_of(member=member)
    if withdrawal is not None:
        try:
            suspensions.suspend(withdrawal=withdrawal, by=request.user, at=timezone.now())
        except UnableToChange as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("Kepesertaan %(name)s ditangguhkan.") % {"name": member.name}
            )
    return redirect("member_consent", pk)


@may_change
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def data_copy(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, then show her everything that is kept about her; that it was opened is kept."""
    member = member_or_404(request, pk)
    if request.method != "POST":
        return render(request, "collectors/data_copy_ask.html", {"member": member})
    return _copy(request, member)


@papers.for_traders
def _copy(request: access.SignedInRequest, member: Member) -> HttpResponse:
    markets = access.markets_of(request.user)
    context = {
        "member": member,
        "copy": copies.take(member=member, markets=markets, by=request.user, at=timezone.now()),
        "recorded": recorded(member=member, markets=markets),
    }
    return render(request, "collectors/data_copy.html", context)
