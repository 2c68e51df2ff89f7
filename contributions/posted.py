"""Which months of a member had reached BPJS by a day, and what that says about a day of death.

What she had paid before she came to us counts too, from the day BPJS had confirmed it. So does a
month that BPJS says was paid elsewhere, from the day it said so.
"""

import datetime as dt
from dataclasses import dataclass

from contributions.models import Contribution
from markets import months
from members import earlier_memberships
from members.models import EarlierMembership, Member


@dataclass(frozen=True)
class Posted:
    """What was known on `known_on`: our months with BPJS by then, oldest first.

    `earlier` is a membership that BPJS had confirmed by then; `told` one that nobody had confirmed,
    which counts for nothing. `elsewhere` are months that by then BPJS said were paid elsewhere.
    `member_since` is the day on which our first month reached BPJS, or
    the beginning of the earlier membership where ours goes on from it: cover begins then.
    `months_in_a_row` end with the month of death; 0 where that month had not reached BPJS.
    """

    died_on: dt.date
    known_on: dt.date
    months: list[Contribution]
    earlier: EarlierMembership | None = None
    told: EarlierMembership | None = None
    elsewhere: frozenset[dt.date] = frozenset()

    @property
    def member_since(self) -> dt.date | None:
        """When the first cover began."""
        days = [row.remitted_on for row in self.months if row.remitted_on]
        if self.earlier is not None and self._goes_on(self.earlier):
            days.append(self.earlier.member_since)
        return min(days, default=None)

    @property
    def paid_months(self) -> set[dt.date]:
        """All months paid at BPJS: ours, those paid elsewhere, those of the earlier membership."""
        paid = {row.contribution_month for row in self.months} | self.elsewhere
        if self.earlier is not None:
            since, last = self.earlier.member_since, self.earlier.last_month_paid
            paid.update(months.run(since, months.between(since, last) + 1))
        return paid

    @property
    def was_covered(self) -> bool:
        """Whether she was protected on that day, by what had reached BPJS by `known_on`.

        The very first cover begins on the day the first dues reach BPJS, not before; that of a
        participant went on, unless it had run out before her first month with us.
        """
        since = self.member_since
        return since is not None and since <= self.died_on and self.months_in_a_row > 0

    @property
    def months_in_a_row(self) -> int:
        """How many months without a gap up to that of the death."""
        known = self.paid_months
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

    def _goes_on(self, earlier: EarlierMembership) -> bool:
        """Whether it had not run out before our first month, or the death."""
        ours = [row.contribution_month for row in self.months]
        first = min([*ours, months.first_of(self.died_on)])
        return earlier_memberships.goes_on(last_month_paid=earlier.last_month_paid, month=first)


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
    elsewhere = Contribution.objects.filter(
        member=member,
        status_reason=Contribution.StatusReason.PAID_AT_BPJS,
        status_at__lt=months.midnight_after(known_on),
    )
    earlier = earlier_memberships.known(member=member, on=known_on)
    return Posted(
        died_on,
        known_on,
        list(found.order_by("contribution_month")),
        earlier=earlier.confirmed,
        told=earlier.told,
        elsewhere=frozenset(elsewhere.values_list("contribution_month", flat=True)),
    )
