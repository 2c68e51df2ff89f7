"""Setting aside what a family is owed: the money of her months becomes her credit.

From there it is given back as any credit is, so that the ledger knows one way out. Months that were
not sent to BPJS are not paid any more and cancelled; were the report of her death mistaken after
all, the next sweep bills them again and the credit pays them. What is with BPJS comes from BPJS,
which sets it off against a later remittance.
"""

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions import cash_lies, cover, credits, ledger
from contributions.models import (
    Contribution,
    Credit,
    LineAnswer,
    Payment,
    PaymentLine,
    Refund,
    RefundLine,
    Remittance,
    RemittanceLine,
)
from markets import indonesian, months
from markets.models import User
from markets.refusals import Refusal


class UnableToRelease(Refusal):
    """The money cannot be set aside yet; `str()` says what to do.

    `code` is one of: remitting, unanswered, with_collector.
    """


def release(*, refund: Refund, by: User, at: dt.datetime) -> Refund:
    """Move all that is owed into her credit. Raises UnableToRelease.

    In the caller's transaction, which has locked the partner and the member.
    """
    lines = list(
        refund.lines.filter(live=True)
        .select_related("payment_line__payment", "payment_line__market", "contribution")
        .order_by("contribution_month")
    )
    rejected = set(_rejected(lines))
    _check_remittances([line for line in lines if line.pk not in rejected])
    with_us = [
        line for line in lines if line.contribution.remitted_on is None and line.pk not in rejected
    ]
    sources = _sources(refund, with_us)
    for line in lines:
        if line.contribution.remitted_on is not None:
            bpjs = ledger.bpjs(refund.partner.branch_id)
            _give(refund, line, line.amount_idr, bpjs, by, at)
        elif line in with_us and line.payment_line.cash_idr:
            source = sources[line.payment_line.payment_id]
            _give(refund, line, line.payment_line.cash_idr, source, by, at)
    PaymentLine.objects.filter(pk__in=[line.payment_line_id for line in with_us]).update(live=False)
    paid = Contribution.objects.filter(pk__in=[line.contribution_id for line in with_us])
    paid.update(status=Contribution.Status.OPEN, status_at=at)
    paid.update(
        status=Contribution.Status.CANCELLED,
        status_reason=Contribution.StatusReason.MEMBER_DIED,
        status_at=at,
    )
    refund.status = Refund.Status.RELEASED
    refund.save(update_fields=["status"])
    cover.refresh(members=[refund.member_id], on=months.law_day(at))
    return refund


def still_owed() -> QuerySet[RefundLine]:
    """The months that wait to be set aside; what BPJS rejected is her credit already."""
    owed = RefundLine.objects.filter(live=True, refund__status=Refund.Status.OWED)
    return owed.filter(~Exists(_answered_no()))


def _rejected(lines: list[RefundLine]) -> QuerySet[RefundLine, int]:
    found = RefundLine.objects.filter(pk__in=[line.pk for line in lines])
    return found.filter(Exists(_answered_no())).values_list("pk", flat=True)


def _answered_no() -> QuerySet[LineAnswer]:
    return LineAnswer.objects.filter(
        line__payment_line=OuterRef("payment_line"), outcome=LineAnswer.Outcome.REJECTED
    )


def _give(
    refund: Refund,
    line: RefundLine,
    amount_idr: int,
    source: ledger.Account,
    by: User,
    at: dt.datetime,
) -> None:
    credits.give(
        member=refund.member,
        reason=Credit.Reason.CANCELLED_MONTH,
        amount_idr=amount_idr,
        source=source,
        payment_line=line.payment_line,
        explanation=indonesian.text(gettext_lazy("Bulan sesudah meninggal")),
        by=by,
        at=at,
    )


def _check_remittances(lines: list[RefundLine]) -> None:
    found = RemittanceLine.objects.filter(
        payment_line__in=[
            line.payment_line_id for line in lines if line.contribution.remitted_on is None
        ],
        live=True,
    ).select_related("remittance")
    listed = found.first()
    if listed is not None and listed.remittance.status == Remittance.Status.POSTED:
        raise UnableToRelease(
            _(
                "Bulannya ada dalam setoran nomor %(number)s, yang belum dijawab BPJS. Tunggu dan "
                "catat jawabannya dahulu."
            )
            % {"number": listed.remittance_id},
            "unanswered",
        )
    if listed is not None:
        raise UnableToRelease(
            _(
                "Bulannya ada dalam setoran nomor %(number)s yang menunggu dibayar. Batalkan "
                "setoran itu lebih dahulu."
            )
            % {"number": listed.remittance_id},
            "remitting",
        )


def _sources(refund: Refund, lines: list[RefundLine]) -> dict[object, ledger.Account]:
    needed: dict[Payment, int] = {}
    for line in lines:
        if cash_idr := line.payment_line.cash_idr:
            payment = line.payment_line.payment
            needed[payment] = needed.get(payment, 0) + cash_idr
    found = cash_lies.sources(partner=refund.partner_id, needed=needed)
    sources: dict[object, ledger.Account] = {}
    for pk, account in found.items():
        if account is None:
            raise UnableToRelease(
                _(
                    "Uangnya belum ada pada bendahara: masih pada kolektor, belum cair dari "
                    "penyedia QRIS, atau serah terimanya kurang. Terima uangnya dahulu."
                ),
                "with_collector",
            )
        sources[pk] = account
    return sources
