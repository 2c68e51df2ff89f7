"""Changing a member's data: what can be changed, and what is written at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from collectors import moves
from collectors.forms.changes import ContactForm, OccupationForm, PlaceForm
from collectors.views.scope import member_or_404
from contributions import asked_changes
from markets import access
from markets.models import Role
from members import consents, contact_data, doubtful_nik
from members.asked import UnableToChange
from members.data_history import data_changes
from members.models import Member

may_change = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER)


@may_change
@require_safe
def change_member(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """What can be changed about her, what waits for the branch, and what was changed before."""
    member = member_or_404(request, pk)
    markets = access.markets_of(request.user)
    context = {
        "member": member,
        "is_open": member.status in contact_data.STATUSES,
        "asks_for_terms": request.user.role != Role.TREASURER,
        "asked": asked_changes.of_member(member_id=member.pk, markets=markets),
        "doubtful": doubtful_nik.of(member=member),
        "withdrawn": consents.withdrawal_of(member=member),
        "places": member.placements.filter(market__in=markets).select_related(
            "market", "block", "stall"
        ),
        "terms": member.terms.order_by("-first_month"),
        "changes": data_changes(member=member, markets=markets),
    }
    return render(request, "collectors/change_member.html", context)


@may_change
@sensitive_post_parameters("phone", "address")
@require_http_methods(["GET", "HEAD", "POST"])
def change_contact(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Phone and address, at once."""
    member = member_or_404(request, pk)
    shown = {"phone": _local(member), "address": member.address}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and form.is_valid():
        try:
            contact_data.change_contact(
                member=member, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except UnableToChange as refusal:
            form.refuse(refusal)
        else:
            return _saved(request, member)
    title = _("Nomor HP dan alamat")
    return form_page(request, member, form, title)


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def change_occupations(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """What she does, at once; the sector has its own page."""
    member = member_or_404(request, pk)
    shown = {"occupation": member.occupation, "second_occupation": member.second_occupation}
    form = OccupationForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and form.is_valid():
        try:
            contact_data.change_occupations(
                member=member, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except UnableToChange as refusal:
            form.refuse(refusal)
        else:
            return _saved(request, member)
    return form_page(request, member, form, _("Pekerjaan"))


@may_change
@require_http_methods(["GET", "HEAD", "POST"])
def change_place(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Where she is found from today on, in a market of the same partner."""
    member = member_or_404(request, pk)
    markets = access.markets_of(request.user).filter(partner=member.market.partner_id)
    form = PlaceForm(
        request.POST if request.method == "POST" else None,
        markets=markets,
        initial=_place(member),
    )
    if request.method == "POST" and form.is_valid():
        try:
            moves.move(
                member=member,
                to=form.cleaned_data["destination"],
                by=request.user,
                at=timezone.now(),
            )
        except moves.UnableToSettleMove as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tempat %(name)s disimpan.") % {"name": member.name})
            still_ours = access.markets_of(request.user).filter(members=member).exists()
            return redirect("change_member", pk) if still_ours else redirect("home")
    lead = _("Tagihan dan kuitansi lama tetap di pasar lama.")
    return form_page(request, member, form, _("Tempat usaha"), lead)


def _saved(request: access.SignedInRequest, member: Member) -> HttpResponse:
    messages.success(request, _("Data %(name)s disimpan.") % {"name": member.name})
    return redirect("change_member", member.pk)


def form_page(
    request: access.SignedInRequest, member: Member, form: Any, title: str, lead: str = ""
) -> HttpResponse:
    """One short form about a member, with the way back to what can be changed."""
    context = {"member": member, "form": form, "title": title, "lead": lead}
    return render(request, "collectors/change_form.html", context)


def _local(member: Member) -> str:
    return member.phone.as_national if member.phone else ""


def _place(member: Member) -> dict[str, Any]:
    here = member.placements.filter(find_here=True, last_day=None).select_related("stall").first()
    if here is None:
        return {"place": f"market-{member.market_id}"}
    return {
        "place": f"block-{here.block_id}" if here.block_id else f"market-{here.market_id}",
        "stall_kind": here.stall.kind if here.stall else "",
        "stall_number": here.stall.number if here.stall else "",
    }
