"""How a remittance was paid: its transfers beside its list, their proofs, and what differs."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contributions import remittance_transfers, transfer_differences, transfer_proofs
from contributions.forms.transfers import (
    RemittanceTransferForm,
    TransferExplanationForm,
    TransferReversalForm,
)
from contributions.models import RemittanceTransfer
from contributions.remittance_transfers import UnableToRecordTransfer
from contributions.transfer_differences import UnableToExplain
from contributions.views.proofs import proof_response
from contributions.views.remittances import readers, row_of, show, treasurer
from markets import access
from markets.models import Role
from markets.views import kept_lists

second_person = access.for_roles(Role.TREASURER, Role.REVIEWER)


@treasurer
@require_POST
def record_transfer(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Write down a transfer of it, with its proof."""
    row, form = row_of(request, pk), RemittanceTransferForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            remittance_transfers.record(
                remittance=row,
                asked=form.asked(),
                by=request.user,
                at=timezone.now(),
            )
        except UnableToRecordTransfer as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Transfer tercatat."))
            return kept_lists.stay(request, "remittance", pk)
    return show(request, row, transfer_form=form)


@second_person
@require_POST
def explain_difference(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Another person says why its transfers differ from its list."""
    row, form = row_of(request, pk), TransferExplanationForm(request.POST)
    if form.is_valid():
        try:
            transfer_differences.explain(
                remittance=row, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except UnableToExplain as refusal:
            messages.error(request, str(refusal))
            # What was typed stays, beside the difference as it is now.
            form = TransferExplanationForm(initial={"reason": form.cleaned_data["reason"]})
        else:
            messages.success(request, _("Penjelasan tercatat."))
            return kept_lists.stay(request, "remittance", pk)
    return show(request, row, explanation_form=form)


@readers
@require_safe
def transfer(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One transfer, and who looked at its proof."""
    return _show_transfer(request, _transfer_of(request, pk), TransferReversalForm())


@second_person
@require_POST
def reverse_transfer(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Another person says that it does not count any more."""
    row, form = _transfer_of(request, pk), TransferReversalForm(request.POST)
    if form.is_valid():
        try:
            remittance_transfers.reverse(
                transfer=row,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except UnableToRecordTransfer as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Transfer dibalik; tidak dihitung lagi."))
            return redirect("remittance", row.remittance_id)
    return _show_transfer(request, row, form)


@readers
@never_cache
@require_safe
def transfer_proof(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """The bank's paper; that it was looked at is kept."""
    row = _transfer_of(request, pk)
    return proof_response(request, row.proof, name=f"bukti-transfer-{row.pk}")


def _transfer_of(request: access.SignedInRequest, pk: int) -> RemittanceTransfer:
    reached = RemittanceTransfer.objects.filter(partner__in=access.partners_of(request.user))
    found: RemittanceTransfer = access.row_or_404(
        request,
        reached.select_related(
            "remittance__partner",
            "proof",
            "recorded_by",
            "reverses",
            "reversal__recorded_by",
        ),
        pk=pk,
    )
    return found


def _show_transfer(
    request: access.SignedInRequest, row: RemittanceTransfer, form: TransferReversalForm
) -> HttpResponse:
    context: dict[str, Any] = {
        "transfer": row,
        "reversal": getattr(row, "reversal", None),
        "looks": transfer_proofs.looks(proof=row.proof) if row.proof else (),
        "may_reverse": remittance_transfers.may_reverse(transfer=row, user=request.user),
        "form": form,
    }
    return render(request, "contributions/transfer.html", context)
