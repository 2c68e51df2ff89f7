"""The page on which it is recorded that a member paid a month elsewhere."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from collectors.views.scope import member_or_404
from contributions import elsewhere_months, elsewhere_withheld, paid_elsewhere
from contributions.elsewhere_refusals import UnableToRecordElsewhere
from contributions.forms.elsewhere import PaidElsewhereForm
from markets import access, months
from markets.models import Role

recorders = access.for_roles(Role.COLLECTOR, Role.TREASURER)


@recorders
@require_http_methods(["GET", "HEAD", "POST"])
def record_elsewhere(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """What the slip of the bank, kiosk or app says, with a picture of it."""
    member, now = member_or_404(request, pk), timezone.now()
    today = months.law_day(now)
    choices = elsewhere_months.choices(member=member, on=today)
    form = PaidElsewhereForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        choices=choices,
        on=today,
        initial={"id": uuid.uuid4()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = paid_elsewhere.record(
                id=form.cleaned_data["id"],
                member=member,
                told=form.told(),
                proof=form.proof,
                by=request.user,
                at=now,
            )
        except UnableToRecordElsewhere as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Tersimpan. Menunggu jawaban BPJS."))
            return redirect("elsewhere_record", row.pk)
    context = {
        "form": form,
        "member": member,
        "choices": choices,
        "withheld": elsewhere_withheld.withheld(member=member, offered=choices, on=today),
    }
    return render(request, "collectors/record_elsewhere.html", context)
