"""Whose cash a treasurer has yet to count: until she has, she is not told how much it is.

A count that knows its result is none. So no page of hers names what such a hand-over should
bring, nor figures from which it follows: only how many receipts it has.
"""

from django.db.models import Exists, OuterRef, QuerySet

from contributions.models import CashCount, Handover
from markets.models import Role, User


def to_be_counted_by(user: User) -> QuerySet[Handover]:
    """The waiting hand-overs this treasurer counts and has not counted yet; nobody else counts."""
    if user.role != Role.TREASURER:
        return Handover.objects.none()
    own = CashCount.objects.filter(handover=OuterRef("pk"), by=user)
    waiting = Handover.objects.filter(status=Handover.Status.ASKED, partner=user.partner_id)
    return waiting.filter(~Exists(own)).exclude(collector=user).order_by()


def uncounted_by(*, user: User) -> frozenset[int]:
    """The collectors whose hand-over this treasurer has yet to count."""
    return frozenset(to_be_counted_by(user).values_list("collector", flat=True))
