"""Whose money a treasurer sees."""

from markets import access
from markets.models import Partner


def own_partner(request: access.SignedInRequest) -> Partner:
    """The treasurer's partner. Raises Http404 for whoever has none."""
    partner: Partner = access.row_or_404(
        request, access.partners_of(request.user), pk=request.user.partner_id
    )
    return partner
