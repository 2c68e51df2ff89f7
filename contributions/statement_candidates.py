"""The transfers to BPJS, and back to members, that a line of a bank's statement may be.

A line is named by the bank's reference of the transfer, or by the payment code of its remittance.
What was sent beyond the list went in one with the transfer of that reference; what the bank took
is a line of its own. Money that came back comes in as a line of the row that reverses. What was
given back to a member or her family is named by the bank's reference, or by who received it.
"""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from contributions.models import RemittanceTransfer, Repayment, StatementMatch
from markets import months

Kind = RemittanceTransfer.Kind
MAIN = (Kind.TRANSFER, Kind.MISDIRECTED)


class Candidate(NamedTuple):
    """A row of ours that a line may be: its code, its worth in rupiah, its day.

    `names` are the codes by which a line may name it, where they are not just its own; `person` is
    who received it, for lines that say no code.
    """

    code: str
    amount_idr: int
    kind: str
    target: dict[str, Any]
    day: dt.date
    names: tuple[str, ...] = ()
    person: str = ""


def sent(*, partner_id: int, days: tuple[dt.date, dt.date]) -> list[Candidate]:
    """What left for BPJS on these days and is not matched yet."""
    same = RemittanceTransfer.objects.filter(
        partner=OuterRef("partner"), reference=OuterRef("reference"), live=True
    ).order_by()
    beyond = same.filter(kind=Kind.SURPLUS).values("reference")
    found = (
        _open(partner_id, days)
        .filter(reverses=None)
        .annotate(
            has_main=Exists(same.filter(kind__in=MAIN)),
            beyond_idr=Coalesce(Subquery(beyond.annotate(sum=Sum("amount_idr")).values("sum")), 0),
        )
        # It went in one with its transfer; what was recorded anew is the other row.
        .exclude(Q(kind=Kind.SURPLUS, has_main=True) | Q(kind__in=MAIN, live=False, has_main=True))
        .exclude(kind=Kind.FEE, live=False)
    )
    return [
        _candidate(
            row,
            code=_("%(code)s, biaya") % {"code": row.reference}
            if row.kind == Kind.FEE
            else row.reference,
            amount_idr=row.amount_idr + (row.beyond_idr if row.kind in MAIN and row.live else 0),
            names=(row.reference, row.remittance.payment_code),
        )
        for row in found
    ]


def came_back(*, partner_id: int, days: tuple[dt.date, dt.date]) -> list[Candidate]:
    """What may have come back on these days: reversed, and not matched yet."""
    return [
        _candidate(
            row,
            code=_("%(code)s, kembali") % {"code": row.reversed_reference},
            amount_idr=row.amount_idr,
            names=(row.reversed_reference,),
        )
        for row in _open(partner_id, days)
        .filter(reverses__isnull=False)
        .annotate(reversed_reference=F("reverses__reference"))
    ]


def given_back(*, partner_id: int, days: tuple[dt.date, dt.date]) -> list[Candidate]:
    """What was given back by transfer on these days and is not matched yet."""
    taken = StatementMatch.objects.filter(undone_at=None, repayment__isnull=False)
    found = Repayment.objects.filter(
        partner=partner_id,
        status=Repayment.Status.PAID,
        how=Repayment.How.TRANSFER,
        paid_at__gte=months.midnight_after(days[0] - dt.timedelta(days=1)),
        paid_at__lt=months.midnight_after(days[1]),
    ).exclude(pk__in=taken.values("repayment"))
    return [
        Candidate(
            code=row.reference,
            amount_idr=row.amount_idr,
            kind=StatementMatch.Kind.REPAYMENT,
            target={"repayment": row},
            day=months.law_day(row.paid_at),
            person=row.receiver,
        )
        for row in found
        if row.paid_at is not None
    ]


def _open(partner_id: int, days: tuple[dt.date, dt.date]) -> QuerySet[Any]:
    live = StatementMatch.objects.filter(undone_at=None, remittance__isnull=False)
    rows = RemittanceTransfer.objects.filter(partner=partner_id, day__range=days)
    return (
        rows.exclude(kind=Kind.SET_OFF)
        .exclude(
            pk__in=live.filter(remittance_transfer__isnull=False).values("remittance_transfer")
        )
        .exclude(remittance__in=live.filter(remittance_transfer=None).values("remittance"))
        .select_related("remittance")
    )


def _candidate(
    row: RemittanceTransfer, *, code: str, amount_idr: int, names: tuple[str, ...]
) -> Candidate:
    return Candidate(
        code=code,
        amount_idr=amount_idr,
        kind=StatementMatch.Kind.REMITTANCE,
        target={"remittance": row.remittance, "remittance_transfer": row},
        day=row.day,
        names=names,
    )
