"""How a remittance was paid: its transfers, recorded beside its list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contributions import remittance_transfers
from contributions.forms.transfers import RemittanceTransferForm
from contributions.remittance_transfers import AskedTransfer, UnableToRecordTransfer
from contributions.views.remittances import row_of, show
from markets import access
from markets.models import Role

treasurer = access.for_roles(Role.TREASURER)


@treasurer
@require_POST
def record_transfer(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Write down a transfer of it, with its proof."""
    row, form = row_of(request, pk), RemittanceTransferForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            remittance_transfers.record(
                remittance=row,
                asked=AskedTransfer(**form.cleaned_data),
                by=request.user,
                at=timezone.now(),
            )
        except UnableToRecordTransfer as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Transfer tercatat."))
            return redirect("remittance", pk)
    return show(request, row, transfer_form=form)
