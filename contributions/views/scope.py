"""Whose money a treasurer sees, and an auditor reads."""

from dataclasses import dataclass

from contributions.forms.partners import PartnerForm
from markets import access
from markets.models import Partner


@dataclass(frozen=True)
class Read:
    """Whose page it is; `form` chooses another partner, where the user reaches several."""

    partner: Partner
    form: PartnerForm | None


def own_partner(request: access.SignedInRequest) -> Partner:
    """The treasurer's partner. Raises Http404 for whoever has none."""
    partner: Partner = access.row_or_404(
        request, access.partners_of(request.user), pk=request.user.partner_id
    )
    return partner


def read_partner(request: access.SignedInRequest) -> Read:
    """The partner whose page is read: the own one; auditors of a branch choose among its partners.

    Raises Http404 where the branch has none, and where another one is asked for.
    """
    reached = list(access.partners_of(request.user).order_by("name", "pk"))
    asked = request.GET.get("mitra", "")
    found = [each for each in reached if asked in ("", str(each.pk))]
    if not found:
        access.refuse(request, "scope")
    partner = found[0]
    if request.user.partner_id:
        return Read(partner, None)
    return Read(partner, PartnerForm(partners=reached, chosen=partner))
