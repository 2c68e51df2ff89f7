"""What people do with money, each act with the numbers it is called with.

An act brings about first what it needs (`ready_acts.py`), so that every kind is common. What it
does depends on nothing else but those numbers.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from hypothesis.strategies import SearchStrategy

from contributions.models import LineAnswer, Payment, QrisCharge, SurplusDecision, Void
from members.models import Death
from tests.contributions.ready_acts import ReadyActs

any_one = st.integers(0, 11)
treasurers = st.integers(0, 1)
collectors = st.integers(0, 1)

Act = TypeVar("Act", bound=Callable[..., None])
Called = tuple[str, dict[str, Any]]
ACTS: list[SearchStrategy[Called]] = []


def act(*hows: str, **numbers: SearchStrategy[Any]) -> Callable[[Act], Act]:
    """An act that is called with these numbers; as many acts as there are ways how.

    Drawn among its numbers a rare way might not come: Hypothesis likes to repeat what it drew.
    """
    ways = [{"how": st.just(how)} for how in hows] or [{}]

    def known(method: Act) -> Act:
        for way in ways:
            called = st.fixed_dictionaries({**way, **numbers})
            ACTS.append(st.tuples(st.just(method.__name__), called))
        return method

    return known


class MoneyRules(RuleBasedStateMachine):
    """The acts; `MoneyMachine` chooses among them."""

    acts: ReadyActs

    # ---- paying ----

    @act(
        member=any_one,
        count=st.integers(1, 4),
        by=collectors,
        credit=st.sampled_from([0, 100]),
    )
    def pay_cash(self, member: int, count: int, by: int, credit: int) -> None:
        self.acts.pay(member, count, self.acts.collectors[by], credit=credit)

    @act(
        member=any_one,
        count=st.integers(1, 3),
        by=treasurers,
        credit=st.sampled_from([0, 40]),
    )
    def pay_by_transfer(self, member: int, count: int, by: int, credit: int) -> None:
        taker, method = self.acts.treasurers[by], Payment.Method.TRANSFER
        self.acts.pay(member, count, taker, method=method, credit=credit)

    @act(member=any_one)
    def credit_pays_by_itself(self, member: int) -> None:
        self.acts.need_credit_to_use(member)
        self.acts.use_credit()

    @act(member=any_one, count=st.integers(1, 2))
    def ask_qris(self, member: int, count: int) -> None:
        self.acts.ask_qris(member, count)

    @act(charge=any_one)
    def cancel_qris(self, charge: int) -> None:
        self.acts.need_charge(QrisCharge.Status.PENDING)
        self.acts.cancel_qris(charge)

    @act(charge=any_one)
    def qris_comes(self, charge: int) -> None:
        self.acts.need_charge("pending", "expired", "cancelled")
        self.acts.provider_confirms(charge)

    @act(fee_idr=st.sampled_from([0, 100]))
    def provider_pays_out(self, fee_idr: int) -> None:
        self.acts.need_charge(QrisCharge.Status.CONFIRMED)
        self.acts.provider_pays_out(fee_idr)

    # ---- enrolling ----

    @act(by=collectors)
    def take_first_dues(self, by: int) -> None:
        self.acts.take_first_dues(by)

    @act("approve", "reject", "withdraw", number=any_one)
    def decide_enrolment(self, number: int, how: str) -> None:
        self.acts.need_enrolment()
        self.acts.decide_enrolment(number, how)

    @act("approve", "reject")
    def sweep_first_dues(self, how: str) -> None:
        self.acts.need_decided_dues(how)
        self.acts.sweep_first_dues()

    # ---- undoing ----

    @act(payment=any_one, reason=st.sampled_from(list(Void.Reason)))
    def ask_void(self, payment: int, reason: str) -> None:
        self.acts.ask_void(payment, reason)

    @act("grant", "refuse", "withdraw", void=any_one)
    def decide_void(self, void: int, how: str) -> None:
        self.acts.need_asked_void()
        self.acts.decide_void(void, how)

    @act("grant", "withdraw", payment=any_one, reason=st.sampled_from(list(Void.Reason)))
    def undo(self, payment: int, reason: str, how: str) -> None:
        self.acts.ask_void(payment, reason)
        self.acts.need_asked_void()
        self.acts.decide_void(-1, how)

    # ---- cash ----

    @act(collector=collectors, counted=st.booleans())
    def ask_handover(self, collector: int, counted: bool) -> None:
        self.acts.ask_handover(collector, counted=counted)

    @act(by=treasurers, beyond_idr=st.sampled_from([0, 0, -5_000, -3_400, 2_000]))
    def take_over(self, by: int, beyond_idr: int) -> None:
        self.acts.need_waiting_handover(by)
        self.acts.take_over(self.acts.treasurers[by], beyond_idr)

    @act(by=treasurers, beyond_idr=st.sampled_from([0, 0, 0, -3_400, 2_000]))
    def hand_over_all(self, by: int, beyond_idr: int) -> None:
        for collector in (0, 1):
            self.acts.ask_handover(collector, counted=False)
            self.acts.take_over(self.acts.treasurers[by], beyond_idr)

    @act(by=treasurers)
    def refuse_handover(self, by: int) -> None:
        self.acts.need_waiting_handover(by)
        self.acts.refuse_handover(self.acts.treasurers[by])

    @act(
        finding=st.sampled_from(list(SurplusDecision.Finding)),
        by=treasurers,
        granted=st.booleans(),
    )
    def settle_surplus(self, finding: str, by: int, granted: bool) -> None:
        self.acts.need_surplus(self.acts.treasurers[by])
        self.acts.settle_surplus(finding, self.acts.treasurers[by], granted=granted)

    @act(by=treasurers, granted=st.booleans())
    def bear_shortage(self, by: int, granted: bool) -> None:
        self.acts.need_shortage(self.acts.treasurers[by])
        self.acts.bear_shortage(self.acts.treasurers[by], granted=granted)

    @act(by=treasurers)
    def replace_loss(self, by: int) -> None:
        self.acts.need_loss(self.acts.treasurers[by])
        self.acts.replace_loss(self.acts.treasurers[by])

    @act(by=treasurers, share=st.sampled_from([50, 100]))
    def deposit(self, by: int, share: int) -> None:
        self.acts.need_free_cash(self.acts.treasurers[by])
        self.acts.deposit(self.acts.treasurers[by], share)

    # ---- BPJS ----

    @act(by=treasurers)
    def finalise(self, by: int) -> None:
        self.acts.finalise(self.acts.treasurers[by])

    @act(by=treasurers, posted=st.just(True))
    @act(by=treasurers, posted=st.just(False))
    def end_remittance(self, by: int, posted: bool) -> None:
        self.acts.need_final(self.acts.treasurers[by])
        self.acts.end_remittance(self.acts.treasurers[by], posted=posted)

    @act(by=treasurers)
    def remit(self, by: int) -> None:
        self.acts.finalise(self.acts.treasurers[by])
        self.acts.end_remittance(self.acts.treasurers[by], posted=True)

    @act(by=treasurers, share=st.sampled_from([50, 100]))
    def send(self, by: int, share: int) -> None:
        self.acts.need_unsent(self.acts.treasurers[by])
        self.acts.send(self.acts.treasurers[by], share)

    @act(by=treasurers)
    def reverse_transfer(self, by: int) -> None:
        self.acts.need_unanswered_transfer(self.acts.treasurers[by])
        self.acts.reverse_transfer()

    @act(line=any_one, by=treasurers)
    def bpjs_rejects_what_was_not_sent(self, line: int, by: int) -> None:
        self.acts.need_unsent(self.acts.treasurers[by])
        self.acts.explain_difference()
        self.acts.reject(line, LineAnswer.Reason.NIK_UNKNOWN, self.acts.treasurers[by])

    @act(by=treasurers, all_of_them=st.booleans())
    def bpjs_accepts(self, by: int, all_of_them: bool) -> None:
        self.acts.need_unanswered(self.acts.treasurers[by])
        self.acts.accept(self.acts.treasurers[by], all_of_them=all_of_them)

    @act(line=any_one, reason=st.sampled_from(list(LineAnswer.Reason)), by=treasurers)
    def bpjs_rejects(self, line: int, reason: str, by: int) -> None:
        self.acts.need_unanswered(self.acts.treasurers[by])
        self.acts.reject(line, reason, self.acts.treasurers[by])

    @act(by=treasurers)
    def settle_rejection(self, by: int) -> None:
        self.acts.need_unsettled_rejection(self.acts.treasurers[by])
        self.acts.settle_rejection(self.acts.treasurers[by])

    # ---- giving back ----

    @act(member=any_one, by=treasurers)
    def prepare_repayment(self, member: int, by: int) -> None:
        self.acts.need_credit_to_give_back()
        self.acts.prepare_repayment(member, self.acts.treasurers[by])

    @act("approve", "refuse", "pay", "cancel", by=treasurers)
    def go_on_with_repayment(self, how: str, by: int) -> None:
        self.acts.need_repayment(how, self.acts.treasurers[by])
        self.acts.go_on_with_repayment(how)

    @act(member=any_one, days_ago=st.sampled_from([1, 20]))
    def die(self, member: int, days_ago: int) -> None:
        self.acts.die(member, days_ago)

    @act(death=any_one)
    def confirm_death(self, death: int) -> None:
        self.acts.need_death(Death.Status.REPORTED)
        self.acts.confirm_death(death)

    @act(death=any_one)
    def reverse_death(self, death: int) -> None:
        self.acts.need_death(Death.Status.CONFIRMED)
        self.acts.reverse_death(death)

    # ---- paid elsewhere ----

    @act(
        member=any_one,
        count=st.integers(1, 3),
        by=collectors,
        paid_here=st.booleans(),
    )
    def record_elsewhere(self, member: int, count: int, by: int, paid_here: bool) -> None:
        recorder = [self.acts.collectors[0], self.acts.treasurers[1]][by]
        self.acts.record_elsewhere(member, count, by=recorder, paid_here=paid_here)

    @act("confirm", "deny", "withdraw", record=any_one, all_of_it=st.booleans())
    def end_record(self, record: int, how: str, all_of_it: bool) -> None:
        self.acts.need_record(record, self.acts.collectors[0])
        if how == "withdraw":
            self.acts.withdraw_elsewhere(record)
        else:
            self.acts.answer_elsewhere(record, how, all_of_it=all_of_it)

    @act(member=any_one, days=st.sampled_from([31, 62]), count=st.integers(1, 2))
    def later_months(self, member: int, days: int, count: int) -> None:
        """While BPJS says nothing time goes by, and she pays the months beside."""
        self.acts.need_record(member, self.acts.collectors[1])
        self.acts.pass_time(days)
        waiting = self.acts.waiting_elsewhere().values_list("member", flat=True)
        numbers = [number for number, one in enumerate(self.acts.members) if one.pk in set(waiting)]
        for number in numbers[:1]:
            self.acts.pay(number, count, self.acts.collectors[0], credit=0)

    # ---- sponsors and time ----

    @act(member=any_one, budget_idr=st.sampled_from([50_000, 10_000_000]))
    def sponsor(self, member: int, budget_idr: int) -> None:
        self.acts.sponsor(member, budget_idr)

    @act(sponsor=any_one)
    def bill_sponsor(self, sponsor: int) -> None:
        self.acts.need_months_to_bill(sponsor)
        self.acts.bill_sponsor(sponsor)

    @act(sponsor=any_one, amount_idr=st.sampled_from([16_800, 33_600, 40_000]))
    def sponsor_pays(self, sponsor: int, amount_idr: int) -> None:
        self.acts.need_sponsor(sponsor)
        self.acts.sponsor_pays(sponsor, amount_idr)

    @act(statement=any_one)
    def cancel_statement(self, statement: int) -> None:
        self.acts.need_statement(statement)
        self.acts.cancel_statement(statement)

    @act(days=st.sampled_from([1, 5, 20, 31, 31, 120]))
    def time_passes(self, days: int) -> None:
        self.acts.pass_time(days)
