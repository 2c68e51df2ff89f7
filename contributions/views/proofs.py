"""The paper about a transfer, for those who may see it; that it was looked at is kept."""

import logging

from django.http import HttpResponse
from django.utils import timezone

from contributions import transfer_proofs
from contributions.models import TransferProof
from markets import access
from members import sealing
from members.views.documents import HEADERS

log = logging.getLogger("mitra.documents")


def proof_response(
    request: access.SignedInRequest, proof: TransferProof | None, *, name: str
) -> HttpResponse:
    """A photo is shown; a PDF is saved under that name, for nothing of it may run here.

    Raises Http404 where there is no proof, or none any more.
    """
    if proof is None or proof.is_forgotten:
        access.refuse(request, "no proof")
    try:
        data = transfer_proofs.show(proof=proof, by=request.user, at=timezone.now())
    except sealing.UnableToOpen:
        log.exception("a proof of a transfer does not open")
        access.refuse(request, "does not open")
    is_photo = proof.media == TransferProof.Media.JPEG
    how, ending = ("inline", "jpg") if is_photo else ("attachment", "pdf")
    named = {"Content-Disposition": f'{how}; filename="{name}.{ending}"'}
    return HttpResponse(data, content_type=proof.media, headers=HEADERS | named)
