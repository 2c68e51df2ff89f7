"""The state machine of money: people do anything in any order, and all that must hold is asked.

All acts are one rule: Hypothesis leaves rules out of each example, most of them out of many, and
with a rule for every act the examples would consist of a few kinds, over and over.
"""

from collections import Counter
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from tests.contributions import held_true
from tests.contributions.money_rules import ACTS, Called, any_one
from tests.contributions.own_money_rules import OwnMoneyRules
from tests.contributions.ready_acts import ReadyActs
from tests.contributions.together_rules import TogetherRules

EVERY_KIND = {
    *("pay cash", "pay transfer", "pay together", "use_credit", "pass_time"),
    *("ask_void", "void grant", "void refuse", "void withdraw"),
    *("ask_handover", "take_over", "refuse_handover", "settle_surplus", "deposit"),
    *("bear_shortage", "replace_loss"),
    *("finalise", "post", "cancel", "accept", "reject", "settle_rejection"),
    *("send", "reverse_transfer", "explain_difference"),
    *("prepare_repayment", "repayment approve", "repayment refuse"),
    *("repayment pay", "repayment cancel", "die", "confirm_death", "reverse_death"),
    *("sponsor", "bill_sponsor", "sponsor_pays", "cancel_statement"),
    *("ask_qris", "cancel_qris", "provider_confirms", "provider_pays_out"),
    *("take_first_dues", "enrolment approve", "enrolment reject", "enrolment withdraw"),
    *("sweep_first_dues", "record elsewhere", "elsewhere confirm", "elsewhere deny"),
    *("elsewhere withdraw", "bank_takes", "undo_cost", "tell_replenishment"),
    *("replenishment confirm", "replenishment refuse", "replenishment line"),
    "replenishment reverse",
}


class MoneyMachine(TogetherRules, OwnMoneyRules):
    """One partner, in a transaction that is taken back at the end of the example."""

    # How often each kind of act was carried out, in all examples since it was emptied.
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.acts = ReadyActs()

    def teardown(self) -> None:
        self.done.update(self.acts.done)
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @invariant()
    def all_holds(self) -> None:
        broken = held_true.broken(on=self.acts.today)
        assert not broken, "\n".join(broken)

    @initialize(members=st.sets(any_one, min_size=1, max_size=4), handed_over=st.booleans())
    def a_busy_morning(self, members: set[int], handed_over: bool) -> None:
        for member in sorted(members):
            self.acts.pay(member, 2, self.acts.collectors[member % 2], credit=0)
        if handed_over:
            self.hand_over_all(0, 0)

    @rule(act=st.one_of(ACTS))
    def somebody_acts(self, act: Called) -> None:
        self.do(*act)

    def do(self, name: str, numbers: dict[str, Any]) -> None:
        """That act, with its numbers."""
        getattr(self, name)(**numbers)
