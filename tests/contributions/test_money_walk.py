"""A long walk through all that can happen to money: whatever the order, the books agree."""

import datetime as dt
import random

import pytest

from contributions import (
    answers,
    books,
    dues,
    handovers,
    ledger,
    payments,
    rejected_months,
    rejections,
    remittances,
    voids,
)
from contributions.models import (
    Contribution,
    Handover,
    LineAnswer,
    Payment,
    Place,
    Remittance,
    Void,
)
from contributions.payments import AskedPayment
from markets import months
from markets.models import User
from tests import factories
from tests.contributions.money import make_cast, send_all
from tests.factories import NOON

pytestmark = pytest.mark.django_db

REFUSALS = (
    payments.UnableToRecordPayment,
    voids.UnableToVoid,
    handovers.UnableToHandOver,
    remittances.UnableToRemit,
    answers.UnableToAnswer,
)
STEPS = 70


class Walk:
    """Two collectors and two treasurers who act in any order, from November 2026 on."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.cast = make_cast()
        self.collectors = [self.cast.collector, factories.make_collector(market=self.cast.market)]
        partner = self.cast.partner
        self.treasurers = [self.cast.treasurer, factories.make_treasurer(partner=partner)]
        self.members = [self.cast.member() for _ in range(8)]
        self.now = NOON

    def step(self) -> None:
        self.now += dt.timedelta(hours=self.chance.randrange(1, 20))
        act = self.chance.choice(
            [self.pay] * 5
            + [self.transfer, self.ask_void, self.decide_void, self.hand_over, self.count_cash]
            + [self.count_cash, self.remit, self.finish_remittance] * 2
            + [self.answer]
        )
        try:
            act()
        except REFUSALS as refusal:
            assert str(refusal)

    def asked(self) -> AskedPayment:
        member = self.chance.choice(self.members)
        member.refresh_from_db()
        payable = dues.payable(member=member, on=months.law_day(self.now))
        first = payable.first(self.chance.choice([1, 1, 1, 2, 3, 6]))
        total_idr = sum(due.amount_idr for due in first)
        return AskedPayment(
            factories.new_id(), member, tuple(due.month for due in first), total_idr
        )

    def pay(self) -> None:
        payments.record(asked=self.asked(), by=self.chance.choice(self.collectors), at=self.now)

    def transfer(self) -> None:
        payments.record(
            asked=self.asked(),
            by=self.chance.choice(self.treasurers),
            method=Payment.Method.TRANSFER,
            at=self.now,
        )

    def ask_void(self) -> None:
        payment = self.chance.choice(
            list(Payment.objects.order_by("series_id", "number")) or [None]
        )
        if payment:
            voids.ask(
                payment=payment, reason=Void.Reason.NO_MONEY, by=payment.taken_by, at=self.now
            )

    def decide_void(self) -> None:
        decide = self.chance.choice([voids.grant, voids.grant, voids.refuse])
        for void in Void.objects.filter(status="asked"):
            decide(void=void, by=self.chance.choice(self.treasurers), at=self.now)

    def hand_over(self) -> None:
        handovers.ask(by=self.chance.choice(self.collectors), at=self.now)

    def count_cash(self) -> None:
        for handover in Handover.objects.filter(status="asked"):
            by = self.chance.choice(self.treasurers)
            fields = {"handover": handover, "by": by, "at": self.now}
            if self.chance.random() < 0.2:
                handovers.refuse(reason="Belum dibawa", **fields)
                continue
            counted_idr = handover.expected_idr + self.chance.choice([0, 0, -5_000, -3_400, 2_000])
            handovers.accept(counted_idr=counted_idr, difference_reason="Selisih", **fields)

    def remit(self) -> None:
        by = self.chance.choice(self.treasurers)
        remittances.finalise(partner=self.cast.partner, by=by, at=self.now)

    def finish_remittance(self) -> None:
        for remittance in Remittance.objects.filter(status="final"):
            by = self.chance.choice(self.treasurers)
            fields = {"remittance": remittance, "by": by, "at": self.now}
            if self.chance.random() < 0.3:
                remittances.cancel(**fields)
            else:
                remittances.post(payment_code=f"B-{remittance.pk}", **fields)
                send_all(remittance, by=by, at=self.now)

    def answer(self) -> None:
        posted = Remittance.objects.filter(status="posted").order_by("pk").last()
        if posted is None:
            return
        by = self.chance.choice(self.treasurers)
        line = posted.lines.filter(answers=None).order_by("pk").first()
        if line is None or self.chance.random() < 0.5:
            answers.accept_rest(remittance=posted, by=by, at=self.now)
            return
        reason = self.chance.choice(["nik_unknown", "paid_elsewhere", "dead"])
        rejected = rejections.Rejected(reason)
        answer = rejections.reject(line=line, rejected=rejected, by=by, at=self.now)
        if not answer.is_settled and self.chance.random() < 0.7:
            rejections.settle(answer=answer, settlement="Beres", by=by, at=self.now)

    def settle_everything(self) -> None:
        """All requests are decided, all cash is counted, in two parts by two treasurers; all is
        sent."""
        for answer in LineAnswer.objects.filter(rejected_months.TO_SETTLE, outcome="rejected"):
            rejections.settle(answer=answer, settlement="Beres", by=self.treasurers[0], at=self.now)
        for void in Void.objects.filter(status="asked"):
            voids.refuse(void=void, by=self.other_than(void.asked_by), at=self.now)
        for handover in Handover.objects.filter(status="asked"):
            handovers.refuse(
                handover=handover, reason="Hitung lagi", by=self.treasurers[0], at=self.now
            )
        for collector in self.collectors:
            self.members = [self.cast.member()]
            payments.record(asked=self.asked(), by=collector, at=self.now)
            self.chance.shuffle(self.treasurers)
            self.bring(collector, self.treasurers[0], short_idr=3_400)
            self.bring(collector, self.treasurers[1])
        self.finish_remittance()
        if remittances.preview(partner=self.cast.partner).months:
            self.remit()
        for remittance in Remittance.objects.filter(status="final"):
            remittances.post(
                remittance=remittance, payment_code="LAST", by=self.treasurers[0], at=self.now
            )
            send_all(remittance, by=self.treasurers[0], at=self.now)
        for remittance in Remittance.objects.filter(status="posted"):
            answers.accept_rest(remittance=remittance, by=self.treasurers[0], at=self.now)

    def bring(self, collector: User, treasurer: User, *, short_idr: int = 0) -> None:
        handover = handovers.ask(by=collector, at=self.now)
        counted_idr = handover.expected_idr - short_idr
        fields = {"handover": handover, "by": treasurer, "at": self.now}
        handovers.accept(counted_idr=counted_idr, difference_reason="Kurang", **fields)

    def other_than(self, user: User) -> User:
        return next(treasurer for treasurer in self.treasurers if treasurer != user)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_at_the_end_all_that_was_handed_over_and_counted_goes_to_bpjs(seed):
    walk = Walk(seed)
    for _ in range(STEPS):
        walk.step()
    walk.settle_everything()
    assert remittances.preview(partner=walk.cast.partner).waiting == []
    assert not Contribution.objects.filter(status="paid", remitted_on=None).exists()
    held = ledger.balances(Place.TREASURER, [treasurer.pk for treasurer in walk.treasurers])
    assert sum(held.values()) == -ledger.balance(Place.SURPLUS, walk.cast.partner.pk)
    assert books.differences(on=months.law_day(walk.now)) == []
