"""Which months BPJS rejected, why, what became of the money, and what is still to be settled?"""

from django.db.models import Q, QuerySet

from contributions.models import LineAnswer
from markets.models import Partner
from markets.sorting import Columns

TO_SETTLE = Q(settled_at=None) & ~Q(reason=LineAnswer.Reason.PAID_ELSEWHERE)

FIELDS = {
    "nama": ("member__name",),
    "pasar": ("member__market__name",),
    "bulan": ("line__contribution_month",),
    "alasan": ("reason",),
    "setoran": ("remittance_id",),
    "jumlah": ("line__amount_idr",),
    "dijawab": ("at",),
}


def columns(*, settled: bool) -> Columns:
    """Those to be settled begin with the oldest, the others with the latest."""
    return Columns("-dijawab" if settled else "dijawab", FIELDS)


def rejected_months(
    *, partners: QuerySet[Partner], text: str = "", settled: bool = False
) -> QuerySet[LineAnswer]:
    """The rejected months of these partners: those to be settled, or the others."""
    found = LineAnswer.objects.filter(
        outcome=LineAnswer.Outcome.REJECTED, remittance__partner__in=partners
    )
    found = found.exclude(TO_SETTLE) if settled else found.filter(TO_SETTLE)
    words = " ".join(text.split())
    if words:
        found = found.filter(member__name__icontains=words)
    return found.select_related("member__market", "remittance__partner", "line", "by", "settled_by")
