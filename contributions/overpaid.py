"""How much members have paid too much: their credit, which is neither used nor returned yet."""

from collections.abc import Iterable

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from contributions.models import Credit


def column() -> Coalesce:
    """The credit of a member in rupiah, as a column of a query of members."""
    found = Credit.objects.filter(member=OuterRef("pk")).order_by().values("member")
    return Coalesce(Subquery(found.annotate(sum=Sum("amount_idr")).values("sum")), 0)


def sums(*, members: Iterable[int]) -> dict[int, int]:
    """The credit of each of these members in rupiah; who has none is missing."""
    found = Credit.objects.filter(member__in=members).order_by().values_list("member")
    return dict(found.annotate(Sum("amount_idr")))
