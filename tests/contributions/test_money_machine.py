"""People do anything with money in any order: after every act, all that must hold does.

`MONEY_MACHINE_EXAMPLES=1000 uv run pytest -m long tests/contributions/test_money_machine.py -n0`
goes on for longer, each time with other orders. What breaks is printed as the acts that led there;
with `MONEY_MACHINE_SHRINK=1` as few of them as will do, which takes minutes.
"""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from contributions import voids
from contributions.models import LineAnswer, Payment, SurplusDecision, Void
from tests.contributions import held_true
from tests.contributions.money_acts import Acts

pytestmark = pytest.mark.django_db

SHRINK = [Phase.shrink] if os.environ.get("MONEY_MACHINE_SHRINK") else []
QUIET = settings(
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, *SHRINK],
    print_blob=True,
)
SHORT = settings(QUIET, derandomize=True, max_examples=6, stateful_step_count=20)
LONG = settings(
    QUIET,
    max_examples=int(os.environ.get("MONEY_MACHINE_EXAMPLES", "100")),
    stateful_step_count=60,
)

any_one = st.integers(0, 11)
treasurers = st.integers(0, 1)
collectors = st.integers(0, 1)
DONE: dict[str, int] = {}
EVERY_KIND = {
    *("pay cash", "pay transfer", "use_credit", "void grant", "void refuse", "void withdraw"),
    *("take_over", "refuse_handover", "settle_surplus", "deposit", "post", "cancel", "accept"),
    *("reject", "settle_rejection", "prepare_repayment", "repayment approve", "repayment pay"),
    *("die", "confirm_death", "sponsor", "bill_sponsor", "sponsor_pays", "pass_time"),
    *("ask_qris", "cancel_qris", "provider_confirms", "provider_pays_out", "reverse_death"),
    *("take_first_dues", "enrolment approve", "enrolment reject", "enrolment withdraw"),
    "sweep_first_dues",
}


class MoneyMachine(RuleBasedStateMachine):
    """One partner, in a transaction that is taken back at the end of the example."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.acts = Acts()

    def teardown(self) -> None:
        for name, count in self.acts.done.items():
            DONE[name] = DONE.get(name, 0) + count
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @invariant()
    def all_holds(self) -> None:
        assert held_true.broken(on=self.acts.today) == []

    # ---- paying ----

    @initialize(members=st.sets(any_one, min_size=1, max_size=4), handed_over=st.booleans())
    def a_busy_morning(self, members: set[int], handed_over: bool) -> None:
        for member in sorted(members):
            self.acts.pay(member, 2, self.acts.collectors[member % 2], credit=0)
        if handed_over:
            self.hand_over_all(0, 0)

    @rule(member=any_one, count=st.integers(1, 4), by=collectors, credit=st.sampled_from([0, 100]))
    def pay_cash(self, member: int, count: int, by: int, credit: int) -> None:
        self.acts.pay(member, count, self.acts.collectors[by], credit=credit)

    @rule(member=any_one, count=st.integers(1, 3), by=treasurers, credit=st.sampled_from([0, 40]))
    def pay_by_transfer(self, member: int, count: int, by: int, credit: int) -> None:
        taker, method = self.acts.treasurers[by], Payment.Method.TRANSFER
        self.acts.pay(member, count, taker, method=method, credit=credit)

    @rule()
    def credit_pays_by_itself(self) -> None:
        self.acts.use_credit()

    @rule(member=any_one, count=st.integers(1, 2))
    def ask_qris(self, member: int, count: int) -> None:
        self.acts.ask_qris(member, count)

    @rule(charge=any_one, cancelled=st.booleans())
    def qris_comes(self, charge: int, cancelled: bool) -> None:
        if cancelled:
            self.acts.cancel_qris(charge)
        self.acts.provider_confirms(charge)

    @rule(fee_idr=st.sampled_from([0, 100]))
    def provider_pays_out(self, fee_idr: int) -> None:
        self.acts.provider_pays_out(fee_idr)

    @rule(by=collectors)
    def take_first_dues(self, by: int) -> None:
        self.acts.take_first_dues(by)

    @rule(number=any_one, how=st.sampled_from(["approve", "reject", "withdraw"]))
    def decide_enrolment(self, number: int, how: str) -> None:
        self.acts.decide_enrolment(number, how)

    @rule()
    def sweep_first_dues(self) -> None:
        self.acts.sweep_first_dues()

    # ---- undoing ----

    @rule(payment=any_one, reason=st.sampled_from(list(Void.Reason)))
    def ask_void(self, payment: int, reason: str) -> None:
        self.acts.ask_void(payment, reason)

    @rule(void=any_one, how=st.sampled_from(["grant", "grant", "refuse", "withdraw"]))
    def decide_void(self, void: int, how: str) -> None:
        self.acts.decide_void(void, how)

    @rule(
        payment=any_one,
        reason=st.sampled_from(list(Void.Reason)),
        how=st.sampled_from(["grant", "grant", "withdraw"]),
    )
    def undo(self, payment: int, reason: str, how: str) -> None:
        self.acts.ask_void(payment, reason)
        self.acts.decide_void(0, how)

    # ---- cash ----

    @rule(collector=collectors, counted=st.booleans())
    def ask_handover(self, collector: int, counted: bool) -> None:
        self.acts.ask_handover(collector, counted=counted)

    @rule(by=treasurers, beyond_idr=st.sampled_from([0, 0, -5_000, -3_400, 2_000]))
    def take_over(self, by: int, beyond_idr: int) -> None:
        self.acts.take_over(self.acts.treasurers[by], beyond_idr)

    @rule(by=treasurers, beyond_idr=st.sampled_from([0, 0, 0, -3_400, 2_000]))
    def hand_over_all(self, by: int, beyond_idr: int) -> None:
        for collector in (0, 1):
            self.acts.ask_handover(collector, counted=False)
            self.acts.take_over(self.acts.treasurers[by], beyond_idr)

    @rule(by=treasurers)
    def refuse_handover(self, by: int) -> None:
        self.acts.refuse_handover(self.acts.treasurers[by])

    @rule(
        finding=st.sampled_from(list(SurplusDecision.Finding)),
        by=treasurers,
        granted=st.booleans(),
    )
    def settle_surplus(self, finding: str, by: int, granted: bool) -> None:
        self.acts.settle_surplus(finding, self.acts.treasurers[by], granted=granted)

    @rule(by=treasurers, granted=st.booleans())
    def bear_shortage(self, by: int, granted: bool) -> None:
        self.acts.bear_shortage(self.acts.treasurers[by], granted=granted)

    @rule(by=treasurers)
    def replace_loss(self, by: int) -> None:
        self.acts.replace_loss(self.acts.treasurers[by])

    @rule(by=treasurers, share=st.sampled_from([50, 100]))
    def deposit(self, by: int, share: int) -> None:
        self.acts.deposit(self.acts.treasurers[by], share)

    # ---- BPJS ----

    @rule(by=treasurers)
    def finalise(self, by: int) -> None:
        self.acts.finalise(self.acts.treasurers[by])

    @rule(by=treasurers, posted=st.booleans())
    def end_remittance(self, by: int, posted: bool) -> None:
        self.acts.end_remittance(self.acts.treasurers[by], posted=posted)

    @rule(by=treasurers)
    def remit(self, by: int) -> None:
        self.acts.finalise(self.acts.treasurers[by])
        self.acts.end_remittance(self.acts.treasurers[by], posted=True)

    @rule(by=treasurers, all_of_them=st.booleans())
    def bpjs_accepts(self, by: int, all_of_them: bool) -> None:
        self.acts.accept(self.acts.treasurers[by], all_of_them=all_of_them)

    @rule(line=any_one, reason=st.sampled_from(list(LineAnswer.Reason)), by=treasurers)
    def bpjs_rejects(self, line: int, reason: str, by: int) -> None:
        self.acts.reject(line, reason, self.acts.treasurers[by])

    @rule(by=treasurers)
    def settle_rejection(self, by: int) -> None:
        self.acts.settle_rejection(self.acts.treasurers[by])

    # ---- giving back ----

    @rule(by=treasurers)
    def prepare_repayment(self, by: int) -> None:
        self.acts.prepare_repayment(self.acts.treasurers[by])

    @rule(how=st.sampled_from(["approve", "pay", "approve and pay", "refuse", "cancel"]))
    def go_on_with_repayment(self, how: str) -> None:
        for step in how.split(" and "):
            self.acts.go_on_with_repayment(step)

    @rule(member=any_one, days_ago=st.sampled_from([1, 20]))
    def die(self, member: int, days_ago: int) -> None:
        self.acts.die(member, days_ago)

    @rule()
    def confirm_death(self) -> None:
        self.acts.confirm_death()

    @rule()
    def reverse_death(self) -> None:
        self.acts.reverse_death()

    # ---- sponsors and time ----

    @rule(member=any_one, budget_idr=st.sampled_from([50_000, 10_000_000]))
    def sponsor(self, member: int, budget_idr: int) -> None:
        self.acts.sponsor(member, budget_idr)

    @rule(sponsor=any_one)
    def bill_sponsor(self, sponsor: int) -> None:
        self.acts.bill_sponsor(sponsor)

    @rule(sponsor=any_one, amount_idr=st.sampled_from([16_800, 33_600, 40_000]))
    def sponsor_pays(self, sponsor: int, amount_idr: int) -> None:
        self.acts.sponsor_pays(sponsor, amount_idr)

    @rule(sponsor=any_one)
    def cancel_statement(self, sponsor: int) -> None:
        self.acts.cancel_statement(sponsor)

    @rule(days=st.sampled_from([1, 5, 20, 31, 31, 120]))
    def time_passes(self, days: int) -> None:
        self.acts.pass_time(days)


def test_whatever_people_do_with_money_all_that_must_hold_does():
    run_state_machine_as_test(MoneyMachine, settings=SHORT)


def test_money_that_a_void_does_not_move_back_is_found(monkeypatch):
    monkeypatch.setattr(voids, "_move_back", lambda *_: None)
    machine = MoneyMachine()
    try:
        machine.a_busy_morning({0}, handed_over=False)
        machine.all_holds()
        machine.undo(0, Void.Reason.WRONG_MEMBER, "grant")
        with pytest.raises(AssertionError, match="void"):
            machine.all_holds()
    finally:
        machine.teardown()


@pytest.mark.long
def test_whatever_people_do_for_long_all_that_must_hold_does():
    run_state_machine_as_test(MoneyMachine, settings=LONG)
    if LONG.max_examples >= 100:  # fewer may miss a rare one
        assert EVERY_KIND - set(DONE) == set(), "every kind of act was carried out"
