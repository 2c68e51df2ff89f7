"""The cast of the money tests: a market with a collector and a treasurer, and what they do."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from contributions import (
    answers,
    books,
    cash,
    cash_counts,
    handovers,
    payments,
    rejections,
    remittance_transfers,
    remittances,
    transfer_proofs,
    unsent,
    voids,
)
from contributions.models import (
    Contribution,
    Cover,
    Handover,
    LedgerEntry,
    LineAnswer,
    Payment,
    PaymentLine,
    ReceiptSeries,
    Remittance,
    Void,
)
from contributions.payments import AskedPayment, UnableToRecordPayment
from markets import months
from markets.models import Market, Partner, User
from members.models import Member
from tests import factories
from tests.factories import NOON, NOVEMBER, TODAY

DUES_IDR = 8_400


@dataclass(frozen=True)
class Cast:
    """Who meets in the market of one partner."""

    partner: Partner
    market: Market
    collector: User
    treasurer: User

    def member(self, **fields: Any) -> Member:
        """An active member with a term since November 2026, at Rp8.400 a month."""
        member = factories.make_member(market=self.market, **fields)
        factories.make_term(member=member, first_month=NOVEMBER)
        return member

    def pay(
        self,
        member: Member,
        *,
        count: int = 1,
        first: dt.date = NOVEMBER,
        at: dt.datetime = NOON,
        by: User | None = None,
        id: UUID | None = None,
        credit_idr: int = 0,
        **fields: Any,
    ) -> Payment:
        """She pays that many months from the first on, in cash but for that part of her credit."""
        asked = ask(member, count=count, first=first, id=id, credit_idr=credit_idr)
        return payments.record(asked=asked, by=by or self.collector, at=at, **fields)

    def void(self, payment: Payment, *, at: dt.datetime = NOON) -> Void:
        """The collector asks to undo it."""
        return voids.ask(
            payment=payment, reason=Void.Reason.WRONG_MEMBER, by=payment.taken_by, at=at
        )

    def hand_over(self, *, at: dt.datetime = NOON, counted_idr: int | None = None) -> Handover:
        """All cash of the collector goes to the treasurer."""
        if counted_idr is None:
            counted_idr = cash.in_hand(user=self.collector).to_hand_over_idr
        pieces = cash_counts.pieces_of(counted_idr)
        handover = handovers.ask(by=self.collector, at=at, pieces=pieces)
        handovers.count(handover=handover, pieces=pieces, by=self.treasurer, at=at)
        differs = counted_idr != handover.expected_idr
        return handovers.accept(
            handover=handover,
            counted_idr=counted_idr,
            difference_reason="Salah hitung kembalian" if differs else "",
            by=self.treasurer,
            at=at,
        )

    def post_unsent(self, *, at: dt.datetime = NOON, payment_code: str = "BPJS-1") -> Remittance:
        """Everything that can go is made final and posted; nothing is transferred yet."""
        remittance = remittances.finalise(partner=self.partner, by=self.treasurer, at=at)
        return remittances.post(
            remittance=remittance, payment_code=payment_code, by=self.treasurer, at=at
        )

    def post(self, *, at: dt.datetime = NOON, payment_code: str = "BPJS-1") -> Remittance:
        """Everything that can go is posted and transferred; BPJS has not answered."""
        remittance = self.post_unsent(at=at, payment_code=payment_code)
        send_all(remittance, by=self.treasurer, at=at)
        return remittance

    def accept(self, remittance: Remittance, *, at: dt.datetime = NOON) -> int:
        """BPJS accepts every month of it that has no answer yet."""
        return answers.accept_rest(remittance=remittance, by=self.treasurer, at=at)

    def accept_of(self, remittance: Remittance, member: Member) -> int:
        """BPJS accepts every month of hers in it."""
        lines = remittance.lines.filter(contribution__member=member).values_list("pk", flat=True)
        return answers.accept(remittance=remittance, lines=lines, by=self.treasurer, at=NOON)

    def reject(
        self,
        remittance: Remittance,
        member: Member,
        *,
        reason: str = LineAnswer.Reason.NIK_UNKNOWN,
        note: str = "",
        at: dt.datetime = NOON,
    ) -> list[LineAnswer]:
        """BPJS rejects every month of hers in it."""
        lines = remittance.lines.filter(contribution__member=member).order_by("contribution_month")
        return [
            rejections.reject(
                line=line, rejected=rejections.Rejected(reason, note), by=self.treasurer, at=at
            )
            for line in lines
        ]

    def remit(self, *, at: dt.datetime = NOON, payment_code: str = "BPJS-1") -> Remittance:
        """Everything that can go is made final, posted, and accepted by BPJS."""
        remittance = self.post(at=at, payment_code=payment_code)
        self.accept(remittance, at=at)
        return remittance


def send_all(remittance: Remittance, *, by: User, at: dt.datetime = NOON) -> None:
    """All of it that is not sent yet goes in one transfer."""
    proof = transfer_proofs.Proof("application/pdf", b"%PDF-1.4 %%EOF")
    sent = remittance_transfers.AskedTransfer(
        kind="transfer",
        amount_idr=unsent.of(remittance=remittance),
        day=months.law_day(at),
        reference=f"TRANSFER-{remittance.pk}",
        proof=proof,
    )
    remittance_transfers.record(remittance=remittance, asked=sent, by=by, at=at)


def make_cast(**partner_fields: Any) -> Cast:
    partner = factories.make_partner(**partner_fields)
    market = factories.make_market(partner=partner)
    return Cast(
        partner=partner,
        market=market,
        collector=factories.make_collector(market=market),
        treasurer=factories.make_treasurer(partner=partner),
    )


def ask(
    member: Member,
    *,
    count: int = 1,
    first: dt.date = NOVEMBER,
    shown_total_idr: int | None = None,
    **fields: Any,
) -> AskedPayment:
    """What a form sends: Rp8.400 for each month of 2026, Rp16.800 from January 2027 on."""
    run = tuple(months.run(first, count))
    total_idr = sum(DUES_IDR if month.year <= 2026 else 2 * DUES_IDR for month in run)
    return AskedPayment(
        id=fields.get("id") or factories.new_id(),
        member=member,
        months=run,
        shown_total_idr=total_idr if shown_total_idr is None else shown_total_idr,
        credit_idr=fields.get("credit_idr", 0),
    )


def written() -> tuple[int, ...]:
    """How many rows of each kind there are: what a refusal leaves as it was."""
    models = (Payment, PaymentLine, LedgerEntry, Contribution, Cover)
    return (
        *(model.objects.count() for model in models),
        sum(ReceiptSeries.objects.values_list("last_number", flat=True)),
    )


def refuse_payment(*asked: AskedPayment, code: str, by: User, **fields: Any) -> str:
    """The sentence of a refusal with that code, which has written nothing."""
    before = written()
    with pytest.raises(UnableToRecordPayment) as refusal:
        payments.record_several(asked=list(asked), by=by, at=NOON, **fields)
    assert refusal.value.code == code
    assert written() == before
    return str(refusal.value)


def by_type(outcomes: list[Any], kind: type) -> list[Any]:
    """Those outcomes of a race that are of this kind."""
    return [outcome for outcome in outcomes if isinstance(outcome, kind)]


def no_differences(on: dt.date = TODAY) -> None:
    """The books agree."""
    assert [str(difference) for difference in books.differences(on=on)] == []
