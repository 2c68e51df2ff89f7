"""Pictures of people, for those who may look at them: nothing of it may be kept on the way."""

import logging
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from markets import access
from markets.models import Role
from members import document_vault, documents, personal_data, pictures

reader = access.for_roles(Role.COLLECTOR, Role.REVIEWER)
log = logging.getLogger("mitra.documents")
# A picture alone runs nothing and is shown on no other site.
HEADERS = {
    "Cache-Control": "no-store, private",
    "Content-Disposition": 'inline; filename="dokumen.jpg"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@reader
@never_cache
@require_safe
def document(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """The whole picture; that it was looked at is kept."""
    return _picture(_opened(request, pk))


@reader
@never_cache
@require_safe
def document_small(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """A preview of it; that it was looked at is kept too."""
    at_a_desk = request.user.role == Role.REVIEWER
    side = pictures.DESK_SIDE if at_a_desk else pictures.SMALL_SIDE
    return _picture(pictures.small(_opened(request, pk), side=side))


def _opened(request: access.SignedInRequest, pk: UUID) -> bytes:
    reached = documents.shown_to(user=request.user, markets=access.markets_of(request.user))
    row = access.row_or_404(request, reached.select_related("member", "market"), pk=pk)
    try:
        return personal_data.show_document(document=row, by=request.user, at=timezone.now())
    except document_vault.UnableToOpenDocument:
        log.exception("a document does not open")
        access.refuse(request, "does not open")


def _picture(jpeg: bytes) -> HttpResponse:
    return HttpResponse(jpeg, content_type="image/jpeg", headers=HEADERS)
