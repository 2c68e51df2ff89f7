"""The rows of ours that a line of a bank's statement may be.

Money comes in by deposits, sponsors, members and the partner itself, and goes out to BPJS and back
to members. A transfer of members is all that was booked with its reference, for however many.

A line that left is named by the bank's reference of the transfer, or by the payment code of its
remittance. What was sent beyond the list went in one with the transfer of that reference; what the
bank took is a line of its own. Money that came back comes in as a line of the row that reverses.
What was given back to a member or her family is named by the bank's reference, or by who received
it.
"""

import datetime as dt
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from contributions.models import (
    Deposit,
    PartnerAccount,
    Payment,
    RemittanceTransfer,
    Repayment,
    Replenishment,
    SponsorTransfer,
    StatementMatch,
)
from contributions.void_receipts import never_arrived
from markets import months

Kind = RemittanceTransfer.Kind
MAIN = (Kind.TRANSFER, Kind.MISDIRECTED)
ON_A_LINE = Q(sheet_line__sheet__statement_line__isnull=False)

Days = tuple[dt.date, dt.date]


class Candidate(NamedTuple):
    """A row of ours that a line may be: its code, its worth in rupiah, its day.

    `names` are the codes by which a line may name it, where they are not just its own; `person` is
    who received it, for lines that say no code; `lines` those it was booked from by a person.
    """

    code: str
    amount_idr: int
    kind: str
    target: dict[str, Any]
    day: dt.date
    names: tuple[str, ...] = ()
    person: str = ""
    lines: tuple[int, ...] = ()


def deposited(*, account: PartnerAccount, days: Days) -> list[Candidate]:
    """Cash brought to this account on these days that is not matched yet."""
    found = Deposit.objects.filter(account=account, deposited_on__range=days)
    return [
        Candidate(
            one.slip_number,
            one.amount_idr,
            StatementMatch.Kind.DEPOSIT,
            {"deposit": one},
            one.deposited_on,
        )
        for one in found.exclude(pk__in=_taken("deposit"))
    ]


def from_sponsors(*, partner_id: int, days: Days) -> list[Candidate]:
    """What sponsors with a name transferred on these days and is not matched yet."""
    found = SponsorTransfer.objects.filter(partner=partner_id, received_on__range=days)
    return [
        Candidate(
            one.reference,
            one.amount_idr,
            StatementMatch.Kind.SPONSOR,
            {"sponsor_transfer": one},
            one.received_on,
        )
        for one in found.exclude(pk__in=_taken("sponsor_transfer"))
    ]


def from_members(*, partner_id: int, days: Days) -> list[Candidate]:
    """One for each reference that is not matched yet: it may have paid for many members."""
    taken = StatementMatch.objects.filter(undone_at=None, partner_id_of_reference=partner_id)
    payments = Payment.objects.filter(
        ~never_arrived(),
        partner=partner_id,
        method=Payment.Method.TRANSFER,
        business_day__range=days,
    ).exclude(reference__in=taken.values("payment_reference"))
    booked = payments.order_by().values_list("reference")
    return [
        Candidate(
            code,
            int(amount_idr),
            StatementMatch.Kind.TRANSFER,
            {"payment_reference": code, "partner_id_of_reference": partner_id},
            day,
            lines=tuple(lines or ()),
        )
        for code, amount_idr, day, lines in booked.annotate(
            sum=Sum("amount_idr") - Sum("credit_idr"),
            day=Min("business_day"),
            on_lines=ArrayAgg("sheet_line__sheet__statement_line", filter=ON_A_LINE, distinct=True),
        )
    ]


def sent(*, partner_id: int, days: Days) -> list[Candidate]:
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


def came_back(*, partner_id: int, days: Days) -> list[Candidate]:
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


def given_back(*, partner_id: int, days: Days) -> list[Candidate]:
    """What was given back by transfer on these days and is not matched yet."""
    found = Repayment.objects.filter(
        partner=partner_id,
        status=Repayment.Status.PAID,
        how=Repayment.How.TRANSFER,
        paid_at__gte=months.midnight_before(days[0]),
        paid_at__lt=months.midnight_after(days[1]),
    ).exclude(pk__in=_taken("repayment"))
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


def replenished(*, account: PartnerAccount, days: Days) -> list[Candidate]:
    """The partner's own money that came into this account and is not matched yet."""
    counted = (Replenishment.Status.ASKED, Replenishment.Status.CONFIRMED)
    found = Replenishment.objects.filter(account=account, day__range=days, status__in=counted)
    return [
        Candidate(
            code=row.reference,
            amount_idr=row.amount_idr,
            kind=StatementMatch.Kind.REPLENISHMENT,
            target={"replenishment": row},
            day=row.day,
        )
        for row in found.exclude(pk__in=_taken("replenishment"))
    ]


def _taken(target: str) -> Any:
    live = StatementMatch.objects.filter(undone_at=None, **{f"{target}__isnull": False})
    return live.values(target)


def _open(partner_id: int, days: Days) -> QuerySet[Any]:
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
