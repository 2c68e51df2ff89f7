"""Cash taken without a signal whose months cannot be paid: stored with its receipt, without months.

It lies with the collector like any cash and goes to the treasurer with her other receipts. Counted,
it becomes the member's credit (`offline_release.py`).
"""

from contributions import ledger, payment_rows
from contributions.held_dues import founded
from contributions.models import Document, OfflinePayment, Payment, PaymentLine
from contributions.payment_refusals import AskedPayment
from contributions.payment_rows import Taking
from markets.models import Market, User
from members.models import Member, PayerKind


def hold(*, asked: AskedPayment, taking: Taking, fingerprint: str) -> Payment:
    """The payment, and its move of money. The member is locked, and the phone's series.

    Of credit that was to pay a part nothing is used: what is held is the cash alone.
    """
    member = Member.objects.select_related("market__partner").get(pk=asked.member.pk)
    cash_idr = asked.shown_total_idr - asked.credit_idr
    payment = payment_rows.new_payment(
        id=asked.id, member=member, amount_idr=cash_idr, fingerprint=fingerprint, taking=taking
    )
    payment.market = _market(member, taking.by)
    payment.partner = payment.market.partner
    payment.save(force_insert=True)
    PaymentLine.objects.bulk_create(_lines(asked, payment, cash_idr))
    ledger.move(
        source=ledger.payer(member_id=member.pk, payer_kind=PayerKind.SELF),
        target=ledger.taker(payment=payment),
        amount_idr=cash_idr,
        founded=founded(
            payment=payment, document=Document.PAYMENT, by=taking.by, at=taking.collected_at
        ),
    )
    return payment


def end(*, payment: Payment) -> None:
    """It is undone: what was held of it is not any more."""
    held = OfflinePayment.objects.filter(payment=payment, status=OfflinePayment.Status.HELD)
    held.update(status=OfflinePayment.Status.VOID)


def _lines(asked: AskedPayment, payment: Payment, cash_idr: int) -> list[PaymentLine]:
    """A line a month, of equal parts: what the months cost cannot be said any more.

    What does not divide stands in the first one.
    """
    part, rest = divmod(cash_idr, len(asked.months))
    amounts = [part + rest, *[part] * (len(asked.months) - 1)]
    return [
        PaymentLine(
            payment=payment,
            member_id=payment.member_id,
            market_id=payment.market_id,
            contribution_month=month,
            amount_idr=amount_idr,
        )
        for month, amount_idr in zip(asked.months, amounts, strict=True)
        if amount_idr
    ]


def _market(member: Member, collector: User) -> Market:
    """Hers; where she is with another partner now, the one where this collector found her."""
    if member.market.partner_id == collector.partner_id:
        return member.market
    markets = Market.objects.filter(partner=collector.partner_id).select_related("partner")
    former = markets.filter(payments__member=member).order_by("-payments__received_at")
    worked = markets.filter(assignments__collector=collector).order_by("-assignments__first_day")
    return former.first() or worked.first() or markets.order_by("pk")[0]
