"""The partner's own money: what it still must make up for, what came, and who confirmed it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions import own_money, transfer_proofs
from contributions import replenishments as job
from contributions.forms.replenishments import ReplenishmentForm, ReplenishmentReversalForm
from contributions.forms.treasury import NoteForm
from contributions.models import Replenishment
from contributions.replenishments import UnableToReplenish
from contributions.views.proofs import proof_response
from contributions.views.scope import read_partner
from contributions.wording import rupiah
from markets import access, months, zones
from markets.models import Role

A_PAGE = 50
readers = access.for_roles(Role.TREASURER, reads=[Role.REVIEWER, Role.AUDITOR])
second_person = access.for_roles(Role.TREASURER, Role.REVIEWER)


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def replenishments(request: access.SignedInRequest) -> HttpResponse:
    """What the partner still must make up for, recording what came, and what came before."""
    read = read_partner(request)
    owed = own_money.owed(partner=read.partner.pk)
    form = None
    if request.user.role == Role.TREASURER and (owed.open_idr or request.method == "POST"):
        form = ReplenishmentForm(
            request.POST or None,
            request.FILES or None,
            partner=read.partner,
            initial={"day": months.law_day(timezone.now()), "amount_idr": owed.open_idr},
        )
        if form.is_bound and form.is_valid():
            try:
                row = job.record(asked=form.asked(), by=request.user, at=timezone.now())
            except UnableToReplenish as refusal:
                form.refuse(refusal)
            else:
                sentence = _("%(amount)s tercatat; berlaku setelah dikonfirmasi orang lain.")
                messages.success(request, sentence % {"amount": rupiah(row.amount_idr)})
                return redirect("replenishment", row.pk)
    found = Replenishment.objects.filter(partner=read.partner)
    page = Paginator(found.select_related("asked_by").prefetch_related("matches"), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"owed": owed, "form": form, "page": page, "partner_form": read.form}
    return render(request, "contributions/replenishments.html", context)


@access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
@require_safe
def replenishment(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One, with its proof and its names; another person decides, or takes it back."""
    return _show(request, _row_of(request, pk), ReplenishmentReversalForm())


@second_person
@require_POST
def decide_replenishment(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Another person confirms it, or says that the money is not there."""
    row = _row_of(request, pk)
    told: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    try:
        if access.decision(request, "confirm", "refuse") == "confirm":
            job.confirm(replenishment=row, **told)
            messages.success(request, _("Dikonfirmasi: iuran yang menunggu dapat disetor."))
        else:
            note = access.typed(request, "note")
            job.refuse(replenishment=row, note=note, **told)
            messages.success(request, _("Ditolak; biayanya tetap harus diganti."))
    except UnableToReplenish as refusal:
        messages.error(request, str(refusal))
    return redirect("replenishment", pk)


@second_person
@require_POST
def reverse_replenishment(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Another person says that it was a mistake."""
    row, form = _row_of(request, pk), ReplenishmentReversalForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            job.reverse(replenishment=row, reason=reason, by=request.user, at=timezone.now())
        except UnableToReplenish as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Dibalik; biayanya harus diganti lagi."))
            return redirect("replenishment", pk)
    return _show(request, row, form)


@access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
@never_cache
@require_safe
def replenishment_proof(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """The bank's paper; that it was looked at is kept."""
    row = _row_of(request, pk)
    return proof_response(request, row.proof, name=f"bukti-uang-pengganti-{row.pk}")


def _row_of(request: access.SignedInRequest, pk: int) -> Replenishment:
    reached = Replenishment.objects.filter(partner__in=access.partners_of(request.user))
    related = ("partner", "account", "proof", "asked_by", "decided_by", "reversed_by")
    found: Replenishment = access.row_or_404(
        request, reached.select_related(*related).annotate(zone=zones.of_partner()), pk=pk
    )
    return found


def _show(
    request: access.SignedInRequest, row: Replenishment, form: ReplenishmentReversalForm
) -> HttpResponse:
    context = {
        "row": row,
        "line": row.matches.filter(undone_at=None).select_related("line").first(),
        "looks": transfer_proofs.looks(proof=row.proof),
        "may_decide": job.may_decide(replenishment=row, user=request.user),
        "may_reverse": job.may_reverse(replenishment=row, user=request.user),
        "decision_form": NoteForm(),
        "form": form,
    }
    return render(request, "contributions/replenishment.html", context)
