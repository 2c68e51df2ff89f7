"""One more act of the state machine of money: one transfer pays for many."""

from hypothesis import strategies as st

from tests.contributions.money_rules import MoneyRules, act, treasurers


class TogetherRules(MoneyRules):
    """All acts, with this one."""

    @act(
        people=st.integers(1, 4),
        by=treasurers,
        beyond_idr=st.sampled_from([0, 0, 100]),
        from_line=st.booleans(),
    )
    def pay_together(self, people: int, by: int, beyond_idr: int, from_line: bool) -> None:
        taker, way = self.acts.treasurers[by], {"beyond_idr": beyond_idr, "from_line": from_line}
        self.acts.pay_together(people, taker, **way)
