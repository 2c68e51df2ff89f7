"""How much members have paid too much: their credit, which is neither used nor returned yet."""

from collections.abc import Iterable

from django.db.models import Sum

from contributions.models import Credit


def sums(*, members: Iterable[int]) -> dict[int, int]:
    """The credit of each of these members in rupiah; who has none is missing."""
    found = Credit.objects.filter(member__in=members).order_by().values_list("member")
    return dict(found.annotate(Sum("amount_idr")))
