"""A member's page, and what came of a visit to her."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from collectors import visits
from collectors.forms.visit import VisitForm
from collectors.models import Visit
from collectors.standing import standing
from collectors.views.scope import collector, looks_at_members, member_or_404
from contributions import cover, paid_elsewhere, qris_charges, wording
from contributions.dues import PAYABLE_STATUSES
from markets import months
from markets.access import SignedInRequest
from markets.models import Role
from members.models import Member

# Who may have to call them; to count money, nobody needs to know them.
REACH_FAMILIES = (Role.COLLECTOR, Role.REVIEWER)
COME_BACK = (Member.Status.LAPSED, Member.Status.ENDED)


@looks_at_members
@require_safe
def member_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """How she stands. Only a collector takes payments and records visits."""
    member = member_or_404(request, pk)
    is_collector = request.user.role == Role.COLLECTOR
    context = {
        "member": member,
        "standing": standing(member=member, on=months.law_day(timezone.now())),
        "is_collector": is_collector,
        "may_change": request.user.role != Role.AUDITOR,
        "family": member.family.all() if request.user.role in REACH_FAMILIES else None,
        "may_report": request.user.role != Role.AUDITOR,
        "may_come_back": is_collector and member.status in COME_BACK,
        "charges": qris_charges.unpaid_of(member=member),
        "can_pay": is_collector and member.status in PAYABLE_STATUSES,
        "may_record_elsewhere": paid_elsewhere.may_record(member=member, user=request.user)
        and member.status in PAYABLE_STATUSES,
    }
    return render(request, "collectors/member_page.html", context)


@collector
@require_http_methods(["GET", "HEAD", "POST"])
def record_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record what came of a visit; the same form sent twice is one visit."""
    member = member_or_404(request, pk)
    form = VisitForm(
        request.POST if request.method == "POST" else None, initial={"id": uuid.uuid4()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            visit = visits.record(
                **form.cleaned_data, member=member, by=request.user, at=timezone.now()
            )
        except visits.UnableToRecordVisit as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _sentence(visit))
            # By this the phone knows that its visit was stored (offline/kept_first.js).
            return redirect(f"{reverse('worklist')}?kunjungan={visit.pk}")
    lapses_after = cover.of(member).lapses_after
    context = {
        "form": form,
        "member": member,
        "lapses_after": lapses_after,
        "last_days_from": visits.last_days_from(lapses_after=lapses_after),
    }
    return render(request, "collectors/record_visit.html", context)


def _sentence(visit: Visit) -> str:
    name = visit.member.name
    if visit.next_on is None:
        return _("%(name)s tidak ditampilkan lagi sampai bendahara memperbaiki tempatnya.") % {
            "name": name
        }
    lapses_after = cover.of(visit.member).lapses_after
    day = visits.back_on(visit=visit, lapses_after=lapses_after) or visit.next_on
    if day == visit.next_on or lapses_after is None:
        return _("Kunjungan ke %(name)s tersimpan. Dikunjungi lagi %(day)s.") % {
            "name": name,
            "day": wording.day(day),
        }
    return _(
        "Kunjungan ke %(name)s tersimpan. Tenggangnya berakhir %(end)s, jadi ia ada di daftar lagi "
        "mulai %(day)s."
    ) % {"name": name, "end": wording.day(lapses_after), "day": wording.day(day)}
