"""Which months BPJS rejected, why, what became of the money, and what is still to be settled?"""

from django.db.models import Q, QuerySet

from contributions.models import LineAnswer
from markets.models import Partner

TO_SETTLE = Q(settled_at=None) & ~Q(reason=LineAnswer.Reason.PAID_ELSEWHERE)


def rejected_months(
    *, partners: QuerySet[Partner], text: str = "", settled: bool = False
) -> QuerySet[LineAnswer]:
    """The rejected months of these partners, oldest first: those to be settled, or the others."""
    found = LineAnswer.objects.filter(
        outcome=LineAnswer.Outcome.REJECTED, remittance__partner__in=partners
    )
    found = found.exclude(TO_SETTLE) if settled else found.filter(TO_SETTLE)
    words = " ".join(text.split())
    if words:
        found = found.filter(member__name__icontains=words)
    rows = found.select_related("member__market", "remittance__partner", "line", "by", "settled_by")
    return rows.order_by("-at" if settled else "at", "pk")
