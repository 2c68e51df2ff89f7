"""What people do about fees and the partner's own money, as the acts of `money_rules.py`."""

from hypothesis import strategies as st

from tests.contributions.money_rules import MoneyRules, act, treasurers


class OwnMoneyRules(MoneyRules):
    """All acts."""

    @act(by=treasurers, cost_idr=st.sampled_from([100, 9_000]))
    def bank_takes(self, by: int, cost_idr: int) -> None:
        self.acts.bank_takes(self.acts.treasurers[by], cost_idr)

    @act(by=treasurers)
    def undo_cost(self, by: int) -> None:
        self.acts.need_cost(self.acts.treasurers[by])
        self.acts.undo_cost(self.acts.treasurers[by])

    @act("confirm", "refuse", "line", "reverse", by=treasurers)
    def make_up_for_fees(self, by: int, how: str) -> None:
        self.acts.need_replenishment(how, self.acts.treasurers[by])
        self.acts.end_replenishment(how)
