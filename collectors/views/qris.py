"""Showing a QRIS code for dues: it is paid only when a statement says so."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from collectors.forms.payment import ConfirmedForm
from collectors.views.scope import collector, looks_at_members, members_or_404
from contributions import qris_charges
from contributions.models import QrisCharge
from markets import access
from markets.access import SignedInRequest
from markets.models import Role
from members.models import Member
from members.qr_code import qr_code


@collector
@require_POST
def ask_qris(request: SignedInRequest) -> HttpResponse:
    """Make a code for exactly what was shown."""
    member = members_or_404(request, request.POST.getlist("anggota"))[0]
    form = ConfirmedForm(request.POST, member=member)
    if not form.is_valid():
        messages.error(request, _("Formulir tidak lengkap. Pilih lagi bulannya."))
        return _choose_again(member)
    try:
        charge = qris_charges.ask(asked=form.asked, by=request.user, at=timezone.now())
    except qris_charges.UnableToCharge as refusal:
        messages.error(request, str(refusal))
        if refusal.charge is not None:
            return redirect("qris_charge", refusal.charge.pk)
        return _choose_again(member)
    return redirect("qris_charge", charge.pk)


@looks_at_members
@never_cache
@require_safe
def qris_charge(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The code, large, with amount and name; and whether it is confirmed."""
    charge = _charge(request, pk)
    context = {
        "charge": charge,
        "qr": qr_code(charge.payload) if charge.status == QrisCharge.Status.PENDING else None,
        "is_late": charge.expires_at <= timezone.now(),
        "is_collector": request.user.role == Role.COLLECTOR,
    }
    return render(request, "collectors/qris_charge.html", context)


@collector
@require_POST
def cancel_qris(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The payer will not pay by it."""
    charge = _charge(request, pk)
    try:
        qris_charges.cancel(charge=charge, by=request.user, at=timezone.now())
    except qris_charges.UnableToCharge as refusal:
        messages.error(request, str(refusal))
        return redirect("qris_charge", pk)
    messages.success(request, _("QRIS %(reference)s dibatalkan.") % {"reference": charge.reference})
    return redirect("member_page", charge.member_id)


def _charge(request: SignedInRequest, pk: UUID) -> QrisCharge:
    reached = QrisCharge.objects.filter(market__in=access.markets_of(request.user))
    charge: QrisCharge = access.row_or_404(
        request,
        reached.select_related(
            "member__market",
            "market",
            "code",
            "payment",
            "asked_by",
            "difference__by",
            "difference__credit",
        ),
        pk=pk,
    )
    return charge


def _choose_again(member: Member) -> HttpResponse:
    return redirect(f"{reverse('take_payment')}?{urlencode({'anggota': member.pk})}")
