"""Which months of a member had reached BPJS by a day, and what that says about a day of death."""

import datetime as dt
from dataclasses import dataclass

from contributions.models import Contribution
from markets import months
from members.models import Member


@dataclass(frozen=True)
class Posted:
    """What was known on `known_on`: the months with BPJS by then, oldest first.

    `member_since` is the day on which the first of them reached BPJS: cover begins then.
    `months_in_a_row` end with the month of death; 0 where that month had not reached BPJS.
    """

    died_on: dt.date
    known_on: dt.date
    months: list[Contribution]

    @property
    def member_since(self) -> dt.date | None:
        """When the first cover began."""
        return min((row.remitted_on for row in self.months if row.remitted_on), default=None)

    @property
    def was_covered(self) -> bool:
        """The answer of `cover.was_covered` for the day of death."""
        since = self.member_since
        return since is not None and since <= self.died_on and self.months_in_a_row > 0

    @property
    def months_in_a_row(self) -> int:
        """How many months without a gap up to that of the death."""
        known = {row.contribution_month for row in self.months}
        month, count = months.first_of(self.died_on), 0
        while month in known:
            month, count = months.add(month, -1), count + 1
        return count

    @property
    def months_of_membership(self) -> int:
        """Whole months from the first cover to the death."""
        return membership_months(self.member_since, self.died_on)

    @property
    def declared_income_idr(self) -> int | None:
        """What the last month up to the death was worked out from."""
        upto = [row for row in self.months if row.contribution_month <= self.died_on]
        return upto[-1].declared_income_idr if upto else None


def membership_months(since: dt.date | None, until: dt.date) -> int:
    """Whole months between the two days; 0 where membership never began."""
    if since is None or since > until:
        return 0
    return months.between(since, until) - (1 if until.day < since.day else 0)


def posted(*, member: Member, died_on: dt.date, known_on: dt.date) -> Posted:
    """The months of the member as known on that day."""
    found = Contribution.objects.filter(
        member=member, status=Contribution.Status.PAID, remitted_on__lte=known_on
    )
    return Posted(died_on, known_on, list(found.order_by("contribution_month")))
