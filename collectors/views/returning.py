"""Somebody who lapsed or left comes back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from collectors.forms.returning import ReturnForm
from collectors.views.scope import collector, member_or_404
from contributions import returning
from markets import access, months
from members import consents, reactivations, terms
from members.models import Member


@collector
@sensitive_post_parameters("phone", "address")
@sensitive_variables("form")
@require_http_methods(["GET", "HEAD", "POST"])
def reactivate(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """What coming back means; who left is sent to the branch from here, who lapsed pays."""
    member = member_or_404(request, pk)
    at = timezone.now()
    on = months.law_day(at)
    asks = member.status == Member.Status.ENDED and reactivations.may_come_back(member=member)
    text = consents.in_force(on=on)
    form = None
    if asks or request.method == "POST":
        form = ReturnForm(
            request.POST if request.method == "POST" else None,
            initial={**_known(member), "version": text.version},
        )
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            reactivations.ask(member=member, wishes=form.wishes(), by=request.user, at=at)
        except reactivations.UnableToEnrol as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                _("Pendaftaran %(name)s dikirim. Kantor cabang memutuskan.")
                % {"name": member.name},
            )
            return redirect("member_page", pk)
    context = {
        "member": member,
        "form": form,
        "coming_back": returning.of(member=member, on=on),
        "text": text,
        "parts": consents.parts(text),
    }
    return render(request, "collectors/reactivate.html", context)


def _known(member: Member) -> dict[str, Any]:
    term = terms.last(member=member)
    known = {"address": member.address, "phone": member.phone.as_national if member.phone else ""}
    if term is None:
        return known
    return known | {
        "declared_income_idr": f"{term.declared_income_idr:,}".replace(",", "."),
        "jht": "true" if term.jht else "false",
        "sector": term.sector,
    }
