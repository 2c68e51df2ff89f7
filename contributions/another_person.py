"""Who is the second person about money on its way to BPJS.

Another treasurer of the partner; where it has no other, a reviewer of its branch.
"""

from markets.models import Partner, Role, User


def may_act(*, partner: Partner, user: User, involved: set[int]) -> bool:
    """Whether the user may decide about what the `involved` (ids of users) did."""
    if user.pk in involved:
        return False
    if user.role == Role.TREASURER:
        return user.partner_id == partner.pk
    if user.role != Role.REVIEWER or user.branch_id != partner.branch_id:
        return False
    treasurers = User.objects.filter(partner=partner, role=Role.TREASURER, is_active=True)
    return not treasurers.exclude(pk__in=involved).exists()
