"""Rows of money given back, to fill in its addresses with."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from contributions import repayments
from contributions.models import Repayment
from markets.models import Role, User
from members.models import Member
from tests.architecture.elsewhere_rows import ELSEWHERE_ARGUMENTS, ElsewhereRows
from tests.architecture.remittance_rows import REMITTANCE_ARGUMENTS, RemittanceRows
from tests.contributions.credit import give
from tests.contributions.repaid import pay, prepare
from tests.factories import NOON


class RepaymentRows(RemittanceRows, ElsewhereRows):
    """What a side has of it, of remittances, and of months paid elsewhere."""

    cast: Any
    users: Any
    mark: str

    @cached_property
    def with_credit(self) -> Member:
        member: Member = self.cast.member()
        give(self.cast, member, 5_000)
        return member

    def decider(self, row: Repayment) -> User:
        """Another treasurer, where the partner has one; else the branch."""
        people = [*User.objects.filter(role=Role.TREASURER), self.users[Role.REVIEWER]]
        return next(user for user in people if repayments.may_decide(repayment=row, user=user))

    @cached_property
    def repayment(self) -> Repayment:
        """Paid, with a signature."""
        member = self.cast.member(name=f"Siti {self.mark}")
        give(self.cast, member, 5_000)
        row = prepare(member=member, by=self.cast.treasurer)
        repayments.approve(repayment=row, by=self.decider(row), at=NOON)
        return pay(repayment=row, by=self.cast.treasurer)


OF_ONE = (
    "repayment",
    "decide_repayment",
    "pay_repayment",
    "repayment_sheet",
    "repayment_signature",
)
REPAYMENT_ARGUMENTS: dict[str, Callable[[Any], list[Any]]] = {
    **REMITTANCE_ARGUMENTS,
    **ELSEWHERE_ARGUMENTS,
    **dict.fromkeys(OF_ONE, lambda side: [side.repayment.pk]),
    "prepare_repayment": lambda side: [side.with_credit.pk],
}
